"""Beijing days and working days with the weekend days worked in exchange."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import (
    WorkingCalendar,
    beijing_date,
    closes_at,
    days_left,
    end_of_day,
    in_grace,
    named_day,
    soft_end,
    start_of_day,
)

CALENDAR = WorkingCalendar.of()
days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def test_a_day_ends_at_24_00_in_beijing():
    assert end_of_day(date(2025, 11, 5)) == datetime(2025, 11, 5, 16, 0, tzinfo=UTC)
    assert end_of_day(date(2025, 11, 5)).tzinfo == UTC
    assert start_of_day(date(2025, 11, 5)) == end_of_day(date(2025, 11, 4))


def test_the_day_in_beijing_begins_eight_hours_earlier_than_in_utc():
    assert beijing_date(datetime(2025, 11, 5, 15, 59, tzinfo=UTC)) == date(2025, 11, 5)
    assert beijing_date(datetime(2025, 11, 5, 16, 0, tzinfo=UTC)) == date(2025, 11, 6)
    with pytest.raises(ValueError, match="time zone"):
        beijing_date(datetime(2025, 11, 5, 16, 0))  # noqa: DTZ001 -- the naive moment is what is refused


def test_the_soft_end_is_a_week_before_the_hard_end_but_within_the_window():
    assert soft_end(date(2025, 11, 5)) == date(2025, 10, 29)
    assert soft_end(date(2025, 11, 5), date(2025, 10, 10)) == date(2025, 10, 29)
    assert soft_end(date(2025, 11, 5), date(2025, 11, 3)) == date(2025, 11, 3)
    assert soft_end(date(2025, 11, 5), before=timedelta(days=3)) == date(2025, 11, 2)


def test_the_grace_follows_the_end_and_then_it_is_closed():
    end = date(2025, 11, 5)
    assert closes_at(end) == datetime(2025, 11, 5, 16, 15, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert not in_grace(end_of_day(end) - second, end)
    assert in_grace(end_of_day(end), end)
    assert in_grace(closes_at(end) - second, end)
    assert not in_grace(closes_at(end), end)


def test_days_left_are_counted_in_beijing_days():
    end = date(2025, 11, 5)
    assert days_left(datetime(2025, 11, 3, 16, 0, tzinfo=UTC), end) == 1  # already the 4th in Beijing
    assert days_left(datetime(2025, 11, 5, 15, 59, tzinfo=UTC), end) == 0
    assert days_left(datetime(2025, 11, 5, 16, 0, tzinfo=UTC), end) == -1


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 9, 28), True),  # Sunday, worked for National Day
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),  # Saturday, worked
        (date(2025, 10, 12), False),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),
    ],
)
def test_holidays_are_free_and_shifted_weekend_days_are_worked(day, works):
    assert CALENDAR.is_working_day(day) is works


def test_every_shifted_workday_is_a_weekend_day_and_no_holiday():
    assert {day.weekday() for day in CALENDAR.shifted_workdays} == {5, 6}
    assert not CALENDAR.shifted_workdays & CALENDAR.holidays


def test_the_year_2025_had_28_days_of_holiday_and_five_shifted_days():
    # 1 + 8 + 3 + 5 + 3 + 8
    assert sum(day.year == 2025 for day in CALENDAR.holidays) == 28
    assert sum(day.year == 2025 for day in CALENDAR.shifted_workdays) == 5


def test_the_year_2026_had_33_days_of_holiday_and_six_shifted_days():
    # 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert sum(day.year == 2026 for day in CALENDAR.holidays) == 33
    assert sum(day.year == 2026 for day in CALENDAR.shifted_workdays) == 6


def test_five_working_days_of_public_notice_over_national_day():
    # Monday 29 and Tuesday 30 September, Thursday 9, Friday 10 and the worked Saturday 11 October
    assert CALENDAR.last_of_period(date(2025, 9, 29), 5) == date(2025, 10, 11)
    assert CALENDAR.working_days_of(date(2025, 9, 29), date(2025, 10, 11)) == 5


def test_three_working_days_after_a_friday_end_on_wednesday():
    assert CALENDAR.add_working_days(date(2025, 11, 7), 3) == date(2025, 11, 12)
    assert CALENDAR.add_working_days(date(2025, 11, 8), 0) == date(2025, 11, 8)


def test_a_period_that_begins_on_a_free_day_counts_from_the_next_working_day():
    assert CALENDAR.last_of_period(date(2025, 11, 8), 1) == date(2025, 11, 10)


def test_counts_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_working_days(date(2025, 11, 7), -1)
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.last_of_period(date(2025, 11, 7), 0)


def test_a_year_whose_arrangement_is_not_entered_is_named():
    assert CALENDAR.unknown_years([date(2026, 1, 1), date(2028, 1, 1), date(2027, 1, 1)]) == [2027, 2028]
    assert CALENDAR.is_working_day(date(2027, 10, 1))  # only a guess, hence the warning


@given(days, st.integers(0, 60))
def test_counting_between_undoes_adding(day, count):
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


@given(days, days)
def test_working_days_between_are_those_counted_one_by_one(start, end):
    naive, day = 0, start
    while day < end:
        day += timedelta(days=1)
        naive += CALENDAR.is_working_day(day)
    assert CALENDAR.working_days_between(start, end) == naive


@given(days, st.integers(1, 60))
def test_a_period_ends_on_a_working_day_and_has_so_many(first, count):
    last = CALENDAR.last_of_period(first, count)
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days_of(first, last) == count


def test_an_end_at_midnight_is_announced_as_the_day_before_and_any_other_as_its_own():
    assert named_day(end_of_day(date(2025, 11, 5))) == date(2025, 11, 5)
    assert named_day(datetime(2025, 11, 5, 16, 1, tzinfo=UTC)) == date(2025, 11, 6)
