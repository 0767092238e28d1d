"""The calendar of a house as its secretariat keeps it: day by day, changed by a new line, read as it stood.

What was announced is computed with the calendar that stood at that moment, so a correction never moves it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from .calendar import WorkingCalendar
from .errors import Sentence, sentence
from .holidays import ARRANGEMENTS, Arrangement, Holiday
from .text import N_

LONGEST_NAME: Final = 40
MOST_DAYS: Final = 31
DAY: Final = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
LINE: Final = re.compile(rf"{DAY}(?:\s*(?:至|到|—+|~)\s*{DAY})?\s*(休|班)\s*(.*)")
WORDS: Final = {"休": "off", "班": "worked"}


class DayKind(StrEnum):
    """What an entered day is: free though a weekday, or worked though a weekend day."""

    OFF = "off"  # 休
    WORKED = "worked"  # 班


class CalendarDay(NamedTuple):
    """One day of the table; `name` is the holiday's, "" for a day worked."""

    day: date
    kind: DayKind
    name: str = ""


class Line(NamedTuple):
    """One version of a year's arrangement, from the moment it was entered."""

    year: int
    arrangement: Arrangement
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarRecord:
    """Every version of every year, oldest first; the years we begin with stand until one is entered."""

    lines: tuple[Line, ...] = ()

    def at(self, moment: datetime | None = None) -> WorkingCalendar:
        """The calendar as it stood at an aware `moment`, or as it stands now."""
        known = dict(ARRANGEMENTS)
        for line in self.lines:
            if moment is None or line.recorded_at <= moment:
                known[line.year] = line.arrangement
        return WorkingCalendar.of(known)

    def since(self, moment: datetime) -> list[WorkingCalendar]:
        """Every calendar that stood at or after an aware `moment`, the newest last."""
        later = [line.recorded_at for line in self.lines if line.recorded_at > moment]
        return [self.at(moment), *(self.at(each) for each in later)]


def days_of(arrangement: Arrangement) -> list[CalendarDay]:
    """An arrangement day by day, in order."""
    off = [CalendarDay(day, DayKind.OFF, each.name) for each in arrangement.holidays for day in each.days()]
    return sorted([*off, *(CalendarDay(day, DayKind.WORKED) for day in arrangement.shifted_workdays)])


def arrangement_of(days: Iterable[CalendarDay]) -> Arrangement:
    """The arrangement these days make; neighbouring days off of one name are one holiday."""
    holidays: list[Holiday] = []
    ordered = sorted(days)
    for each in ordered:
        if each.kind is not DayKind.OFF:
            continue
        last = holidays[-1] if holidays else None
        if last and last.name == each.name and each.day - last.last == timedelta(days=1):
            holidays[-1] = Holiday(last.name, last.first, each.day)
        else:
            holidays.append(Holiday(each.name, each.day, each.day))
    return Arrangement(tuple(holidays), tuple(each.day for each in ordered if each.kind is DayKind.WORKED))


def changed(
    arrangement: Arrangement, put: Sequence[CalendarDay] = (), taken: Iterable[date] = ()
) -> Arrangement:
    """The arrangement with days put in (over what stands there) and others taken out."""
    kept = {each.day: each for each in days_of(arrangement)}
    for day in taken:
        kept.pop(day, None)
    return arrangement_of((kept | {each.day: each for each in put}).values())


def read_days(text: str) -> tuple[list[CalendarDay], list[Sentence]]:
    """Pasted lines as days: “2027-01-01至2027-01-03 休 元旦”, “2027-01-04 班”; and what cannot be read."""
    found: list[CalendarDay] = []
    wrong: list[Sentence] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = unicodedata.normalize("NFKC", raw).strip()
        if not line:
            continue
        days = _days(line)
        if days is None:
            said = N_("Line %(line)s cannot be read. Please write it like 2027-01-01至2027-01-03 休 元旦.")
            wrong.append(sentence(said, line=number))
        found += days or []
    return found, wrong


def _days(line: str) -> list[CalendarDay] | None:
    read = LINE.fullmatch(line)
    if read is None:
        return None
    try:
        first = date(*(int(part) for part in read.groups()[:3]))
        last = date(*(int(part) for part in read.groups()[3:6])) if read[4] else first
    except ValueError:
        return None
    if not 0 <= (last - first).days < MOST_DAYS:
        return None
    kind = DayKind(WORDS[read[7]])
    name = read[8].strip()[:LONGEST_NAME] if kind is DayKind.OFF else ""
    return [CalendarDay(first + timedelta(days=n), kind, name) for n in range((last - first).days + 1)]
