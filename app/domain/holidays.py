"""The State Council's holiday arrangements by year: a starting table that its owner may correct and add to.

Sources: 国务院办公厅关于2025年部分节假日安排的通知 (国办发明电〔2024〕12号, 12 November 2024) and
国务院办公厅关于2026年部分节假日安排的通知 (4 November 2025). A year is arranged around November of the
year before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

from .errors import Sentence, sentence
from .text import N_

SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by name, its first and its last day off."""

    name: str
    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One year's holidays, and the weekend days worked in exchange (调休)."""

    holidays: tuple[Holiday, ...]
    shifted_workdays: tuple[date, ...]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """An arrangement as it was kept. Raises KeyError or ValueError where it is not of that form."""
        return cls(
            tuple(
                Holiday(each["name"], date.fromisoformat(each["first"]), date.fromisoformat(each["last"]))
                for each in kept["holidays"]
            ),
            tuple(date.fromisoformat(day) for day in kept["shifted_workdays"]),
        )

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it, every date as YYYY-MM-DD."""
        return {
            "holidays": [
                {"name": each.name, "first": each.first.isoformat(), "last": each.last.isoformat()}
                for each in self.holidays
            ],
            "shifted_workdays": [day.isoformat() for day in self.shifted_workdays],
        }

    def problems(self, year: int) -> list[Sentence]:
        """Everything wrong with it as the arrangement of `year`, each a sentence for who entered it."""
        free = {day for holiday in self.holidays for day in holiday.days()}
        days = {*free, *self.shifted_workdays, *(holiday.first for holiday in self.holidays)}
        return [
            *(
                sentence(N_("%(name)s ends before it begins."), name=sentence(each.name))
                for each in self.holidays
                if each.last < each.first
            ),
            *(
                sentence(N_("%(day)s is not in %(year)s."), day=day.isoformat(), year=str(year))
                for day in sorted(days)
                if day.year != year
            ),
            *(
                sentence(N_("%(day)s is both a holiday and a working day."), day=day.isoformat())
                for day in self.shifted_workdays
                if day in free
            ),
            *(
                sentence(N_("%(day)s is no weekend day, so it need not be entered."), day=day.isoformat())
                for day in self.shifted_workdays
                if day.weekday() < SATURDAY
            ),
        ]


NEW_YEAR: Final = N_("New Year")
SPRING_FESTIVAL: Final = N_("Spring Festival")
QINGMING: Final = N_("Qingming Festival")
LABOUR_DAY: Final = N_("Labour Day")
DRAGON_BOAT: Final = N_("Dragon Boat Festival")
MID_AUTUMN: Final = N_("Mid-Autumn Festival")
NATIONAL_DAY: Final = N_("National Day")

ARRANGEMENTS: Final[Mapping[int, Arrangement]] = {
    2025: Arrangement(
        holidays=(
            Holiday(NEW_YEAR, date(2025, 1, 1), date(2025, 1, 1)),
            Holiday(SPRING_FESTIVAL, date(2025, 1, 28), date(2025, 2, 4)),
            Holiday(QINGMING, date(2025, 4, 4), date(2025, 4, 6)),
            Holiday(LABOUR_DAY, date(2025, 5, 1), date(2025, 5, 5)),
            Holiday(DRAGON_BOAT, date(2025, 5, 31), date(2025, 6, 2)),
            Holiday(NATIONAL_DAY, date(2025, 10, 1), date(2025, 10, 8)),  # with Mid-Autumn
        ),
        shifted_workdays=(
            date(2025, 1, 26),
            date(2025, 2, 8),
            date(2025, 4, 27),
            date(2025, 9, 28),
            date(2025, 10, 11),
        ),
    ),
    2026: Arrangement(
        holidays=(
            Holiday(NEW_YEAR, date(2026, 1, 1), date(2026, 1, 3)),
            Holiday(SPRING_FESTIVAL, date(2026, 2, 15), date(2026, 2, 23)),
            Holiday(QINGMING, date(2026, 4, 4), date(2026, 4, 6)),
            Holiday(LABOUR_DAY, date(2026, 5, 1), date(2026, 5, 5)),
            Holiday(DRAGON_BOAT, date(2026, 6, 19), date(2026, 6, 21)),
            Holiday(MID_AUTUMN, date(2026, 9, 25), date(2026, 9, 27)),
            Holiday(NATIONAL_DAY, date(2026, 10, 1), date(2026, 10, 7)),
        ),
        shifted_workdays=(
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ),
    ),
}
