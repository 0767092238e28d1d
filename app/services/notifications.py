"""Telling people: a row in the outbox, in the transaction of the change. The worker delivers."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Actor, Role
from app.domain.errors import NotFound
from app.domain.procedure import RUNNING
from app.models.account import RoleGrant, User
from app.models.notification import Notification, NotificationState
from app.models.submission import Submission
from app.models.unit import Unit
from app.queries import clock

from .audit import plain

MOST_AT_ONCE = 500


def tell(
    session: Session,
    user_ids: Iterable[UUID],
    text: str,
    *,
    campaign_id: UUID | None = None,
    link: str = "",
    **params: object,
) -> None:
    """Put one message for each person into the outbox; never a score, never personal data.

    `text` is a message id marked with N_(), `link` a path of the site. Somebody without an address
    reads it on the page.
    """
    wanted = set(user_ids)
    addresses = dict(session.execute(select(User.id, User.email).where(User.id.in_(wanted))).all())
    for user_id, email in addresses.items():
        session.add(
            Notification(
                user_id=user_id,
                campaign_id=campaign_id,
                text=text,
                params={name: plain(value) for name, value in params.items()},
                link=link,
                state=NotificationState.WAITING if email else NotificationState.INTERNAL,
            )
        )


def holders(session: Session, unit_id: UUID, *roles: Role) -> list[UUID]:
    """The users who hold one of the roles at this unit today."""
    return list(session.scalars(_in_force(session, roles).where(RoleGrant.unit_id == unit_id)))


def concerned(session: Session, campaign_id: UUID, *roles: Role) -> list[UUID]:
    """The users who hold one of the roles today at a unit that takes part in the campaign."""
    units = select(Submission.unit_id).where(
        Submission.campaign_id == campaign_id, Submission.stage.in_(RUNNING)
    )
    return list(session.scalars(_in_force(session, roles).where(RoleGrant.unit_id.in_(units))))


def office(session: Session, owner_path: str, *roles: Role) -> list[UUID]:
    """The users who hold one of the roles today at the owner of a campaign or above it."""
    above = _in_force(session, roles).join(Unit, Unit.id == RoleGrant.unit_id)
    return list(session.scalars(above.where(literal(owner_path).startswith(Unit.path))))


def mark_read(session: Session, actor: Actor, notification_id: UUID | None = None) -> str:
    """Note that the actor has read one of the own messages, or all of them; where the one leads.

    Another's message is NotFound.
    """
    mine = select(Notification).where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
    if notification_id is None:
        found = session.scalars(mine.limit(MOST_AT_ONCE)).all()
    else:
        one = session.scalar(
            select(Notification).where(
                Notification.id == notification_id, Notification.user_id == actor.user_id
            )
        )
        if one is None:
            raise NotFound
        found = [one]
    moment = clock.now(session)
    for message in found:
        message.read_at = message.read_at or moment
    return found[0].link if notification_id and found else ""


def _in_force(session: Session, roles: tuple[Role, ...]) -> Select[UUID]:
    today = clock.today(session)
    return (
        select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
            User.disabled_at.is_(None),
        )
        .distinct()
    )
