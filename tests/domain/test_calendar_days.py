"""The calendar day by day: changed by a new line, read as it stood, pasted from a notice."""

from datetime import UTC, date, datetime

from app.domain.calendar_days import (
    CalendarDay,
    CalendarRecord,
    DayKind,
    Line,
    arrangement_of,
    changed,
    days_of,
    read_days,
)  # fmt: skip
from app.domain.errors import sentence
from app.domain.holidays import ARRANGEMENTS, Arrangement, Holiday

NEW_YEAR = [CalendarDay(date(2027, 1, day), DayKind.OFF, "元旦") for day in (1, 2, 3)]
SUNDAY = CalendarDay(date(2027, 1, 10), DayKind.WORKED)


def at(hour):
    return datetime(2026, 12, 1, hour, tzinfo=UTC)


def test_days_and_arrangement_are_the_same_thing():
    assert arrangement_of([SUNDAY, *NEW_YEAR]) == Arrangement(
        (Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3)),), (date(2027, 1, 10),)
    )
    for year, known in ARRANGEMENTS.items():
        assert arrangement_of(days_of(known)) == known, year


def test_a_day_is_put_in_over_another_and_taken_out():
    first = arrangement_of(NEW_YEAR)
    worked = changed(first, put=[CalendarDay(date(2027, 1, 2), DayKind.WORKED)])
    assert days_of(worked)[1] == CalendarDay(date(2027, 1, 2), DayKind.WORKED)
    assert days_of(changed(worked, taken=[date(2027, 1, 2)])) == [NEW_YEAR[0], NEW_YEAR[2]]


def test_what_was_announced_is_counted_by_the_calendar_that_stood_then():
    record = CalendarRecord(
        (Line(2027, arrangement_of(NEW_YEAR), at(8)), Line(2027, arrangement_of([]), at(9)))
    )
    monday, friday = date(2027, 1, 4), date(2026, 12, 31)
    assert [record.at(at(hour)).add_working_days(friday, 1) for hour in (7, 8, 9)] == [
        date(2027, 1, 1), monday, date(2027, 1, 1),
    ]  # fmt: skip
    assert [2027 in each.years for each in record.since(at(7))] == [False, True, True]
    assert record.at().years == frozenset({2025, 2026, 2027})


def test_pasted_lines_are_read_and_bad_ones_are_named():
    lines = ["2027-01-01至2027-01-03 休 元旦", "", "２０２７年1月10日 班"]
    bad = ["明年放假", "2027-02-30 休 春节", "2027-03-03到2027-03-01 休 无"]
    days, wrong = read_days("\n".join(lines + bad))
    assert days == [*NEW_YEAR, SUNDAY]
    said = "Line %(line)s cannot be read. Please write it like 2027-01-01至2027-01-03 休 元旦."
    assert wrong == [sentence(said, line=number) for number in (4, 5, 6)]
