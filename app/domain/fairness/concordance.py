"""Kendall's W: whether readers put the same units into the same order, corrected for ties.

W = 12 S / (m²(n³ − n) − m ΣT) with S the squared distances of the rank sums from their mean and T = t³ − t
for every tie of t equal scores of one reader. Source: Kendall and Babington Smith, The problem of m
rankings, Annals of Mathematical Statistics 10 (1939) 275–287; Kendall, Rank Correlation Methods (1948),
chapter 6.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from .marks import (
    MISSING_CELLS,
    NO_SPREAD,
    ONE_READER,
    TOO_FEW_UNITS,
    Coefficient,
    Mark,
    Measure,
    Table,
    is_complete,
    readers_of,
    table,
)
from .ranks import middle_ranks


def kendall_w(marks: Iterable[Mark]) -> Coefficient:
    """W of m ≥ 2 readers who all read the same n ≥ 2 units: exact, from 0 (no common order) to 1 (the same).

    How severe somebody is does not matter, only the order. No value, and why: fewer than two units or
    readers, missing cells, or no reader who tells the units apart. Raises ValueError for a unit that one
    reader marks twice.
    """
    cells = table(marks)
    readers = readers_of(cells)
    why, value = _refused(cells, len(readers)), None
    if not why:
        value = _concordance([[row[reader] for row in cells.values()] for reader in readers])
        why = NO_SPREAD if value is None else ""
    return Coefficient(Measure.KENDALL_W, value, len(cells), len(readers), why)


def _refused(cells: Table, readers: int) -> str:
    if len(cells) < 2:
        return TOO_FEW_UNITS
    if readers < 2:
        return ONE_READER
    return "" if is_complete(cells) else MISSING_CELLS


def _concordance(scores: list[list[Fraction]]) -> Fraction | None:
    m, n = len(scores), len(scores[0])
    ranks = [middle_ranks(row) for row in scores]
    sums = [sum(rank[row[place]] for rank, row in zip(ranks, scores, strict=True)) for place in range(n)]
    apart = sum(((found - Fraction(m * (n + 1), 2)) ** 2 for found in sums), Fraction(0))
    ties = sum(count**3 - count for row in scores for count in Counter(row).values())
    most = m**2 * (n**3 - n) - m * ties
    return 12 * apart / most if most else None
