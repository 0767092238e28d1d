"""Scores lie on the scale of their criterion, and a review's total is the sum of its scores.

The scores of a campaign take a few hundred different values, so the database brings each once.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.domain.errors import Conflict
from app.domain.framework import Criterion
from app.domain.scoring import half_up, score_review
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.review import Finding, Judgement, PanelJudgement, Review
from app.models.submission import Answer, Submission
from app.queries import frameworks

from .invariant import Invariant, Records

WITHOUT_CRITERION = ""  # a finding about the unit as a whole


def judgements(records: Records) -> Iterator[str]:
    """Judgements beside the scale."""
    yield from _beside_the_scale(
        records,
        select(Campaign.framework_digest, Judgement.criterion, Judgement.level, Judgement.score, func.count())
        .join(Review, Review.id == Judgement.review_id)
        .join(Submission, Submission.id == Review.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .group_by(Campaign.framework_digest, Judgement.criterion, Judgement.level, Judgement.score),
    )


def answers(records: Records) -> Iterator[str]:
    """Self-scores beside the scale."""
    yield from _beside_the_scale(
        records,
        select(Campaign.framework_digest, Answer.criterion, Answer.level, Answer.self_score, func.count())
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .group_by(Campaign.framework_digest, Answer.criterion, Answer.level, Answer.self_score),
    )


def agreed(records: Records) -> Iterator[str]:
    """Agreed scores beside the scale."""
    yield from _beside_the_scale(
        records,
        select(
            Campaign.framework_digest,
            PanelJudgement.criterion,
            PanelJudgement.level,
            PanelJudgement.score,
            func.count(),
        )
        .join(Submission, Submission.id == PanelJudgement.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .group_by(
            Campaign.framework_digest, PanelJudgement.criterion, PanelJudgement.level, PanelJudgement.score
        ),
    )


def _beside_the_scale(records: Records, statement: Select[*tuple[Any, ...]]) -> Iterator[str]:
    for digest, code, level, score, rows in records.session.execute(statement):
        framework = frameworks.by_digest(records.session, digest)
        if not framework.has_criterion(code):
            yield f"criterion {code} is not one of {framework.code}, rows {rows}"
        elif wrong := _wrong(framework.criterion(code), level, score):
            yield f"criterion {code}, {wrong}, rows {rows}"


def _wrong(criterion: Criterion, level: str, score: Decimal | None) -> str:
    """What is wrong with a level and a score, or nothing."""
    if score is not None and not criterion.allows(score):
        return f"score {score} is beside its scale (0 to {criterion.max_score} by {criterion.step})"
    if not level:
        return ""
    if level not in {each.code for each in criterion.levels}:
        return f"level {level} is none of its levels"
    if score is not None and not criterion.level(level).covers(score):
        return f"level {level} does not hold the score {score}"
    return ""


def findings(records: Records) -> Iterator[str]:
    """Findings about a criterion that the framework does not have."""
    rows = records.session.execute(
        select(Campaign.framework_digest, Finding.criterion, func.count())
        .join(Submission, Submission.id == Finding.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(Finding.criterion != WITHOUT_CRITERION)
        .group_by(Campaign.framework_digest, Finding.criterion)
    )
    for digest, code, count in rows:
        framework = frameworks.by_digest(records.session, digest)
        if not framework.has_criterion(code):
            yield f"criterion {code} is not one of {framework.code}, rows {count}"


def totals(records: Records) -> Iterator[str]:
    """Submitted reviews whose kept total is not what their scores give, framework by framework."""
    digests = records.session.scalars(select(Campaign.framework_digest).distinct()).all()
    for digest in digests:
        framework = frameworks.by_digest(records.session, digest)
        for review_id, kept, scores in _submitted(records, digest):
            try:
                counted = half_up(score_review(framework, scores).exact, framework.scoring.precision)
            except (ValueError, Conflict) as refusal:
                yield f"review {review_id}, {refusal}"
            else:
                if kept != counted:
                    yield f"review {review_id}, kept {kept}, counted {counted}"


def _submitted(
    records: Records, digest: str
) -> Iterator[tuple[UUID, Decimal | None, dict[str, Decimal | None]]]:
    """Every submitted review of a framework with its scores, a thousand reviews at a time."""
    submitted = (
        select(Review.id, Review.total)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .where(Campaign.framework_digest == digest, Review.submitted_at.is_not(None))
        .order_by(Review.id)
        .limit(1000)
    )
    page = records.session.execute(submitted).all()
    while page:
        scores: dict[UUID, dict[str, Decimal | None]] = defaultdict(dict)
        for review_id, code, score in records.session.execute(
            select(Judgement.review_id, Judgement.criterion, Judgement.score).where(
                Judgement.review_id.in_([review_id for review_id, _ in page])
            )
        ):
            scores[review_id][code] = score
        for review_id, total in page:
            yield review_id, total, scores[review_id]
        page = records.session.execute(submitted.where(Review.id > page[-1].id)).all()


INVARIANTS = (
    Invariant(
        "scores.judgements",
        "A judgement's score lies on its criterion's scale and in its level.",
        judgements,
    ),
    Invariant("scores.answers", "A self-score lies on its criterion's scale and in its level.", answers),
    Invariant("scores.agreed", "An agreed score lies on its criterion's scale and in its level.", agreed),
    Invariant("scores.findings", "A finding is about a criterion of the campaign's framework.", findings),
    Invariant(
        "scores.totals", "A submitted review judges every criterion, and its total is their sum.", totals
    ),
)
