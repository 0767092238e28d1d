"""The policy table: what is not written is denied; strangers learn nothing of stages."""

from uuid import uuid4

import pytest

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import PUBLIC, SYSTEM, Actor, Grant, Role, Subject
from app.domain.errors import NotFound, NotPermitted
from app.domain.policy import NOT_NOW, NOT_YOURS, POLICY, permits, refusal
from app.domain.procedure import CampaignStage, SubmissionStage

HOME, AWAY, ME = uuid4(), uuid4(), uuid4()


def at(unit_id: object, *roles: Role, path: str = "/u/") -> Actor:
    return Actor(ME, tuple(Grant(role, unit_id, f"{path}") for role in roles))  # type: ignore[arg-type]


def subject(**more: object) -> Subject:
    standing = {
        "owner_path": "/u/",
        "unit_id": HOME,
        "campaign_stage": CampaignStage.SELF_EVALUATION,
        "stage": SubmissionStage.DRAFTING,
    }
    return Subject(**(standing | more))  # type: ignore[arg-type]


def test_every_action_has_its_rule() -> None:
    assert set(POLICY) == set(Action)


def test_the_contributor_of_the_unit_answers_and_another_units_does_not() -> None:
    assert permits(at(HOME, Role.CONTRIBUTOR), Action.ANSWER, subject())
    assert refusal(at(AWAY, Role.CONTRIBUTOR), Action.ANSWER, subject()) == NOT_YOURS


def test_at_another_stage_the_right_person_is_told_so_and_a_stranger_is_not() -> None:
    later = subject(campaign_stage=CampaignStage.PEER_REVIEW)
    assert refusal(at(HOME, Role.CONTRIBUTOR), Action.ANSWER, later) == NOT_NOW
    assert refusal(at(AWAY, Role.CONTRIBUTOR), Action.ANSWER, later) == NOT_YOURS


def test_what_was_handed_in_is_not_written_on() -> None:
    handed_in = subject(stage=SubmissionStage.SUBMITTED)
    assert refusal(at(HOME, Role.CONTRIBUTOR), Action.ANSWER, handed_in) == NOT_NOW


def test_a_reviewer_of_the_unit_itself_never_reads_it() -> None:
    drawn = subject(reviewer_ids=frozenset({ME}))
    assert permits(at(AWAY, Role.REVIEWER), Action.VIEW_SUBMISSION, drawn)
    both = at(HOME, Role.SIGNATORY)
    assert not permits(both, Action.READ_AS_REVIEWER, subject(reviewer_ids=frozenset({ME})))


@pytest.mark.parametrize(("path", "may"), [("/u/", True), ("/u/c/", False), ("/", True), ("/v/", False)])
def test_a_coordinator_reaches_downwards_only(path: str, may: bool) -> None:
    assert permits(at(AWAY, Role.COORDINATOR, path=path), Action.SET_UP_CAMPAIGN, subject()) is may


def test_the_administrator_sees_no_submission() -> None:
    assert not permits(at(AWAY, Role.ADMINISTRATOR), Action.VIEW_SUBMISSION, subject())
    assert not permits(at(AWAY, Role.ADMINISTRATOR), Action.VIEW_EVIDENCE, subject())


def test_the_public_and_the_system_have_only_what_is_written_for_them() -> None:
    public = {action for action in Action if permits(PUBLIC, action, Subject())}
    assert public == {Action.OPEN_PUBLIC_PAGE, Action.SIGN_IN, Action.FOUND_HOUSE}
    assert permits(SYSTEM, Action.MOVE_CAMPAIGN, subject())
    assert not permits(SYSTEM, Action.ANSWER, subject())


def test_who_may_not_even_see_it_is_told_there_is_nothing() -> None:
    with pytest.raises(NotFound):
        policy.require(at(AWAY, Role.CONTRIBUTOR), Action.ANSWER, subject(), seen_by=Action.VIEW_SUBMISSION)
    with pytest.raises(NotPermitted):
        policy.require(at(HOME, Role.MEMBER), Action.ANSWER, subject(), seen_by=Action.VIEW_SUBMISSION)
    policy.require(at(HOME, Role.CONTRIBUTOR), Action.ANSWER, subject())


def test_in_a_window_for_supplements_the_unit_writes_and_nobody_else_and_nothing_else() -> None:
    under_review = {"campaign_stage": CampaignStage.PEER_REVIEW, "stage": SubmissionStage.UNDER_REVIEW}
    closed, opened = subject(**under_review), subject(**under_review, supplementing=True)
    for action in (Action.ANSWER, Action.ATTACH_EVIDENCE, Action.ADD_BY_PHONE, Action.WITHDRAW_EVIDENCE):
        assert refusal(at(HOME, Role.CONTRIBUTOR), action, closed) == NOT_NOW
        assert permits(at(HOME, Role.CONTRIBUTOR), action, opened)
        assert refusal(at(AWAY, Role.CONTRIBUTOR), action, opened) == NOT_YOURS
    for action in (Action.CLAIM_BONUS, Action.STATE_PRECONDITION, Action.EDIT_REPORT, Action.SUBMIT):
        assert not permits(at(HOME, Role.CONTRIBUTOR), action, opened)
