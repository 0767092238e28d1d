"""Four corners become a sheet, or a sentence says why not; laid flat, they lie where they were drawn."""

from math import isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.quadrangle import (
    CROSSED,
    NOT_FOUR,
    TOO_SMALL,
    Point,
    coefficients,
    flat_size,
    ordered,
    sheet_in,
    turn_in,
)

near = st.floats(0, 0.45)
convex = st.builds(
    lambda a, b, c, d, e, f, g, h: [
        Point(a, b), Point(1 - c, d), Point(1 - e, 1 - f), Point(g, 1 - h)
    ],
    *[near] * 8,
)  # fmt: skip


def lookup(numbers: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f, g, h = numbers
    return (a * x + b * y + c) / (g * x + h * y + 1), (d * x + e * y + f) / (g * x + h * y + 1)


@given(convex, st.permutations(range(4)))
def test_in_whatever_order_they_come_the_same_sheet_is_found(points: list[Point], order: list[int]) -> None:
    try:
        sheet = ordered(points)
    except Invalid:
        assume(False)
    assert ordered([points[place] for place in order]) == sheet
    assert sorted(sheet) == sorted(points)
    assert min(each.x + each.y for each in sheet) == sum(sheet.top_left)


@given(convex, st.integers(1, 4000), st.integers(1, 4000))
def test_the_corners_of_the_flat_sheet_are_looked_up_at_the_corners_drawn(
    points: list[Point], wide: int, high: int
) -> None:
    try:
        sheet = ordered(points)
    except Invalid:
        assume(False)
    onto = flat_size(sheet, wide, high)
    assert all(1 <= side <= (wide**2 + high**2) ** 0.5 + 1 for side in onto)
    numbers = coefficients(sheet, (wide, high), onto)
    edges = ((0, 0), (onto[0], 0), onto, (0, onto[1]))
    for (x, y), corner in zip(edges, sheet, strict=True):
        seen = lookup(numbers, x, y)
        assert isclose(seen[0], corner.x * wide, abs_tol=1e-3)
        assert isclose(seen[1], corner.y * high, abs_tol=1e-3)


def test_a_straight_line_on_the_sheet_stays_straight_and_a_rectangle_is_only_cut_out() -> None:
    sheet = ordered([Point(0.1, 0.2), Point(0.8, 0.1), Point(0.9, 0.95), Point(0.2, 0.8)])
    numbers = coefficients(sheet, (1000, 800), (600, 500))
    (x0, y0), (x1, y1), (x2, y2) = (lookup(numbers, at, at / 2) for at in (0, 200, 450))
    assert isclose((x1 - x0) * (y2 - y0), (x2 - x0) * (y1 - y0), rel_tol=1e-9)
    cut = ordered([Point(0.25, 0.5), Point(0.75, 0.5), Point(0.75, 1), Point(0.25, 1)])
    assert flat_size(cut, 800, 600) == (400, 300)
    assert coefficients(cut, (800, 600), (400, 300)) == (1, 0, 200, 0, 1, 300, 0, 0)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("0,0 1,0 1,1", NOT_FOUR),
        ("0,0 1,0 1,1 0,1 0.5,0.5", NOT_FOUR),
        ("0,0 1,0 1,1 0,1.01", NOT_FOUR),
        ("0,0 1,0 1,1 nan,1", NOT_FOUR),
        ("0,0 1,0 1,1 zero", NOT_FOUR),
        ("0,0 1,0 1,1 0,1,2", NOT_FOUR),
        ("0,0 1,0 0,1 0.3,0.3", CROSSED),  # within the triangle of the others
        ("0,0 0.5,0 1,0 0.5,1", CROSSED),  # three in line
        ("0.5,0.5 0.5,0.5 0.5,0.5 0.5,0.5", CROSSED),
        ("0.5,0.5 0.59,0.5 0.59,0.59 0.5,0.59", TOO_SMALL),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(written: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        sheet_in(written)
    assert [reason.text for reason in refused.value.reasons] == [why]


def test_nothing_written_leaves_the_photo_as_it_is() -> None:
    assert (sheet_in("  "), turn_in(""), turn_in("270")) == (None, 0, 270)
    assert sheet_in("1,1 0,0 0,1 1,0") == ((0, 0), (1, 0), (1, 1), (0, 1))
    with pytest.raises(Invalid):
        turn_in("45")
