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
from app.models.evidence import Evidence, EvidenceRevision
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
def code(client: FlaskClient, watched: str) -> str:
    """What stands behind the # of the address in the picture, and beside it to be typed."""
    page = client.get(watched).text
    assert "data:image/svg+xml" in page
    return page.split('class="phone-typed">', 1)[1].split("<", 1)[0]


@pytest.fixture
def address(phone: FlaskClient, code: str) -> str:
    """Where the telephone comes to with the code."""
    let_in = phone.post("/phone", data={"code": code})
    assert let_in.status_code == 303
    return str(let_in.headers["Location"])


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
    assert scene.session.scalars(traced).all() == [writer.id] * 5  # made, let in, three files
    page = client.get(watched).text
    assert ("已收到3个文件" in page, "读书会 2" in page) == (True, True)


def test_no_address_holds_what_lets_in_and_what_lets_in_is_kept_hashed(
    app: Flask, scene: Scene, phone: FlaskClient, code: str, address: str, submission: Submission
) -> None:
    ((kept, pass_id),) = rows(scene, PhonePass.token_digest, PhonePass.id)
    assert (kept, address) == (digest(code.replace("-", "")), f"/phone/{pass_id}")
    cookie = phone.get_cookie("session")
    assert cookie is not None
    assert (cookie.http_only, code.replace("-", "") in cookie.decoded_value) == (True, False)
    stranger = app.test_client()  # who reads an address in a log has nothing
    for answer in (
        stranger.get(address),
        send(stranger, address, files.pdf()),
        stranger.get(f"/phone/{code}"),
    ):
        assert answer.status_code in (404, 410)
    for other in (f"/submissions/{submission.id}", f"/submissions/{submission.id}/criteria/1.1"):
        assert phone.get(other).status_code == 302
    assert rows(scene, Evidence.id) == []


def test_the_code_lasts_a_quarter_of_an_hour_and_only_adds(
    scene: Scene, phone: FlaskClient, address: str, submission: Submission
) -> None:
    ((made_at, expires_at),) = rows(scene, PhonePass.made_at, PhonePass.expires_at)
    assert abs(expires_at - made_at - timedelta(minutes=15)) < timedelta(seconds=1)
    assert send(phone, address, files.pdf()).status_code == 303
    ((piece,),) = rows(scene, Evidence.id)
    for opened in ("", "/file", "/pages/1"):
        assert "/sign-in" in phone.get(f"/evidence/{piece}{opened}").headers["Location"]
    for deed in ("withdraw", "versions", "details", "uses"):
        assert "/sign-in" in phone.post(f"/evidence/{piece}/{deed}").headers["Location"]
    elsewhere = phone.post(f"/submissions/{submission.id}/evidence?place=1.2")
    assert "/sign-in" in elsewhere.headers["Location"]
    assert [
        kind for kind in ("PUT", "PATCH", "DELETE") if phone.open(address, method=kind).status_code != 405
    ] == []
    assert rows(scene, Evidence.withdrawn_at, Evidence.revision_count) == [(None, 1)]


def test_the_code_may_be_typed_and_what_is_no_code_opens_nothing(phone: FlaskClient, code: str) -> None:
    assert phone.post("/phone", data={"code": code.lower().replace("-", " ")}).status_code == 303
    for typed, status in (("", 422), ("1234", 410), ("0" * 16, 410)):
        assert phone.post("/phone", data={"code": typed}).status_code == status


def test_a_visit_ends_after_two_hours_whatever_the_pass_says(
    app: Flask, scene: Scene, phone: FlaskClient, address: str
) -> None:
    assert phone.get(address).status_code == 200
    with phone.session_transaction() as kept:
        kept["phone_visits"] = [[pass_id, began - 7201] for pass_id, began in kept["phone_visits"]]
    assert phone.get(address).status_code == 410


def test_a_photo_laid_flat_keeps_the_photo_as_taken_as_version_one(
    scene: Scene, phone: FlaskClient, address: str
) -> None:
    taken = files.png(name="会议.png")
    flat = {"corners": "0.75,0 0.25,0 0.25,1 0.75,1", "turn": "90"}
    fragment = phone.post(address, data={"file": [(io.BytesIO(taken[1]), taken[0])]} | flat,
                          content_type="multipart/form-data", headers={"HX-Request": "true"})  # fmt: skip
    assert (fragment.status_code, "1.1-01 会议" in fragment.text) == (200, True)
    again = send(phone, address, taken, **flat)  # the answer was lost: the same piece
    assert (again.status_code, rows(scene, Evidence.number)) == (303, [("1.1-01",)])
    found = rows(scene, EvidenceRevision.ordinal, EvidenceRevision.filename, EvidenceRevision.reason)
    assert sorted(found) == [(1, "会议.png", ""), (2, "会议.jpg", "手动校正")]
    for bad, why in (("0,0 1,0 0,1 0.3,0.3", "不能组成一张纸"), ("0,0", "四个角")):
        refused = send(phone, address, files.jpeg(name="另.jpg"), corners=bad)
        assert (refused.status_code, why in refused.text) == (422, True)
    refused = send(phone, address, files.pdf("文", name="文.pdf"), turn="90")
    assert (refused.status_code, "只有照片" in refused.text) == (422, True)


def test_over_means_over_and_is_said_in_words(
    client: FlaskClient, scene: Scene, phone: FlaskClient, address: str, watched: str
) -> None:
    scene.session.execute(update(PhonePass).values(expires_at=utc_now() - timedelta(seconds=1)))
    scene.session.commit()
    for answer in (phone.get(address), send(phone, address, files.pdf())):
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


def test_on_the_desk_the_version_that_is_shown_is_laid_flat_and_what_is_no_sheet_is_said(
    client: FlaskClient, scene: Scene, phone: FlaskClient, address: str
) -> None:
    assert send(phone, address, files.jpeg(name="照片.jpg")).status_code == 303
    ((piece,),) = rows(scene, Evidence.id)
    at = f"/evidence/{piece}/straightened"
    for said, why in (({}, "请先旋转照片"), ({"turn": "45"}, "90 度"), ({"corners": "0,0 1,1"}, "四个角")):
        refused = client.post(at, data=said)
        assert (refused.status_code, why in refused.text) == (422, True)
    assert client.post(at, data={"turn": "90", "version": "9"}).status_code == 404
    twice = [client.post(at, data={"turn": "270", "version": "1"}).status_code for _ in range(2)]
    assert twice == [303, 422]  # the same again is no new version
    found = rows(scene, EvidenceRevision.ordinal, EvidenceRevision.filename, EvidenceRevision.reason)
    assert sorted(found) == [(1, "照片.jpg", ""), (2, "照片.jpg", "手动校正")]
