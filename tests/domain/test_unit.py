"""Posts and terms of a unit, and how complete its profile is."""

from datetime import date

import pytest

from app.domain.unit import (
    REQUIRED_POSTS,
    Completeness,
    Holding,
    MemberCategory,
    PostKind,
    Shape,
    completeness,
    in_force,
    shape_of,
    years_before,
)

DAY = date(2025, 11, 5)
DIRECTOR = PostKind.DIRECTOR


@pytest.mark.parametrize(
    ("first", "last", "there"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2025, 11, 6), None, False),
        (date(2025, 1, 1), date(2025, 11, 4), False),
    ],
)
def test_a_post_is_in_force_from_its_first_to_its_last_day(first, last, there):
    assert in_force(first, last, DAY) is there


def test_29_february_becomes_the_28th_in_a_common_year_only():
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert years_before(DAY, 5) == date(2020, 11, 5)


@pytest.mark.parametrize(
    ("held", "shape"),
    [
        ([], Shape.MISSING),
        ([Holding(PostKind.LIAISON, DAY, True)], Shape.MISSING),
        ([Holding(DIRECTOR, date(2020, 11, 4), True)], Shape.OUTDATED),
        ([Holding(DIRECTOR, date(2020, 11, 5), True)], Shape.FILLED),
        ([Holding(DIRECTOR, date(2020, 11, 5), False)], Shape.UNDOCUMENTED),
        ([Holding(DIRECTOR, DAY, False), Holding(DIRECTOR, date(2015, 1, 1), True)], Shape.UNDOCUMENTED),
    ],
)
def test_the_newest_holder_says_how_a_post_stands(held, shape):
    assert shape_of(DIRECTOR, held, DAY) is shape


def test_a_full_profile_lacks_nothing():
    held = [Holding(kind, DAY, True) for kind in REQUIRED_POSTS]
    assert completeness(held, [MemberCategory.VETERAN], 0, "027-1") == Completeness(8, 8, ())


def test_an_empty_profile_lacks_everything_in_order():
    lacking = ("director", "executive_deputy", "secretary_general", "liaison")
    more = ("members", "veterans", "students", "phone")
    assert completeness([], [], None, "") == Completeness(0, 8, lacking + more)


def test_members_without_a_veteran_lack_the_veterans():
    held = [Holding(kind, DAY, True) for kind in REQUIRED_POSTS]
    assert completeness(held, [MemberCategory.STUDENT], 900, "027-1") == Completeness(7, 8, ("veterans",))
