"""Where a reviewer pins a remark: a region of a page, a moment of a film, or “searched, not found”."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from .errors import Invalid, Sentence, sentence
from .framework import Criterion
from .numerals import half_width, plain
from .text import N_

LONGEST_REMARK: Final = 300  # characters
MOST_REMARKS: Final = 20  # of one review on one criterion: a page stays readable
FINEST: Final = Decimal("0.0001")  # of a page
SMALLEST: Final = Decimal("0.01")  # a region is at least a hundredth of the page wide and high
LAST_SECOND: Final = 24 * 3600
MOMENT: Final = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5}(?:\.\d+)?)")


class Pinned(StrEnum):
    """What a remark hangs on."""

    REGION = "region"
    MOMENT = "moment"
    NOT_FOUND = "not_found"  # searched, not found


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a page, in fractions of its width and height (0 to 1), from the upper left corner."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal

    def within(self) -> "Region":
        """The region cut to the page, on the grid that is kept; at least a hundredth wide and high."""
        x = min(max(self.x, Decimal(0)), 1 - SMALLEST).quantize(FINEST)
        y = min(max(self.y, Decimal(0)), 1 - SMALLEST).quantize(FINEST)
        width = min(max(self.width, SMALLEST), 1 - x).quantize(FINEST)
        height = min(max(self.height, SMALLEST), 1 - y).quantize(FINEST)
        return Region(x, y, width, height)


HALF: Final = Decimal("0.5")
QUARTERS: Final = {
    "whole": Region(Decimal(0), Decimal(0), Decimal(1), Decimal(1)),
    "top_left": Region(Decimal(0), Decimal(0), HALF, HALF),
    "top_right": Region(HALF, Decimal(0), HALF, HALF),
    "bottom_left": Region(Decimal(0), HALF, HALF, HALF),
    "bottom_right": Region(HALF, HALF, HALF, HALF),
}


def parse_moment(text: str, field: str = "moment") -> Decimal:
    """A moment of a film in seconds: "75", "1:15" and "0:01:15" are the same; so are full-width digits.

    Raises Invalid on `field` for what is no moment, or lies after 24 hours.
    """
    found = MOMENT.fullmatch(half_width(text))
    if found is None:
        raise Invalid(**{field: N_("Please write the moment like 1:15.")})
    hours, minutes, seconds = (Decimal(part or 0) for part in found.groups())
    second = (3600 * hours + 60 * minutes + seconds).quantize(Decimal("0.1"))
    if second > LAST_SECOND:
        raise Invalid(**{field: N_("Please write the moment like 1:15.")})
    return second


def moment_words(second: Decimal) -> str:
    """A moment as people write it: 75 → "1:15", 3675 → "1:01:15"."""
    hours, rest = divmod(int(second), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def refused(criterion: Criterion, text: str, deduction: Decimal | None) -> dict[str, Sentence | str]:
    """What is wrong with the words of a remark, by field; empty when nothing is."""
    wrong: dict[str, Sentence | str] = {}
    if not text.strip():
        wrong["text"] = N_("Please write what you noticed here.")
    elif len(text) > LONGEST_REMARK:
        wrong["text"] = sentence(N_("Please keep this to %(most)s characters."), most=LONGEST_REMARK)
    if deduction is not None and not 0 < deduction <= criterion.max_score:
        wrong["deduction"] = sentence(
            N_("Please write points above 0 and up to %(most)s, or leave it empty."),
            most=plain(criterion.max_score),
        )
    return wrong


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a remark is pinned; nothing but `pinned` for what was searched and not found."""

    pinned: Pinned
    page: int = 1
    region: Region = QUARTERS["whole"]
    second: Decimal = Decimal(0)
