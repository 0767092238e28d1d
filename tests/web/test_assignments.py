"""The secretariat's pages of panels and draws over HTTP, and who is turned away."""

import re

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.submission import Submission
from tests.people import sign_in
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=6)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    found = scene.campaign(CampaignStage.PEER_REVIEW)
    for college in scene.colleges:
        scene.submission(found, college, SubmissionStage.UNDER_REVIEW)
        scene.contributor(college)
    return found


@pytest.fixture
def office(scene: Scene) -> User:
    return scene.coordinator()


@pytest.fixture
def experts(scene: Scene, campaign: Campaign) -> list[User]:
    found = [scene.reviewer(f"评审专家{n}", scene.university) for n in range(3)]
    scene.session.commit()
    return found


def test_panels_are_formed_a_draw_is_looked_at_kept_and_taken_back(
    client: FlaskClient, scene: Scene, campaign: Campaign, office: User, experts: list[User]
) -> None:
    root, ids = f"/campaigns/{campaign.id}", [str(each.id) for each in experts]
    peers = [str(u.id) for u in scene.session.query(User) if u.home_unit_id in {c.id for c in scene.colleges}]
    scene.session.rollback()
    sign_in(client, office)
    for code, name, members in (("expert", "评审组", ids), ("peer", "互评组", peers)):
        data = {"code": code, "name": name, "chair": ids[0] if code == "expert" else ""}
        data |= {f"member-{each}": "y" for each in members} | {f"limit-{each}": "８" for each in members}
        assert client.post(f"{root}/panels/new", data=data).status_code == 303
    assert "评审组" in client.get(f"{root}/panels").text
    shown = client.get(f"{root}/draw?seed=2025").text
    assert "将发出 30 份邀请" in shown
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown)
    assert digest is not None
    stale = client.post(f"{root}/draw", data={"seed": "2025", "digest": "0" * 64})
    assert stale.status_code == 409
    kept = client.post(f"{root}/draw", data={"seed": "2025", "digest": digest[1]})
    assert (kept.status_code, kept.location) == (303, f"{root}/assignments")
    matrix = client.get(f"{root}/assignments").text
    assert "每个单位至少有 3 位评审人" in matrix
    assert digest[1] in matrix
    assert scene.session.query(Assignment).count() == 30
    one = scene.session.query(Assignment).first()
    assert one is not None
    path, reversal = f"/assignments/{one.id}/replacement", f"/draws/{one.draw_id}/reversal"
    scene.session.rollback()
    assert client.get(path).status_code == 200
    assert client.post(path, data={"reason": ""}).status_code == 422
    assert client.post(reversal).status_code == 303
    assert scene.session.query(Assignment).count() == 0
    scene.session.rollback()
    assert client.post(reversal).status_code == 409


@pytest.mark.parametrize("page", ["panels", "panels/new", "assignments", "draw"])
def test_nobody_but_the_secretariat_opens_these_pages(
    client: FlaskClient, scene: Scene, campaign: Campaign, office: User, experts: list[User], page: str
) -> None:
    refused = [scene.board(), scene.observer(), experts[0], scene.signatory(scene.colleges[0])]
    scene.session.commit()
    address = f"/campaigns/{campaign.id}/{page}"
    sign_in(client, office)
    assert client.get(address).status_code == 200
    for user in refused:
        sign_in(client, user)
        assert client.get(address).status_code in (403, 404)


@pytest.mark.parametrize(
    "data",
    [{"name": "", "code": "expert"}, {"name": "甲", "code": "?"}, {"name": "字" * 121, "code": "expert"}],
)
def test_a_panel_that_cannot_be_formed_is_shown_again_as_typed(
    client: FlaskClient, campaign: Campaign, office: User, experts: list[User], data: dict[str, str]
) -> None:
    member = str(experts[0].id)
    address = f"/campaigns/{campaign.id}/panels/new"
    sign_in(client, office)
    answer = client.post(address, data=data | {f"member-{member}": "y", f"limit-{member}": "９９９"})
    assert answer.status_code == 422
    assert f'name="member-{member}" value="y" checked' in answer.text


