"""When two pictures look alike: the fingerprint of a picture and how near two of them are.

The fingerprint is a difference hash (dHash): of a picture made 17 × 16 grey cells small, one bit for each
cell that is clearly darker than its right neighbour, 256 in all. Likeness is the share of the bits set in
either that is set in both (Jaccard), so that a sheet with few lines is not like every other such sheet.
Measured on the genuine samples: a copy made smaller and saved at lower quality keeps 0.75 or more, different
pictures share 0.45 or less. It is a hint for a person who looks, never a finding.
"""

from collections.abc import Sequence
from typing import NamedTuple

COLUMNS, ROWS = 17, 16
DIGITS = 64  # of a page, in hex
CLEARLY = 3  # of 255 greys: less is the noise of a scanner
LEAST_ALIKE = 0.75
LEAST_BITS = 24  # below, a picture is too empty to be told from another


def fingerprint(greys: Sequence[int]) -> int:
    """Of 17 × 16 grey values (0 to 255), row by row: 256 bits. Raises ValueError on another number."""
    if len(greys) != COLUMNS * ROWS:
        raise ValueError(f"{COLUMNS * ROWS} cells expected, {len(greys)} given")
    bits = 0
    for row in range(ROWS):
        for column in range(COLUMNS - 1):
            here = row * COLUMNS + column
            bits = bits << 1 | (greys[here + 1] - greys[here] > CLEARLY)
    return bits


def is_telling(bits: int) -> bool:
    """Whether there is enough in the picture to compare it with others."""
    return bits.bit_count() >= LEAST_BITS


def alike(one: int, other: int) -> float:
    """From 0 (nothing in common) to 1 (the same)."""
    either = (one | other).bit_count()
    return (one & other).bit_count() / either if either else 0.0


class Nearest(NamedTuple):
    """How near two files are, and which page of each (from 1) that is."""

    share: float
    page: int
    other_page: int


def nearest(one: Sequence[int], other: Sequence[int]) -> Nearest:
    """The two pages that are most alike, the first of several; a page with nothing on it is like none."""
    found = Nearest(0.0, 1, 1)
    for page, bits in enumerate(one, start=1):
        for other_page, other_bits in enumerate(other, start=1):
            if (share := alike(bits, other_bits)) > found.share:
                found = Nearest(share, page, other_page)
    return found


def written(pages: Sequence[int]) -> str:
    """The fingerprints of a file's pages as they are kept: DIGITS for each, zeros for one that tells nothing;
    empty when none does.
    """
    telling = [bits if is_telling(bits) else 0 for bits in pages]
    return "".join(f"{bits:0{DIGITS}x}" for bits in telling) if any(telling) else ""


def read(kept: str) -> tuple[int, ...]:
    """What `written` made, page by page."""
    return tuple(int(kept[at : at + DIGITS], 16) for at in range(0, len(kept), DIGITS))
