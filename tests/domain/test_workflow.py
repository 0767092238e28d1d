"""The grammar of the procedure, and what every table must be."""

from enum import StrEnum

import pytest

from app.domain.errors import TransitionRefused
from app.domain.procedure import (
    CAMPAIGN,
    SUBMISSION,
    TABLES,
    CampaignFacts,
    CampaignStage,
    SubmissionFacts,
    SubmissionStage,
)
from app.domain.workflow import move, table, target_of, transitions_from


@pytest.mark.parametrize("name", TABLES)
def test_every_stage_of_a_table_can_be_reached_and_every_move_has_its_name(name: str) -> None:
    rows = TABLES[name]
    assert all(key == transition.name for key, transition in rows.items())
    stages = {stage for row in rows.values() for stage in (*row.sources, row.target)}
    kind = type(next(iter(stages)))
    assert stages == set(kind)


def test_a_refusal_names_every_blocker_with_its_figures() -> None:
    facts = SubmissionFacts(unanswered=3, missing_evidence=2)
    with pytest.raises(TransitionRefused) as refused:
        target_of(SUBMISSION, "send_for_sign_off", SubmissionStage.DRAFTING, facts)
    assert [str(reason) for reason in refused.value.reasons] == [
        "3 criteria still need a level or a score.",
        "2 required pieces of evidence are missing.",
    ]


def test_a_move_from_another_stage_is_refused_whatever_the_facts() -> None:
    with pytest.raises(TransitionRefused) as refused:
        target_of(SUBMISSION, "submit", SubmissionStage.DRAFTING, SubmissionFacts())
    assert [str(reason) for reason in refused.value.reasons] == [
        "This step is not open at the present stage."
    ]


def test_what_holds_leads_to_the_target() -> None:
    facts = SubmissionFacts()
    assert (
        target_of(SUBMISSION, "submit", SubmissionStage.AWAITING_SIGN_OFF, facts) is SubmissionStage.SUBMITTED
    )


def test_the_campaign_goes_from_preparation_to_the_archive() -> None:
    facts = CampaignFacts(
        has_framework=True,
        has_windows=True,
        units=1,
        notice_published=True,
        draft_approved=True,
        list_approved=True,
    )
    stage: StrEnum = CampaignStage.PREPARING
    while (moves := transitions_from(CAMPAIGN, stage)) and stage is not CampaignStage.ARCHIVED:
        forward = [each for each in moves if each.name != "reopen_feedback"]
        stage = target_of(CAMPAIGN, forward[0].name, stage, facts)
    assert stage is CampaignStage.ARCHIVED


def test_a_name_stands_once_in_a_table() -> None:
    row = move("start", SubmissionStage.NOT_STARTED, SubmissionStage.DRAFTING)
    with pytest.raises(ValueError, match="stands twice"):
        table(row, row)
