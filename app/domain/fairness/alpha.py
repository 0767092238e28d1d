"""Krippendorff's α: how far readers disagree less than by chance, whatever cells are missing.

α = 1 − Dₒ/Dₑ, with Dₒ over the pairs of marks within units and Dₑ over all pairs. Source: Krippendorff,
Computing Krippendorff's Alpha-Reliability (2011), https://repository.upenn.edu/asc_papers/43.

The ordinal difference of two values there, (Σ n_g from c to k, less half of n_c and n_k)², is the squared
distance of their middle ranks; so the ordinal α is the interval α of the ranks, and costs N log N.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import Final

from .marks import NO_SPREAD, ONE_READER, Coefficient, Mark, Measure, readers_of, table
from .ranks import middle_ranks

Disagreement = Callable[[Sequence[Fraction]], Fraction]
"""The sum of δ² over all ordered pairs of some values."""


def _nominal(values: Sequence[Fraction]) -> Fraction:
    return Fraction(len(values) ** 2 - sum(count**2 for count in Counter(values).values()))


def _interval(values: Sequence[Fraction]) -> Fraction:
    return 2 * len(values) * sum((value**2 for value in values), Fraction(0)) - 2 * sum(values) ** 2


DISAGREEMENTS: Final[Mapping[Measure, Disagreement]] = {
    Measure.ALPHA_NOMINAL: _nominal,
    Measure.ALPHA_ORDINAL: _interval,
    Measure.ALPHA_INTERVAL: _interval,
}


def alpha(marks: Iterable[Mark], measure: Measure = Measure.ALPHA_ORDINAL) -> Coefficient:
    """α of the marks, exact, at most 1; 0 is chance. Units with one reader do not take part.

    No value, and why: no unit with two readers, or all marks the same. Raises ValueError for another measure
    and for a unit that one reader marks twice.
    """
    if measure not in DISAGREEMENTS:
        raise ValueError(f"{measure} is no alpha")
    cells = {unit: row for unit, row in table(marks).items() if len(row) > 1}
    readers = len(readers_of(cells))
    if not cells:
        return Coefficient(measure, None, 0, 0, ONE_READER)
    paired = [list(row.values()) for row in cells.values()]
    if measure is Measure.ALPHA_ORDINAL:
        rank = middle_ranks(list(chain(*paired)))
        paired = [[rank[value] for value in values] for values in paired]
    everything = list(chain(*paired))
    differ = DISAGREEMENTS[measure]
    expected = differ(everything) / (len(everything) - 1)
    if not expected:
        return Coefficient(measure, None, len(cells), readers, NO_SPREAD)
    observed = sum((differ(values) / (len(values) - 1) for values in paired), Fraction(0))
    return Coefficient(measure, 1 - observed / expected, len(cells), readers)
