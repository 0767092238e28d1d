"""Supplements: each window names something and is sealed at its end; whoever looks again was asked there."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.procedure import SubmissionStage
from app.models.review import Judgement, Review
from app.models.seal import Seal
from app.models.submission import Submission
from app.models.supplement import Reconsideration, Supplement, SupplementPlace

from .invariant import Invariant

NAMED = exists().where(
    SupplementPlace.supplement_id == Reconsideration.supplement_id,
    SupplementPlace.criterion == Reconsideration.criterion,
)


def _sealed_as(ordinal: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return exists().where(Seal.submission_id == Supplement.submission_id, Seal.ordinal == ordinal)


INVARIANTS = (
    Invariant(
        "supplements.named",
        "A window for supplements names at least one criterion.",
        select(Supplement.id.label("supplement")).where(
            ~exists().where(SupplementPlace.supplement_id == Supplement.id)
        ),
    ),
    Invariant(
        "supplements.sealed",
        "What was judged before a window for supplements and what is judged after it are sealed.",
        select(Supplement.id.label("supplement"))
        .join(Submission, Submission.id == Supplement.submission_id)
        .where(
            or_(
                ~_sealed_as(Supplement.sealed_before),
                and_(Supplement.sealed_after.is_not(None), ~_sealed_as(Supplement.sealed_after)),
                and_(
                    Supplement.closed_at.is_not(None),
                    Supplement.sealed_after.is_(None),
                    Submission.stage.in_((SubmissionStage.UNDER_REVIEW, SubmissionStage.REVIEWED)),
                ),
            )
        ),
    ),
    Invariant(
        "supplements.looked_at_again",
        "Who looks again after a supplement reads that submission, was asked at a criterion it named, once "
        "it was over, and has a judgement there.",
        select(Reconsideration.id.label("reconsideration"))
        .join(Supplement, Supplement.id == Reconsideration.supplement_id)
        .join(Review, Review.id == Reconsideration.review_id)
        .where(
            or_(
                Review.submission_id != Supplement.submission_id,
                Supplement.closed_at.is_(None),
                ~NAMED,
                ~exists().where(
                    Judgement.review_id == Review.id, Judgement.criterion == Reconsideration.criterion
                ),
            )
        ),
    ),
)
