"""交接单: a role passes from one person to another, with what is open; drafts stay the unit's."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.numbering import document_number
from app.domain.text import N_
from app.models.account import Handover, RoleGrant, User
from app.models.unit import Unit
from app.queries import subjects

from . import audit, credentials, declarations, notifications, serials

TO_CONFIRM = N_("Please confirm the hand-over of %(unit)s.")
SERIES = "交接"
PASSED_ON = frozenset({Role.CONTRIBUTOR, Role.MEMBER, Role.SIGNATORY, Role.REVIEWER})


def record_handover(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    *,
    role: Role,
    from_id: UUID,
    to_id: UUID,
    on: date,
    open_tasks: str,
    done_tasks: str = "",
) -> Handover:
    """Write a hand-over form; both are asked to confirm. Raises NotFound, NotPermitted, Invalid."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    policy.require(actor, Action.RECORD_HANDOVER, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    if role not in PASSED_ON:
        raise Invalid(role=N_("This role is given and ended by the secretariat, not handed over."))
    if not actor.holds_over(Role.COORDINATOR, unit.path) and role is not Role.CONTRIBUTOR:
        raise Invalid(role=N_("A contributor hands over only the role of contributor."))
    if not _running(session, from_id, role, unit_id, on):
        raise Invalid(from_id=N_("Please choose somebody who holds this role here."))
    taker = session.get(User, to_id)
    if to_id == from_id or taker is None or taker.disabled_at:
        raise Invalid(to_id=N_("Please choose another person."))
    made = Handover(
        unit_id=unit.id, role=role, from_user_id=from_id, to_user_id=to_id, on=on,
        open_tasks=open_tasks.strip(), done_tasks=done_tasks.strip(), made_by_id=actor.user_id,
        number=document_number(SERIES, on.year, serials.take_numbers(session, SERIES, on.year)[0]),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        Action.RECORD_HANDOVER,
        made.id,
        unit_id=unit.id,
        role=role,
        giver=from_id,
        taker=to_id,
        on=on,
        number=made.number,
    )
    notifications.tell(session, [from_id, to_id], TO_CONFIRM, link=f"/handovers/{made.id}", unit=unit.name)
    return made


def confirm_handover(session: Session, actor: Actor, handover_id: UUID) -> Handover:
    """Confirm as giver, as taker, or as coordinator for both; once confirmed the roles change on the day.

    Raises NotFound, NotPermitted, Conflict.
    """
    handover = session.scalar(select(Handover).where(Handover.id == handover_id).with_for_update())
    if handover is None:
        raise NotFound
    unit = session.get_one(Unit, handover.unit_id)
    subject = subjects.of_handover(unit, handover.role, handover.from_user_id, handover.to_user_id)
    policy.require(actor, Action.CONFIRM_HANDOVER, subject, seen_by=Action.CONFIRM_HANDOVER)
    if _confirmed(handover):
        raise Conflict(N_("This hand-over has been confirmed already."))
    moment = credentials.now()
    if actor.user_id == handover.from_user_id:
        handover.from_confirmed_at = moment
    elif actor.user_id == handover.to_user_id:
        handover.to_confirmed_at = moment
    elif actor.holds_over(Role.COORDINATOR, unit.path):
        handover.office_confirmed_by_id, handover.office_confirmed_at = actor.user_id, moment
    else:
        raise NotPermitted(N_("Only the two people concerned or the secretariat confirm a hand-over."))
    if _confirmed(handover):
        _pass_on(session, handover, actor)
    audit.record(
        session, actor, Action.CONFIRM_HANDOVER, handover.id, unit_id=unit.id, complete=_confirmed(handover)
    )
    return handover


def _confirmed(handover: Handover) -> bool:
    both = handover.from_confirmed_at is not None and handover.to_confirmed_at is not None
    return both or handover.office_confirmed_by_id is not None


def _pass_on(session: Session, handover: Handover, actor: Actor) -> None:
    """The giver's role ends the day before, the taker's begins on the day."""
    on = handover.on
    for grant in _running(session, handover.from_user_id, handover.role, handover.unit_id, on):
        grant.ends_on = max(grant.starts_on, on - timedelta(days=1))
    if not _running(session, handover.to_user_id, handover.role, handover.unit_id, on):
        if handover.role in UNIT_ROLES:
            declarations.look_again(session, handover.to_user_id, handover.unit_id)
        session.add(
            RoleGrant(
                user_id=handover.to_user_id,
                role=handover.role,
                unit_id=handover.unit_id,
                starts_on=on,
                granted_by_id=actor.user_id,
            )
        )


def _running(session: Session, user_id: UUID, role: Role, unit_id: UUID, day: date) -> list[RoleGrant]:
    return list(
        session.scalars(
            select(RoleGrant).where(
                RoleGrant.user_id == user_id,
                RoleGrant.role == role,
                RoleGrant.unit_id == unit_id,
                RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= day),
            )
        )
    )
