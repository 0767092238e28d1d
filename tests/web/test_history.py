"""The history pages: everybody sees what concerns them, and nobody learns who a reader is."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.deeds import DEEDS
from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.submission import Submission
from app.services import audit
from tests import scene
from tests.people import sign_in
from tests.scene import Scene


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=2)


@pytest.fixture
def judged(world: Scene) -> Submission:
    """A submission under review with a reviewer's score and a contributor's answer in its history."""
    campaign = world.campaign(CampaignStage.PEER_REVIEW)
    found = world.submission(campaign, world.colleges[0], SubmissionStage.UNDER_REVIEW)
    contributor = world.contributor(world.colleges[0])
    reader = world.reviewer("一位专家")
    here = {"campaign_id": campaign.id, "unit_id": found.unit_id}
    audit.record(
        world.session,
        world.actor(contributor),
        Action.ANSWER,
        found.id,
        changes={"level": ("B", "A")},
        **here,
    )
    audit.record(
        world.session, world.actor(reader), Action.JUDGE, found.id, changes={"score": ("3.1", "3.7")}, **here
    )
    world.session.commit()
    return found


def page(client: FlaskClient, found: Submission) -> str:
    answer = client.get(f"/submissions/{found.id}/history")
    assert answer.status_code == 200
    return answer.text


def test_every_action_is_told_as_a_deed() -> None:
    assert set(DEEDS) == set(Action)


def test_the_unit_sees_its_own_deeds_and_not_that_it_was_judged(
    client: FlaskClient, world: Scene, judged: Submission
) -> None:
    sign_in(client, world.signatory(world.colleges[0]))
    text = page(client, judged)
    assert "填写指标" in text
    assert "第一学院关工委联络员" in text
    assert "评分</td>" not in text
    assert "3.7" not in text


def test_the_board_sees_that_it_was_judged_but_neither_by_whom_nor_how(
    client: FlaskClient, world: Scene, judged: Submission
) -> None:
    sign_in(client, world.board())
    text = page(client, judged)
    assert "评分" in text
    assert "一位专家" not in text
    assert "3.7" not in text


def test_the_coordinator_knows_the_reader_and_sees_scores_once_all_reviews_are_in(
    client: FlaskClient, world: Scene, judged: Submission
) -> None:
    sign_in(client, world.coordinator())
    assert "一位专家" in page(client, judged)
    assert "3.7" not in page(client, judged)
    finished = world.submission(
        world.campaign(CampaignStage.FEEDBACK), world.colleges[1], SubmissionStage.REVIEWED
    )
    audit.record(
        world.session,
        world.actor(world.reviewer("另一位专家")),
        Action.JUDGE,
        finished.id,
        campaign_id=finished.campaign_id,
        unit_id=finished.unit_id,
        changes={"score": ("3.1", "3.9")},
    )
    world.session.commit()
    assert "3.9" in page(client, finished)


def test_another_unit_and_a_reader_find_nothing(
    client: FlaskClient, world: Scene, judged: Submission
) -> None:
    for stranger in (world.contributor(world.colleges[1]), world.reviewer("路过的专家")):
        world.session.commit()
        sign_in(client, stranger)
        assert client.get(f"/submissions/{judged.id}/history").status_code == 404
        assert client.get(f"/campaigns/{judged.campaign_id}/history").status_code == 404


def test_who_is_not_signed_in_is_led_to_the_entrance(client: FlaskClient, judged: Submission) -> None:
    answer = client.get(f"/submissions/{judged.id}/history")
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")


def test_a_long_history_is_paged_by_key(client: FlaskClient, world: Scene, judged: Submission) -> None:
    office = world.coordinator()
    for number in range(60):
        audit.record(
            world.session,
            world.actor(office),
            Action.SET_UP_CAMPAIGN,
            judged.campaign_id,
            campaign_id=judged.campaign_id,
            reason=f"第{number}次",
        )
    world.session.commit()
    sign_in(client, office)
    first = client.get(f"/campaigns/{judged.campaign_id}/history").text
    assert "第59次" in first
    assert "第9次" not in first
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "第9次" in client.get(older).text
