"""Signs: who gave everybody the same, who gave full marks throughout, and means of groups."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.fairness import GroupMean, Sign, Warned, group_means, warnings
from tests.domain.fairness.cases import of_units

FULL = Decimal(100)
MARKS = of_units("100 88 90 100", "100 88 91 100", "100 88 90 .", ". . . 99.5")


def test_full_marks_and_no_spread_are_told_apart():
    assert warnings(MARKS, FULL) == (
        Warned("r00", Sign.ALL_FULL, 3),
        Warned("r01", Sign.NO_SPREAD, 3),
    )


def test_two_equal_marks_are_no_habit_and_half_a_point_is_a_difference():
    assert warnings(of_units("90 100", "90 100", ". 99.5"), FULL) == ()
    assert warnings([], FULL) == ()


def test_a_mark_above_the_full_one_is_refused():
    with pytest.raises(ValueError, match="100 is above the full mark 99"):
        warnings(MARKS, Decimal(99))


def test_means_of_groups_are_exact():
    guests = {"r00", "r03"}
    assert group_means(MARKS, lambda mark: "guests" if mark.reader in guests else "colleges") == (
        GroupMean("colleges", 2, 6, Fraction(535, 6)),
        GroupMean("guests", 2, 6, Fraction(5995, 60)),
    )
    assert group_means([], lambda mark: mark.unit) == ()
