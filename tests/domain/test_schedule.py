"""The dates the program proposes, moves and carries over."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkingCalendar
from app.domain.procedure.campaign import CampaignStage
from app.domain.schedule import (
    USUAL_LENGTHS,
    USUAL_PAUSES,
    extend,
    later_year,
    propose_schedule,
)

CALENDAR = WorkingCalendar.of()
S = CampaignStage


def told(row):
    return [str(warning) for warning in row.warnings]


def test_the_whole_year_follows_from_the_notice_date():
    planned = propose_schedule(date(2025, 10, 9), CALENDAR)
    assert [(row.stage, row.first, row.soft_end, row.last) for row in planned] == [
        (S.NOTICE, date(2025, 10, 9), None, date(2025, 10, 9)),
        # 20 working days: 10, 11 (worked Saturday), 13–17, 20–24, 27–31 October, 3–5 November
        (S.SELF_EVALUATION, date(2025, 10, 10), date(2025, 10, 29), date(2025, 11, 5)),
        (S.FORMAT_CHECK, date(2025, 11, 6), None, date(2025, 11, 10)),
        (S.PEER_REVIEW, date(2025, 11, 11), date(2025, 11, 17), date(2025, 11, 24)),
        (S.FEEDBACK, date(2025, 11, 25), None, date(2025, 12, 4)),
        (S.PUBLIC_NOTICE, date(2025, 12, 5), None, date(2025, 12, 11)),
        (S.DECISION, date(2025, 12, 12), None, date(2025, 12, 18)),
        # 60 working days: 9 in December; Sunday the 4th (worked) and 20 more in January; 11 in February up to
        # the worked 14th and 5 more with the worked 28th; 14 in March
        (S.RECTIFICATION, date(2025, 12, 19), None, date(2026, 3, 19)),
    ]


def test_a_notice_on_a_free_day_goes_out_on_the_next_working_day():
    planned = propose_schedule(date(2025, 10, 1), CALENDAR, {S.NOTICE: 1})
    assert [(row.first, row.last) for row in planned] == [(date(2025, 10, 9), date(2025, 10, 9))]


def test_national_day_week_and_the_winter_holiday_are_warned_of():
    planned = propose_schedule(date(2025, 9, 25), CALENDAR)
    rows = {row.stage: told(row) for row in planned}
    assert rows[S.SELF_EVALUATION] == ["This stage runs into National Day week."]
    assert rows[S.PEER_REVIEW] == []
    assert rows[S.RECTIFICATION] == [
        "This stage runs into exam weeks in January.",
        "This stage runs into the winter holiday.",
    ]


def test_a_year_without_its_holidays_is_warned_of():
    planned = propose_schedule(date(2027, 3, 1), CALENDAR, {S.NOTICE: 1})
    assert told(planned[0]) == ["The holidays of 2027 are not entered yet; these dates may change."]


def test_a_stage_of_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one working day"):
        propose_schedule(date(2025, 10, 9), CALENDAR, {S.NOTICE: 0})


def test_a_longer_stage_moves_the_later_ones_and_not_the_earlier():
    planned = propose_schedule(date(2025, 10, 9), CALENDAR)
    moved = extend(planned, S.FORMAT_CHECK, date(2025, 11, 12), CALENDAR)
    assert moved[:2] == planned[:2]
    assert (moved[2].last, moved[2].working_days) == (date(2025, 11, 12), 5)
    assert (moved[3].first, moved[3].last) == (date(2025, 11, 13), date(2025, 11, 26))
    assert [row.working_days for row in moved[3:]] == [row.working_days for row in planned[3:]]


def test_a_gap_takes_up_an_extension_so_that_nothing_else_moves():
    early = propose_schedule(date(2025, 10, 9), CALENDAR, {S.NOTICE: 1, S.SELF_EVALUATION: 20})
    late = propose_schedule(date(2025, 11, 20), CALENDAR, {S.PEER_REVIEW: 10})
    moved = extend([*early, *late], S.SELF_EVALUATION, date(2025, 11, 10), CALENDAR)
    assert moved[2] == late[0]


def test_an_extension_never_moves_an_end_backwards():
    planned = propose_schedule(date(2025, 10, 9), CALENDAR)
    with pytest.raises(ValueError, match="never earlier"):
        extend(planned, S.PEER_REVIEW, date(2025, 11, 21), CALENDAR)
    with pytest.raises(KeyError):
        extend(planned, S.ARCHIVED, date(2026, 6, 1), CALENDAR)


@pytest.mark.parametrize(
    ("day", "carried"),
    [
        (date(2025, 11, 5), date(2026, 11, 4)),  # a Wednesday again
        (date(2025, 10, 9), date(2026, 10, 8)),  # a Thursday again
        (date(2024, 10, 8), date(2025, 10, 9)),  # 7 October 2025 is a holiday
        (date(2024, 2, 29), date(2025, 2, 27)),  # a Thursday again
    ],
)
def test_a_copied_campaign_keeps_its_weekdays(day, carried):
    assert later_year(day, CALENDAR) == carried


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.integers(1, 12))
def test_without_holidays_a_carried_date_keeps_its_weekday_within_three_days(day, years):
    plain = WorkingCalendar(frozenset(), frozenset(), frozenset())
    carried = later_year(day, plain, years)
    leap = (day.month, day.day) == (2, 29)
    same = date(day.year + years, 3, 1) if leap else day.replace(year=day.year + years)
    if day.weekday() < 5:
        assert carried.weekday() == day.weekday()
        assert abs((carried - same).days) <= 3
    else:  # the Saturday or Sunday nearest to it, and on to Monday
        assert carried.weekday() == 0
        assert -2 <= (carried - same).days <= 5


@given(st.dates(date(2024, 1, 1), date(2025, 12, 30)), st.integers(0, 60))
def test_carried_dates_keep_their_order(day, later):
    second = date.fromordinal(day.toordinal() + later)
    assert later_year(day, CALENDAR) <= later_year(second, CALENDAR)


@given(st.dates(date(2025, 1, 1), date(2026, 6, 30)))
def test_stages_follow_each_other_without_overlap(notice):
    planned = propose_schedule(notice, CALENDAR)
    assert [row.stage for row in planned] == list(USUAL_LENGTHS)
    for before, after in pairwise(planned):
        assert CALENDAR.add_working_days(before.last, 1) == after.first
    for row in planned:
        assert row.first <= (row.soft_end or row.last) <= row.last


def test_the_usual_pauses_are_named_once():
    assert len({pause.name for pause in USUAL_PAUSES}) == len(USUAL_PAUSES)
