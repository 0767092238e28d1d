"""Papers that were asked for, and what the policy must know of each."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.papers import PAPERS, About
from app.models.account import Handover
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.certificate import Certificate
from app.models.document import Document
from app.models.phone import PhoneSheets
from app.models.submission import Submission
from app.models.unit import Unit

from . import subjects

Thing = TypeVar("Thing")


def document(session: Session, document_id: UUID) -> Document:
    """The document of this id. Raises NotFound."""
    found = session.get(Document, document_id)
    if found is None:
        raise NotFound
    return found


def standing(session: Session, actor: Actor, document_id: UUID) -> Document:
    """A document the actor may have, at whatever state. Raises NotFound."""
    found = document(session, document_id)
    action = PAPERS[found.kind].action
    policy.require(actor, action, subject_of(session, found.kind, found.subject_id), seen_by=action)
    return found


def newest(session: Session, kind: str, subject_id: UUID, locale: str = "zh") -> Document | None:
    """The paper of this kind about this thing that was asked for last, or None."""
    return session.scalar(
        select(Document)
        .where(Document.kind == kind, Document.subject_id == subject_id, Document.locale == locale)
        .order_by(Document.asked_at.desc())
        .limit(1)
    )


def waiting(session: Session, limit: int = 20) -> list[UUID]:
    """The documents nobody has begun to make, oldest first."""
    return list(
        session.scalars(
            select(Document.id).where(Document.state == "waiting").order_by(Document.asked_at).limit(limit)
        )
    )


def subject_of(session: Session, kind: str, subject_id: UUID) -> Subject:
    """What the policy may see of the thing a paper is about. Raises NotFound."""
    match PAPERS[kind].about:
        case About.CAMPAIGN:
            return subjects.of_campaign(_found(session.get(Campaign, subject_id)))
        case About.SUBMISSION:
            return _submission(session, subject_id)
        case About.ASSIGNMENT:
            assignment = _found(session.get(Assignment, subject_id))
            return _submission(session, assignment.submission_id, author_id=assignment.reviewer_id)
        case About.CERTIFICATE:
            found = _found(session.get(Certificate, subject_id))
            return subjects.of_award(session, session.get_one(Campaign, found.campaign_id), found.award_id)
        case About.HANDOVER:
            form = _found(session.get(Handover, subject_id))
            unit = session.get_one(Unit, form.unit_id)
            return subjects.of_handover(unit, form.role, form.from_user_id, form.to_user_id)
        case About.PHONE_SHEETS:
            sheets = _found(session.get(PhoneSheets, subject_id))
            return _submission(session, sheets.submission_id, author_id=sheets.made_by_id)


def _submission(session: Session, submission_id: UUID, *, author_id: UUID | None = None) -> Subject:
    submission = _found(session.get(Submission, submission_id))
    campaign = session.get_one(Campaign, submission.campaign_id)
    return subjects.of_submission(session, submission, campaign, author_id=author_id)


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise NotFound
    return thing