def kept(session: Session) -> list[tuple[str, str, str]]:
    """Who reads what now, as unit, reader and stage."""
    rows = session.query(Submission.unit_name, User.name, Assignment.stage)
    rows = rows.join(Assignment, Assignment.submission_id == Submission.id)
    found = [tuple(row) for row in rows.join(User, User.id == Assignment.reviewer_id).order_by(User.name)]
    session.commit()  # an open transaction would hold SQLite's only lock
    return found


def test_one_reader_is_asked_by_hand_from_a_seat_of_the_panel(
    client: FlaskClient, scene: Scene, campaign: Campaign, office: User, experts: list[User]
) -> None:
    panel = scene.panel(campaign, "expert", *experts)
    unit = scene.session.query(Submission).filter_by(unit_name="第一学院关工委").one()
    scene.session.commit()
    sign_in(client, office)
    address = f"/submissions/{unit.id}/assignments"
    for seat in ("", "x.y", f"{panel.id}", f"{panel.id}.{office.id}"):  # the last does not sit there
        assert client.post(address, data={"seat": seat}).status_code == 404
    answer = client.post(address, data={"seat": f"{panel.id}.{experts[0].id}"})
    assert (answer.status_code, answer.location) == (
        303,
        f"/campaigns/{campaign.id}/assignments#u-{unit.id}",
    )
    assert kept(scene.session) == [("第一学院关工委", "评审专家0", "invited")]
    assert client.post(address, data={"seat": f"{panel.id}.{experts[0].id}"}).status_code == 409
    sign_in(client, experts[1])
    assert client.post(address, data={"seat": f"{panel.id}.{experts[1].id}"}).status_code == 404


def test_another_reader_takes_the_place_for_a_reason_and_is_none_who_may_not_read(
    client: FlaskClient, scene: Scene, campaign: Campaign, office: User, experts: list[User]
) -> None:
    first, second, barred = experts
    panel = scene.panel(campaign, "expert", *experts)
    unit = scene.session.query(Submission).filter_by(unit_name="第一学院关工委").one()
    reading = scene.assignment(unit, first, panel, AssignmentStage.INVITED)
    barred.home_unit_id = unit.unit_id
    scene.session.commit()
    sign_in(client, office)
    address = f"/assignments/{reading.id}/replacement"
    page = html.document_fromstring(client.get(address).text)
    assert page.xpath("//select[@name='reviewer']/option/@value") == [str(second.id)]
    for sent in (
        {"reviewer": str(second.id), "reason": " "},
        {"reviewer": str(barred.id), "reason": "出差"},
        {"reviewer": str(first.id), "reason": "出差"},
    ):
        refused = client.post(address, data=sent)
        assert refused.status_code == 422
        assert "field-bad" in refused.text
    assert 'value="出差"' in refused.text
    answer = client.post(address, data={"reviewer": str(second.id), "reason": "出差"})
    assert (answer.status_code, answer.location) == (303, f"/campaigns/{campaign.id}/assignments")
    assert kept(scene.session) == [
        ("第一学院关工委", "评审专家0", "replaced"),
        ("第一学院关工委", "评审专家1", "invited"),
    ]
    assert client.get(address).status_code == 404  # who was replaced stands in no cell any more


def test_a_draw_without_a_seed_is_asked_for_one(
    client: FlaskClient, campaign: Campaign, office: User, experts: list[User]
) -> None:
    sign_in(client, office)
    answer = client.post(f"/campaigns/{campaign.id}/draw", data={"seed": " ", "digest": ""})
    assert answer.status_code == 422
    found = html.document_fromstring(answer.text).xpath("//*[@id='seed-error']")
    assert [each.text_content().strip() for each in found] == ["请填写这一项。"]
