"""The table of next steps has an answer for everybody at every stage, and its sentences fit their figures."""

import itertools

import pytest

from app.domain.actors import UNIT_ROLES, Role
from app.domain.next_step import TABLE, Situation, step_of
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S


def test_there_is_a_step_for_every_role_at_every_stage() -> None:
    for role, campaign, submission in itertools.product(Role, [None, *C], [None, *S]):
        step = step_of(Situation(role, campaign, submission if role in UNIT_ROLES else None))
        assert str(step.title)
        assert str(step.button)
        assert step.page


def test_every_row_can_be_reached_by_its_role() -> None:
    assert all(row.who and row.title and row.button and row.page for row in TABLE)


@pytest.mark.parametrize(
    ("situation", "page", "mine"),
    [
        (
            Situation(Role.CONTRIBUTOR, C.SELF_EVALUATION, S.DRAFTING, criteria=27, complete=3),
            "criterion",
            True,
        ),
        (
            Situation(Role.CONTRIBUTOR, C.SELF_EVALUATION, S.DRAFTING, criteria=27, complete=27),
            "completeness",
            True,
        ),
        (Situation(Role.CONTRIBUTOR, C.SELF_EVALUATION, S.DRAFTING, unsigned_notice="通知"), "notice", True),
        (Situation(Role.CONTRIBUTOR, C.SELF_EVALUATION, S.DRAFTING, window_closed=True), "campaign", True),
        (
            Situation(Role.CONTRIBUTOR, C.FORMAT_CHECK, S.RETURNED_FOR_CORRECTION, corrections=2),
            "correction",
            True,
        ),
        (Situation(Role.CONTRIBUTOR, C.PEER_REVIEW, S.DRAFTING), "campaign", True),
        (Situation(Role.CONTRIBUTOR, C.SELF_EVALUATION, S.AWAITING_SIGN_OFF), "submission", False),
        (Situation(Role.SIGNATORY, C.SELF_EVALUATION, S.AWAITING_SIGN_OFF), "sign_off", True),
        (Situation(Role.CONTRIBUTOR, C.FEEDBACK, S.FEEDBACK_SENT), "letter", True),
        (
            Situation(Role.CONTRIBUTOR, C.RECTIFICATION, S.RECTIFYING, items_without_plan=2),
            "rectification",
            True,
        ),
        (Situation(Role.REVIEWER, C.PEER_REVIEW, assigned=3), "declaration", True),
        (Situation(Role.BOARD, C.FEEDBACK, to_examine=1), "appeal", True),
        (Situation(Role.REVIEWER, C.PEER_REVIEW, assigned=3, declared=True, invited=1), "assignments", True),
        (Situation(Role.REVIEWER, C.PEER_REVIEW, assigned=3, declared=True, unfinished=2), "review", True),
        (Situation(Role.REVIEWER, C.PEER_REVIEW, assigned=3, declared=True), "assignments", False),
        (
            Situation(
                Role.REVIEWER,
                C.FEEDBACK,
                assigned=3,
                declared=True,
                is_chair=True,
                to_moderate=2,
                letters_to_write=2,
            ),
            "panel_letters",
            True,
        ),
        (Situation(Role.COORDINATOR), "tree", True),
        (Situation(Role.COORDINATOR, units=1), "frameworks", True),
        (Situation(Role.COORDINATOR, units=1, criteria_ready=True), "new_campaign", True),
        (Situation(Role.COORDINATOR, C.PREPARING), "schedule", True),
        (Situation(Role.COORDINATOR, C.PREPARING, has_windows=True), "units", True),
        (Situation(Role.COORDINATOR, C.FORMAT_CHECK, to_check=4, late=2), "format_check", True),
        (Situation(Role.COORDINATOR, C.SELF_EVALUATION, late=2), "late", True),
        (Situation(Role.BOARD, C.FEEDBACK, has_results=True), "results", True),
        (Situation(Role.OBSERVER, C.SELF_EVALUATION, late=2), "late", True),
    ],
)
def test_what_is_next(situation: Situation, page: str, mine: bool) -> None:
    step = step_of(situation)
    assert (step.page, step.is_mine) == (page, mine)


def test_a_sentence_carries_only_its_own_figures() -> None:
    step = step_of(Situation(Role.CONTRIBUTOR, C.SELF_EVALUATION, S.DRAFTING, criteria=27, complete=3))
    assert step.why is not None
    assert dict(step.why.params) == {"complete": 3, "criteria": 27}


def test_a_hole_in_the_table_is_an_error_and_not_an_empty_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.next_step.TABLE", ())
    with pytest.raises(LookupError, match="no next step"):
        step_of(Situation(Role.REVIEWER))
