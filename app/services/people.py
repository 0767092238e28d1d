"""Accounts of people: created, described, disabled; roles at units with start and end; deputies."""

from datetime import date
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.sign_in import plain_name
from app.domain.text import N_
from app.models.account import RoleGrant, User
from app.models.unit import Unit
from app.queries import clock, subjects

from . import audit, credentials, declarations, versions

NAME_TAKEN = N_("This sign-in name belongs to somebody else. Please choose another one.")
BACKWARDS = N_("The last day is before the first day.")


def create_account(
    session: Session,
    actor: Actor,
    home_id: UUID,
    *,
    sign_in_name: str,
    name: str,
    email: str = "",
    phone: str = "",
    duty: str = "",
) -> User:
    """Make an account at the unit where the person belongs; a slip or an invitation lets the person in.

    Raises NotFound, NotPermitted, or Invalid naming "sign_in_name".
    """
    home = _unit(session, home_id)
    policy.require(actor, Action.MANAGE_ACCOUNT, subjects.of_unit(home), seen_by=Action.VIEW_UNIT)
    plain = plain_name(sign_in_name)
    if session.scalar(select(exists(select(User.id).where(User.sign_in_name == plain)))):
        raise Invalid(sign_in_name=NAME_TAKEN)
    user = User(
        sign_in_name=plain,
        name=name.strip(),
        email=email.strip(),
        phone=phone.strip(),
        duty=duty.strip(),
        home_unit_id=home.id,
    )
    session.add(user)
    session.flush()
    audit.record(
        session, actor, Action.MANAGE_ACCOUNT, user.id, unit_id=home.id, created=plain, name=user.name
    )
    return user


def edit_account(
    session: Session,
    actor: Actor,
    user_id: UUID,
    *,
    seen: int,
    name: str,
    email: str,
    phone: str,
    duty: str,
    home_id: UUID | None = None,
) -> User:
    """Change what is known of a person, or with `home_id` where the person belongs.

    Raises NotFound, NotPermitted, StaleVersion.
    """
    user = credentials.account(session, user_id)
    policy.require(
        actor, Action.MANAGE_ACCOUNT, credentials.subject_of(session, user), seen_by=Action.MANAGE_ACCOUNT
    )
    versions.require_seen(session, user.id, seen=seen, current=user.version)
    wanted: dict[str, object] = {
        "name": name.strip(), "email": email.strip(), "phone": phone.strip(), "duty": duty.strip(),
    }  # fmt: skip
    if home_id is not None and home_id != user.home_unit_id:
        home = _unit(session, home_id)
        policy.require(actor, Action.MANAGE_ACCOUNT, subjects.of_unit(home), seen_by=Action.VIEW_UNIT)
        wanted["home_unit_id"] = home_id
        declarations.look_again(session, user.id, home_id)
    changes = audit.difference(user, **wanted)
    for field, value in wanted.items():
        setattr(user, field, value)
    user.version += 1
    audit.record(session, actor, Action.MANAGE_ACCOUNT, user.id, unit_id=user.home_unit_id, changes=changes)
    return user


def disable_account(session: Session, actor: Actor, user_id: UUID, *, reason: str = "") -> User:
    """Shut an account: its sessions end now. Raises Conflict for one's own."""
    user = credentials.account(session, user_id)
    policy.require(
        actor, Action.MANAGE_ACCOUNT, credentials.subject_of(session, user), seen_by=Action.MANAGE_ACCOUNT
    )
    credentials.require_over_all(session, actor, user)
    if user.id == actor.user_id:
        raise Conflict(N_("You cannot disable your own account. Please ask a colleague."))
    user.disabled_at = user.disabled_at or credentials.now()
    credentials.end_sessions(session, user.id)
    audit.record(
        session,
        actor,
        Action.MANAGE_ACCOUNT,
        user.id,
        unit_id=user.home_unit_id,
        reason=reason,
        disabled=True,
    )
    return user


def enable_account(session: Session, actor: Actor, user_id: UUID) -> User:
    """Open a disabled account again."""
    user = credentials.account(session, user_id)
    policy.require(
        actor, Action.MANAGE_ACCOUNT, credentials.subject_of(session, user), seen_by=Action.MANAGE_ACCOUNT
    )
    credentials.require_over_all(session, actor, user)
    user.disabled_at = None
    audit.record(session, actor, Action.MANAGE_ACCOUNT, user.id, unit_id=user.home_unit_id, disabled=False)
    return user


