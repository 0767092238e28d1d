"""A telephone that is not signed in adds photographs at one place, in the name of who made the code."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.evidence_details import TITLE_LIMIT
from app.domain.procedure import SubmissionStage
from app.models.account import RoleGrant, User
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.phone import PhonePass
from app.models.submission import Submission
from app.queries.accounts import digest
from tests import files
from tests.people import sign_in
from tests.scene import LONG_AGO, Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(files_per_criterion=3)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, campaign: Campaign, writer: User) -> Submission:
    made = scene.submission(campaign, scene.colleges[0])
    scene.session.commit()
    return made


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    """Another device, which nobody is signed in on."""
    return app.test_client()


@pytest.fixture
def watched(client: FlaskClient, submission: Submission, writer: User) -> str:
    """The address of the page with the code, just made at 1.1."""
    sign_in(client, writer)
    made = client.post(f"/submissions/{submission.id}/phone/1.1")
    assert made.status_code == 303
    return str(made.headers["Location"])


@pytest.fixture
def address(client: FlaskClient, watched: str) -> str:
    """What the code leads to."""
    page = client.get(watched).text
    assert "data:image/svg+xml" in page
    return "/phone/" + page.split("/phone/", 1)[1].split("<", 1)[0]


def send(phone: FlaskClient, address: str, *sent: tuple[str, bytes], **more: str) -> Any:
    body = {"file": [(io.BytesIO(content), name) for name, content in sent]}
    return phone.post(address, data=body | more, content_type="multipart/form-data")


def rows(scene: Scene, *wanted: Any) -> list[Any]:
    found = scene.session.execute(select(*wanted)).all()
    scene.session.commit()
    return [tuple(row) for row in found]


def test_several_photographs_arrive_in_the_name_of_the_maker_with_a_trace(
    client: FlaskClient, scene: Scene, phone: FlaskClient, address: str, watched: str, writer: User
) -> None:
    assert "为 1.1 添加照片" in phone.get(address).text
    photos = (files.pdf("一", name="一.pdf"), files.pdf("二", name="二.pdf"))
    assert send(phone, address, *photos, title="读书会").status_code == 303
    assert "1.1-01" in phone.get(address).text
    found = rows(scene, Evidence.number, Evidence.title, Evidence.created_by_id)
    assert sorted(found) == [("1.1-01", "读书会 1", writer.id), ("1.1-02", "读书会 2", writer.id)]
    assert send(phone, address, files.pdf("三", name=f"{'纪' * 300}.pdf")).status_code == 303
    assert ("1.1-03", "纪" * TITLE_LIMIT, writer.id) in rows(
        scene, Evidence.number, Evidence.title, Evidence.created_by_id
    )
    traced = select(AuditEntry.actor_id).where(AuditEntry.action == "evidence.add_by_phone")
    assert scene.session.scalars(traced).all() == [writer.id] * 4
    page = client.get(watched).text
    assert ("已收到3个文件" in page, "读书会 2" in page) == (True, True)


def test_the_token_is_kept_hashed_and_opens_nothing_but_its_page(
    scene: Scene, phone: FlaskClient, address: str, submission: Submission
) -> None:
    token = address.removeprefix("/phone/")
    ((kept,),) = rows(scene, PhonePass.token_digest)
    assert kept == digest(token) != token
    for other in (f"/submissions/{submission.id}", f"/submissions/{submission.id}/criteria/1.1"):
        assert phone.get(other).status_code == 302


def test_over_means_over_and_is_said_in_words(
    client: FlaskClient, scene: Scene, phone: FlaskClient, address: str, watched: str
) -> None:
    scene.session.execute(update(PhonePass).values(expires_at=utc_now() - timedelta(seconds=1)))
    scene.session.commit()
    for answer in (phone.get(address), send(phone, address, files.pdf()), phone.get("/phone/none")):
        assert (answer.status_code, "二维码已失效" in answer.text) == (410, True)
    page = client.get(watched).text
    assert ("重新生成二维码" in page, "every 3s" in page) == (True, False)


def test_caps_and_kinds_hold_and_a_role_that_ended_adds_nothing(
    scene: Scene, phone: FlaskClient, address: str, submission: Submission, writer: User
) -> None:
    refused = send(phone, address, files.pdf(name="好.pdf"), ("改名.pdf", b"<html></html>"))
    assert (refused.status_code, "改名.pdf" in refused.text, rows(scene, Evidence.id)) == (422, True, [])
    four = [files.pdf(str(number), name=f"{number}.pdf") for number in range(4)]
    assert send(phone, address, *four).status_code == 422
    assert rows(scene, Evidence.id) == []
    scene.session.execute(
        update(RoleGrant).where(RoleGrant.user_id == writer.id).values(ends_on=LONG_AGO + timedelta(days=1))
    )
    scene.session.commit()
    assert send(phone, address, files.pdf()).status_code == 404


def test_after_the_deadline_and_for_others_there_is_no_code(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, watched: str
) -> None:
    for person, status in (
        (scene.signatory(scene.colleges[0]), 403),
        (scene.contributor(scene.colleges[1]), 404),
    ):
        scene.session.commit()
        sign_in(client, person)
        assert client.post(f"/submissions/{submission.id}/phone/1.1").status_code == status
        assert client.get(watched).status_code == 404
    sign_in(client, writer)
    assert client.post(f"/submissions/{submission.id}/phone/9.9").status_code == 404
    submission.stage = SubmissionStage.SUBMITTED
    scene.session.commit()
    assert client.post(f"/submissions/{submission.id}/phone/1.1").status_code == 403


def test_codes_are_not_made_without_end(
    client: FlaskClient, scene: Scene, submission: Submission, watched: str
) -> None:
    ((pass_id,),) = rows(scene, PhonePass.id)
    kept = scene.session.get_one(PhonePass, pass_id)
    for number in range(19):
        scene.session.add(
            PhonePass(
                token_digest=str(number), submission_id=kept.submission_id, place="1.1",
                made_by_id=kept.made_by_id, expires_at=kept.expires_at,
            )
        )  # fmt: skip
    scene.session.commit()
    assert client.post(f"/submissions/{submission.id}/phone/1.1").status_code == 429
