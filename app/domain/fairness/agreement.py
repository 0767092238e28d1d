"""Which coefficient of agreement a draw allows, and why: Kendall's W or the ICC, always with α beside it.

W compares orders, so it needs readers of the same units. After a linked, incomplete draw it is told inside
complete blocks (units with exactly the same readers) and anchors (units that everybody reads) only; over the
whole it would compare orders of different units. Sources: those of the
coefficients.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..text import N_
from .alpha import alpha
from .concordance import kendall_w
from .correlation import icc
from .marks import Coefficient, Group, Mark, Measure, complete_blocks, is_complete, table

LEAST_UNITS: Final = 3  # two units have but two orders: agreement on them says nothing
LEAST_READERS: Final = 2


class Basis(StrEnum):
    """On what the agreement is told."""

    WHOLE = "whole"
    BLOCKS = "blocks"
    PAIRS = "pairs"


REASONS: Final = {
    Basis.WHOLE: N_("Every reader has read every unit, so their orders are compared (Kendall's W)."),
    Basis.BLOCKS: N_(
        "The readers have read different units, so their orders are compared only among units with the same "
        "readers (Kendall's W); over all units ICC(1,k) and α say how far the scores agree."
    ),
    Basis.PAIRS: N_(
        "No three units have the same readers, so orders cannot be compared; ICC(1,k) and α say how far the "
        "scores agree."
    ),
}


@dataclass(frozen=True, slots=True)
class Concordance:
    """W inside one complete block."""

    block: Group
    w: Coefficient


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far readers agree: on which `basis`, `why`, W of each block, and the ICC(1,k) and ordinal α of all.

    `blocks` has one entry for the basis WHOLE and none for PAIRS; the larger blocks come first.
    """

    basis: Basis
    why: str
    blocks: tuple[Concordance, ...]
    icc: Coefficient
    alpha: Coefficient


def agreement(marks: Iterable[Mark]) -> Agreement:
    """The agreement of all marks, by the coefficients that the draw allows.

    A block counts from three units and two readers. Raises ValueError for a unit that one reader marks twice.
    """
    found = list(marks)
    cells = table(found)
    blocks = [
        block
        for block in complete_blocks(cells)
        if len(block.units) >= LEAST_UNITS and len(block.readers) >= LEAST_READERS
    ]
    basis = Basis.WHOLE if is_complete(cells) else Basis.BLOCKS
    if not blocks:
        basis = Basis.PAIRS
    return Agreement(
        basis=basis,
        why=REASONS[basis],
        blocks=tuple(Concordance(block, kendall_w(_inside(found, block))) for block in blocks),
        icc=icc(found, Measure.ICC_1_K),
        alpha=alpha(found),
    )


def _inside(marks: list[Mark], block: Group) -> list[Mark]:
    units = set(block.units)
    return [mark for mark in marks if mark.unit in units]
