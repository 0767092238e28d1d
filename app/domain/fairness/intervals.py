"""Which units are shown as equal: those whose figures the readers' noise does not tell apart.

The interval of a figure is figure ± z · √(s²/m), with s² the variance of marks within units, pooled over all
units (as in the one-way analysis of variance), m the unit's readers and z of the normal distribution, which
with a whole campaign's marks stands for Student's t. Source: Snedecor and Cochran, Statistical Methods, the
standard error of a difference of two means.

Units are shown as equal when the first of them lies no further off than the interval of the difference,
z · √(s²/m₁ + s²/m₂). So two neighbours in different groups may still be close; a group is no result.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import hypot, inf, sqrt
from statistics import NormalDist

from .correlation import spread_within
from .marks import Mark, table


@dataclass(frozen=True, slots=True)
class Interval:
    """A unit's figure as published, in points, and how far it is uncertain to each side.

    `half` is inf when it cannot be known.
    """

    unit: str
    figure: Decimal
    half: float


def intervals(
    figures: Mapping[str, Decimal], marks: Iterable[Mark], confidence: float = 0.95
) -> tuple[Interval, ...]:
    """The interval of every unit's figure, the best first, equal ones by name.

    `figures`: unit → its figure on the scale of the marks; `confidence` between 0 and 1. A unit without marks
    has no known interval, and none has when no unit has two marks. Raises ValueError (StatisticsError) for a
    confidence outside 0…1.
    """
    cells = table(marks)
    within = spread_within(cells)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return tuple(
        Interval(
            unit,
            figure,
            inf if within is None or unit not in cells else z * sqrt(within / len(cells[unit])),
        )
        for unit, figure in sorted(figures.items(), key=lambda item: (-item[1], item[0]))
    )


def shown_equal(found: Iterable[Interval]) -> tuple[tuple[str, ...], ...]:
    """The units in groups that are shown as equal, the best group first, by name within a group."""
    groups: list[list[Interval]] = []
    for each in sorted(found, key=lambda interval: (-interval.figure, interval.unit)):
        if groups and _near(groups[-1][0], each):
            groups[-1].append(each)
        else:
            groups.append([each])
    return tuple(tuple(sorted(each.unit for each in group)) for group in groups)


def _near(first: Interval, other: Interval) -> bool:
    return float(first.figure - other.figure) <= hypot(first.half, other.half)
