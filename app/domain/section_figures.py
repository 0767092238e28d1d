"""The section figures of one unit: means over the kept reviews, weighted over panels, adding up to the base.

Each section has two figures. `mean` is on the section's own scale; floors, levels and tie-breakers look
at it. `part` is what the section adds to the base score; parts add up to the base exactly, and what
rounding leaves over goes into the largest section. The two differ only where a whole section was not
applicable to somebody. Source: the frameworks' schema §9 (`section_level`) and §13.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from .framework import Framework, Section
from .panel import PanelFigures
from .scoring import SectionScore, half_up


@dataclass(frozen=True, slots=True)
class SectionFigure:
    """A section's figures for one unit.

    `mean` (rounded; None when the section applies to no kept review), `level` of the level set by ratio,
    `part` of the base including `adjustment`, the hundredths that rounding left over.
    """

    code: str
    max_score: Decimal
    mean: Decimal | None
    level: str | None
    part: Decimal
    adjustment: Decimal = Decimal(0)

    def is_below(self, ratio: Decimal) -> bool:
        """Whether the section's mean is under that share of its maximum; never for a section without
        a mean.
        """
        return self.mean is not None and self.mean < ratio * self.max_score


def section_figures(
    framework: Framework, panels: Sequence[PanelFigures], base: Decimal
) -> tuple[SectionFigure, ...]:
    """One figure per section of the framework; their parts add up to `base` (precision as the
    framework says).
    """
    figures = [_figure(framework, place, s, panels) for place, s in enumerate(framework.sections)]
    left_over = base - sum((figure.part for figure in figures), Decimal(0))
    largest = max(figures, key=lambda figure: figure.max_score)  # the first of equals
    return tuple(
        replace(figure, part=figure.part + left_over, adjustment=left_over) if figure is largest else figure
        for figure in figures
    )


def panel_parts(framework: Framework, panel: PanelFigures) -> tuple[Decimal, ...]:
    """What each section adds to one panel's mean, in the framework's order; `panel` has reviews.

    The parts add up to the rounded mean; what rounding leaves over goes into the largest section.
    """
    scores = [review.counted.sections for review in panel.kept]
    parts = [
        half_up(_mean([sections[place].part for sections in scores]), framework.scoring.precision)
        for place in range(len(framework.sections))
    ]
    largest = max(range(len(parts)), key=lambda place: framework.sections[place].max_score)
    parts[largest] += (panel.mean or Decimal(0)) - sum(parts, Decimal(0))
    return tuple(parts)


def _figure(
    framework: Framework, place: int, section: Section, panels: Sequence[PanelFigures]
) -> SectionFigure:
    precision = framework.scoring.precision
    part, mean, reached = Fraction(0), Fraction(0), Fraction(0)
    for panel in panels:
        scores = [review.counted.sections[place] for review in panel.kept]
        part += panel.share * _mean([score.part for score in scores])
        applicable = _applicable(scores)
        mean += panel.share * _mean(applicable)
        reached += panel.share if applicable else 0
    rounded = half_up(mean / reached, precision) if reached else None
    level = None if rounded is None else framework.level_for_ratio(rounded / section.max_score).code
    return SectionFigure(section.code, section.max_score, rounded, level, half_up(part, precision))


def _applicable(scores: Sequence[SectionScore]) -> list[Fraction]:
    return [score.exact for score in scores if score.exact is not None]


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)
