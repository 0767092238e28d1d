"""The pages of results: the board's sheet and one unit's result, for those who may and nobody else."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.campaign import Campaign
from app.models.result import Computation, Decision, DecisionKind
from app.models.submission import Submission
from app.services import results
from tests import scene
from tests.people import sign_in
from tests.scene import Scene

# three experts and two peers; experts 0.9 0.8 0.7, so that the mean is 80.00
EXPERTS, PEERS = ("0.9", "0.8", "0.7"), ("0.8", "0.9")


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=3)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    return world.campaign(CampaignStage.FEEDBACK)


def reviewed(
    world: Scene,
    campaign: Campaign,
    place: int,
    experts: tuple[str, ...] = EXPERTS,
    peers: tuple[str, ...] = PEERS,
    stage: SubmissionStage = SubmissionStage.REVIEWED,
) -> Submission:
    """A unit with submitted reviews in both panels."""
    found = world.submission(campaign, world.colleges[place], stage)
    for code, ratios in (("expert", experts), ("peer", peers)):
        panel = world.panel(campaign, code)
        panel.name = f"{code}{place}"
        for number, ratio in enumerate(ratios):
            reader = world.reviewer(f"王{code}{place}-{number}")
            drawn = world.assignment(found, reader, panel, AssignmentStage.SUBMITTED)
            world.review(drawn, world.rules(campaign), ratio=ratio)
    return found


def compute(world: Scene, campaign: Campaign, reason: str = "") -> Computation:
    office = world.session.query(scene.User).filter_by(sign_in_name="秘书处").one_or_none()
    return results.compute(
        world.session, world.actor(office or world.coordinator()), campaign.id, reason=reason
    )


def approve(world: Scene, campaign: Campaign, computation: Computation) -> None:
    world.session.add(
        Decision(
            campaign_id=campaign.id,
            kind=DecisionKind.DRAFT_RESULT,
            on=date(2025, 11, 25),
            meeting="领导小组会议",
            computation_id=computation.id,
            recorded_by_id=computation.computed_by_id,
        )
    )
    world.session.commit()


def address(thing: Campaign | Submission, page: str) -> str:
    kind = "campaigns" if isinstance(thing, Campaign) else "submissions"
    return f"/{kind}/{thing.id}/{page}"


@pytest.mark.parametrize("role", ["coordinator", "board", "observer"])
def test_who_oversees_the_campaign_sees_the_sheet(
    client: FlaskClient, world: Scene, campaign: Campaign, role: str
) -> None:
    reviewed(world, campaign, 0)
    compute(world, campaign)
    person = getattr(world, role)() if role != "coordinator" else world.session.query(scene.User).filter_by(
        sign_in_name="秘书处"
    ).one()  # fmt: skip
    world.session.commit()
    sign_in(client, person)
    answer = client.get(address(campaign, "results"))
    assert answer.status_code == 200
    # experts (90 + 80 + 70) / 3 = 80, peers 85; 0.7 × 80 + 0.3 × 85 = 81.5
    assert "81.50" in answer.text
    assert "王expert" not in answer.text


@pytest.mark.parametrize("who", ["contributor", "signatory", "reviewer"])
def test_units_and_reviewers_do_not_find_the_sheet(
    client: FlaskClient, world: Scene, campaign: Campaign, who: str
) -> None:
    found = reviewed(world, campaign, 0)
    compute(world, campaign)
    unit = world.colleges[0]
    person = world.reviewer("一位专家") if who == "reviewer" else getattr(world, who)(unit)
    world.session.commit()
    sign_in(client, person)
    for path in ("results", "results.xlsx", "results/vote"):
        assert client.get(address(campaign, path)).status_code == 404
    assert client.post(address(campaign, "results/compute")).status_code == 403
    assert client.post(address(campaign, "results/paper")).status_code == 404
    assert client.post(address(campaign, "results/approve"), data={"meeting": "会"}).status_code == 404
    assert client.get(address(found, "result")).status_code == 404


def test_a_unit_sees_its_result_only_when_it_is_released_and_approved(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    found = reviewed(world, campaign, 0)
    computation = compute(world, campaign)
    contributor = world.contributor(world.colleges[0])
    world.session.commit()
    sign_in(client, contributor)
    assert client.get(address(found, "result")).status_code == 404
    approve(world, campaign, computation)
    assert client.get(address(found, "result")).status_code == 404  # approved, not released
    found.stage = SubmissionStage.FEEDBACK_SENT
    world.session.commit()
    page = client.get(address(found, "result"))
    assert page.status_code == 200
    assert "81.50" in page.text
    assert "王expert" not in page.text


def test_a_correction_reaches_the_unit_after_its_approval(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    found = reviewed(world, campaign, 0, stage=SubmissionStage.FEEDBACK_SENT)
    approve(world, campaign, compute(world, campaign))
    compute(world, campaign, reason="申诉更正")
    contributor = world.contributor(world.colleges[0])
    world.session.commit()
    sign_in(client, contributor)
    assert "申诉更正" not in client.get(address(found, "result")).text
    assert client.get(address(found, "result?computation=2")).status_code == 404
    sign_in(client, world.board())
    assert client.get(address(found, "result?computation=1")).status_code == 200


def test_another_unit_never_sees_it(client: FlaskClient, world: Scene, campaign: Campaign) -> None:
    found = reviewed(world, campaign, 0, stage=SubmissionStage.FEEDBACK_SENT)
    approve(world, campaign, compute(world, campaign))
    stranger = world.contributor(world.colleges[1])
    sign_in(client, stranger)
    assert client.get(address(found, "result")).status_code == 404


def test_a_campaign_that_tells_grades_only_shows_no_score_to_the_unit(
    client: FlaskClient, world: Scene, campaign: Campaign
) -> None:
    campaign.settings = {"shows_own_score": False}
    found = reviewed(world, campaign, 0, stage=SubmissionStage.FEEDBACK_SENT)
    approve(world, campaign, compute(world, campaign))
    sign_in(client, world.contributor(world.colleges[0]))
    page = client.get(address(found, "result")).text
    assert "良好" in page
    assert "81.50" not in page
    assert "80.00" not in page
    sign_in(client, world.board())
    assert "81.50" in client.get(address(found, "result")).text
