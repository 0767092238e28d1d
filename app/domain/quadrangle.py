"""The four corners of a sheet on a photograph: put in order, refused when they are none, and laid flat.

Points are fractions of the picture's width and height as it is seen upright (0 to 1, the origin at the top
left), so that they mean the same on a screen and on the picture itself.
"""

from itertools import pairwise
from math import atan2, hypot
from typing import NamedTuple

from .errors import Invalid
from .text import N_

FOUR = 4
LEAST = 0.01  # of the picture's area: less cannot be a sheet somebody wants to read
BEND = 1e-4  # of the picture's area, twice: less is a straight line, and nothing can be laid flat by it
TURNS = (0, 90, 180, 270)

NOT_FOUR = N_("Please put all four corners on the corners of the sheet, or leave the photo as it is.")
CROSSED = N_(
    "These four corners make no sheet: one lies between the others. Please put each on a corner of the sheet."
)
TOO_SMALL = N_("The four corners lie too close together. Please put each on a corner of the sheet.")


class Point(NamedTuple):
    """A place on the picture."""

    x: float
    y: float


class Sheet(NamedTuple):
    """The corners in order: top left, top right, bottom right, bottom left."""

    top_left: Point
    top_right: Point
    bottom_right: Point
    bottom_left: Point


def sheet_in(written: str) -> Sheet | None:
    """The sheet of corners written as "x,y x,y x,y x,y" in any order; None when nothing is written.

    Raises Invalid (field `corners`) for anything that is no quadrangle within the picture.
    """
    if not written.strip():
        return None
    try:
        points = [Point(*map(float, pair.split(","))) for pair in written[:200].split()]
    except (TypeError, ValueError):
        raise Invalid(corners=NOT_FOUR) from None
    return ordered(points)


def ordered(points: list[Point]) -> Sheet:
    """Four points in any order as a sheet, clockwise from the one nearest to the top left.

    Raises Invalid (field `corners`) when they are not four points of the picture, when one lies within the
    triangle of the others or on a line with two of them, or when they enclose less than a hundredth.
    """
    if len(points) != FOUR or not all(0 <= value <= 1 for point in points for value in point):
        raise Invalid(corners=NOT_FOUR)
    middle = Point(sum(each.x for each in points) / FOUR, sum(each.y for each in points) / FOUR)
    round_ = sorted(points, key=lambda each: atan2(each.y - middle.y, each.x - middle.x))
    if any(_turn(*three) < BEND for three in zip(round_, _from(round_, 1), _from(round_, 2), strict=True)):
        raise Invalid(corners=CROSSED)
    if _area(round_) < LEAST:
        raise Invalid(corners=TOO_SMALL)
    first = min(range(FOUR), key=lambda place: (round_[place].x + round_[place].y, round_[place].x))
    return Sheet(*_from(round_, first))


def turn_in(written: str) -> int:
    """A quarter turn clockwise: 0, 90, 180 or 270; nothing written is 0. Raises Invalid (field `turn`)."""
    if (written or "0") not in map(str, TURNS):
        raise Invalid(turn=N_("A photo is turned by quarters."))
    return int(written or "0")


def flat_size(sheet: Sheet, width: int, height: int) -> tuple[int, int]:
    """Width and height in pixels of the sheet laid flat: the longer of each two sides that face each other.

    `width` and `height` are the picture's; the result is never larger than its diagonal, and at least 1.
    """
    corners = [Point(each.x * width, each.y * height) for each in sheet]
    top, right, bottom, left = (
        hypot(to.x - start.x, to.y - start.y) for start, to in pairwise([*corners, corners[0]])
    )
    return max(1, round(max(top, bottom))), max(1, round(max(left, right)))


def coefficients(sheet: Sheet, size: tuple[int, int], onto: tuple[int, int]) -> tuple[float, ...]:
    """The eight numbers (a … h) by which a pixel (x, y) of the flat sheet (`onto` pixels) is looked up in the
    picture (`size` pixels): ((ax + by + c) / (gx + hy + 1), (dx + ey + f) / (gx + hy + 1)).

    Heckbert, Fundamentals of Texture Mapping (1989), section 2.2.3, from the unit square to a quadrangle.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = ((each.x * size[0], each.y * size[1]) for each in sheet)
    dx1, dx2, sx = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, sy = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    below = dx1 * dy2 - dx2 * dy1  # never 0: no three corners are in line (BEND)
    g, h = (sx * dy2 - dx2 * sy) / below, (dx1 * sy - sx * dy1) / below
    a, b = x1 - x0 + g * x1, x3 - x0 + h * x3
    d, e = y1 - y0 + g * y1, y3 - y0 + h * y3
    wide, high = onto
    return (a / wide, b / high, x0, d / wide, e / high, y0, g / wide, h / high)


def _turn(first: Point, second: Point, third: Point) -> float:
    """Above 0 when one goes round to the right (y points down), 0 when the three are in line."""
    return (second.x - first.x) * (third.y - second.y) - (second.y - first.y) * (third.x - second.x)


def _area(points: list[Point]) -> float:
    return sum(one.x * two.y - two.x * one.y for one, two in zip(points, _from(points, 1), strict=True)) / 2


def _from(points: list[Point], start: int) -> list[Point]:
    return points[start:] + points[:start]
