"""Results: every figure kept, of the same campaign, adding up."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, or_, select

from app.models.result import Computation, Decision, Result, ResultLine
from app.models.submission import Submission

from .invariant import Invariant, Records


def told_totals(records: Records) -> Iterator[str]:
    """Results whose line “total” says another total."""
    rows = records.session.execute(
        select(Result.id, Result.total, ResultLine.value)
        .join(ResultLine, ResultLine.result_id == Result.id)
        .where(ResultLine.step == "total")
        .execution_options(yield_per=1000)
    )
    for result_id, total, told in rows:
        if Decimal(told) != total:
            yield f"result {result_id}, kept {total}, explained {told}"


INVARIANTS = (
    Invariant(
        "results.explained",
        "A result has its lines, numbered 1, 2, 3 without a gap.",
        select(Result.id.label("result"), func.count(ResultLine.id).label("lines"))
        .outerjoin(ResultLine, ResultLine.result_id == Result.id)
        .group_by(Result.id)
        .having(
            or_(func.count(ResultLine.id) == 0, func.max(ResultLine.ordinal) != func.count(ResultLine.id))
        ),
    ),
    Invariant(
        "results.add_up",
        "A result's total is its base and its bonus.",
        select(Result.id.label("result")).where(Result.total != Result.base + Result.bonus),
    ),
    Invariant("results.told", "The explanation of a result ends in the total that is kept.", told_totals),
    Invariant(
        "results.of_the_campaign",
        "A result's submission belongs to the campaign that was computed.",
        select(Result.id.label("result"))
        .join(Computation, Computation.id == Result.computation_id)
        .join(Submission, Submission.id == Result.submission_id)
        .where(Submission.campaign_id != Computation.campaign_id),
    ),
    Invariant(
        "computations.numbered",
        "The computations of a campaign are numbered 1, 2, 3 without a gap.",
        select(Computation.campaign_id.label("campaign"), func.count().label("computations"))
        .group_by(Computation.campaign_id)
        .having(or_(func.max(Computation.ordinal) != func.count(), func.min(Computation.ordinal) != 1)),
    ),
    Invariant(
        "decisions.of_the_campaign",
        "A decision approves a computation of its own campaign.",
        select(Decision.id.label("decision"))
        .join(Computation, Computation.id == Decision.computation_id)
        .where(Decision.campaign_id != Computation.campaign_id),
    ),
)
