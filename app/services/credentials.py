"""Passwords, one-time codes, sessions and the throttle: what the deeds of accounts are made of.

Not deeds themselves: the deed that calls has asked the policy and leaves the trace.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain import policy, sign_in
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import Invalid, NotFound, TooManyAttempts
from app.domain.text import N_
from app.models.account import RoleGrant, SignInAttempt, SignInSession, SignInSlip, User
from app.models.unit import Unit
from app.queries.accounts import digest

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's profile, about 20 ms
NOBODY = HASHER.hash(token_urlsafe())  # checked for unknown names, so that the time taken tells nothing


class Opened(NamedTuple):
    """A session just opened: the token goes into the cookie and is kept nowhere else."""

    token: str
    expires_at: datetime
    user_id: UUID


def now() -> datetime:
    """Sessions and codes are measured by this process's clock; deadlines by the database's."""
    return datetime.now(UTC)


def matches(secret: str, kept: str) -> bool:
    """Whether `kept` is the hash of the secret; an empty one takes as long and never is."""
    try:
        return HASHER.verify(kept or NOBODY, secret) and bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        return False


def set_password(session: Session, user: User, password: str, field: str = "new") -> None:
    """Give a user a password; every session of the account ends. Raises Invalid naming `field`."""
    if fault := sign_in.password_fault(password, user.sign_in_name):
        raise Invalid(**{field: fault})
    user.password = HASHER.hash(password)
    end_sessions(session, user.id)


def end_sessions(session: Session, user_id: UUID) -> None:
    """End every session of an account."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.user_id == user_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def open_session(session: Session, user: User, *, remember: bool = False) -> Opened:
    """Make a session with a token of its own; the failures counted against the name are forgotten."""
    moment, token = now(), token_urlsafe(32)
    lives = sign_in.REMEMBERED if remember else sign_in.ABSOLUTE
    session.add(
        SignInSession(
            user_id=user.id,
            token_digest=digest(token),
            created_at=moment,
            seen_at=moment,
            expires_at=moment + lives,
            remembered=remember,
        )
    )
    session.execute(delete(SignInAttempt).where(SignInAttempt.bucket == _buckets(user.sign_in_name, "")[0]))
    return Opened(token, moment + lives, user.id)


def touch(session: Session, session_id: UUID) -> None:
    """Keep when a session was last seen; once a minute at most, and no deed worth an entry."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(seen_at=now()))


def account_named(session: Session, sign_in_name: str) -> User | None:
    """The account of this sign-in name that may still sign in."""
    return session.scalar(
        select(User).where(User.sign_in_name == sign_in.plain_name(sign_in_name), User.disabled_at.is_(None))
    )


def account(session: Session, user_id: UUID) -> User:
    """An account, locked for this transaction. Raises NotFound."""
    user = session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound
    return user


def subject_of(session: Session, user: User) -> Subject:
    """An account as the policy sees it: it belongs where the person belongs."""
    path = session.scalar(select(Unit.path).where(Unit.id == user.home_unit_id))
    return Subject(owner_path=path or "/", unit_id=user.home_unit_id)


def require_over_all(session: Session, actor: Actor, user: User) -> None:
    """Whoever may let a person in or shut one out must stand above every role that person holds: else
    a college's office could become the university's by printing a slip. Raises NotPermitted.
    """
    paths = session.scalars(
        select(Unit.path).join(RoleGrant, RoleGrant.unit_id == Unit.id).where(RoleGrant.user_id == user.id)
    )
    for path in paths:
        policy.require(actor, Action.MANAGE_ACCOUNT, Subject(owner_path=path))


def printed_slip(session: Session, user: User | None, code: str) -> SignInSlip | None:
    """The living slip of this account that the code opens; as slow for nobody as for somebody."""
    slip = None
    if user is not None:
        slip = session.scalar(
            select(SignInSlip)
            .where(
                SignInSlip.user_id == user.id,
                SignInSlip.channel == "printed",
                SignInSlip.used_at.is_(None),
                SignInSlip.expires_at > now(),
            )
            .order_by(SignInSlip.created_at.desc())
            .limit(1)
            .with_for_update()
        )
    return slip if matches(sign_in.plain_code(code), slip.code_digest if slip else "") else None


def require_calm(session: Session, sign_in_name: str, address: str) -> None:
    """Raises TooManyAttempts, with how long to wait, when this name or address failed too often just now."""
    moment = now()
    by_name, by_address = _buckets(sign_in_name, address)
    rows = session.execute(
        select(SignInAttempt.bucket, SignInAttempt.at).where(
            SignInAttempt.bucket.in_((by_name, by_address)), SignInAttempt.at > moment - sign_in.WINDOW
        )
    ).all()
    ends = [
        sign_in.wait_until([row.at for row in rows if row.bucket == bucket], limit)
        for bucket, limit in ((by_name, sign_in.PER_NAME), (by_address, sign_in.PER_ADDRESS))
    ]
    end = max((end for end in ends if end), default=moment)
    if end > moment:
        raise TooManyAttempts(
            N_("There were too many attempts. Please wait %(minutes)s min and try again, or call us."),
            minutes=-(-(end - moment) // timedelta(minutes=1)),
        )


def count_failure(session: Session, sign_in_name: str, address: str) -> None:
    """Count one failure against the name and the address; forget those of long ago."""
    moment = now()
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < moment - 4 * sign_in.WINDOW))
    session.add_all(SignInAttempt(bucket=bucket, at=moment) for bucket in _buckets(sign_in_name, address))


def _buckets(sign_in_name: str, address: str) -> tuple[str, str]:
    """Hashed: what was typed as a name may be a password in the wrong field."""
    name = sha256(sign_in.plain_name(sign_in_name).encode()).hexdigest()[:40]
    return f"name:{name}", f"address:{sha256(address.encode()).hexdigest()[:40]}"
