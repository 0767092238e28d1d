"""What rectification counts: time limits, kinds of lines, when an item is late, and the summary's numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import WorkingCalendar
from .procedure import ItemStage


class Term(StrEnum):
    """How long putting right may take."""

    IMMEDIATE = "immediate"  # 立行立改
    DATED = "dated"  # 限期
    LASTING = "lasting"  # 长期坚持


class ProgressKind(StrEnum):
    """What a line under an item says."""

    PROGRESS = "progress"
    COMPLETION = "completion"
    VERIFIED = "verified"
    RETURNED = "returned"
    CARRIED_OVER = "carried_over"
    WITHDRAWN = "withdrawn"


VERDICTS = frozenset({ProgressKind.VERIFIED, ProgressKind.RETURNED})
UNSETTLED = frozenset({ItemStage.OPEN, ItemStage.PLANNED, ItemStage.REPORTED, ItemStage.RETURNED})
IN_THE_UNITS_HANDS = frozenset({ItemStage.PLANNED, ItemStage.RETURNED})


@dataclass(frozen=True, slots=True)
class Tally:
    """应改, 已改, 持续推进: how many items there are, how many are closed, how many go on."""

    to_do: int
    done: int

    @property
    def continuing(self) -> int:
        return self.to_do - self.done


def tally(stages: Iterable[ItemStage]) -> Tally:
    """The numbers of the summary report (PROCESS §4.15); what is carried into next year goes on,
    what was withdrawn is no item.
    """
    found = tuple(stage for stage in stages if stage is not ItemStage.WITHDRAWN)
    return Tally(len(found), found.count(ItemStage.VERIFIED))


def last_day_without_plan(today: date, plan_days: int, calendar: WorkingCalendar) -> date:
    """An item raised on this day or before should have its plan by now: its `plan_days` ≥ 0 working days are
    over before `today`.
    """
    day = today - timedelta(days=1)
    while calendar.add_working_days(day, plan_days) >= today:
        day -= timedelta(days=1)
    return day


def is_overdue(
    stage: ItemStage, *, due_on: date | None, raised_on: date, today: date, last_without_plan: date
) -> bool:
    """Whether the unit is late with an item: with its plan, or with what the plan promised.

    `last_without_plan` is what last_day_without_plan says of `today`. A reported item waits for the
    reader, so it is not late.
    """
    if stage is ItemStage.OPEN:
        return raised_on <= last_without_plan
    return stage in IN_THE_UNITS_HANDS and due_on is not None and due_on < today
