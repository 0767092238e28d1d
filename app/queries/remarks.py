"""Remarks on the page: one's own while reading, and, once the result is released, those of all reviewers.

The unit sees them without names and only where it may see the evidence; nobody else's are shown before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.procedure import AssignmentStage
from app.domain.remark import Pinned, moment_words
from app.models.assignment import Assignment
from app.models.evidence import Evidence
from app.models.remark import Remark
from app.models.review import Review

from .evidence import EvidenceRow, seen


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """One remark; `reader` is the reviewer's number in this unit, 0 for one's own."""

    id: UUID
    criterion: str
    pinned: Pinned
    evidence_id: UUID | None
    evidence_number: str
    revision: int | None
    page: int | None
    x: Decimal | None
    y: Decimal | None
    width: Decimal | None
    height: Decimal | None
    second: Decimal | None
    text: str
    deduction: Decimal | None
    version: int
    reader: int

    @property
    def moment(self) -> str:
        """The moment of a film as people write it."""
        return "" if self.second is None else moment_words(self.second)


@dataclass(frozen=True, slots=True)
class RegionMark:
    """A region as the viewer draws it: in percent of the page; the number stands in the list too."""

    number: int
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal


def own(session: Session, review_id: UUID | None, criterion: str) -> list[RemarkLine]:
    """What the writer of a review has pinned on a criterion, as written. One statement."""
    wanted = _lines(literal(0)).where(
        Remark.review_id == review_id, Remark.criterion == criterion, Remark.removed_at.is_(None)
    )
    return _in_order(session, wanted)


def may_read(actor: Actor, subject: Subject) -> bool:
    """Whether the remarks of all reviewers are open to the actor: the unit's people after the release,
    and those who see its result.
    """
    return policy.permits(actor, Action.VIEW_OWN_RESULT, subject) or policy.permits(
        actor, Action.VIEW_RESULT, subject
    )


def told(
    session: Session,
    actor: Actor,
    subject: Subject,
    submission_id: UUID,
    *,
    evidence_id: UUID | None = None,
) -> list[RemarkLine]:
    """The remarks of the reviews handed in, of a unit or of one piece of its evidence; none before the
    release. At most one statement.
    """
    if not may_read(actor, subject):
        return []
    wanted = (
        _lines(Assignment.pseudonym)
        .join(Review, Review.id == Remark.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Remark.submission_id == submission_id,
            Remark.removed_at.is_(None),
            Assignment.stage == AssignmentStage.SUBMITTED,
            or_(Remark.evidence_id.is_(None), seen(actor, subject)),
        )
    )
    if evidence_id is not None:
        wanted = wanted.where(Remark.evidence_id == evidence_id)
    return _in_order(session, wanted)


def marks_on(lines: Iterable[RemarkLine], piece: EvidenceRow, revision: int, page: int) -> list[RegionMark]:
    """The regions among `lines` on a page of one version of a piece, numbered by their place in the list."""
    return [
        RegionMark(number, 100 * each.x, 100 * each.y, 100 * each.width, 100 * each.height)
        for number, each in enumerate(lines, 1)
        if (each.evidence_id, each.revision, each.page) == (piece.id, revision, page)
        if each.x is not None and each.y is not None and each.width is not None and each.height is not None
    ]


def _lines(reader: Any) -> Any:
    return select(
        Remark.id, Remark.criterion, Remark.pinned, Remark.evidence_id, func.coalesce(Evidence.number, ""),
        Remark.revision,
        Remark.page, Remark.x, Remark.y, Remark.width, Remark.height, Remark.second, Remark.text,
        Remark.deduction, Remark.version, reader,
    ).outerjoin(Evidence, Evidence.id == Remark.evidence_id)  # fmt: skip


def _in_order(session: Session, wanted: Any) -> list[RemarkLine]:
    """By criterion and as written."""
    rows = session.execute(wanted.order_by(Remark.criterion, Remark.created_at, Remark.id))
    return [RemarkLine(*row) for row in rows]
