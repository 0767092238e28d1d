"""In whose hands a unit lies, and how its line on the board reads."""

from datetime import UTC, datetime, timedelta

from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.domain.relay import HANDS, LEGS, SIDE_STAGES, Cell, CellState, Hand, Leg, cells, days_waiting, leg_of

NOW = datetime(2025, 11, 12, 7, tzinfo=UTC)
END = datetime(2025, 11, 5, 16, tzinfo=UTC)  # 24:00 on 5 November in Beijing
WINDOWS = {C.SELF_EVALUATION: END, C.FORMAT_CHECK: END, C.PEER_REVIEW: NOW + timedelta(days=10)}


def states(stage: S, **more: object) -> list[CellState]:
    return [cell.state for cell in cells(stage, WINDOWS, {}, NOW, **more)]  # type: ignore[arg-type]


def test_every_stage_has_a_hand_and_is_on_one_leg_or_through_or_aside() -> None:
    assert set(HANDS) == set(S)
    on_a_leg = [stage for rule in LEGS.values() for stage in rule.stages]
    assert len(on_a_leg) == len(set(on_a_leg))
    assert set(on_a_leg) | SIDE_STAGES | {S.CLOSED} == set(S)


def test_a_unit_before_its_signatory_after_the_end_is_late_by_whole_days() -> None:
    row = cells(S.AWAITING_SIGN_OFF, WINDOWS, {}, NOW)
    assert row[0] == Cell(Leg.SELF_EVALUATION, CellState.DONE)
    assert row[1] == Cell(Leg.SIGN_OFF, CellState.LATE, END, 7)
    assert [cell.state for cell in row[2:]] == [CellState.AHEAD] * 4


def test_one_minute_after_the_end_is_one_day_late() -> None:
    row = cells(S.DRAFTING, WINDOWS, {}, END + timedelta(minutes=1))
    assert (row[0].state, row[0].days_late) == (CellState.LATE, 1)


def test_a_running_extension_shows_instead_of_late_and_a_past_one_counts_from_its_end() -> None:
    later = {C.SELF_EVALUATION: NOW + timedelta(days=2)}
    assert cells(S.DRAFTING, WINDOWS, later, NOW)[0].state == CellState.EXTENDED
    past = {C.SELF_EVALUATION: END + timedelta(days=5)}
    assert cells(S.DRAFTING, WINDOWS, past, NOW)[0].days_late == 2


def test_a_named_correction_keeps_to_its_own_date() -> None:
    assert states(S.RETURNED_FOR_CORRECTION)[2] == CellState.LATE
    assert states(S.RETURNED_FOR_CORRECTION, correction_due=NOW + timedelta(days=1))[2] == CellState.NOW


def test_who_has_done_the_part_waits_and_is_never_late() -> None:
    past = {C.PEER_REVIEW: NOW - timedelta(days=1)}
    assert cells(S.ACCEPTED, past, {}, NOW)[3].state == CellState.NOW
    assert cells(S.UNDER_REVIEW, past, {}, NOW)[3].state == CellState.LATE


def test_a_closed_unit_is_done_and_one_set_aside_is_void() -> None:
    assert states(S.CLOSED) == [CellState.DONE] * 6
    assert states(S.EXEMPT) == [CellState.VOID] * 6
    assert leg_of(S.CLOSED) is None
    assert HANDS[S.CLOSED] is Hand.NOBODY


def test_days_of_waiting_are_counted_by_the_beijing_day() -> None:
    evening = datetime(2025, 11, 11, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
    assert days_waiting(evening, evening + timedelta(minutes=2)) == 1
    assert days_waiting(evening, evening) == 0
