"""One's own account: signing in and out, the password, the first account of the house, how pages look."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import Invalid, NotFound
from app.domain.text import N_
from app.models.account import SignInSession, SignInSlip, User
from app.queries.accounts import digest

from . import audit, credentials
from .credentials import Opened

WRONG = N_(
    "The sign-in name or the password is not right. Please check both, or ask the office for a sign-in slip."
)
WRONG_CODE = N_(
    "This code does not open this account: it may be mistyped, used already, or older than 72 hours."
)
NOT_THE_PRESENT = N_("The present password is not right.")


def sign_in(
    session: Session, actor: Actor, sign_in_name: str, password: str, *, address: str, remember: bool = False
) -> Opened:
    """Sign in with name and password. Raises TooManyAttempts, or Invalid, the same for every cause."""
    policy.require(actor, Action.SIGN_IN, Subject())
    credentials.require_calm(session, sign_in_name, address)
    user = credentials.account_named(session, sign_in_name)
    if not credentials.matches(password, user.password if user else "") or user is None:
        raise Invalid(password=WRONG)
    if credentials.HASHER.check_needs_rehash(user.password):
        user.password = credentials.HASHER.hash(password)
    audit.record(session, _as(user), Action.SIGN_IN, user.id)
    return credentials.open_session(session, user, remember=remember)


def sign_in_as_role(session: Session, actor: Actor, user_id: UUID) -> Opened:
    """Sign in as one of the roles that the demonstration offers. Raises NotFound for every other account."""
    policy.require(actor, Action.SIGN_IN, Subject())
    user = session.get(User, user_id)
    if user is None or user.disabled_at or not user.sign_in_name.startswith("demo-"):
        raise NotFound
    audit.record(session, _as(user), Action.SIGN_IN, user.id, demonstration=True)
    return credentials.open_session(session, user)


def note_failure(session: Session, actor: Actor, sign_in_name: str, *, address: str) -> None:
    """Count a failed attempt, in a transaction that outlives the refusal."""
    policy.require(actor, Action.SIGN_IN, Subject())
    credentials.count_failure(session, sign_in_name, address)
    user = credentials.account_named(session, sign_in_name)
    audit.record(session, actor, Action.SIGN_IN, user.id if user else None, failed=True)


def sign_out(session: Session, actor: Actor, session_id: UUID) -> None:
    """End one session of the actor."""
    policy.require(actor, Action.KEEP_OWN_ACCOUNT, Subject())
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.user_id == actor.user_id)
        .values(ended_at=credentials.now())
    )
    audit.record(session, actor, Action.KEEP_OWN_ACCOUNT, actor.user_id, signed_out=True)


def change_password(session: Session, actor: Actor, old: str, new: str, *, address: str) -> Opened:
    """Set a new password knowing the old one; every session ends and a fresh one is opened.

    Raises TooManyAttempts, or Invalid naming "old" or "new".
    """
    policy.require(actor, Action.KEEP_OWN_ACCOUNT, Subject())
    user = session.get_one(User, actor.user_id)
    credentials.require_calm(session, user.sign_in_name, address)
    if not credentials.matches(old, user.password):
        raise Invalid(old=NOT_THE_PRESENT)
    credentials.set_password(session, user, new)
    audit.record(session, actor, Action.KEEP_OWN_ACCOUNT, user.id, password_changed=True)
    return credentials.open_session(session, user)


def redeem_slip(
    session: Session,
    actor: Actor,
    sign_in_name: str,
    code: str,
    new: str,
    *,
    address: str,
    remember: bool = False,
) -> Opened:
    """Use a printed code, once, to set a password and sign in.

    Raises TooManyAttempts, or Invalid naming "code" or "new"; a refused password leaves the code unused.
    """
    policy.require(actor, Action.SIGN_IN, Subject())
    credentials.require_calm(session, sign_in_name, address)
    user = credentials.account_named(session, sign_in_name)
    slip = credentials.printed_slip(session, user, code)
    if user is None or slip is None:
        raise Invalid(code=WRONG_CODE)
    credentials.set_password(session, user, new)
    slip.used_at = credentials.now()
    audit.record(session, _as(user), Action.SIGN_IN, user.id, slip=slip.channel)
    return credentials.open_session(session, user, remember=remember)


def redeem_invitation(session: Session, actor: Actor, token: str, new: str) -> Opened:
    """Use a mailed invitation or reset, once, to set a password and sign in.

    Raises NotFound when the link is used, too old or unknown, or Invalid naming "new".
    """
    policy.require(actor, Action.SIGN_IN, Subject())
    slip = session.scalar(select(SignInSlip).where(SignInSlip.code_digest == digest(token)).with_for_update())
    if slip is None or slip.used_at or slip.expires_at <= credentials.now() or slip.channel == "printed":
        raise NotFound
    user = session.get_one(User, slip.user_id)
    if user.disabled_at:
        raise NotFound
    credentials.set_password(session, user, new)
    slip.used_at = credentials.now()
    audit.record(session, _as(user), Action.SIGN_IN, user.id, slip=slip.channel)
    return credentials.open_session(session, user)


def keep_display(session: Session, actor: Actor, *, locale: str, print_size: str, contrast: bool) -> None:
    """Keep language, letter size and contrast in the account."""
    policy.require(actor, Action.KEEP_OWN_ACCOUNT, Subject())
    user = session.get_one(User, actor.user_id)
    changes = audit.difference(user, locale=locale, print_size=print_size, contrast=contrast)
    user.locale, user.print_size, user.contrast = locale, print_size, contrast
    audit.record(session, actor, Action.KEEP_OWN_ACCOUNT, user.id, changes=changes)


def _as(user: User) -> Actor:
    return Actor(user.id, name=user.name)
