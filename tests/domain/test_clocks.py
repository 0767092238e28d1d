"""The two clocks of the hearing, over a holiday worked off at a weekend."""

from datetime import UTC, date, datetime

from app.domain.calendar import WorkingCalendar, end_of_day
from app.domain.clocks import from_answer, from_letter
from app.domain.settings import CampaignSettings

SETTINGS = CampaignSettings()
CALENDAR = WorkingCalendar.of()


def noon(day: int) -> datetime:
    return datetime(2025, 11, day, 4, 0, tzinfo=UTC)


def test_five_working_days_for_facts_and_three_more_to_appeal() -> None:
    # Wednesday 19 November 2025: 20, 21, 24, 25, 26; then 27, 28 and Monday 1 December
    clocks = from_letter(noon(19), SETTINGS, CALENDAR)
    assert clocks.fact_check_ends_at == end_of_day(date(2025, 11, 26))
    assert clocks.appeal_ends_at == end_of_day(date(2025, 12, 1))


def test_an_answer_never_shortens_the_time_to_appeal() -> None:
    said = end_of_day(date(2025, 12, 1))
    assert from_answer(noon(20), said, SETTINGS, CALENDAR) == said
    # Friday 28 November: Monday, Tuesday, Wednesday 3 December
    assert from_answer(noon(28), said, SETTINGS, CALENDAR) == end_of_day(date(2025, 12, 3))
