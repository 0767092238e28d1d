"""Words of due process that records, rules and pages share: vetoes, decisions, fact checks, objections."""

from datetime import date
from enum import StrEnum
from typing import Final

from .calendar import WorkingCalendar

HEARING_DAYS: Final = 3  # working days in which a unit states its view of a veto; then its silence is noted


def heard_until(proposed_on: date, calendar: WorkingCalendar) -> date:
    """The last day on which a unit states its view of a veto proposed on a day, before it is confirmed."""
    return calendar.add_working_days(proposed_on, HEARING_DAYS)


class VetoStage(StrEnum):
    """A veto's."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class DecisionKind(StrEnum):
    """What a meeting decided on."""

    DRAFT_RESULT = "draft_result"  # the leading group approves the draft before feedback
    FINAL_LIST = "final_list"  # … and the list after the public notice
    TIE = "tie"
    COMMENDATION = "commendation"  # 表彰决定


class Stance(StrEnum):
    """What a unit says of a fact."""

    RIGHT = "right"
    WRONG = "wrong"
    ADD = "add"


class ObjectionChannel(StrEnum):
    """How an objection came in."""

    ONLINE = "online"
    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
