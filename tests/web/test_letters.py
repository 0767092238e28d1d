"""The pages of letters and of the hearing: who may, who may not, and that nothing typed is lost."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.procedure import CampaignStage, SubmissionStage
from app.jobs.papers import MAKERS
from app.models.account import User
from app.models.assignment import Panel
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.feedback import Appeal, FactCheck, FeedbackLetter
from app.models.submission import Submission
from app.services import letters
from evidence_store.memory import MemoryStore
from tests import scene
from tests.people import sign_in
from tests.scene import Scene
from tests.services.test_letters import approved
from tests.services.test_results import reviewed


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=3)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    return world.campaign(CampaignStage.FEEDBACK, minimum_reviews=3)


@pytest.fixture
def office(world: Scene) -> User:
    return world.coordinator()


@pytest.fixture
def acting(world: Scene, office: User) -> Actor:
    return world.actor(office)


@pytest.fixture
def found(world: Scene, campaign: Campaign, acting: Actor) -> Submission:
    """A unit with an approved result and no letter yet."""
    unit = reviewed(world, campaign, 0, ("0.8", "0.8", "0.8"))
    approved(world, acting, campaign)
    world.session.commit()
    return unit


@pytest.fixture
def sent(world: Scene, acting: Actor, found: Submission) -> Submission:
    letters.draft(world.session, acting, found.id)
    letters.issue(world.session, acting, found.id)
    world.session.commit()
    return found


def only(world: Scene, model: type[Any], **where: Any) -> Any:
    """The one row there is, read without holding the database."""
    row = world.session.query(model).filter_by(**where).one()
    world.session.commit()
    return row


def test_the_office_drafts_edits_and_sends(
    client: FlaskClient, world: Scene, campaign: Campaign, office: User, found: Submission
) -> None:
    sign_in(client, office)
    assert client.post(f"/campaigns/{campaign.id}/letters/drafts").status_code == 303
    letter = only(world, FeedbackLetter)
    form = client.get(f"/letters/{letter.id}/edit")
    assert "下半年的会议纪要没有写明落实人。" in form.text
    typed = {
        "version": "1", "impression": "总体扎实。",
        "highlight_0": "老同志进课堂", "highlight_criteria_0": "1.1、6.2",
        "shortcoming_0": "纪要未写落实人", "criteria_0": "1.1", "severity_0": "major",
        "recommendation_0": "补写落实人", "answers_0": "１", "until_0": "2025-12-31",
    }  # fmt: skip
    refused = client.post(f"/letters/{letter.id}/edit", data=typed | {"criteria_0": "9.9"})
    assert refused.status_code == 422
    assert "没有指标 9.9" in refused.text
    assert "纪要未写落实人" in refused.text
    assert client.post(f"/letters/{letter.id}/edit", data=typed).status_code == 303
    assert client.post(f"/letters/{letter.id}/edit", data=typed).status_code == 409  # a stale version
    worded = client.get(f"/submissions/{found.id}/letter").text
    assert (
        '老同志进课堂<span class="soft">（对应指标 1.1，6.2）</span>' in worded
    )  # in brackets of the language, once
    assert worded.count("对应指标 1.1，6.2") == 1
    assert client.post(f"/campaigns/{campaign.id}/letters/issue").status_code == 303
    page = client.get(f"/submissions/{found.id}/letter").text
    assert re.search("关评反〔[0-9]{4}〕01号", page)
    assert client.get(f"/letters/{letter.id}/edit").status_code == 409
    assert "关评反" in client.get(f"/campaigns/{campaign.id}/letters").text


def test_units_and_reviewers_find_neither_drafts_nor_the_list(
    client: FlaskClient, world: Scene, campaign: Campaign, acting: Actor, found: Submission
) -> None:
    letter = letters.draft(world.session, acting, found.id)
    people = (world.contributor(world.colleges[0]), world.reviewer("一位专家"))
    world.session.commit()
    for person in people:
        sign_in(client, person)
        assert client.get(f"/campaigns/{campaign.id}/letters").status_code == 404
        assert client.get(f"/campaigns/{campaign.id}/hearing").status_code == 404
        assert client.get(f"/submissions/{found.id}/letter").status_code == 404
        assert client.get(f"/submissions/{found.id}/hearing").status_code == 404
        assert client.get(f"/letters/{letter.id}/edit").status_code == 404
        assert client.post(f"/submissions/{found.id}/letter/issue").status_code == 404
        assert client.post(f"/submissions/{found.id}/letter/draft").status_code == 404
        assert client.post(f"/submissions/{found.id}/letter/paper").status_code == 404
        assert client.post(f"/submissions/{found.id}/letter/receipt/paper").status_code == 404
        assert client.post(f"/campaigns/{campaign.id}/letters/issue").status_code == 403
        assert client.post(f"/campaigns/{campaign.id}/letters/drafts").status_code == 403
        assert client.post(f"/letters/{letter.id}/receipt", data={"accepts": "yes"}).status_code == 404


def test_the_observer_reads_and_changes_nothing(client: FlaskClient, world: Scene, sent: Submission) -> None:
    sign_in(client, world.observer())
    assert client.get(f"/submissions/{sent.id}/letter").status_code == 200
    assert client.get(f"/submissions/{sent.id}/hearing").status_code == 200
    assert client.post(f"/submissions/{sent.id}/letter/draft").status_code == 403
    assert client.post(f"/submissions/{sent.id}/letter/issue").status_code == 403


def test_the_unit_reads_signs_checks_and_appeals(
    client: FlaskClient, world: Scene, office: User, sent: Submission
) -> None:
    own = world.contributor(world.colleges[0])
    world.session.commit()
    sign_in(client, own)
    letter = only(world, FeedbackLetter)
    page = client.get(f"/submissions/{sent.id}/letter")
    assert page.status_code == 200
    assert "专家0-" not in page.text
    assert client.post(f"/letters/{letter.id}/receipt", data={}).status_code == 422
    receipt = f"/submissions/{sent.id}/letter/receipt/paper"
    assert client.post(receipt).status_code == 409
    assert client.post(f"/letters/{letter.id}/receipt", data={"accepts": "no"}).status_code == 303
    assert client.post(receipt).status_code == 303
    assert client.post(f"/letters/{letter.id}/receipt", data={"accepts": "no"}).status_code == 409
    finding = letter.texts["shortcomings"][0]["findings"][0]
    key = f"i{finding.replace('-', '')[:12]}-"
    here = f"/submissions/{sent.id}/facts/{finding}"
    assert client.post(here, data={f"{key}stance": "wrong"}).status_code == 422
    said = {f"{key}stance": "wrong", f"{key}text": "纪要在附件3第2页"}
    assert client.post(here, data=said).status_code == 303
    other = {"new-stance": "add", "new-text": "补充活动", "new-criterion": "1.2"}
    assert client.post(f"/submissions/{sent.id}/facts", data=other).status_code == 303
    appeal = {"criterion": "1.1", "reason": "纪要齐全"}
    assert client.post(f"/submissions/{sent.id}/appeals", data=appeal | {"reason": ""}).status_code == 422
    assert client.post(f"/submissions/{sent.id}/appeals", data=appeal).status_code == 303
    assert client.post(f"/submissions/{sent.id}/appeals", data=appeal).status_code == 409
    text = client.get(f"/submissions/{sent.id}/hearing").text
    assert "纪要在附件3第2页" in text
    fact = only(world, FactCheck, criterion="")
    answer = {f"i{fact.id.hex[:12]}-upheld": "yes", f"i{fact.id.hex[:12]}-answer": "已核对，属实。"}
    assert client.post(f"/facts/{fact.id}/answer", data=answer).status_code == 403
    sign_in(client, office)
    assert client.post(f"/facts/{fact.id}/answer", data={}).status_code == 422
    assert client.post(f"/facts/{fact.id}/answer", data=answer).status_code == 303
    assert "已核对，属实。" in client.get(f"/submissions/{sent.id}/hearing").text
    assert "纪要齐全" in client.get(f"/campaigns/{sent.campaign_id}/hearing").text


def test_an_appeal_goes_through_its_pages(
    client: FlaskClient, world: Scene, office: User, sent: Submission
) -> None:
    own, stranger = world.contributor(world.colleges[0]), world.contributor(world.colleges[1])
    two = [world.reviewer("复核人甲"), world.reviewer("复核人乙")]
    world.session.commit()
    sign_in(client, own)
    client.post(f"/submissions/{sent.id}/appeals", data={"criterion": "1.1", "reason": "纪要齐全"})
    appeal = only(world, Appeal)
    page = f"/appeals/{appeal.id}"
    assert client.post(f"{page}/admit", data={}).status_code == 403
    for person in (stranger, two[0]):
        sign_in(client, person)
        assert client.get(page).status_code == 404
        assert client.post(f"{page}/opinion", data={}).status_code == 404
    sign_in(client, office)
    assert "复核人甲" in client.get(page).text
    assert client.post(f"{page}/admit", data={"admit-first": str(two[0].id)}).status_code == 422
    chosen = {"admit-first": str(two[0].id), "admit-second": str(two[1].id)}
    assert client.post(f"{page}/admit", data=chosen).status_code == 303
    opinion = {"opinion-keep": "correct", "opinion-score": "４．０", "opinion-reason": "齐全"}
    assert client.post(f"{page}/opinion", data=opinion).status_code == 403
    for person in two:
        sign_in(client, person)
        assert client.post(f"{page}/opinion", data=opinion | {"opinion-score": "999"}).status_code == 422
        assert client.post(f"{page}/opinion", data=opinion).status_code == 303
        assert client.get(f"/submissions/{sent.id}/result").status_code == 404
    sign_in(client, own)
    text = client.get(page).text
    assert "复核人甲" not in text
    decision = {"decide-outcome": "correct", "decide-conclusion": "按4.0分计。"}
    assert client.post(f"{page}/decision", data=decision).status_code == 403
    sign_in(client, office)
    assert client.post(f"{page}/decision", data=decision).status_code == 303
    assert "第 2 次计算" in client.get(f"/campaigns/{sent.campaign_id}/results").text
    sign_in(client, own)
    assert "按4.0分计。" in client.get(page).text
    assert "80.80" not in client.get(f"/submissions/{sent.id}/result").text  # not approved yet


def test_the_letter_is_made_as_pdf_and_says_no_other_unit(
    world: Scene, campaign: Campaign, sent: Submission
) -> None:
    asked = world.session.query(Document).filter_by(kind="feedback_letter").one()
    content = MAKERS["feedback_letter"].assemble(world.session, MemoryStore(), asked)
    assert content.startswith(b"%PDF")
    assert sent.stage is SubmissionStage.FEEDBACK_SENT


def test_the_chair_is_led_to_the_letters_of_the_own_panel(
    client: FlaskClient, world: Scene, campaign: Campaign, acting: Actor, found: Submission
) -> None:
    chair = world.reviewer("一位组长")
    for panel in world.session.query(Panel).filter_by(campaign_id=campaign.id):
        panel.chair_id = chair.id
    others = (world.contributor(world.colleges[0]), world.reviewer("一位专家"), world.observer())
    letter = letters.draft(world.session, acting, found.id)
    world.session.commit()
    address = f"/campaigns/{campaign.id}/letters/panel"
    for person in others:
        sign_in(client, person)
        assert client.get(address).status_code == 404
    sign_in(client, chair)
    assert [address in client.get(page).text for page in ("/", "/reviews")] == [True, True]
    page = client.get(address).text
    assert ("等待您审改" in page, found.unit_name in page) == (True, True)
    typed = {"version": "1", "impression": "总体扎实。", "highlight_0": "老同志进课堂"}
    assert client.post(f"/letters/{letter.id}/edit", data=typed).status_code == 303
    assert "您已审改" in client.get(address).text
    assert address not in client.get("/").text
