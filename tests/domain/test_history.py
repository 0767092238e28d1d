"""How much of a history is seen: names by the coordinator, scores after the reviews, days by units."""

from uuid import UUID

import pytest

from app.domain.actors import PUBLIC, Actor, Grant, Role, Subject
from app.domain.history import SCORING, TOLD_TO_THE_UNIT, Sight, sight
from app.domain.procedure import SubmissionStage

UNIT = UUID(int=1)


def somebody(role):
    return Actor(UUID(int=9), (Grant(role, UNIT, "/1/"),))


def subject(stage):
    return Subject(owner_path="/1/", unit_id=UNIT, stage=stage)


@pytest.mark.parametrize(
    ("stage", "finished"),
    [
        (None, False),
        (SubmissionStage.UNDER_REVIEW, False),
        (SubmissionStage.REVIEWED, True),
        (SubmissionStage.FEEDBACK_SENT, True),
    ],
)
def test_the_coordinator_sees_names_and_others_of_the_office_none_and_scores_once_reviewed(stage, finished):
    assert sight(somebody(Role.COORDINATOR), subject(stage)) == Sight(None, True, finished, True)
    assert sight(somebody(Role.BOARD), subject(stage)) == Sight(None, False, finished, True)
    assert sight(somebody(Role.OBSERVER), subject(stage)) == Sight(None, False, finished, True)


@pytest.mark.parametrize("stage", [SubmissionStage.UNDER_REVIEW, SubmissionStage.REVIEWED])
def test_a_unit_sees_its_own_deeds_by_the_day_and_never_names_or_scores(stage):
    told = Sight(TOLD_TO_THE_UNIT, False, False, False)
    assert sight(somebody(Role.CONTRIBUTOR), subject(stage)) == told
    assert sight(somebody(Role.SIGNATORY), subject(stage)) == told
    assert sight(PUBLIC, subject(stage)) == told


def test_no_deed_of_scoring_is_told_to_a_unit():
    assert TOLD_TO_THE_UNIT.isdisjoint(SCORING)
