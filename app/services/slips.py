"""Letting people in: printed one-time slips, mailed invitations, resets asked for at the entrance."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import policy, sign_in
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.text import N_
from app.models.account import SignInSlip, User
from app.models.unit import Unit
from app.queries.accounts import digest

from . import audit, credentials, notifications

MOST_SLIPS = 100
INVITED = N_(
    "You have an account in the online evaluation. Open this link within 7 days and choose a password."
)
RESET = N_("A new password was asked for. Open this link within 30 minutes; if it was not you, do nothing.")


class Slip(NamedTuple):
    """A slip to print; the code is known now and never again."""

    name: str
    unit: str
    sign_in_name: str
    code: str
    expires_at: datetime


def print_slips(session: Session, actor: Actor, user_ids: Sequence[UUID]) -> list[Slip]:
    """Make a one-time code for each account; earlier codes of theirs are void. Codes are kept only as hashes.

    Raises NotFound, NotPermitted, Conflict, or Invalid naming "people".
    """
    if not user_ids or len(user_ids) > MOST_SLIPS:
        raise Invalid(people=N_("Please choose from one to a hundred people."))
    made = []
    for user_id in user_ids:
        user = credentials.account(session, user_id)
        _require_may_let_in(session, actor, user)
        policy.require(actor, Action.MANAGE_ACCOUNT, credentials.subject_of(session, user))
        code = sign_in.new_code()
        slip = _new(session, actor, user, "printed", credentials.HASHER.hash(code), sign_in.SLIP_LIVES)
        audit.record(
            session, actor, Action.MANAGE_ACCOUNT, user.id, unit_id=user.home_unit_id, slip="printed"
        )
        unit = session.scalar(select(Unit.name).where(Unit.id == user.home_unit_id)) or ""
        made.append(Slip(user.name, unit, user.sign_in_name, code, slip.expires_at))
    return made


def invite(session: Session, actor: Actor, user_id: UUID) -> None:
    """Mail an invitation, or to somebody with a password a reset. Raises Invalid naming "email"."""
    user = credentials.account(session, user_id)
    _require_may_let_in(session, actor, user)
    policy.require(actor, Action.MANAGE_ACCOUNT, credentials.subject_of(session, user))
    if not user.email:
        raise Invalid(email=N_("There is no e-mail address. Please enter one, or print a slip."))
    channel = _mail(session, actor, user, first=not user.password)
    audit.record(session, actor, Action.MANAGE_ACCOUNT, user.id, unit_id=user.home_unit_id, slip=channel)


def ask_for_reset(session: Session, actor: Actor, sign_in_name: str, *, address: str) -> None:
    """Mail a reset to whoever has this name and an address; says nothing of whether there is such a one.

    Counted like a failed sign-in, so that nobody's letter box is flooded. Raises TooManyAttempts.
    """
    policy.require(actor, Action.SIGN_IN, Subject())
    credentials.require_calm(session, sign_in_name, address)
    credentials.count_failure(session, sign_in_name, address)
    user = credentials.account_named(session, sign_in_name)
    if user is not None and user.email:
        _mail(session, actor, user, first=False)
    audit.record(session, actor, Action.SIGN_IN, user.id if user else None, slip="reset")


def new_link(session: Session, actor: Actor, slip_id: UUID) -> str:
    """The path that lets the invited person in, for the letter that leaves now: only its hash is kept, and
    one made for an earlier attempt is void. Raises NotFound when the invitation is used, too old or unknown.
    """
    slip = session.get(SignInSlip, slip_id, with_for_update=True)
    if slip is None or slip.used_at or slip.expires_at <= credentials.now():
        raise NotFound
    user = session.get_one(User, slip.user_id)
    policy.require(actor, Action.MANAGE_ACCOUNT, credentials.subject_of(session, user))
    token = token_urlsafe(32)
    slip.code_digest = digest(token)
    audit.record(session, actor, Action.MANAGE_ACCOUNT, user.id, unit_id=user.home_unit_id, slip=slip.channel)
    return f"/invitations/{token}"


def _mail(session: Session, actor: Actor, user: User, *, first: bool) -> str:
    """Put the message into the outbox; the link in it is made when it is delivered (`new_link`)."""
    channel = "invitation" if first else "reset"
    lives = sign_in.INVITATION_LIVES if first else sign_in.RESET_LIVES
    slip = _new(session, actor, user, channel, digest(token_urlsafe(32)), lives)
    session.flush()
    notifications.tell(session, [user.id], INVITED if first else RESET, slip=slip.id)
    return channel


def _new(
    session: Session, actor: Actor, user: User, channel: str, code_digest: str, lives: timedelta
) -> SignInSlip:
    moment = credentials.now()
    session.execute(
        update(SignInSlip)
        .where(SignInSlip.user_id == user.id, SignInSlip.channel == channel, SignInSlip.used_at.is_(None))
        .values(used_at=moment)
    )
    slip = SignInSlip(
        user_id=user.id,
        code_digest=code_digest,
        channel=channel,
        expires_at=moment + lives,
        made_by_id=actor.user_id,
        created_at=moment,
    )
    session.add(slip)
    return slip


def _require_may_let_in(session: Session, actor: Actor, user: User) -> None:
    credentials.require_over_all(session, actor, user)
    if user.disabled_at:
        raise Conflict(N_("This account is disabled. Please enable it first."))
