"""Ranks: equal values share the middle of the places they take."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction


def middle_ranks(values: Sequence[Fraction]) -> dict[Fraction, Fraction]:
    """Value → rank, from 1 for the lowest; equal values share the mean of their places, a half at finest."""
    counts, below = Counter(values), 0
    ranks = {}
    for value in sorted(counts):
        ranks[value] = below + Fraction(counts[value] + 1, 2)
        below += counts[value]
    return ranks
