"""Who has seen what: what is new for oneself, and, after the release and without names, what no reviewer ever
opened: the burden measured.
"""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.evidence import EvidenceNumber
from app.models.assignment import Assignment
from app.models.evidence import Evidence, EvidenceOpening, Medium

from .evidence import seen


class Unopened(NamedTuple):
    """A file that was asked for and never looked at by one who judged."""

    id: UUID
    number: str
    title: str


class Openings(NamedTuple):
    """How many files the unit handed in, and those that no reviewer opened."""

    files: int
    unopened: tuple[Unopened, ...]


def seen_by(session: Session, actor: Actor, submission_id: UUID) -> dict[UUID, int]:
    """The newest version that the actor has opened of each piece; what is missing was not opened. One
    statement.
    """
    rows = session.execute(
        select(EvidenceOpening.evidence_id, EvidenceOpening.revision)
        .join(Evidence, Evidence.id == EvidenceOpening.evidence_id)
        .where(Evidence.submission_id == submission_id, EvidenceOpening.user_id == actor.user_id)
    )
    return {row[0]: row[1] for row in rows}


def of_submission(session: Session, actor: Actor, subject: Subject, submission_id: UUID) -> Openings | None:
    """What was opened of a unit's files; None for those who may not know, and before the release.

    Links and what is kept on site are left out: nobody can see whether they were looked at. At most one
    statement.
    """
    if not policy.permits(actor, Action.VIEW_OPENINGS, subject):
        return None
    readers = select(Assignment.reviewer_id).where(Assignment.submission_id == submission_id)
    opened = select(func.count()).where(
        EvidenceOpening.evidence_id == Evidence.id, EvidenceOpening.user_id.in_(readers)
    )
    rows = session.execute(
        select(Evidence.id, Evidence.number, Evidence.title, opened.scalar_subquery()).where(
            Evidence.submission_id == submission_id,
            Evidence.withdrawn_at.is_(None),
            Evidence.medium == Medium.FILE,
            seen(actor, subject),
        )
    ).all()
    never = sorted(
        (Unopened(*row[:3]) for row in rows if not row[3]), key=lambda row: EvidenceNumber.parse(row.number)
    )
    return Openings(len(rows), tuple(never))
