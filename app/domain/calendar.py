"""Beijing dates and working days: when a named day ends, what is a working day, how many there are.

A deadline is the end of the named day, 24:00 Beijing time; moments are kept in UTC. China has one time
zone and no summer time since 1991, so eight hours are enough and no zone database is needed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from .holidays import ARRANGEMENTS, SATURDAY, Arrangement

BEIJING: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
SOFT_END_BEFORE: Final = timedelta(days=7)
GRACE: Final = timedelta(minutes=15)


def beijing_date(moment: datetime) -> date:
    """The day in Beijing at an aware `moment`. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment must say its time zone")
    return moment.astimezone(BEIJING).date()


def start_of_day(day: date) -> datetime:
    """0:00 Beijing time of `day`, as an aware datetime in UTC."""
    return datetime.combine(day, time(), BEIJING).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """24:00 Beijing time of `day`, as an aware datetime in UTC: the first moment that is too late."""
    return start_of_day(day + timedelta(days=1))


def named_day(end: datetime) -> date:
    """The day by which an end (aware) is announced: midnight is the 24:00 of the day before."""
    return beijing_date(end - timedelta(microseconds=1))


def soft_end(hard_end: date, first: date | None = None, before: timedelta = SOFT_END_BEFORE) -> date:
    """The recommended last day: a week `before` the hard end, but not before the window's `first` day."""
    recommended = hard_end - before
    return recommended if first is None else max(recommended, first)


def closes_at(hard_end: date, grace: timedelta = GRACE) -> datetime:
    """The moment (UTC) from which nothing more is taken: 24:00 Beijing of the hard end, and the grace."""
    return end_of_day(hard_end) + grace


def in_grace(moment: datetime, hard_end: date, grace: timedelta = GRACE) -> bool:
    """Whether an aware `moment` lies after the announced end but is still taken; such a use is logged."""
    return end_of_day(hard_end) <= moment < closes_at(hard_end, grace)


def days_left(moment: datetime, hard_end: date) -> int:
    """Whole days from the Beijing day of `moment` to the hard end: 0 on the last day, negative once
    it is over.
    """
    return (hard_end - beijing_date(moment)).days


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days: Monday to Friday without the holidays, and the weekend days worked in exchange (调休).

    `years` are those whose arrangement is known; in any other only weekends are free, so dates there are
    a guess.
    """

    holidays: frozenset[date]
    shifted_workdays: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, arrangements: Mapping[int, Arrangement] = ARRANGEMENTS) -> "WorkingCalendar":
        """The calendar of these yearly arrangements."""
        return cls(
            holidays=frozenset(
                day for year in arrangements.values() for holiday in year.holidays for day in holiday.days()
            ),
            shifted_workdays=frozenset(
                day for year in arrangements.values() for day in year.shifted_workdays
            ),
            years=frozenset(arrangements),
        )

    def is_working_day(self, day: date) -> bool:
        if day in self.shifted_workdays:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def unknown_years(self, days: Iterable[date]) -> list[int]:
        """The years of `days` whose arrangement is not entered yet, in order."""
        return sorted({day.year for day in days} - self.years)

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself does not count; `day` for 0.

        Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError("working days are counted forwards")
        for _ in range(count):
            day = self.on_or_after(day + timedelta(days=1))
        return day

    def last_of_period(self, first: date, count: int) -> date:
        """The last day of a period of `count` ≥ 1 working days that begins on `first`, which counts
        if working.

        Raises ValueError for a count below 1.
        """
        if count < 1:
            raise ValueError("a period has at least one working day")
        return self.add_working_days(self.on_or_after(first), count - 1)

    def working_days_between(self, start: date, end: date) -> int:
        """The working days after `start` up to and with `end` (undoes add_working_days); 0 when
        `end` ≤ `start`.
        """
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))

    def working_days_of(self, first: date, last: date) -> int:
        """The working days from `first` to `last`, both counted (undoes last_of_period)."""
        return self.working_days_between(first - timedelta(days=1), last)
