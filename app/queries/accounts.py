"""Who is signed in, and what a sign-in needs to know."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain import sign_in
from app.domain.actors import Actor, Grant
from app.models.account import RoleGrant, SignInSession, SignInSlip, User
from app.models.unit import Unit

from . import clock

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account behind a request: the actor, the session it came with, and how it wants its pages."""

    actor: Actor
    session_id: UUID
    sign_in_name: str
    seen_at: datetime
    locale: str
    print_size: str
    contrast: bool


class Account(NamedTuple):
    """An account as its sign-in page names it."""

    id: UUID
    name: str
    sign_in_name: str


def digest(secret: str) -> str:
    """How a random token is kept: it has entropy enough for a plain SHA-256."""
    return sha256(secret.encode()).hexdigest()


def signed_in(session: Session, token: str, moment: datetime | None = None) -> SignedIn | None:
    """The account of a session's token with the roles in force today, or None. One statement."""
    moment = moment or datetime.now(UTC)
    today = moment.astimezone(BEIJING).date()
    in_force = and_(
        RoleGrant.user_id == User.id,
        RoleGrant.starts_on <= today,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
    )
    rows = session.execute(
        select(
            SignInSession.id.label("session_id"), SignInSession.seen_at, SignInSession.remembered,
            User.id, User.name, User.sign_in_name, User.locale, User.print_size, User.contrast,
            RoleGrant.role, RoleGrant.unit_id, Unit.path,
        )
        .join(User, User.id == SignInSession.user_id)
        .outerjoin(RoleGrant, in_force)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            SignInSession.token_digest == digest(token),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > moment,
            User.disabled_at.is_(None),
        )
    ).all()  # fmt: skip
    if not rows:
        return None
    first = rows[0]
    large = first.print_size not in ("", "standard")
    if not first.remembered and moment - first.seen_at > sign_in.idle(large_print=large):
        return None
    grants = tuple(Grant(row.role, row.unit_id, row.path) for row in rows if row.role is not None)
    return SignedIn(
        Actor(first.id, grants, name=first.name),
        first.session_id, first.sign_in_name, first.seen_at,
        first.locale, first.print_size, first.contrast,
    )  # fmt: skip


def acting(session: Session, user_id: UUID) -> Actor | None:
    """Somebody in whose name something goes on, with the roles in force today; None once the account is
    closed. Two statements.
    """
    today = clock.today(session)
    in_force = and_(
        RoleGrant.user_id == User.id,
        RoleGrant.starts_on <= today,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
    )
    rows = session.execute(
        select(User.name, RoleGrant.role, RoleGrant.unit_id, Unit.path)
        .outerjoin(RoleGrant, in_force)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(User.id == user_id, User.disabled_at.is_(None))
    ).all()
    if not rows:
        return None
    grants = tuple(Grant(row.role, row.unit_id, row.path) for row in rows if row.role is not None)
    return Actor(user_id, grants, name=rows[0].name)


def needs_touch(seen_at: datetime, moment: datetime) -> bool:
    """Whether "last seen" is old enough to be written again."""
    return moment - seen_at > sign_in.SEEN_EVERY


def any_account(session: Session) -> bool:
    """Whether the house has been opened: at least one account exists."""
    return bool(session.scalar(select(exists(select(User.id)))))


def demonstration_accounts(session: Session) -> list[Account]:
    """The accounts that the sign-in page of the demonstration offers: those whose name starts with demo-."""
    return [
        Account(*row)
        for row in session.execute(
            select(User.id, User.name, User.sign_in_name)
            .where(User.sign_in_name.startswith("demo-"), User.disabled_at.is_(None))
            .order_by(User.sign_in_name)
        )
    ]


def invited(session: Session, token: str) -> Account | None:
    """Whose mailed invitation or reset this token opens, if it is alive."""
    row = session.execute(
        select(User.id, User.name, User.sign_in_name)
        .join(SignInSlip, SignInSlip.user_id == User.id)
        .where(
            SignInSlip.code_digest == digest(token),
            SignInSlip.channel != "printed",
            SignInSlip.used_at.is_(None),
            SignInSlip.expires_at > datetime.now(UTC),
            User.disabled_at.is_(None),
        )
    ).one_or_none()
    return Account(*row) if row else None
