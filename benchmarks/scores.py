"""Scores that a reader may give."""

from decimal import Decimal

from app.domain.framework import Criterion, Framework


def scores_of(framework: Framework) -> dict[str, list[Decimal]]:
    """Criterion → every score from 0.7 to 1.0 of its maximum that its scale holds."""
    return {criterion.code: _scores(criterion) for criterion in framework.criteria}


def _scores(criterion: Criterion) -> list[Decimal]:
    """Every score from 0.7 to 1.0 of the maximum that the criterion's scale holds."""
    least = criterion.max_score * Decimal("0.7")
    steps = int(criterion.max_score / criterion.step)
    found = (criterion.step * step for step in range(steps + 1))
    return [
        score
        for score in found
        if score >= least and criterion.allows(score) and criterion.level_of(score).covers(score)
    ]
