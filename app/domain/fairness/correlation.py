"""The intraclass correlation (ICC): which share of the differences in scores are differences of the units.

Source: Shrout and Fleiss, Intraclass correlations: uses in assessing rater reliability, Psychological
Bulletin 86 (1979) 420–428, all six forms. Where units have different numbers of readers, the forms (1, ·)
take the usual mean number k₀ = (N − Σnᵢ²/N) / (n − 1) of the unbalanced one-way analysis of variance
(Searle, Linear Models, 1971).

(1, ·): every unit has readers of its own, as after a draw. (2, ·), (3, ·): the same readers for all, drawn
from many or these alone. (·, 1): how reliable one reader is; (·, k): how reliable the mean of the readers.
"""

from collections.abc import Iterable
from fractions import Fraction
from statistics import mean
from typing import Final

from .marks import (
    MISSING_CELLS,
    NO_SPREAD,
    ONE_READER,
    TOO_FEW_UNITS,
    UNITS_ALIKE,
    Coefficient,
    Mark,
    Measure,
    Table,
    is_complete,
    readers_of,
    table,
)

ONE_WAY: Final = (Measure.ICC_1_1, Measure.ICC_1_K)
FORMS: Final = (*ONE_WAY, Measure.ICC_2_1, Measure.ICC_2_K, Measure.ICC_3_1, Measure.ICC_3_K)


def icc(marks: Iterable[Mark], form: Measure) -> Coefficient:
    """The ICC in one of the six `FORMS`, exact, from minus infinity to 1; below 0 means worse than chance.

    Missing cells are allowed in the forms (1, ·). No value, and why: fewer than two units, no unit with two
    readers, missing cells in the other forms, no spread, units so much alike that the fraction has no
    meaning (its denominator is not above 0). Raises ValueError for another measure and for a unit that one
    reader marks twice.
    """
    if form not in FORMS:
        raise ValueError(f"{form} is no intraclass correlation")
    cells = table(marks)
    why, value = _refused(cells, form), None
    if not why:
        value = _one_way(cells, form) if form in ONE_WAY else _two_way(cells, form)
        why = "" if value is not None else UNITS_ALIKE if _spread(cells) else NO_SPREAD
    return Coefficient(form, value, len(cells), len(readers_of(cells)), why)


def spread_within(cells: Table) -> Fraction | None:
    """The variance of the marks within units, pooled (the mean square within, WMS), in points²; None when
    no unit has two marks.
    """
    free = sum(len(row) - 1 for row in cells.values())
    within = sum((_squares(row.values()) for row in cells.values()), Fraction(0))
    return within / free if free else None


def _refused(cells: Table, form: Measure) -> str:
    if len(cells) < 2:
        return TOO_FEW_UNITS
    if all(len(row) < 2 for row in cells.values()):
        return ONE_READER
    return "" if form in ONE_WAY or is_complete(cells) else MISSING_CELLS


def _spread(cells: Table) -> bool:
    return len({score for row in cells.values() for score in row.values()}) > 1


def _one_way(cells: Table, form: Measure) -> Fraction | None:
    counts, units = [len(row) for row in cells.values()], len(cells)
    total = sum(counts)
    within = spread_within(cells) or Fraction(0)
    grand = mean(score for row in cells.values() for score in row.values())
    squares = (len(row) * (mean(row.values()) - grand) ** 2 for row in cells.values())
    between = sum(squares, Fraction(0)) / (units - 1)
    k = (total - Fraction(sum(count**2 for count in counts), total)) / (units - 1)
    below = between + (k - 1) * within if form is Measure.ICC_1_1 else between
    return (between - within) / below if below > 0 else None


def _two_way(cells: Table, form: Measure) -> Fraction | None:
    readers = readers_of(cells)
    n, k = len(cells), len(readers)
    scores = [score for row in cells.values() for score in row.values()]
    of_units = k * _squares([mean(row.values()) for row in cells.values()])
    of_readers = n * _squares([mean(row[reader] for row in cells.values()) for reader in readers])
    between, judges = of_units / (n - 1), of_readers / (k - 1)
    error = (_squares(scores) - of_units - of_readers) / ((n - 1) * (k - 1))
    below = {
        Measure.ICC_2_1: between + (k - 1) * error + k * (judges - error) / n,
        Measure.ICC_2_K: between + (judges - error) / n,
        Measure.ICC_3_1: between + (k - 1) * error,
        Measure.ICC_3_K: between,
    }[form]
    return (between - error) / below if below > 0 else None


def _squares(scores: Iterable[Fraction]) -> Fraction:
    """The sum of squared distances from the mean."""
    found = list(scores)
    middle = mean(found)
    return sum(((score - middle) ** 2 for score in found), Fraction(0))
