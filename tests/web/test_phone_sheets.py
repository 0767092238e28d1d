"""Criterion sheets on paper: their codes let a telephone in at one criterion, until they are ended."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.errors import Conflict
from app.domain.procedure import CampaignStage, SubmissionStage
from app.jobs import making
from app.jobs.papers import criterion_sheets
from app.jobs.surroundings import Surroundings
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.document import Document
from app.models.evidence import Evidence
from app.models.phone import PhonePass, PhoneSheets
from app.models.submission import Correction, Submission
from evidence_store import Digest
from tests import files
from tests.jobs.test_recognition_papers import words
from tests.people import sign_in
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, writer: User) -> Submission:
    """Returned for two places, so that the paper has two pages and is soon printed."""
    stage = SubmissionStage.RETURNED_FOR_CORRECTION
    made = scene.submission(scene.campaign(CampaignStage.FORMAT_CHECK), scene.colleges[0], stage)
    office, until = scene.coordinator(), utc_now() + timedelta(days=3)
    scene.session.add_all(
        Correction(
            submission_id=made.id, criterion=place, remark="请补充", requested_by_id=office.id, due_at=until
        )
        for place in ("1.1", "2.1", "preconditions")
    )
    scene.session.commit()
    return made


@pytest.fixture
def around(app: Flask, engine: Engine) -> Surroundings:
    return Surroundings(engine, app.extensions["evidence_store"], app.config)


def printed(client: FlaskClient, scene: Scene, around: Surroundings, submission: Submission) -> str:
    """The words of the paper, made as the worker makes it."""
    asked = client.post(f"/submissions/{submission.id}/phone-sheets")
    assert asked.status_code == 303
    document = scene.session.scalars(select(Document).order_by(Document.asked_at.desc())).first()
    assert document is not None
    scene.session.commit()
    making.make(around, document.id)
    scene.session.refresh(document)
    with around.store.open(Digest(document.digest)) as content:
        said = words(content.read())
    scene.session.commit()
    return said


def codes(said: str) -> list[str]:
    return re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", said)


def test_a_printed_code_adds_to_its_criterion_is_counted_and_is_ended_by_a_click(
    app: Flask, client: FlaskClient, scene: Scene, around: Surroundings, submission: Submission, writer: User
) -> None:
    sign_in(client, writer)
    first, second = codes(printed(client, scene, around, submission))
    phone, another = app.test_client(), app.test_client()
    at = phone.post("/phone", data={"code": second}).headers["Location"]
    assert "为 2.1 添加照片" in (page := phone.get(at).text)
    assert ("打印的二维码在可以填写期间有效" in page, "1.1-01" in page) == (True, False)
    sent = {"file": [(io.BytesIO(files.jpeg()[1]), "手写的指标纸.jpg")]}
    assert phone.post(at, data=sent, content_type="multipart/form-data").status_code == 303
    assert another.post("/phone", data={"code": second}).status_code == 303  # a sheet is scanned often
    found = scene.session.execute(select(Evidence.number, Evidence.created_by_id)).all()
    uses = scene.session.execute(select(PhonePass.place, PhonePass.opened, PhonePass.received)).all()
    traced = select(AuditEntry.details).where(AuditEntry.action == "evidence.add_by_phone")
    numbers = [each.get("phone_let_in") for each in scene.session.scalars(traced)]
    ((sheets_id, seed),) = scene.session.execute(select(PhoneSheets.id, PhoneSheets.seed)).all()
    scene.session.commit()
    assert (found, sorted(uses)) == ([("2.1-01", writer.id)], [("1.1", 0, 0), ("2.1", 2, 1)])
    assert (sorted(filter(None, numbers)), seed) == ([1, 2], "")
    assert 'data-label="扫码次数">2<' in client.get(f"/submissions/{submission.id}/phone-sheets").text
    assert client.post(f"/phone-sheets/{sheets_id}/end").status_code == 303
    assert "已停用打印的二维码" in client.get(f"/submissions/{submission.id}/phone-sheets").text
    sent = {"file": [(io.BytesIO(files.jpeg("晚")[1]), "晚.jpg")]}
    late = phone.post(at, data=sent, content_type="multipart/form-data")
    refused = (phone.get(at), late, phone.post("/phone", data={"code": first}))
    assert [each.status_code for each in refused] == [410] * 3


def test_the_sheets_belong_to_who_printed_them_and_printing_anew_ends_the_old_ones(
    app: Flask, client: FlaskClient, scene: Scene, around: Surroundings, submission: Submission, writer: User
) -> None:
    college = scene.colleges[0]
    colleague = scene.person("同院联络员", (Role.CONTRIBUTOR, college), home=college)
    scene.session.commit()
    sign_in(client, writer)
    old, _ = codes(printed(client, scene, around, submission))
    document, sheets_id = scene.session.execute(select(Document.id, Document.subject_id)).one()
    scene.session.commit()
    sign_in(client, colleague)
    tried = (
        client.get(f"/documents/{document}"),
        client.get(f"/documents/{document}/file"),
        client.post(f"/phone-sheets/{sheets_id}/end"),
    )
    assert [each.status_code for each in tried] == [404] * 3
    assert "最近一次打印" not in client.get(f"/submissions/{submission.id}/phone-sheets").text
    new, _ = codes(printed(client, scene, around, submission))
    assert app.test_client().post("/phone", data={"code": old}).status_code == 303  # another's stay
    sign_in(client, writer)
    newest, _ = codes(printed(client, scene, around, submission))
    given = [app.test_client().post("/phone", data={"code": code}).status_code for code in (old, new, newest)]
    assert given == [410, 303, 303]
    with pytest.raises(Conflict), around.reading() as session:
        criterion_sheets.sheets(session, around.store, Document(subject_id=sheets_id, locale="zh"))


def test_codes_rest_when_nothing_can_be_written_and_are_not_printed_without_end(
    app: Flask, client: FlaskClient, scene: Scene, around: Surroundings, submission: Submission, writer: User
) -> None:
    sign_in(client, writer)
    first, _ = codes(printed(client, scene, around, submission))
    phone = app.test_client()
    at = phone.post("/phone", data={"code": first}).headers["Location"]
    for _ in range(4):
        assert client.post(f"/submissions/{submission.id}/phone-sheets").status_code == 303
    assert client.post(f"/submissions/{submission.id}/phone-sheets").status_code == 429
    submission.stage = SubmissionStage.SUBMITTED
    scene.session.commit()
    assert (phone.get(at).status_code, phone.post("/phone", data={"code": first}).status_code) == (410, 410)
    assert client.post(f"/submissions/{submission.id}/phone-sheets").status_code == 403
    sign_in(client, scene.contributor(scene.colleges[1]))
    scene.session.commit()
    assert client.get(f"/submissions/{submission.id}/phone-sheets").status_code == 404
