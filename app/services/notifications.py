"""Telling people: a row in the outbox, in the transaction of the change. The worker delivers."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.models.account import RoleGrant, User
from app.models.notification import Notification, NotificationState
from app.queries import clock

from .audit import plain


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
    addresses = dict(session.execute(select(User.id, User.email).where(User.id.in_(wanted))).tuples())
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
    today = clock.now(session).date()
    return list(
        session.scalars(
            select(RoleGrant.user_id)
            .join(User, User.id == RoleGrant.user_id)
            .where(
                RoleGrant.unit_id == unit_id,
                RoleGrant.role.in_(roles),
                RoleGrant.starts_on <= today,
                or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
                User.disabled_at.is_(None),
            )
            .distinct()
        )
    )
