"""Adding evidence with a telephone that is not signed in: a pass, and files in its maker's name."""

from datetime import datetime, timedelta
from secrets import token_bytes
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import phone_code, policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound, TooManyAttempts, sentence
from app.domain.evidence_details import Details
from app.domain.text import N_
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision
from app.models.phone import PhonePass, PhoneSheets
from app.queries import clock
from app.queries.accounts import digest

from . import audit, evidence, evidence_changes, gate
from .evidence import StoredFile, Target

LASTS = timedelta(minutes=15)
MOST_FILES = 30  # by one pass
MOST_PASSES = 20  # by one person in an hour


class Made(NamedTuple):
    """A pass just made: its code is shown to the maker and kept here only as a digest."""

    id: UUID
    code: str


def make_pass(session: Session, actor: Actor, submission_id: UUID, place: str) -> Made:
    """Let a telephone add evidence at a place for a quarter of an hour, in the actor's name.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, TooManyAttempts.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ADD_BY_PHONE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ADD_BY_PHONE, entered, place)
    moment = clock.now(session)
    lately = select(func.count()).where(
        PhonePass.made_by_id == actor.user_id,
        PhonePass.made_at > moment - timedelta(hours=1),
        PhonePass.sheets_id.is_(None),
    )
    if (session.scalar(lately) or 0) >= MOST_PASSES:
        raise TooManyAttempts(
            N_("Many codes were made in the last hour. Please wait a little, or upload here.")
        )
    code = phone_code.code_from(token_bytes(phone_code.ENTROPY))
    made = PhonePass(
        token_digest=digest(code),
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
    return Made(made.id, code)


class Photo(NamedTuple):
    """A file that came, and the same laid flat by hand, if it was; with the reason its versions will show."""

    taken: StoredFile
    flat: StoredFile | None = None
    reason: str = ""


def add(
    session: Session,
    actor: Actor,
    pass_id: UUID,
    requirement: int,
    details: Details,
    photo: Photo,
    *,
    began_at: datetime,
) -> Evidence:
    """Record a file that came by a pass as evidence, in the name of the pass's maker, who is the actor. That
    it came by telephone is traced. A pass that was open when the upload began counts.

    The photo as taken is version 1, and laid flat it is version 2. Sent once more, because the telephone lost
    the answer, it is the same piece.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid, SameFile.
    """
    held = _held(session, actor, pass_id, began_at)
    entered = gate.enter(session, held.submission_id, exclusive=True)
    policy.require(actor, Action.ADD_BY_PHONE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if (before := _sent_before(session, held, photo.taken.digest)) is not None:
        return before
    if held.received >= MOST_FILES:
        raise Invalid(
            file=sentence(
                N_("One code takes at most %(most)s files. Please make a new one."), most=MOST_FILES
            )
        )
    target = Target(held.submission_id, held.place, requirement, began_at)
    piece = evidence.attach_file(session, actor, target, details, photo.taken)
    if photo.flat is not None:
        evidence_changes.replace(session, actor, piece.id, photo.flat, reason=photo.reason, began_at=began_at)
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


def open_pass(session: Session, actor: Actor, pass_id: UUID) -> None:
    """Count and trace that a telephone was let in by a code, in the name of the pass's maker, the actor.

    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    held = _held(session, actor, pass_id, clock.now(session))
    entered = gate.enter(session, held.submission_id)
    policy.require(actor, Action.ADD_BY_PHONE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ADD_BY_PHONE, entered, held.place)
    held.opened += 1
    audit.record(
        session,
        actor,
        Action.ADD_BY_PHONE,
        held.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        used_for=held.place,
        phone_let_in=held.opened,
    )


def _held(session: Session, actor: Actor, pass_id: UUID, moment: datetime) -> PhonePass:
    """The actor's own pass, locked, when it was open at a moment. Raises NotFound."""
    held = session.scalar(select(PhonePass).where(PhonePass.id == pass_id).with_for_update())
    if held is None or held.made_by_id != actor.user_id:
        raise NotFound
    sheets = session.get(PhoneSheets, held.sheets_id) if held.sheets_id else None
    ended = sheets.ended_at if sheets else held.expires_at
    if ended is not None and ended <= moment:
        raise NotFound
    return held


def _sent_before(session: Session, held: PhonePass, digest_: str) -> Evidence | None:
    """The piece of this file that the same person gave at the same place since the pass was made."""
    return session.scalar(
        select(Evidence)
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .where(
            Evidence.submission_id == held.submission_id,
            Evidence.created_by_id == held.made_by_id,
            Evidence.created_at >= held.made_at,
            Evidence.withdrawn_at.is_(None),
            EvidenceLink.criterion == held.place,
            EvidenceRevision.ordinal == 1,
            EvidenceRevision.digest == digest_,
        )
        .limit(1)
    )
