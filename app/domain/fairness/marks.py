"""Marks, the one input of all fairness statistics: who gave which unit how much, and how a draw links them.

A mark is usually the total of one review on the framework's scale; it may as well be the score of one
criterion. Nobody's mark is changed by anything in this package.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from ..text import N_


class Mark(NamedTuple):
    """What one reader gave one unit, in points; a pair of the two that is not there was not read."""

    unit: str
    reader: str
    score: Decimal


Table = Mapping[str, Mapping[str, Fraction]]
"""Unit → reader → score, exact; a missing cell is a missing key."""


class Measure(StrEnum):
    """The coefficients of agreement; the ICC in the names of Shrout and Fleiss."""

    ICC_1_1 = "icc_1_1"
    ICC_1_K = "icc_1_k"
    ICC_2_1 = "icc_2_1"
    ICC_2_K = "icc_2_k"
    ICC_3_1 = "icc_3_1"
    ICC_3_K = "icc_3_k"
    ALPHA_NOMINAL = "alpha_nominal"
    ALPHA_ORDINAL = "alpha_ordinal"
    ALPHA_INTERVAL = "alpha_interval"
    KENDALL_W = "kendall_w"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient of agreement: its exact `value`, at most 1; None when there is none, and `why` says so.

    `units` and `readers` are those that took part.
    """

    measure: Measure
    value: Fraction | None
    units: int
    readers: int
    why: str = ""


TOO_FEW_UNITS: Final = N_("Agreement needs at least two units.")
ONE_READER: Final = N_("Agreement needs units that at least two readers have read.")
MISSING_CELLS: Final = N_("Not every reader has read every unit, so this coefficient cannot be computed.")
UNITS_ALIKE: Final = N_(
    "The units differ no more than chance would have it, so this coefficient has no value."
)
NO_SPREAD: Final = N_("The scores do not differ, so agreement cannot be told from chance.")


@dataclass(frozen=True, slots=True)
class Group:
    """Units and readers in alphabetical order, as a draw binds them together."""

    units: tuple[str, ...]
    readers: tuple[str, ...]


def table(marks: Iterable[Mark]) -> dict[str, dict[str, Fraction]]:
    """The marks as a table. Raises ValueError when a reader marks the same unit twice."""
    found: dict[str, dict[str, Fraction]] = {}
    for unit, reader, score in marks:
        row = found.setdefault(unit, {})
        if reader in row:
            raise ValueError(f"{reader} marks {unit} twice")
        row[reader] = Fraction(score)
    return found


def readers_of(cells: Table) -> tuple[str, ...]:
    """Everybody who marked anything, in alphabetical order."""
    return tuple(sorted({reader for row in cells.values() for reader in row}))


def is_complete(cells: Table) -> bool:
    """Whether every reader marked every unit."""
    return len({frozenset(row) for row in cells.values()}) <= 1


def linked_groups(marks: Iterable[Mark]) -> tuple[Group, ...]:
    """The parts of a draw between which nothing can be compared: no reader of one reads a unit of another.

    One group: everything is linked. By the first unit's name.
    """
    read, units_of = defaultdict(set), defaultdict(set)
    for unit, reader, _ in marks:
        read[unit].add(reader)
        units_of[reader].add(unit)
    groups, left = [], set(read)
    while left:
        units, waiting = set[str](), {min(left)}
        while waiting:
            units |= waiting
            waiting = {near for unit in waiting for reader in read[unit] for near in units_of[reader]} - units
        readers = {reader for unit in units for reader in read[unit]}
        groups.append(Group(tuple(sorted(units)), tuple(sorted(readers))))
        left -= units
    return tuple(groups)


def complete_blocks(cells: Table) -> tuple[Group, ...]:
    """The units with exactly the same readers, together; anchors that everybody reads are such a block too.

    The larger blocks come first. Every unit is in one block, alone when nobody else has its readers.
    """
    blocks: dict[frozenset[str], list[str]] = defaultdict(list)
    for unit, row in cells.items():
        blocks[frozenset(row)].append(unit)
    groups = [Group(tuple(sorted(units)), tuple(sorted(readers))) for readers, units in blocks.items()]
    return tuple(sorted(groups, key=lambda group: (-len(group.units), group.units)))
