"""Counters kept on a row equal what they count."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentStage
from app.models.assignment import Assignment
from app.models.base import Base, Figure
from app.models.evidence import Evidence, EvidenceRevision
from app.models.review import Judgement, Review
from app.models.submission import Answer, Submission

from .invariant import Invariant

ANSWERED = or_(
    and_(Answer.not_applicable, func.trim(Answer.not_applicable_reason) != ""),
    and_(~Answer.not_applicable, Answer.self_score.is_not(None)),
)
JUDGED = or_(Judgement.not_applicable, Judgement.score.is_not(None))


def _number(of: type[Base], *where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(of).where(*where).scalar_subquery()


def _differs(
    named: str, owner: type[Base], kept: ColumnElement[Any] | InstrumentedAttribute[Any], counted: Any
) -> Select[*tuple[Any, ...]]:
    return select(owner.id.label(named), kept.label("kept"), counted.label("counted")).where(kept != counted)


SELF_TOTAL = (
    select(func.coalesce(func.sum(Answer.self_score), 0))
    .where(Answer.submission_id == Submission.id, ~Answer.not_applicable)
    .scalar_subquery()
)

INVARIANTS = (
    Invariant(
        "counters.answered",
        "A submission counts its answered criteria.",
        _differs(
            "submission",
            Submission,
            Submission.answered_count,
            _number(Answer, Answer.submission_id == Submission.id, ANSWERED),
        ),
    ),
    Invariant(
        "counters.evidence",
        "A submission counts its pieces of evidence that are not withdrawn.",
        _differs(
            "submission",
            Submission,
            Submission.evidence_count,
            _number(Evidence, Evidence.submission_id == Submission.id, Evidence.withdrawn_at.is_(None)),
        ),
    ),
    Invariant(
        "counters.assigned",
        "A submission counts the reviewers who read it or are invited to.",
        _differs(
            "submission",
            Submission,
            Submission.assigned_count,
            _number(
                Assignment,
                Assignment.submission_id == Submission.id,
                Assignment.stage.in_(sorted(ACTIVE_ASSIGNMENT)),
            ),
        ),
    ),
    Invariant(
        "counters.reviewed",
        "A submission counts its submitted reviews.",
        _differs(
            "submission",
            Submission,
            Submission.reviewed_count,
            _number(
                Assignment,
                Assignment.submission_id == Submission.id,
                Assignment.stage == AssignmentStage.SUBMITTED,
            ),
        ),
    ),
    Invariant(
        "counters.judged",
        "An assignment counts its judged criteria.",
        _differs(
            "assignment",
            Assignment,
            Assignment.judged_count,
            select(func.count())
            .select_from(Judgement)
            .join(Review, Review.id == Judgement.review_id)
            .where(Review.assignment_id == Assignment.id, JUDGED)
            .scalar_subquery(),
        ),
    ),
    Invariant(
        "counters.self_total",
        "A submission's own total is the sum of its self-scores.",
        select(
            Submission.id.label("submission"),
            func.coalesce(Submission.self_total, 0, type_=Figure()).label("kept"),
            func.coalesce(SELF_TOTAL, 0, type_=Figure()).label("counted"),
        ).where(func.coalesce(Submission.self_total, 0) != SELF_TOTAL),
    ),
    Invariant(
        "counters.revisions",
        "A piece of evidence counts its revisions, and they are numbered 1, 2, 3 without a gap.",
        select(
            Evidence.id.label("evidence"),
            Evidence.revision_count.label("kept"),
            func.count(EvidenceRevision.id).label("counted"),
            func.max(EvidenceRevision.ordinal).label("last"),
        )
        .outerjoin(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .group_by(Evidence.id, Evidence.revision_count)
        .having(
            or_(
                func.count(EvidenceRevision.id) != Evidence.revision_count,
                func.coalesce(func.max(EvidenceRevision.ordinal), 0) != Evidence.revision_count,
            )
        ),
    ),
)
