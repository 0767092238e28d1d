"""How one unit lies among all: the median and the highest of each section and of the base score.

Computed once per computation and kept with it, so that a unit's page needs no row of another unit.
Only these two figures are ever told to a unit (PROCESS §6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from .framework import Framework
from .result import UnitResult
from .scoring import half_up


@dataclass(frozen=True, slots=True)
class Spread:
    """The median (rounded half up as the framework says) and the highest of some figures."""

    median: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of how many units, the spread of the base score, and of each section by code.

    A section that applies to no unit has no spread.
    """

    units: int
    base: Spread
    sections: dict[str, Spread]


def compare(framework: Framework, results: Sequence[UnitResult]) -> Comparison:
    """The comparison of all units with a result (at least one): the sections by what they add to the base."""
    sections = {}
    for place, section in enumerate(framework.sections):
        parts = [r.sections[place].part for r in results if r.sections[place].mean is not None]
        if parts:
            sections[section.code] = _spread(framework, parts)
    return Comparison(len(results), _spread(framework, [result.base for result in results]), sections)


def _spread(framework: Framework, figures: Sequence[Decimal]) -> Spread:
    middle = Fraction(median(map(Fraction, figures)))
    return Spread(half_up(middle, framework.scoring.precision), max(figures))
