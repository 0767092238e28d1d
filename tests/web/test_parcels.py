"""A ZIP with many files over HTTP: sorted on one page, taken over by the worker, told file by file."""

import io
import zipfile
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import CampaignStage
from app.jobs.parcels import forget_old, unpack
from app.jobs.surroundings import Surroundings
from app.models.account import User
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision
from app.models.parcel import Parcel, ParcelFile
from app.models.submission import Submission
from evidence_store import Digest
from tests import files
from tests.people import sign_in
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.SELF_EVALUATION)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, campaign: Campaign, writer: User, client: FlaskClient) -> Submission:
    made = scene.submission(campaign, scene.colleges[0])
    scene.session.commit()
    sign_in(client, writer)
    return made


@pytest.fixture
def around(engine: Engine, app: Flask) -> Surroundings:
    return Surroundings(engine, app.extensions["evidence_store"], {})


def parcel(*members: tuple[str, bytes]) -> bytes:
    """A ZIP as Chinese Windows writes it: names in GBK, and nothing says so."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name, content in members:
            packed.writestr(_Gbk(name), content)
    return written.getvalue()


class _Gbk(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 -- zipfile's own name
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def send(client: FlaskClient, submission: Submission, content: bytes, name: str = "材料.zip"):  # type: ignore[no-untyped-def]
    return client.post(
        f"/submissions/{submission.id}/parcels",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def given(scene: Scene) -> list[tuple[str, str, str]]:
    found = scene.session.execute(
        select(Evidence.number, EvidenceLink.criterion, EvidenceRevision.filename)
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .order_by(Evidence.number)
    ).all()
    scene.session.commit()
    return [tuple(row) for row in found]


def test_files_are_sorted_by_their_numbers_and_become_evidence_one_by_one(
    client: FlaskClient, scene: Scene, submission: Submission, around: Surroundings
) -> None:
    content = parcel(
        ("2.1 组织建设/附件1.pdf", files.pdf("甲")[1]),
        ("2.1 组织建设/坏的.pdf", b"not a pdf"),
        ("1.1 名单.xlsx", files.xlsx()[1]),
        ("照片.jpg", files.jpeg()[1]),
        ("网页.html", b"<html>"),
        ("__MACOSX/._x", b"x"),
    )
    sent = send(client, submission, content)
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert page.count("<select") == 4
    assert page.count("没有编号") == 1
    assert page.count("不能收入") == 1
    assert "__MACOSX" not in page
    assert given(scene) == []
    chosen = {"place-0": "2.1", "place-1": "2.1", "place-2": "1.1", "place-3": ""}
    assert client.post(sent.location, data=chosen).status_code == 303
    assert 'hx-trigger="every 2s"' in client.get(sent.location).text
    assert unpack(around) == 3
    assert given(scene) == [("1.1-01", "1.1", "1.1 名单.xlsx"), ("2.1-01", "2.1", "附件1.pdf")]
    told = client.get(sent.location).text
    assert ("已收入 2 份。" in told, "hx-trigger" in told) == (True, False)
    assert told.count("未收入") == 2
    assert unpack(around) == 0
    again = client.post(sent.location, data=chosen)
    assert (again.status_code, "已经在收入了" in again.text) == (409, True)


def test_a_choice_is_kept_when_nothing_was_chosen_and_other_places_are_none(
    client: FlaskClient, scene: Scene, submission: Submission
) -> None:
    here = send(client, submission, parcel(("2.1 甲.pdf", files.pdf()[1]))).location
    refused = client.post(here, data={"place-0": ""})
    assert (refused.status_code, "请至少为一份文件选好位置" in refused.text) == (422, True)
    assert '<option value="" selected>' in refused.text
    assert client.post(here, data={"place-0": "9.9"}).status_code == 404
    assert given(scene) == []


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (parcel(("2.1/.DS_Store", b"x")), "空.zip", "这个 ZIP 里有 0 份文件"),
        (b"PK\x03\x04 broken", "坏.zip", "已损坏"),
        (b"%PDF-1.7", "材料.pdf", "zip"),
    ],
)
def test_what_is_no_parcel_is_told_beside_the_field(
    client: FlaskClient, submission: Submission, content: bytes, name: str, words: str
) -> None:
    refused = send(client, submission, content, name)
    assert (refused.status_code, words in refused.text) == (422, True)
    assert "field-msg" in refused.text


def test_nobody_else_sees_a_parcel_and_only_the_unit_s_writers_give_one(
    app: Flask, client: FlaskClient, scene: Scene, submission: Submission
) -> None:
    here = send(client, submission, parcel(("2.1 甲.pdf", files.pdf()[1]))).location
    colleague = scene.person("副联络员", (Role.CONTRIBUTOR, scene.colleges[0]))
    others = [scene.contributor(scene.colleges[1]), scene.coordinator(), colleague]
    scene.session.commit()
    for other in others:
        visitor = app.test_client()
        sign_in(visitor, other)
        assert visitor.get(here).status_code == 404
        assert visitor.post(here, data={"place-0": "2.1"}).status_code == 404
    office = app.test_client()
    sign_in(office, others[1])
    assert office.get(f"/submissions/{submission.id}/parcels/new").status_code == 403
    stranger = app.test_client()
    sign_in(stranger, others[0])
    assert stranger.get(f"/submissions/{submission.id}/parcels/new").status_code == 404
    assert client.get(f"/parcels/{uuid4()}").status_code == 404


def test_begun_before_the_deadline_counts_and_after_it_no_zip_is_taken(
    client: FlaskClient, scene: Scene, submission: Submission, campaign: Campaign, around: Surroundings
) -> None:
    here = send(client, submission, parcel(("2.1 甲.pdf", files.pdf()[1]))).location
    too_late = send(client, submission, parcel(("2.1 乙.pdf", files.pdf("乙")[1]))).location
    scene.close_window(campaign, CampaignStage.SELF_EVALUATION, minutes_ago=60)
    in_time = Parcel.id == UUID(here.rpartition("/")[2])
    scene.session.execute(update(Parcel).where(in_time).values(began_at=utc_now() - timedelta(minutes=61)))
    scene.session.commit()
    assert client.get(f"/submissions/{submission.id}/parcels/new").status_code == 409
    assert client.post(too_late, data={"place-0": "2.1"}).status_code == 409
    assert client.post(here, data={"place-0": "2.1"}).status_code == 303
    assert unpack(around) == 1
    assert given(scene) == [("2.1-01", "2.1", "2.1 甲.pdf")]


def test_the_files_of_a_closed_account_are_turned_down_and_a_parcel_is_forgotten_after_its_day(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, around: Surroundings
) -> None:
    here = send(client, submission, parcel(("2.1 甲.pdf", files.pdf()[1]))).location
    client.post(here, data={"place-0": "2.1"})
    scene.session.execute(update(User).where(User.id == writer.id).values(disabled_at=utc_now()))
    scene.session.execute(update(Parcel).values(expires_at=utc_now().replace(year=2025)))
    scene.session.commit()
    assert forget_old(around) == 0  # something of it waits
    assert unpack(around) == 1
    told = scene.session.execute(select(ParcelFile.state, ParcelFile.refusal)).one()
    scene.session.commit()
    assert tuple(told) == ("refused", "The account that gave this file is closed.")
    assert given(scene) == []
    assert forget_old(around) == 1


def test_a_parcel_whose_zip_was_purged_is_told_so_and_keeps_no_other_waiting(
    client: FlaskClient, scene: Scene, submission: Submission, around: Surroundings
) -> None:
    for name in ("2.1 甲.pdf", "2.1 乙.pdf"):
        here = send(client, submission, parcel((name, files.pdf(name)[1]))).location
        assert client.post(here, data={"place-0": "2.1"}).status_code == 303
    first = scene.session.scalars(select(Parcel).order_by(Parcel.given_at)).first()
    assert first
    around.store.delete(Digest.parse(first.digest), reason="误传")
    scene.session.commit()
    assert unpack(around) == 2
    assert given(scene) == [("2.1-01", "2.1", "2.1 乙.pdf")]
    assert unpack(around) == 0
