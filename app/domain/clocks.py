"""The two clocks of the hearing: the fact check from the letter, the appeal from its answer or its silence.

Working days with 调休; the end of a named day is 24:00 Beijing time. Source: the product's rule 2.8.
"""

from dataclasses import dataclass
from datetime import datetime

from .calendar import WorkingCalendar, beijing_date, end_of_day
from .settings import CampaignSettings


@dataclass(frozen=True, slots=True)
class HearingClocks:
    """Until when facts may be checked, and until when an appeal may be lodged if nothing is said."""

    fact_check_ends_at: datetime
    appeal_ends_at: datetime


def from_letter(issued_at: datetime, settings: CampaignSettings, calendar: WorkingCalendar) -> HearingClocks:
    """Both clocks as they run from the day a letter is issued (an aware moment)."""
    last = calendar.add_working_days(beijing_date(issued_at), settings.fact_check_days)
    return HearingClocks(end_of_day(last), end_of_day(calendar.add_working_days(last, settings.appeal_days)))


def from_answer(
    answered_at: datetime, appeal_ends_at: datetime, settings: CampaignSettings, calendar: WorkingCalendar
) -> datetime:
    """Until when an appeal may be lodged after an answer; never earlier than was said before."""
    last = calendar.add_working_days(beijing_date(answered_at), settings.appeal_days)
    return max(appeal_ends_at, end_of_day(last))