def grant_role(
    session: Session,
    actor: Actor,
    user_id: UUID,
    *,
    role: Role,
    unit_id: UUID,
    starts_on: date,
    ends_on: date | None = None,
) -> RoleGrant:
    """Give a person a role at a unit from a day on. Raises NotFound, NotPermitted, Invalid, Conflict.

    An administrator who is not the coordinator cannot give roles to himself: somebody else must look.
    """
    unit = _unit(session, unit_id)
    policy.require(actor, Action.GRANT_ROLE, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    user = credentials.account(session, user_id)
    if user.id == actor.user_id and not actor.holds_over(Role.COORDINATOR, unit.path):
        raise NotPermitted(N_("Please let a colleague give you this role."))
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(ends_on=BACKWARDS)
    _require_no_overlap(session, user, role, unit, starts_on)
    if role in UNIT_ROLES:
        declarations.look_again(session, user.id, unit.id)
    grant = RoleGrant(
        user_id=user.id, role=role, unit_id=unit.id, starts_on=starts_on, ends_on=ends_on,
        granted_by_id=actor.user_id,
    )  # fmt: skip
    session.add(grant)
    session.flush()
    audit.record(
        session,
        actor,
        Action.GRANT_ROLE,
        user.id,
        unit_id=unit.id,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return grant


def end_grant(session: Session, actor: Actor, grant_id: UUID, *, on: date) -> RoleGrant:
    """Let a role end with a day; one that has not begun ends on its first day. Raises NotFound, Conflict."""
    grant = session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update())
    if grant is None:
        raise NotFound
    unit = _unit(session, grant.unit_id)
    policy.require(actor, Action.GRANT_ROLE, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    if grant.ends_on is not None and grant.ends_on <= on:
        raise Conflict(N_("This role has ended already."))
    changes = {"ends_on": (grant.ends_on, max(on, grant.starts_on))}
    grant.ends_on = max(on, grant.starts_on)
    audit.record(
        session, actor, Action.GRANT_ROLE, grant.user_id, unit_id=unit.id, changes=changes, role=grant.role
    )
    return grant


def appoint_deputy(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    *,
    for_id: UUID,
    user_id: UUID,
    starts_on: date,
    ends_on: date,
) -> RoleGrant:
    """Let somebody sign for a signatory who is away, from one day to another.

    Raises NotFound, NotPermitted, or Invalid naming "user_id", "for_id" or "ends_on".
    """
    unit = _unit(session, unit_id)
    policy.require(actor, Action.APPOINT_DEPUTY, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    if ends_on < starts_on or ends_on < clock.today(session):
        raise Invalid(ends_on=BACKWARDS)
    signs = select(RoleGrant.id).where(
        RoleGrant.user_id == for_id,
        RoleGrant.unit_id == unit.id,
        RoleGrant.role == Role.SIGNATORY,
        RoleGrant.deputy_for_id.is_(None),
    )
    if not session.scalar(select(exists(signs))):
        raise Invalid(for_id=N_("Please choose who signs for this unit."))
    deputy = session.get(User, user_id)
    if deputy is None or deputy.disabled_at or deputy.home_unit_id != unit.id or user_id == for_id:
        raise Invalid(user_id=N_("Please choose somebody else of this unit."))
    _require_no_overlap(session, deputy, Role.SIGNATORY, unit, starts_on)
    declarations.look_again(session, deputy.id, unit.id)
    grant = RoleGrant(
        user_id=user_id, role=Role.SIGNATORY, unit_id=unit.id, starts_on=starts_on, ends_on=ends_on,
        deputy_for_id=for_id, granted_by_id=actor.user_id,
    )  # fmt: skip
    session.add(grant)
    session.flush()
    audit.record(
        session, actor, Action.APPOINT_DEPUTY, user_id, unit_id=unit.id, deputy_for=for_id,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    return grant


def _unit(session: Session, unit_id: UUID) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def _require_no_overlap(session: Session, user: User, role: Role, unit: Unit, starts_on: date) -> None:
    running = select(RoleGrant.id).where(
        RoleGrant.user_id == user.id,
        RoleGrant.role == role,
        RoleGrant.unit_id == unit.id,
        RoleGrant.ends_on.is_(None) | (RoleGrant.ends_on >= starts_on),
    )
    if session.scalar(select(exists(running))):
        raise Invalid(role=N_("This person holds this role here already."))
