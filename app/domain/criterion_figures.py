"""Where a unit lost its points: each criterion's mean over the kept reviews, weighted over the panels.

These figures explain; nothing is computed from them. A criterion that applies to no kept review has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .framework import Criterion, Framework
from .panel import PanelFigures
from .result import UnitRecord
from .scoring import Scores, half_up, with_agreed


@dataclass(frozen=True, slots=True)
class CriterionFigure:
    """One criterion: its maximum, the mean it reached, and what is missing between the two (0 or more)."""

    criterion: str
    max_score: Decimal
    mean: Decimal
    lost: Decimal


def criterion_figures(
    framework: Framework, record: UnitRecord, panels: Sequence[PanelFigures]
) -> tuple[CriterionFigure, ...]:
    """One figure for each criterion that applies, in the framework's order; `panels` are the unit's own."""
    scores: dict[str, Scores] = {
        review.key: with_agreed(review.scores, record.agreed) for review in record.reviews
    }
    found = (_figure(framework, criterion, panels, scores) for criterion in framework.criteria)
    return tuple(figure for figure in found if figure is not None)


def most_lost(figures: Sequence[CriterionFigure], most: int) -> tuple[CriterionFigure, ...]:
    """At most `most` figures, the greatest loss first; what lost nothing is left out."""
    return tuple(sorted((f for f in figures if f.lost > 0), key=lambda f: -f.lost)[:most])


def _figure(
    framework: Framework, criterion: Criterion, panels: Sequence[PanelFigures], scores: dict[str, Scores]
) -> CriterionFigure | None:
    mean, reached = Fraction(0), Fraction(0)
    for panel in panels:
        given = [scores[review.key][criterion.code] for review in panel.kept]
        applicable = [Fraction(score) for score in given if score is not None]
        if applicable:
            mean += panel.share * sum(applicable) / len(applicable)
            reached += panel.share
    if not reached:
        return None
    rounded = half_up(mean / reached, framework.scoring.precision)
    return CriterionFigure(criterion.code, criterion.max_score, rounded, criterion.max_score - rounded)
