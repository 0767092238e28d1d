"""The whole review over HTTP: opinion, preconditions, findings, what is missing, receipt and paper."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.review import Finding, PreconditionConfirmation, Review
from tests.people import sign_in
from tests.refusals import traced
from tests.scene import QUALITY, Scene, framework_file, university

HTMX = {"HX-Request": "true"}
OPINION = {"version": "0", "achievements": "工作扎实", "report": "done", "report_form": "", "band": ""}
FLAW = {
    "kind": "shortcoming",
    "text": "下半年的会议纪要没有写明落实人。",
    "criterion": "1.1",
    "severity": "minor",
    "recommendation": "请补写落实人。",
}


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=1)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.PEER_REVIEW)


@pytest.fixture
def reading(scene: Scene, campaign: Campaign, client: FlaskClient) -> Assignment:
    """A unit that an expert, who has signed in, has accepted to read."""
    expert = scene.reviewer("评审专家甲", scene.university)
    submission = scene.submission(campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW, answered=True)
    panel = scene.panel(campaign, "expert", expert)
    made = scene.assignment(submission, expert, panel, AssignmentStage.ACCEPTED)
    scene.session.commit()
    sign_in(client, expert)
    return made


@pytest.fixture
def here(reading: Assignment) -> str:
    return f"/reviews/{reading.id}"


def rows(session: Session, *columns: object) -> list[tuple[object, ...]]:
    found = [tuple(row) for row in session.execute(select(*columns))]  # type: ignore[call-overload]
    session.commit()  # an open transaction would hold SQLite's only lock
    return found


def messages(page: str, field: str) -> list[str]:
    """The sentences beside a field."""
    found = html.document_fromstring(page).xpath(f"//*[@id='{field}-error']")
    return [" ".join(each.text_content().split()) for each in found]


def test_an_opinion_is_kept_with_the_button_and_by_itself_under_its_version(
    client: FlaskClient, session: Session, here: str
) -> None:
    answer = client.post(f"{here}/opinion", data=OPINION)
    assert (answer.status_code, answer.location) == (303, f"{here}/summary")
    itself = client.post(f"{here}/opinion", data=OPINION | {"version": "2", "band": "good"}, headers=HTMX)
    assert (itself.status_code, 'id="opinion-version" value="3"' in itself.text) == (200, True)
    kept = rows(session, Review.achievements, Review.suggested_band, Review.version)
    assert kept == [("工作扎实", "good", 3)]
    stale = client.post(f"{here}/opinion", data=OPINION | {"achievements": "另一页写的"})
    assert stale.status_code == 409
    assert "工作扎实" in stale.text
    assert "另一页写的" in stale.text
    assert rows(session, Review.achievements) == [("工作扎实",)]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_opinion_is_told_and_what_was_typed_stays(
    client: FlaskClient, session: Session, here: str, headers: dict[str, str]
) -> None:
    typed = OPINION | {"report_on": "昨天", "achievements": "写好的话"}
    answer = client.post(f"{here}/opinion", data=typed, headers=headers)
    assert (answer.status_code, rows(session, Review.id)) == (422, [])
    if headers:
        said = html.fromstring(answer.text).text_content().strip()
        assert said == "听取的日期：请填日期，如 2025-11-05 或 2025年11月5日。"
    else:
        assert messages(answer.text, "report_on") == ["请填日期，如 2025-11-05 或 2025年11月5日。"]
        assert "写好的话</textarea>" in answer.text


def test_a_precondition_is_confirmed_or_it_is_said_what_was_found_instead(
    client: FlaskClient, session: Session, here: str
) -> None:
    told = PreconditionConfirmation
    kept = client.post(f"{here}/preconditions/P1", data={"confirmed": "yes", "note": ""})
    assert (kept.status_code, kept.location) == (303, f"{here}/opinion#preconditions")
    silent = client.post(f"{here}/preconditions/P1", data={"confirmed": "no", "note": " "})
    assert silent.status_code == 422
    assert "请写明您核实到的情况。" in silent.text
    unsaid = client.post(f"{here}/preconditions/P2", data={"note": "章程未报备"})
    assert unsaid.status_code == 422
    assert 'value="章程未报备"' in unsaid.text
    assert rows(session, told.code, told.confirmed, told.note) == [("P1", True, "")]
    client.post(f"{here}/preconditions/P1", data={"confirmed": "no", "note": "章程未报备"})
    assert rows(session, told.code, told.confirmed, told.note) == [("P1", False, "章程未报备")]
    assert traced(session)[2] == {"P1": [[True, ""], [False, "章程未报备"]]}
    session.commit()
    assert client.post(f"{here}/preconditions/P9", data={"confirmed": "yes"}).status_code == 404


def test_a_finding_is_added_from_where_the_reviewer_stood(
    client: FlaskClient, session: Session, here: str
) -> None:
    praise = {"kind": "highlight", "text": "老同志进课堂形成常态。", "criterion": "", "severity": ""}
    assert client.post(f"{here}/findings", data=praise).location == f"{here}/opinion"
    answer = client.post(f"{here}/findings?criterion=1.1&page=3", data=FLAW | {"page": "3"})
    assert (answer.status_code, answer.location) == (303, f"{here}/criteria/1.1")
    found = rows(session, Finding.kind, Finding.criterion, Finding.severity, Finding.page)
    assert sorted(found, key=str) == [
        ("highlight", "", "", None),
        ("recommendation", "1.1", "", None),
        ("shortcoming", "1.1", "minor", 3),
    ]
    asked = client.get(f"{here}/findings?kind=highlight&criterion=1.1").text
    assert html.document_fromstring(asked).xpath("//select/option[@selected]/@value") == ["1.1"]
    assert client.get(f"{here}/findings?kind=recommendation").status_code == 404


def test_a_shortcoming_says_what_where_and_how_serious_and_a_refused_one_stays_on_the_page(
    client: FlaskClient, session: Session, here: str
) -> None:
    typed = FLAW | {"text": "短", "criterion": "", "severity": ""}
    answer = client.post(f"{here}/findings", data=typed)
    assert answer.status_code == 422
    assert [len(messages(answer.text, field)) for field in ("text", "criterion", "severity")] == [1, 1, 1]
    assert "请补写落实人。</textarea>" in answer.text
    assert rows(session, Finding.id) == []


def test_a_finding_is_changed_under_its_version_and_only_by_who_raised_it(
    client: FlaskClient, session: Session, here: str
) -> None:
    client.post(f"{here}/findings", data=FLAW)
    flaw = session.scalars(select(Finding.id).where(Finding.kind == "shortcoming")).one()
    session.commit()
    address = f"{here}/findings/{flaw}"
    assert FLAW["text"] in client.get(address).text
    better = FLAW | {"version": "1", "text": "下半年两次会议的纪要没有写明落实人。"}
    refused = client.post(address, data=better | {"text": "短"})
    assert (refused.status_code, len(messages(refused.text, "text"))) == (422, 1)
    assert client.post(address, data=better).location == f"{here}/opinion"
    stale = client.post(address, data=better | {"text": "另一页写的另一句话，也足够长。"})
    assert stale.status_code == 409
    assert better["text"] in stale.text
    assert client.get(f"{here}/findings/{uuid4()}").status_code == 404


def test_a_finding_taken_away_can_be_put_back_from_the_message(
    client: FlaskClient, session: Session, here: str
) -> None:
    client.post(f"{here}/findings", data=FLAW)
    flaw = session.scalars(select(Finding.id).where(Finding.kind == "shortcoming")).one()
    session.commit()
    answer = client.post(f"{here}/findings/{flaw}/removal")
    assert (answer.status_code, answer.location) == (303, f"{here}/opinion")
    page = client.get(f"{here}/opinion").text
    undo = re.search(rf'"({here}/findings/{flaw}/removal\?back=yes)"', page)
    assert undo is not None
    assert FLAW["text"] not in page
    assert [removed is None for (removed,) in rows(session, Finding.removed_at)] == [False, False]
    assert client.post(undo[1]).status_code == 303
    assert FLAW["text"] in client.get(f"{here}/opinion").text


def test_the_summary_leads_to_each_place_where_something_is_missing(client: FlaskClient, here: str) -> None:
    page = html.document_fromstring(client.get(f"{here}/summary").text)
    links = page.xpath("//*[@id='gaps']//a/@href")
    judging = [
        f"{here}/criteria/{criterion.code}" for criterion in framework_file(QUALITY).framework.criteria
    ]
    opinion, places = f"{here}/opinion", ("arrangements", "highlights", "shortcomings", "preconditions")
    first, *rest = (f"{opinion}#{place}" for place in places)
    assert list(dict.fromkeys(links)) == [first, *judging, *rest]
    anchors = html.document_fromstring(client.get(opinion).text).xpath("//main//@id")
    assert set(places) <= set(anchors)


def test_there_is_a_receipt_once_it_is_handed_in_and_from_then_on_no_summary(
    client: FlaskClient, scene: Scene, campaign: Campaign, reading: Assignment, here: str
) -> None:
    scene.review(reading, scene.rules(campaign), submitted=False)
    scene.session.commit()
    assert client.get(f"{here}/receipt").status_code == 404
    assert "90.00" in client.get(f"{here}/summary").text
    assert client.post(f"{here}/submission").location == f"{here}/receipt"
    assert client.get(f"{here}/summary").location == f"{here}/receipt"
    assert client.get(f"{here}/receipt").status_code == 200
    answer = client.post(f"{here}/return")
    assert (answer.status_code, answer.location) == (303, f"{here}/summary")
    assert rows(scene.session, Assignment.stage) == [(AssignmentStage.REOPENED,)]


def test_the_opinion_form_is_asked_for_as_a_paper(
    client: FlaskClient, scene: Scene, campaign: Campaign, reading: Assignment, here: str
) -> None:
    answer = client.post(f"{here}/paper")
    ((document_id, kind, filename),) = rows(scene.session, Document.id, Document.kind, Document.filename)
    assert (answer.status_code, answer.location) == (303, f"/documents/{document_id}")
    assert (kind, filename) == ("review_opinion", "评审意见表·第一学院关工委.pdf")
