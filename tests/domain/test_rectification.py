"""Rectification: what is late, and the numbers of the summary."""

from datetime import date

import pytest

from app.domain.calendar import WorkingCalendar
from app.domain.procedure import ItemStage
from app.domain.rectification import is_overdue, last_day_without_plan, tally

CALENDAR = WorkingCalendar.of()
TODAY = date(2025, 12, 16)  # a Tuesday


def test_what_is_not_closed_goes_on():
    stages = [ItemStage.VERIFIED, ItemStage.CARRIED_OVER, ItemStage.REPORTED, ItemStage.VERIFIED]
    found = tally(stages)
    assert (found.to_do, found.done, found.continuing) == (4, 2, 2)


def test_a_plan_is_late_when_its_working_days_are_over():
    # ten working days after Monday 1 December end on Monday 15 December, the day before
    assert last_day_without_plan(TODAY, 10, CALENDAR) == date(2025, 12, 1)
    assert last_day_without_plan(date(2025, 12, 15), 10, CALENDAR) == date(2025, 11, 30)
    assert last_day_without_plan(TODAY, 0, CALENDAR) == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("stage", "due_on", "raised_on", "late"),
    [
        (ItemStage.OPEN, None, date(2025, 12, 1), True),
        (ItemStage.OPEN, None, date(2025, 12, 2), False),
        (ItemStage.PLANNED, date(2025, 12, 15), date(2025, 11, 1), True),
        (ItemStage.PLANNED, TODAY, date(2025, 11, 1), False),
        (ItemStage.RETURNED, date(2025, 12, 15), date(2025, 11, 1), True),
        (ItemStage.RETURNED, None, date(2025, 11, 1), False),
        (ItemStage.REPORTED, date(2025, 1, 1), date(2025, 1, 1), False),
        (ItemStage.VERIFIED, date(2025, 1, 1), date(2025, 1, 1), False),
    ],
)
def test_the_unit_is_late_only_with_what_is_in_its_hands(stage, due_on, raised_on, late):
    found = is_overdue(
        stage, due_on=due_on, raised_on=raised_on, today=TODAY, last_without_plan=date(2025, 12, 1)
    )
    assert found is late
