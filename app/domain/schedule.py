"""The dates of a campaign: proposed from the notice date, moved later with a stage, carried to a new year.

Nothing here changes a campaign: a proposal is shown, corrected and saved by a person. Lengths are in working
days. Source: PROCESS §2 (typical lengths) and §10 (what the program computes, what it warns of).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from .calendar import WorkingCalendar, soft_end
from .errors import Sentence, sentence
from .procedure.campaign import CampaignStage
from .text import N_

USUAL_LENGTHS: Final[Mapping[CampaignStage, int]] = {
    CampaignStage.NOTICE: 1,
    CampaignStage.SELF_EVALUATION: 20,
    CampaignStage.FORMAT_CHECK: 3,
    CampaignStage.PEER_REVIEW: 10,
    CampaignStage.FEEDBACK: 8,  # 5 for the fact check, 3 for an appeal
    CampaignStage.PUBLIC_NOTICE: 5,
    CampaignStage.DECISION: 5,
    CampaignStage.RECTIFICATION: 60,
}
"""Stages in order → usual working days. An editable start, not official figures."""

WITH_SOFT_END: Final = frozenset({CampaignStage.SELF_EVALUATION, CampaignStage.PEER_REVIEW})


@dataclass(frozen=True, slots=True)
class Pause:
    """A time of the year when few people are there; (month, day) of its first and last day, within
    one year.
    """

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    def meets(self, first: date, last: date) -> bool:
        """Whether the window `first`–`last` has a day in this pause, in any year it touches."""
        return any(
            first <= date(year, *self.last) and date(year, *self.first) <= last
            for year in range(first.year, last.year + 1)
        )


USUAL_PAUSES: Final = (
    Pause(N_("exam weeks in January"), (1, 4), (1, 17)),
    Pause(N_("the winter holiday"), (1, 18), (2, 24)),
    Pause(N_("exam weeks in June"), (6, 20), (7, 5)),
    Pause(N_("the summer holiday"), (7, 10), (8, 25)),
    Pause(N_("National Day week"), (10, 1), (10, 7)),
)
"""What a proposal warns of. An editable start: each university has its own school calendar."""


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage's first day, recommended last day (None: no soft end), last day, working days, and warnings."""

    stage: CampaignStage
    first: date
    soft_end: date | None
    last: date
    working_days: int
    warnings: tuple[Sentence, ...] = ()


def propose_schedule(
    notice: date,
    calendar: WorkingCalendar,
    lengths: Mapping[CampaignStage, int] = USUAL_LENGTHS,
    pauses: Sequence[Pause] = USUAL_PAUSES,
) -> list[PlannedStage]:
    """Every stage of `lengths` in the procedure's order, each from the working day after the one before.

    The first begins on the notice date, or the next working day. Lengths are 1 or more (ValueError).
    """
    planned: list[PlannedStage] = []
    first = calendar.on_or_after(notice)
    for stage in (stage for stage in CampaignStage if stage in lengths):
        planned.append(_plan(stage, first, lengths[stage], calendar, pauses))
        first = calendar.add_working_days(planned[-1].last, 1)
    return planned


def extend(
    planned: Sequence[PlannedStage],
    stage: CampaignStage,
    last: date,
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = USUAL_PAUSES,
) -> list[PlannedStage]:
    """The schedule with `stage` ending on `last`, later stages moved only as far as they must be,
    never earlier.

    Later stages keep their working days. Raises ValueError when `last` is before the present end and KeyError
    for a stage that is not planned.
    """
    place = {row.stage: n for n, row in enumerate(planned)}[stage]
    if last < planned[place].last:
        raise ValueError("an extension moves an end later, never earlier")
    moved = list(planned[:place])
    longer = calendar.working_days_of(planned[place].first, last)
    moved.append(_with_end(planned[place], last, longer, calendar, pauses))
    for row in planned[place + 1 :]:
        earliest = calendar.add_working_days(moved[-1].last, 1)
        moved.append(
            row if row.first >= earliest else _plan(row.stage, earliest, row.working_days, calendar, pauses)
        )
    return moved


def later_year(day: date, calendar: WorkingCalendar, years: int = 1) -> date:
    """A copied campaign's date so many `years` on: the same weekday nearest to the same date, then a
    working day.

    The result is at most three days from the date, or the first working day after a holiday there.
    """
    target = _same_date(day, day.year + years)
    weekday = (day.weekday() - target.weekday() + 3) % 7 - 3  # the nearest day of that weekday
    return calendar.on_or_after(target + timedelta(days=weekday))


def _same_date(day: date, year: int) -> date:
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _plan(
    stage: CampaignStage, first: date, days: int, calendar: WorkingCalendar, pauses: Sequence[Pause]
) -> PlannedStage:
    row = PlannedStage(stage, first, None, first, days)
    return _with_end(row, calendar.last_of_period(first, days), days, calendar, pauses)


def _with_end(
    row: PlannedStage, last: date, days: int, calendar: WorkingCalendar, pauses: Sequence[Pause]
) -> PlannedStage:
    return replace(
        row,
        soft_end=soft_end(last, row.first) if row.stage in WITH_SOFT_END else None,
        last=last,
        working_days=days,
        warnings=tuple(_warnings(row.first, last, calendar, pauses)),
    )


def _warnings(first: date, last: date, calendar: WorkingCalendar, pauses: Sequence[Pause]) -> list[Sentence]:
    covered = [pause for pause in pauses if pause.meets(first, last)]
    return [
        sentence(N_("This stage runs into %(pause)s."), pause=sentence(pause.name)) for pause in covered
    ] + [
        sentence(N_("The holidays of %(year)s are not entered yet; these dates may change."), year=str(year))
        for year in calendar.unknown_years([first, last])
    ]


def checked(
    rows: Sequence[tuple[CampaignStage, date, date | None, date]],
    calendar: WorkingCalendar,
    pauses: Sequence[Pause] = USUAL_PAUSES,
) -> list[PlannedStage]:
    """Dates a person typed, as (stage, first, soft end, last), with what follows from them.

    A stage that would begin before the one above has ended is pushed to the next working day and keeps its
    working days; nothing moves earlier. A row whose last day lies before its first is left as typed.
    """
    planned: list[PlannedStage] = []
    for stage, first, soft, last in rows:
        days = max(1, calendar.working_days_of(first, last))
        row = PlannedStage(stage, first, soft, last, days, tuple(_warnings(first, last, calendar, pauses)))
        if planned and first <= planned[-1].last:
            row = _plan(stage, calendar.add_working_days(planned[-1].last, 1), days, calendar, pauses)
        planned.append(row)
    return planned
