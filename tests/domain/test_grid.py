"""Scores on their grid."""

from decimal import Decimal

import pytest

from app.domain.grid import level_ranges, on_grid, round_half_up, round_up


def test_only_whole_numbers_of_steps_are_on_the_grid():
    assert on_grid(Decimal("6.5"), Decimal("0.5")) is True
    assert on_grid(Decimal(0), Decimal("0.5")) is True
    assert on_grid(Decimal("6.6"), Decimal("0.5")) is False


@pytest.mark.parametrize(("score", "rounded"), [("6.54", "6.5"), ("6.55", "6.6"), ("6.56", "6.6")])
def test_a_half_goes_up(score, rounded):
    assert round_half_up(Decimal(score), Decimal("0.1")) == Decimal(rounded)


@pytest.mark.parametrize(("score", "rounded"), [("6.5", "6.5"), ("6.51", "7"), ("0", "0")])
def test_rounding_up_leaves_what_is_on_the_grid(score, rounded):
    assert round_up(Decimal(score), Decimal("0.5")) == Decimal(rounded)


def test_levels_follow_each_other_without_a_gap():
    ranges = level_ranges(Decimal(5), Decimal("0.5"), [Decimal("0.85"), Decimal("0.6"), Decimal(0)])
    assert ranges == [(Decimal("4.5"), Decimal(5)), (Decimal(3), Decimal(4)), (Decimal(0), Decimal("2.5"))]


def test_a_single_level_is_the_whole_range():
    assert level_ranges(Decimal(5), Decimal(1), [Decimal(0)]) == [(Decimal(0), Decimal(5))]
