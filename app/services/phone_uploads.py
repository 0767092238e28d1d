"""Adding evidence with a telephone that is not signed in: a pass, and files in its maker's name."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound, TooManyAttempts, sentence
from app.domain.evidence_details import Details
from app.domain.text import N_
from app.models.evidence import Evidence
from app.models.phone import PhonePass
from app.queries import clock
from app.queries.accounts import digest

from . import audit, evidence, gate
from .evidence import StoredFile, Target

LASTS = timedelta(minutes=15)
MOST_FILES = 30  # by one pass
MOST_PASSES = 20  # by one person in an hour


class Made(NamedTuple):
    """A pass just made: the token goes into the QR code and is kept nowhere else."""

    id: UUID
    token: str


def make_pass(session: Session, actor: Actor, submission_id: UUID, place: str) -> Made:
    """Let a telephone add evidence at a place for a quarter of an hour, in the actor's name.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, TooManyAttempts.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ADD_BY_PHONE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ADD_BY_PHONE, entered, place)
    moment = clock.now(session)
    lately = select(func.count()).where(
        PhonePass.made_by_id == actor.user_id, PhonePass.made_at > moment - timedelta(hours=1)
    )
    if (session.scalar(lately) or 0) >= MOST_PASSES:
        raise TooManyAttempts(
            N_("Many codes were made in the last hour. Please wait a little, or upload here.")
        )
    token = token_urlsafe(24)
    made = PhonePass(
        token_digest=digest(token),
        submission_id=submission_id,
        place=place,
        made_by_id=actor.user_id,
        made_at=moment,
        expires_at=moment + LASTS,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        Action.ADD_BY_PHONE,
        made.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        used_for=place,
    )
    return Made(made.id, token)


def add(
    session: Session,
    actor: Actor,
    pass_id: UUID,
    requirement: int,
    details: Details,
    file: StoredFile,
    *,
    began_at: datetime,
) -> Evidence:
    """Record a file that came by a pass as evidence, in the name of the pass's maker, who is the actor. That
    it came by telephone is traced. A pass that was open when the upload began counts.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid, SameFile.
    """
    held = session.scalar(select(PhonePass).where(PhonePass.id == pass_id).with_for_update())
    if held is None or held.made_by_id != actor.user_id or held.expires_at <= began_at:
        raise NotFound
    entered = gate.enter(session, held.submission_id, exclusive=True)
    policy.require(actor, Action.ADD_BY_PHONE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if held.received >= MOST_FILES:
        raise Invalid(
            file=sentence(
                N_("One code takes at most %(most)s files. Please make a new one."), most=MOST_FILES
            )
        )
    target = Target(held.submission_id, held.place, requirement, began_at)
    piece = evidence.attach_file(session, actor, target, details, file)
    held.received += 1
    audit.record(
        session,
        actor,
        Action.ADD_BY_PHONE,
        piece.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        number=piece.number,
        phone_pass=pass_id,
    )
    return piece
