"""The reviewer's pages over HTTP: who opens them, what a save answers, what is refused where."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.review import EvidenceMark, Judgement, Review
from app.models.submission import Submission
from tests.people import sign_in
from tests.scene import Scene

HTMX = {"HX-Request": "true"}

pytest_plugins = "tests.under_review"


def at(reading: Assignment, rest: str = "/criteria/1.1") -> str:
    return f"/reviews/{reading.id}{rest}"


PAGES = ("", "/criteria/1.1", "/opinion", "/summary", "/findings?kind=highlight", "/jump?code=1.1")


@pytest.mark.parametrize("rest", PAGES)
def test_the_reviewer_opens_each_page_and_everybody_else_finds_nothing(
    client: FlaskClient, scene: Scene, reading: Assignment, expert: User, rest: str
) -> None:
    strangers = [
        scene.reviewer("评审专家乙", scene.university),
        scene.contributor(scene.colleges[1]),
        scene.signatory(scene.colleges[0]),
        scene.board(),
        scene.observer(),
    ]
    scene.session.commit()
    sign_in(client, expert)
    assert client.get(at(reading, rest)).status_code in (200, 303)
    for stranger in strangers:
        sign_in(client, stranger)
        refused = client.get(at(reading, rest))
        nothing = client.get(f"/reviews/{uuid4()}{rest}")
        assert (refused.status_code, refused.data) == (404, nothing.data)
    client.delete_cookie("sign-in")
    assert client.get(at(reading, rest)).status_code == 302


@pytest.mark.parametrize("rest", ["", "/criteria/1.1", "/opinion", "/summary"])
def test_an_invited_reviewer_opens_nothing_of_the_unit_before_accepting(
    client: FlaskClient, scene: Scene, campaign: Campaign, expert: User, rest: str
) -> None:
    other = scene.submission(campaign, scene.colleges[1], SubmissionStage.UNDER_REVIEW, answered=True)
    invited = scene.assignment(other, expert, scene.panel(campaign, "peer", expert), AssignmentStage.INVITED)
    scene.session.commit()
    sign_in(client, expert)
    assert client.get(at(invited, rest)).status_code == 403


def test_a_save_by_itself_answers_with_the_new_version_and_the_count(
    client: FlaskClient, reading: Assignment, expert: User, session: Session
) -> None:
    sign_in(client, expert)
    answer = client.post(at(reading), data={"level": "B", "score": "", "version": "0"}, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="judgement-version" value="1"' in answer.text
    session.expire_all()
    assert session.get_one(Assignment, reading.id).judged_count == 1


def test_without_a_script_the_button_keeps_the_page_and_goes_on(
    client: FlaskClient, reading: Assignment, expert: User
) -> None:
    sign_in(client, expert)
    answer = client.post(at(reading), data={"level": "B", "version": "0", "then": "next"})
    assert (answer.status_code, answer.location) == (303, at(reading, "/criteria/1.2"))


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"score": "999"}, "请填写 0 到"),
        ({"score": "很好"}, "请只填写数字"),
        ({"level": "Z"}, "请从列出的等级中选一个"),
        ({"comment": "字" * 501}, "500"),
    ],
)
def test_bad_input_gets_its_sentence_and_nothing_typed_is_lost(
    client: FlaskClient,
    reading: Assignment,
    expert: User,
    typed: dict[str, str],
    said: str,
    headers: dict[str, str],
) -> None:
    sign_in(client, expert)
    answer = client.post(at(reading), data={"version": "0", "comment": "写好的话"} | typed, headers=headers)
    assert answer.status_code == 422
    assert said in answer.text
    if not headers and "comment" not in typed:
        assert "写好的话" in answer.text


def test_a_stale_version_is_told_with_both_texts(
    client: FlaskClient, reading: Assignment, expert: User
) -> None:
    sign_in(client, expert)
    first = {"level": "B", "comment": "先写的", "version": "0"}
    client.post(at(reading), data=first, headers=HTMX)
    answer = client.post(at(reading), data=first | {"comment": "后写的"}, headers=HTMX)
    assert answer.status_code == 409
    assert "先写的" in answer.text
    assert "后写的" in answer.text


def test_a_whole_review_is_handed_in_with_a_receipt_and_taken_back(
    client: FlaskClient,
    scene: Scene,
    reading: Assignment,
    expert: User,
    submission: Submission,
    campaign: Campaign,
) -> None:
    scene.review(reading, scene.rules(campaign), submitted=False)
    scene.session.commit()
    sign_in(client, expert)
    here = at(reading, "")
    assert client.post(f"{here}/submission").location == f"{here}/receipt"
    assert client.post(f"{here}/submission").location == f"{here}/receipt"
    scene.session.expire_all()
    code = scene.session.query(Review).one().receipt
    assert (submission.reviewed_count, reading.stage) == (1, AssignmentStage.SUBMITTED)
    scene.session.rollback()
    assert code in client.get(f"{here}/receipt").text
    assert client.post(f"{here}/criteria/1.1", data={"level": "A", "version": "1"}).status_code == 409
    assert client.post(f"{here}/return").status_code == 303
    scene.session.expire_all()
    assert (submission.reviewed_count, reading.stage) == (0, AssignmentStage.REOPENED)


def test_an_incomplete_review_is_refused_with_every_gap(
    client: FlaskClient, scene: Scene, reading: Assignment, expert: User, campaign: Campaign
) -> None:
    review = scene.review(reading, scene.rules(campaign), submitted=False)
    missing = scene.session.query(Judgement).filter_by(review_id=review.id, criterion="1.1").one()
    missing.score, missing.level = None, ""
    scene.session.commit()
    sign_in(client, expert)
    answer = client.post(at(reading, "/submission"))
    assert answer.status_code == 409
    assert "1.1" in answer.text
    assert "1.1" in client.get(at(reading, "/summary")).text


def test_a_piece_is_accepted_or_doubted_with_a_word_and_the_page_stays_on_it(
    client: FlaskClient, scene: Scene, reading: Assignment, expert: User, submission: Submission
) -> None:
    piece = scene.evidence(submission, "1.1-09", expert)
    scene.session.commit()
    sign_in(client, expert)
    address = at(reading, f"/marks/{piece.id}?criterion=1.1")
    silent = client.post(address, data={"mark": "doubtful", "note": " "})
    assert silent.status_code == 422
    assert "请写明存疑之处，或不予采信的理由。" in silent.text
    unchosen = client.post(address, data={"note": "印章看不清"})
    assert unchosen.status_code == 422
    assert "印章看不清" in unchosen.text
    answer = client.post(address, data={"mark": "doubtful", "note": "印章看不清"})
    assert (answer.status_code, answer.location) == (303, at(reading, "/criteria/1.1?piece=1.1-09"))
    marks = scene.session.query(EvidenceMark.mark, EvidenceMark.note).all()
    scene.session.commit()
    assert [tuple(each) for each in marks] == [("doubtful", "印章看不清")]
    assert (
        client.post(at(reading, f"/marks/{uuid4()}?criterion=1.1"), data={"mark": "accepted"}).status_code
        == 404
    )
    assert (
        client.post(at(reading, f"/marks/{piece.id}?criterion=9.9"), data={"mark": "accepted"}).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("then", "leads"),
    [
        ("next", "/criteria/1.2"),
        ("previous", "/summary"),  # before the first there is none
        ("stay", "/criteria/1.1"),
        ("open", "/criteria/1.2"),
        ("comment", "/criteria/1.1?question=comment"),
        ("criterion:2.1", "/criteria/2.1"),
        ("criterion:9.9", "/summary"),
    ],
)
def test_the_button_leads_where_it_says(
    client: FlaskClient, reading: Assignment, expert: User, then: str, leads: str
) -> None:
    sign_in(client, expert)
    answer = client.post(at(reading), data={"level": "B", "version": "0", "then": then})
    assert (answer.status_code, answer.location) == (303, at(reading, leads))
