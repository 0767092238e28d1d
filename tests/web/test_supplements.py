"""补正 during the review: opened by name, supplemented at the named places only, told to whom it concerns."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.database import db, reading
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.jobs import schedule
from app.jobs.surroundings import Surroundings
from app.models.account import User
from app.models.assignment import Assignment
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink
from app.models.notification import Notification
from app.models.review import Judgement, Review
from app.models.seal import Seal
from app.models.submission import Submission
from app.models.supplement import Reconsideration, Supplement
from app.models.upload import Upload
from app.queries.invariants import Records
from app.queries.invariants.counters import INVARIANTS as COUNTED
from app.queries.invariants.scores import INVARIANTS as SCORED
from app.queries.invariants.seals import INVARIANTS as SEALED
from app.queries.invariants.supplements import INVARIANTS as SUPPLEMENTED
from tests import files
from tests.people import sign_in, today
from tests.scene import Scene
from tests.visitor import Visitor

pytest_plugins = "tests.under_review"

PLACE = "1.2"


@pytest.fixture
def office(scene: Scene) -> User:
    found = scene.coordinator()
    scene.session.commit()
    return found


@pytest.fixture
def unit(scene: Scene, submission: Submission, author: User, kept_minutes: Evidence) -> User:
    """The contributor, whose unit was accepted just now."""
    submission.accepted_at = utc_now()
    scene.session.commit()
    return author


def begin(client: FlaskClient, submission: Submission, **more: object) -> int:
    form = {"places": [PLACE], "reason": "纪要缺落款", "due_on": str(today() + timedelta(days=2))}
    return client.post(f"/submissions/{submission.id}/supplement", data=form | more).status_code


def replace(client: FlaskClient, piece: Evidence, text: str = "盖章") -> int:
    body = {"file": (BytesIO(files.pdf(text)[1]), "纪要.pdf"), "reason": "补盖章"}
    return client.post(f"/evidence/{piece.id}/versions", data=body).status_code


def give(client: FlaskClient, submission: Submission, place: str) -> int:
    body = {"medium": "link", "requirement": "-1", "kind": "link", "title": "报道", "outlet": "校报",
            "url": "https://example.edu.cn/2", "level": "university"}  # fmt: skip
    return client.post(f"/submissions/{submission.id}/evidence?place={place}", data=body).status_code


def told(scene: Scene, user: User) -> list[str]:
    rows = scene.session.query(Notification).filter_by(user_id=user.id).order_by(Notification.id)
    words = [row.text % row.params for row in rows]
    scene.session.commit()
    return words


def breaches(scene: Scene, app: Flask) -> list[str]:
    scene.session.commit()
    every = (*COUNTED[1:5], *SCORED, *SEALED, *SUPPLEMENTED)  # a scene keeps no total of its own
    with app.app_context(), reading(db.engine) as session:
        records = Records(session, app.extensions["evidence_store"])
        return [f"{each.name}: {line}" for each in every for line in each.breaches(records)]


def end_by_date(app: Flask, scene: Scene) -> int:
    scene.session.commit()
    with app.app_context():
        engine = db.engine
    return schedule.end_supplements(Surroundings(engine, app.extensions["evidence_store"], app.config))


def test_from_the_window_to_the_result(
    app: Flask,
    client: FlaskClient,
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    readers: list[User],
    kept_minutes: Evidence,
    unit: User,
    office: User,
) -> None:
    session, page = scene.session, f"/submissions/{submission.id}"
    begun = Review(assignment_id=readings[2].id, submission_id=submission.id, reviewer_id=readers[2].id)
    session.add(begun)
    session.flush()
    session.add(Judgement(review_id=begun.id, criterion=PLACE, comment="还没有打分"))
    sign_in(client, unit)
    assert (give(client, submission, PLACE), replace(client, kept_minutes)) == (403, 403)
    sign_in(client, readers[0])
    assert client.get(f"/evidence/{kept_minutes.id}").status_code == 200
    sign_in(client, office)
    assert begin(client, submission) == 303
    assert begin(client, submission) == 409
    # only the named criterion, only evidence, and what the reviewers have before them stays
    sign_in(client, unit)
    assert "纪要缺落款" in client.get(page).text
    assert (give(client, submission, "1.1"), give(client, submission, PLACE)) == (409, 303)
    assert replace(client, kept_minutes) == 303
    answer = {"achievement": "补充", "version": 1}
    assert client.post(f"{page}/criteria/{PLACE}", data=answer).status_code == 409
    assert client.post(f"/evidence/{kept_minutes.id}/withdraw").status_code == 409
    assert breaches(scene, app) == []
    assert client.post(f"{page}/supplement/end").status_code == 303
    assert (give(client, submission, PLACE), client.post(f"{page}/supplement/end").status_code) == (403, 409)
    # the two who had scored it are told, the third and the unit learn nothing of that
    first, second, _ = readers
    words = (
        "第一学院关工委: 1.2 was supplemented (1.2-00 v2, 1.2-03). Please confirm your score or change it."
    )
    assert [told(scene, each) for each in readers] == [[words], [words], []]
    assert client.get(f"{page}/supplement").status_code == 403
    assert [seal.ordinal for seal in session.query(Seal).order_by(Seal.ordinal)] == [1, 2]
    roots = [seal.root for seal in session.query(Seal)]
    assert len(set(roots)) == 2
    session.commit()
    assert all(root in client.get(f"{page}/seal").text for root in roots)
    # one confirms, one changes with a reason; the rest stays handed in
    sign_in(client, first)
    mine = client.get("/reviews").text
    assert "有补正，请重新看" in mine
    assert f"/reviews/{readings[0].id}/criteria/{PLACE}" in client.get("/").text
    at = f"/reviews/{readings[0].id}/criteria/{PLACE}"
    assert "v2" in client.get(at).text
    assert client.post(f"{at}/confirmation").status_code == 303
    assert client.post(f"{at}/confirmation").status_code == 404
    sign_in(client, second)
    at = f"/reviews/{readings[1].id}/criteria/{PLACE}"
    before = session.query(Review).filter_by(assignment_id=readings[1].id).one()
    total, receipt, submitted_at = before.total, before.receipt, before.submitted_at
    form = {"score": "3.8", "level": "A", "comment": "已补盖章", "version": 1}
    session.commit()
    assert client.post(f"{at}/reconsideration", data=form).status_code == 422
    assert client.post(f"{at}/reconsideration", data=form | {"reason": "v2", "score": "9"}).status_code == 422
    assert client.post(f"{at}/reconsideration", data=form | {"reason": "已补落款"}).status_code == 303
    assert client.post(at, data=form | {"version": 2}).status_code == 409
    session.expire_all()
    after = session.query(Review).filter_by(assignment_id=readings[1].id).one()
    assert total is not None
    assert (after.total, after.submitted_at) == (total + Decimal("0.6"), submitted_at)
    assert after.receipt != receipt
    kept = session.query(Reconsideration).filter_by(review_id=after.id).one()
    assert (kept.first_score, kept.reason) == (Decimal("3.2"), "已补落款")
    assert readings[1].stage is AssignmentStage.SUBMITTED
    assert breaches(scene, app) == []
    sign_in(client, office)
    assert "都已重新看过" in client.get(f"{page}/supplement").text
    assert "评审专家甲" not in client.get(f"{page}/supplement").text


def test_the_unit_sees_the_same_whether_somebody_had_scored_or_nobody_had(
    app: Flask,
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    unit: User,
    office: User,
) -> None:
    other = scene.submission(campaign, scene.colleges[1], SubmissionStage.UNDER_REVIEW, answered=True)
    stranger = scene.session.query(User).filter_by(home_unit_id=other.unit_id).one()
    scene.evidence(other, "1.2-00", stranger, "minutes", digest="0" * 64, filename="纪要.pdf", pages=3)
    other.evidence_count += 1
    other.accepted_at = utc_now()
    scene.session.commit()
    seen = []
    for theirs, writer in ((submission, unit), (other, stranger)):
        secretariat, visitor = app.test_client(), Visitor(app)
        sign_in(secretariat, office)
        assert begin(secretariat, theirs) == 303
        sign_in(visitor.client, writer)
        assert give(visitor.client, theirs, PLACE) == 303
        page = f"/submissions/{theirs.id}"
        visitor.open(page).press("补正完毕，提交")
        pages = (page, f"{page}/criteria/{PLACE}", f"{page}/evidence", f"{page}/history", "/")
        words = [visitor.open(each).text for each in pages]
        seen.append([each.replace("第二学院", "第一学院") for each in words])
    assert scene.session.query(Reconsideration).count() == 2
    for mine, theirs in zip(*seen, strict=True):
        assert mine == theirs


def test_the_day_passes_and_what_nobody_confirmed_stays_and_is_shown_to_the_office(
    app: Flask,
    client: FlaskClient,
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    kept_minutes: Evidence,
    unit: User,
    office: User,
) -> None:
    session = scene.session
    session.add(EvidenceLink(evidence_id=kept_minutes.id, submission_id=submission.id, criterion="1.3"))
    session.commit()
    sign_in(client, office)
    assert begin(client, submission, answers=[PLACE]) == 303
    assert end_by_date(app, scene) == 0
    sign_in(client, unit)
    assert replace(client, kept_minutes) == 409  # it serves 1.3 too, which nobody has opened
    answer = {"achievement": "补充了落实情况", "version": 1}
    assert client.post(f"/submissions/{submission.id}/criteria/{PLACE}", data=answer).status_code == 303
    window = session.query(Supplement).one()
    window.due_at, window.opened_at = utc_now() - timedelta(hours=1), utc_now() - timedelta(days=1)
    began_at = window.due_at - timedelta(minutes=1)
    begun = Upload(
        user_id=unit.id, submission_id=submission.id, criterion=PLACE, requirement=0, filename="大.mp4",
        told="", length=9, began_at=began_at, expires_at=began_at + timedelta(days=1),
    )  # fmt: skip
    session.add(begun)
    assert end_by_date(app, scene) == 0  # what was begun in time counts
    begun.claimed_at = utc_now()
    session.commit()
    assert give(client, submission, PLACE) == 409
    assert (end_by_date(app, scene), end_by_date(app, scene)) == (1, 0)
    session.expire_all()
    assert session.query(Reconsideration).filter(Reconsideration.decided_at.is_(None)).count() == 2
    entry = session.query(AuditEntry).filter_by(action="supplement.hand_in").one()
    assert (entry.actor_name, entry.details["brought"]) == ("system", {PLACE: []})
    scene.close_window(campaign, CampaignStage.PEER_REVIEW, minutes_ago=60)
    session.commit()
    sign_in(client, session.get_one(User, readings[0].reviewer_id))
    at = f"/reviews/{readings[0].id}/criteria/{PLACE}"
    assert client.post(f"{at}/confirmation").status_code == 409
    sign_in(client, office)
    assert "2 个评分未确认" in client.get(f"/submissions/{submission.id}/supplement").text
    assert "补正后有 2 个评分" in client.get(f"/submissions/{submission.id}/reviews").text
    assert breaches(scene, app) == []


def test_closing_the_peer_review_ends_an_open_window_first(
    app: Flask,
    client: FlaskClient,
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    unit: User,
    office: User,
) -> None:
    campaign.settings = {"minimum_reviews": 2}
    scene.session.commit()
    sign_in(client, office)
    assert begin(client, submission) == 303
    finish = f"/submissions/{submission.id}/transitions/finish_review"
    assert client.post(finish).status_code == 409
    assert client.post(f"/campaigns/{campaign.id}/transitions/close_peer_review").status_code == 303
    scene.session.expire_all()
    assert scene.session.query(Supplement).one().sealed_after == 2
    assert submission.stage is SubmissionStage.REVIEWED
    assert breaches(scene, app) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"places": []}, "请勾选可以补正的指标"),
        ({"reason": " "}, "请写明原因"),
        ({"reason": "字" * 301}, "300"),
        ({"due_on": ""}, "请写明截止日期"),
        ({"due_on": "2020-01-01"}, "这一天已经过去"),
        ({"due_on": "2099-01-01"}, "至少需要一天"),
    ],
)
def test_what_the_office_mistypes_gets_its_sentence(
    client: FlaskClient,
    scene: Scene,
    submission: Submission,
    office: User,
    wrong: dict[str, object],
    said: str,
) -> None:
    scene.session.commit()
    sign_in(client, office)
    form = {"places": [PLACE], "reason": "缺落款", "due_on": str(today() + timedelta(days=2))} | wrong
    answer = client.post(f"/submissions/{submission.id}/supplement", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert ('value="1.2" checked' in answer.text) is bool(form["places"])


def test_a_draft_is_confirmed_or_handed_in_and_a_stranger_finds_nothing(
    client: FlaskClient,
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    readers: list[User],
    unit: User,
    office: User,
    session: Session,
) -> None:
    for each in readings[:2]:
        each.stage = AssignmentStage.IN_PROGRESS
        review = session.query(Review).filter_by(assignment_id=each.id).one()
        review.submitted_at, review.total, review.receipt = None, None, ""
    submission.reviewed_count = 0
    session.commit()
    sign_in(client, office)
    begin(client, submission)
    sign_in(client, unit)
    give(client, submission, PLACE)
    client.post(f"/submissions/{submission.id}/supplement/end")
    at = f"/reviews/{readings[0].id}/criteria/{PLACE}"
    for stranger in (unit, office, readers[1]):
        sign_in(client, stranger)
        assert client.post(f"{at}/confirmation").status_code in (403, 404)
    sign_in(client, readers[0])
    form = {"score": "3.8", "level": "A", "comment": "…", "version": 1, "reason": "…"}
    assert client.post(f"{at}/reconsideration", data=form).status_code == 409
    assert "评分不变，确认" in client.get(at).text
    assert client.post(f"{at}/confirmation").status_code == 303
    sign_in(client, readers[1])
    assert client.post(f"/reviews/{readings[1].id}/submission").status_code == 303
    session.expire_all()
    assert session.query(Reconsideration).filter(Reconsideration.decided_at.is_(None)).count() == 0
