"""A result for every unit of a seeded campaign, as results.compute would keep it, without the reviews."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from app.domain.awards import award_candidates
from app.domain.comparison import compare
from app.domain.explanation import as_json, explain
from app.domain.framework import Framework
from app.domain.kept_figures import kept_figures
from app.domain.panel import SubmittedReview
from app.domain.result import UnitRecord, unit_result
from app.domain.standing import standing
from app.models.result import Computation, Result, ResultLine

from .rows import Rows
from .scores import scores_of


def compute(rows: Rows, framework: Framework, campaign_id: UUID, submissions: Sequence[UUID]) -> None:
    """Add the computation of a campaign with one result for each submission."""
    scores = scores_of(framework)
    moment = datetime.now(UTC)
    records = [
        UnitRecord(
            unit=str(submission_id),
            reviews=[
                SubmittedReview(
                    "1",
                    framework.review.panels[0].code,
                    moment,
                    {code: rows.chance.choice(found) for code, found in scores.items()},
                )
            ],
            too_few_reason="…",
        )
        for submission_id in submissions
    ]
    results = [unit_result(framework, record, 1) for record in records]
    places = standing(framework, results)
    awards = award_candidates(framework, places)
    computation = rows.add(
        Computation, campaign_id=campaign_id, ordinal=1,
        standing={
            "comparison": as_json(compare(framework, results)),
            "quotas": as_json(places.quotas),
            "needs_vote": as_json([*places.needs_vote, *awards.needs_vote]),
            "warnings": list(places.warnings),
            "awards": {found.award: list(found.units) for found in awards.lists},
        },
    )  # fmt: skip
    for record, result in zip(records, results, strict=True):
        place = places.of(result.unit)
        kept = rows.add(
            Result, computation_id=computation, submission_id=UUID(result.unit), base=result.base,
            bonus=result.bonus.counted, total=result.total, band=place.band,
            candidate_band=result.grading.candidate, rank=place.rank,
            figures=kept_figures(framework, record, result),
        )  # fmt: skip
        for ordinal, line in enumerate(explain(result, place, places.quotas), start=1):
            rows.add(
                ResultLine, result_id=kept, ordinal=ordinal, step=line.step, label=line.label,
                figures=dict(line.figures), value=line.value,
            )  # fmt: skip
