"""Units whose figures the readers' noise does not tell apart are shown as equal."""

from decimal import Decimal
from itertools import pairwise
from math import inf, isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fairness import Interval, intervals, shown_equal
from tests.domain.fairness.cases import of_units

MARKS = of_units("92 88 90", "86 90 .", "80 84 76", "70 74 72")


def test_the_interval_is_that_of_a_mean_with_the_pooled_variance():
    # by hand: squares within 8 + 8 + 32 + 8 on 2 + 1 + 2 + 2 degrees, s² = 8
    found = intervals({"u00": Decimal(90), "u01": Decimal(88), "u02": Decimal(80)}, MARKS)
    assert [each.unit for each in found] == ["u00", "u01", "u02"]
    assert isclose(found[0].half, 1.959964 * sqrt(8 / 3), rel_tol=1e-6)
    assert isclose(found[1].half, 1.959964 * sqrt(8 / 2), rel_tol=1e-6)
    wider = intervals({"u00": Decimal(90)}, MARKS, confidence=0.99)
    assert wider[0].half > found[0].half


def test_units_near_the_first_are_shown_as_equal():
    figures = {"u00": Decimal(90), "u01": Decimal(88), "u02": Decimal(80), "u03": Decimal(72)}
    assert shown_equal(intervals(figures, MARKS)) == (("u00", "u01"), ("u02",), ("u03",))


def test_exactly_the_interval_of_the_difference_is_still_equal():
    at = [
        Interval("甲", Decimal(90), 3.0),
        Interval("乙", Decimal(85), 4.0),
        Interval("丙", Decimal("84.9"), 4.0),
    ]
    assert shown_equal(at) == (("乙", "甲"), ("丙",))


def test_where_the_noise_is_unknown_nothing_is_told_apart():
    found = intervals({"u00": Decimal(9), "u01": Decimal(2)}, of_units("9", "2"))
    assert [each.half for each in found] == [inf, inf]
    assert shown_equal(found) == (("u00", "u01"),)
    stranger = intervals({"u00": Decimal(9), "新": Decimal(8)}, MARKS)
    assert [isclose(each.half, inf) for each in stranger] == [False, True]
    assert shown_equal([]) == ()


def test_without_noise_only_equal_figures_are_equal():
    figures = {"u00": Decimal(9), "u01": Decimal(9), "u02": Decimal("8.9")}
    assert shown_equal(intervals(figures, of_units("9 9", "9 9", "8 8"))) == (("u00", "u01"), ("u02",))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=12))
def test_everybody_is_in_one_group_near_its_first(found: list[tuple[int, int]]):
    given_intervals = [Interval(f"{n:02}", Decimal(figure), half) for n, (figure, half) in enumerate(found)]
    by_name = {each.unit: each for each in given_intervals}
    groups = shown_equal(given_intervals)
    assert sorted(unit for group in groups for unit in group) == sorted(by_name)
    tops = [
        max((by_name[unit] for unit in group), key=lambda each: (each.figure, -int(each.unit)))
        for group in groups
    ]
    assert all(
        (top.figure - by_name[unit].figure) ** 2 <= top.half**2 + by_name[unit].half ** 2
        for top, group in zip(tops, groups, strict=True)
        for unit in group
    )
    assert all(one.figure > other.figure for one, other in pairwise(tops))


def test_a_confidence_outside_nought_to_one_is_refused():
    with pytest.raises(ValueError, match="p must be in the range"):
        intervals({}, MARKS, confidence=1)
