"""The rule of blindness, role by role."""

from uuid import UUID, uuid4

import pytest

from app.domain.actors import Actor, Grant, Role, Subject
from app.domain.procedure import SubmissionStage
from app.domain.sight import Sight, sight

UNIT, HOUSE = uuid4(), uuid4()
READER, CHAIR = Actor(uuid4()), Actor(uuid4())


def holding(role: Role, unit: object = HOUSE, path: str = "/u/") -> Actor:
    return Actor(uuid4(), (Grant(role, unit, path),))  # type: ignore[arg-type]


def subject(stage: SubmissionStage = SubmissionStage.UNDER_REVIEW) -> Subject:
    return Subject(
        owner_path="/u/",
        unit_id=UNIT,
        stage=stage,
        reviewer_ids=frozenset({READER.user_id, CHAIR.user_id}),
        chair_ids=frozenset({CHAIR.user_id}),
    )


@pytest.mark.parametrize(
    ("actor", "before", "after"),
    [
        (holding(Role.COORDINATOR), Sight.PROGRESS, Sight.SCORES),
        (holding(Role.BOARD), Sight.PROGRESS, Sight.SCORES),
        (holding(Role.OBSERVER), Sight.PROGRESS, Sight.SCORES),
        (CHAIR, Sight.NOTHING, Sight.PANEL),
        (READER, Sight.NOTHING, Sight.NOTHING),
        (Actor(uuid4()), Sight.NOTHING, Sight.NOTHING),
        (holding(Role.CONTRIBUTOR, UNIT, "/u/a/"), Sight.NOTHING, Sight.NOTHING),
        (holding(Role.SIGNATORY, UNIT, "/u/a/"), Sight.NOTHING, Sight.NOTHING),
        (holding(Role.ADMINISTRATOR), Sight.NOTHING, Sight.NOTHING),
    ],
)
def test_scores_are_seen_only_when_all_are_in(actor: Actor, before: Sight, after: Sight) -> None:
    assert sight(actor, subject(), all_in=False, own_in=True) is before
    assert sight(actor, subject(), all_in=True, own_in=True) is after


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD, Role.OBSERVER])
@pytest.mark.parametrize("own", [Role.CONTRIBUTOR, Role.SIGNATORY])
@pytest.mark.parametrize("who", [uuid4(), READER.user_id, CHAIR.user_id])
def test_whoever_is_of_the_unit_sees_nothing_whatever_else_they_are(role: Role, own: Role, who: UUID) -> None:
    actor = Actor(who, (Grant(role, HOUSE, "/u/"), Grant(own, UNIT, "/u/a/")))
    settled = subject(SubmissionStage.REVIEWED)
    assert sight(actor, settled, all_in=True, own_in=True) is Sight.NOTHING
    assert sight(actor, subject(), all_in=False, own_in=True) is Sight.NOTHING


def test_a_reader_sees_the_others_only_when_nothing_can_be_taken_back() -> None:
    settled = subject(SubmissionStage.REVIEWED)
    assert sight(READER, settled, all_in=True, own_in=True) is Sight.SCORES
    assert sight(READER, settled, all_in=True, own_in=False) is Sight.NOTHING
    assert sight(READER, settled, all_in=False, own_in=True) is Sight.NOTHING
