"""Dates typed by hand: later stages are pushed on, never back."""

from datetime import date

from app.domain.calendar import WorkingCalendar
from app.domain.procedure import CampaignStage as C
from app.domain.schedule import checked

CALENDAR = WorkingCalendar.of()


def test_dates_in_order_stay_as_typed() -> None:
    rows = [
        (C.SELF_EVALUATION, date(2026, 10, 12), date(2026, 10, 29), date(2026, 11, 5)),
        (C.FORMAT_CHECK, date(2026, 11, 9), None, date(2026, 11, 11)),
    ]
    found = checked(rows, CALENDAR)
    assert [(row.stage, row.first, row.soft_end, row.last) for row in found] == rows


def test_a_longer_stage_pushes_the_next_to_a_working_day_with_its_length_kept() -> None:
    rows = [
        (C.SELF_EVALUATION, date(2026, 10, 12), None, date(2026, 11, 6)),
        (C.FORMAT_CHECK, date(2026, 11, 6), None, date(2026, 11, 10)),
        (C.PEER_REVIEW, date(2026, 11, 10), None, date(2026, 11, 20)),
    ]
    found = checked(rows, CALENDAR)
    assert [(row.first, row.last) for row in found] == [
        (date(2026, 10, 12), date(2026, 11, 6)),
        (date(2026, 11, 9), date(2026, 11, 11)),
        (date(2026, 11, 12), date(2026, 11, 24)),
    ]


def test_a_stage_over_national_day_is_warned_of() -> None:
    [row] = checked([(C.SELF_EVALUATION, date(2026, 9, 21), None, date(2026, 10, 16))], CALENDAR)
    assert [str(warning.params["pause"]) for warning in row.warnings] == ["National Day week"]


def test_backward_dates_are_left_for_the_person_to_mend() -> None:
    [row] = checked([(C.SELF_EVALUATION, date(2026, 11, 5), None, date(2026, 10, 12))], CALENDAR)
    assert (row.first, row.last) == (date(2026, 11, 5), date(2026, 10, 12))
