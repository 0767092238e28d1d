"""A year's holiday arrangement: kept, read again, and checked when a person enters one."""

from datetime import date

import pytest

from app.domain.holidays import ARRANGEMENTS, NATIONAL_DAY, Arrangement, Holiday


@pytest.mark.parametrize("year", sorted(ARRANGEMENTS))
def test_the_arrangements_that_come_with_the_program_have_no_problems(year):
    assert ARRANGEMENTS[year].problems(year) == []


@pytest.mark.parametrize("year", sorted(ARRANGEMENTS))
def test_an_arrangement_is_kept_and_read_again(year):
    assert Arrangement.of(ARRANGEMENTS[year].kept()) == ARRANGEMENTS[year]


def test_every_problem_of_an_arrangement_is_named():
    wrong = Arrangement(
        holidays=(
            Holiday(NATIONAL_DAY, date(2027, 10, 1), date(2027, 10, 7)),
            Holiday("校庆", date(2027, 5, 2), date(2027, 5, 1)),
        ),
        shifted_workdays=(date(2027, 10, 2), date(2027, 9, 30), date(2026, 10, 10)),
    )
    assert [str(problem) for problem in wrong.problems(2027)] == [
        "校庆 ends before it begins.",
        "2026-10-10 is not in 2027.",
        "2027-10-02 is both a holiday and a working day.",
        "2027-09-30 is no weekend day, so it need not be entered.",
    ]
