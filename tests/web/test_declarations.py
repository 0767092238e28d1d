"""The declaration of a reviewer and the answer to one invitation: refusals at their fields, nothing lost."""

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.assignment import ConflictKind
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment, ConflictOfInterest, Declaration
from app.models.campaign import Campaign
from tests.people import sign_in
from tests.refusals import entries
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.PEER_REVIEW)


@pytest.fixture
def expert(scene: Scene) -> User:
    return scene.reviewer("评审专家甲")


@pytest.fixture
def invited(scene: Scene, campaign: Campaign, expert: User, client: FlaskClient) -> list[Assignment]:
    """Two invitations of an expert, who has signed in."""
    panel = scene.panel(campaign, "expert", expert)
    made = []
    for college in scene.colleges:
        submission = scene.submission(campaign, college, SubmissionStage.UNDER_REVIEW)
        made.append(scene.assignment(submission, expert, panel, AssignmentStage.INVITED))
    scene.session.commit()
    sign_in(client, expert)
    return made


def stage(session: Session, assignment: Assignment) -> AssignmentStage:
    session.refresh(assignment)
    session.commit()
    return assignment.stage


def messages(page: str, field: str) -> list[str]:
    """The sentences beside a field."""
    found = html.document_fromstring(page).xpath(f"//*[@id='{field}-error']")
    return [" ".join(each.text_content().split()) for each in found]


def test_one_signature_accepts_what_is_not_stepped_aside_from(
    client: FlaskClient, session: Session, campaign: Campaign, invited: list[Assignment], expert: User
) -> None:
    address, (first, second) = f"/campaigns/{campaign.id}/declaration", invited
    assert client.get(address).status_code == 200
    sent = {"name": f" {expert.name} ", f"kind-{first.id}": "kin", f"kind-{second.id}": ""}
    answer = client.post(address, data=sent)
    assert (answer.status_code, answer.location) == (303, "/reviews")
    assert (stage(session, first), stage(session, second)) == (
        AssignmentStage.RECUSED,
        AssignmentStage.ACCEPTED,
    )
    assert session.scalars(select(Declaration.signed_name)).all() == [expert.name]
    session.commit()
    signed = client.get(address).text
    assert "签署" in signed
    assert 'name="name"' not in signed


@pytest.mark.parametrize("name", ["别人", ""])
def test_under_another_name_nothing_is_signed_and_the_conflicts_typed_stay(
    client: FlaskClient, session: Session, campaign: Campaign, invited: list[Assignment], name: str
) -> None:
    first = invited[0]
    sent = {"name": name, f"kind-{first.id}": "other", f"remark-{first.id}": "曾共事"}
    answer = client.post(f"/campaigns/{campaign.id}/declaration", data=sent)
    assert (answer.status_code, stage(session, first), entries(session)) == (422, AssignmentStage.INVITED, [])
    session.commit()
    page = html.document_fromstring(answer.text)
    assert page.xpath(f"//select[@id='kind-{first.id}']/option[@selected]/@value") == ["other"]
    assert page.xpath(f"//input[@id='remark-{first.id}']/@value") == ["曾共事"]
    said = "请照输入框上方的写法填写您的姓名。" if name else "请填写这一项。"
    assert messages(answer.text, "name") == [said]


def test_a_conflict_without_a_word_is_told_beside_its_unit_and_nothing_is_signed(
    client: FlaskClient, session: Session, campaign: Campaign, invited: list[Assignment], expert: User
) -> None:
    first, second = invited
    sent = {
        "name": expert.name,
        f"kind-{first.id}": "other",
        f"kind-{second.id}": "other",
        f"remark-{second.id}": "长" * 501,
    }
    answer = client.post(f"/campaigns/{campaign.id}/declaration", data=sent)
    assert (answer.status_code, entries(session)) == (422, [])
    session.commit()
    assert messages(answer.text, f"remark-{first.id}") == ["请简单写明原因。"]
    assert messages(answer.text, f"remark-{second.id}") == ["请写在 300 字以内。"]


def test_who_has_no_part_in_the_campaign_signs_nothing(
    client: FlaskClient, scene: Scene, campaign: Campaign, invited: list[Assignment]
) -> None:
    stranger = scene.reviewer("评审专家乙")
    scene.session.commit()
    sign_in(client, stranger)
    address = f"/campaigns/{campaign.id}/declaration"
    assert [
        client.get(address).status_code,
        client.post(address, data={"name": "评审专家乙"}).status_code,
    ] == [404, 404]
    assert client.get(f"/reviews/{invited[0].id}/answer").status_code == 404


def test_an_invitation_is_declined_with_a_reason_and_not_without(
    client: FlaskClient, session: Session, invited: list[Assignment]
) -> None:
    address = f"/reviews/{invited[0].id}/answer"
    chosen = html.document_fromstring(client.get(f"{address}?answer=decline").text)
    assert chosen.xpath("//input[@name='answer'][@checked]/@value") == ["decline"]
    refused = client.post(address, data={"answer": "decline", "kind": "", "reason": " "})
    assert (refused.status_code, messages(refused.text, "reason")) == (422, ["请写明原因。"])
    unsaid = client.post(address, data={"kind": "", "reason": "出差"})
    assert (unsaid.status_code, messages(unsaid.text, "answer")) == (422, ["请从中选一项。"])
    assert 'value="出差"' in unsaid.text
    assert stage(session, invited[0]) is AssignmentStage.INVITED
    answer = client.post(address, data={"answer": "decline", "kind": "", "reason": "出差"})
    assert (answer.status_code, answer.location) == (303, "/reviews")
    assert stage(session, invited[0]) is AssignmentStage.DECLINED


def test_an_invitation_is_accepted_once_the_declaration_is_signed(
    client: FlaskClient,
    session: Session,
    scene: Scene,
    campaign: Campaign,
    invited: list[Assignment],
    expert: User,
) -> None:
    address = f"/reviews/{invited[0].id}/answer"
    assert client.post(address, data={"answer": "accept", "kind": ""}).status_code == 409
    assert stage(session, invited[0]) is AssignmentStage.INVITED
    session.add(Declaration(campaign_id=campaign.id, user_id=expert.id, text="", signed_name=expert.name))
    session.commit()
    assert client.post(address, data={"answer": "accept", "kind": ""}).status_code == 303
    assert stage(session, invited[0]) is AssignmentStage.ACCEPTED


def test_stepping_aside_names_the_conflict_and_the_next_draw_knows_it(
    client: FlaskClient, session: Session, invited: list[Assignment], expert: User
) -> None:
    address = f"/reviews/{invited[0].id}/answer"
    refused = client.post(address, data={"answer": "recuse", "kind": ""})
    assert (refused.status_code, messages(refused.text, "reason")) == (422, ["请简单写明原因。"])
    sent = {"answer": "recuse", "kind": "former_unit", "reason": "两年前调离"}
    assert client.post(address, data=sent).status_code == 303
    assert stage(session, invited[0]) is AssignmentStage.RECUSED
    known = session.scalars(select(ConflictOfInterest)).one()
    assert (known.user_id, known.unit_id, known.kind, known.remark) == (
        expert.id,
        invited[0].unit_id,
        ConflictKind.FORMER_UNIT,
        "两年前调离",
    )
