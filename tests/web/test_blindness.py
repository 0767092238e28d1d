"""Who sees what of the reviews of a unit, over every page that could tell."""

from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.procedure import AssignmentStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.submission import Submission
from tests.people import sign_in
from tests.scene import Scene

pytest_plugins = "tests.under_review"


def page_of(client: FlaskClient, submission: Submission) -> tuple[int, str]:
    answer = client.get(f"/submissions/{submission.id}/reviews")
    return answer.status_code, answer.text


def test_before_all_are_in_oversight_sees_progress_and_everybody_else_nothing(
    client: FlaskClient, scene: Scene, submission: Submission, readings: list[Assignment], readers: list[User]
) -> None:
    oversight = [scene.coordinator(), scene.board(), scene.observer()]
    others = [*readers, scene.signatory(scene.colleges[0]), scene.contributor(scene.colleges[1])]
    others.append(scene.session.query(User).filter_by(home_unit_id=submission.unit_id).first())
    scene.session.commit()
    for user in oversight:
        sign_in(client, user)
        status, text = page_of(client, submission)
        assert status == 200
        assert "专家1" in text
        assert "90.00" not in text
        assert "评审专家甲" not in text
    for user in others:
        sign_in(client, user)
        assert page_of(client, submission)[0] == 404


def test_when_all_are_in_oversight_and_the_chair_see_scores_but_no_names(
    client: FlaskClient,
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    readers: list[User],
) -> None:
    scene.review(readings[2], scene.rules(campaign), ratio="0.7")
    readings[2].stage = AssignmentStage.SUBMITTED
    users = [scene.coordinator(), scene.board(), scene.observer(), readers[0]]
    unit = scene.signatory(scene.colleges[0])
    scene.session.commit()
    for user in users:
        sign_in(client, user)
        status, text = page_of(client, submission)
        assert status == 200
        assert "90.00" in text
        assert "评审专家乙" not in text
    for user in (readers[1], unit):
        sign_in(client, user)
        assert page_of(client, submission)[0] == 404


def test_names_are_shown_to_the_secretariat_alone_and_each_look_is_logged(
    client: FlaskClient, scene: Scene, submission: Submission, readings: list[Assignment]
) -> None:
    office, board = scene.coordinator(), scene.board()
    scene.session.commit()
    address = f"/submissions/{submission.id}/reviews/identities"
    sign_in(client, office)
    assert "评审专家甲" in client.post(address).text
    looks = scene.session.scalars(
        select(AuditEntry.actor_name).where(AuditEntry.action == "reviewer.identify")
    ).all()
    assert looks == ["秘书处"]
    scene.session.rollback()
    sign_in(client, board)
    assert client.post(address).status_code == 403


def test_nobody_reads_the_pages_of_another_reader(
    client: FlaskClient, scene: Scene, readings: list[Assignment], readers: list[User]
) -> None:
    office = scene.coordinator()
    scene.session.commit()
    pages = [
        f"/reviews/{readings[0].id}{rest}" for rest in ("/receipt", "/summary", "/criteria/1.1", "/opinion")
    ]
    for user in (readers[1], office):
        sign_in(client, user)
        for page in pages:
            assert client.get(page).status_code in (403, 404)


def test_fewer_readers_need_a_recorded_reason(
    client: FlaskClient, scene: Scene, submission: Submission, readings: list[Assignment]
) -> None:
    office, board = scene.coordinator(), scene.board()
    scene.session.commit()
    address = f"/submissions/{submission.id}/reviews/waiver"
    sign_in(client, office)
    assert client.post(address, data={"reason": " "}).status_code == 422
    assert client.post(address, data={"reason": "一位评审人因病退出"}).status_code == 303
    assert scene.session.scalar(select(Submission.minimum_waived_reason)) == "一位评审人因病退出"
    scene.session.rollback()
    sign_in(client, board)
    assert client.post(address, data={"reason": "同意"}).status_code == 403
