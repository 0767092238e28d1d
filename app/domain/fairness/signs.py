"""Signs that ask for a look: a reader who gave everybody the same, or full marks throughout; means of groups.

They change nothing; a person looks and asks.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import mean
from typing import Final

from ..text import N_
from .marks import Mark

LEAST_UNITS: Final = 3  # two equal scores are no habit


class Sign(StrEnum):
    """What is to be seen in one reader's marks."""

    ALL_FULL = "all_full"
    NO_SPREAD = "no_spread"


SENTENCES: Final = {
    Sign.ALL_FULL: N_("This reader gave full marks throughout."),
    Sign.NO_SPREAD: N_("This reader gave every unit the same score, which tells no unit from another."),
}


@dataclass(frozen=True, slots=True)
class Warned:
    """A reader with a sign, and on how many units it rests."""

    reader: str
    sign: Sign
    units: int


@dataclass(frozen=True, slots=True)
class GroupMean:
    """The marks of one group: how many by how many readers, and their exact mean in points."""

    group: str
    readers: int
    marks: int
    mean: Fraction


def warnings(marks: Iterable[Mark], full: Decimal) -> tuple[Warned, ...]:
    """The readers of three or more units who gave all the same, by name; ALL_FULL when that is `full`.

    `full` is the highest possible mark, in points. Raises ValueError for a mark above it.
    """
    given = defaultdict(list)
    for mark in marks:
        if mark.score > full:
            raise ValueError(f"{mark.score} is above the full mark {full}")
        given[mark.reader].append(mark.score)
    return tuple(
        Warned(reader, Sign.ALL_FULL if scores[0] == full else Sign.NO_SPREAD, len(scores))
        for reader, scores in sorted(given.items())
        if len(scores) >= LEAST_UNITS and len(set(scores)) == 1
    )


def group_means(marks: Iterable[Mark], group_of: Callable[[Mark], str]) -> tuple[GroupMean, ...]:
    """The mean of every group of marks, by the group's name: panels, colleges and guests, regions.

    Where groups have read different units a difference of means is no difference of severity.
    """
    groups = defaultdict(list)
    for mark in marks:
        groups[group_of(mark)].append(mark)
    return tuple(
        GroupMean(
            group,
            len({mark.reader for mark in found}),
            len(found),
            mean(Fraction(mark.score) for mark in found),
        )
        for group, found in sorted(groups.items())
    )
