"""Uploads that go on where they stopped: tus as a client meets it, and the sentences of refusals."""

import hashlib
import io
import threading
import tracemalloc
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.database import db
from app.domain.evidence_details import TITLE_LIMIT
from app.domain.procedure import CampaignStage
from app.jobs.surroundings import Surroundings
from app.jobs.uploads import clear_expired
from app.models.account import User
from app.models.base import utc_now
from app.models.campaign import Campaign, StageWindow
from app.models.evidence import Evidence, EvidenceRevision
from app.models.submission import Submission
from app.models.upload import Upload
from app.reporting.drawing_room import ROOM
from benchmarks.counting import counting
from evidence_store import Digest, open_store
from tests import files
from tests.evidence_store.servers import rclone
from tests.people import sign_in
from tests.scene import Scene, university

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"
MEBIBYTE = 1024 * 1024


@pytest.fixture
def scene(session: Any) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(files_per_criterion=2, files_per_unit=3, megabytes_per_file=1)


@pytest.fixture
def submission(scene: Scene, campaign: Campaign) -> Submission:
    return scene.submission(campaign, scene.colleges[0])


@pytest.fixture
def writer(client: FlaskClient, scene: Scene, submission: Submission) -> User:
    """Signed in with the client."""
    made = scene.contributor(scene.colleges[0])
    scene.session.commit()
    sign_in(client, made)
    return made


def begin(
    client: FlaskClient, submission: Submission, name: str, length: object, place: str = "1.1", **more: str
) -> Any:
    told = f"filename {b64encode(name.encode()).decode()},requirement {b64encode(b'0').decode()}"
    headers = TUS | {"Upload-Length": str(length), "Upload-Metadata": told} | more
    return client.post(f"/submissions/{submission.id}/uploads?place={place}", headers=headers)


def patch(client: FlaskClient, where: str, offset: object, content: bytes, **more: str) -> Any:
    headers = TUS | {"Upload-Offset": str(offset), "Content-Type": PIECE} | more
    return client.patch(where, data=content, headers=headers)


def head(client: FlaskClient, where: str) -> Any:
    return client.head(where, headers=TUS)


def claim(client: FlaskClient, where: str) -> Any:
    return client.post(f"{where}/claim", data={"medium": "file"}, headers=TUS)


def rows(scene: Scene, what: Any) -> list[Any]:
    found = list(scene.session.scalars(select(what)))
    scene.session.commit()
    return found


@pytest.fixture
def under_way(client: FlaskClient, submission: Submission, writer: User) -> Iterator[str]:
    """The address of an upload of ten bytes, none of which is there."""
    return begin(client, submission, "总结.pdf", 10).headers["Location"]


def test_a_file_in_two_pieces_becomes_one_piece_of_evidence_however_often_it_is_claimed(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission, writer: User
) -> None:
    name, data = files.pdf(name="附件1：纪要.pdf")
    made = begin(client, submission, name, len(data))
    where = made.headers["Location"]
    assert (made.status_code, made.headers["Tus-Resumable"]) == (201, "1.0.0")
    assert rows(scene, Upload)[0].began_at <= utc_now()
    first = patch(client, where, 0, data[:100])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100")
    there = head(client, where)
    assert (there.headers["Upload-Offset"], there.headers["Upload-Length"]) == ("100", str(len(data)))
    assert there.headers["Cache-Control"] == "no-store"
    assert there.headers["Upload-Metadata"].startswith("filename ")
    assert (
        there.headers["Upload-Expires"] == first.headers["Upload-Expires"] == made.headers["Upload-Expires"]
    )
    early = claim(client, where)
    assert (early.status_code, early.headers["Upload-Offset"]) == (409, "100")
    assert patch(client, where, 100, data[100:]).headers["Upload-Offset"] == str(len(data))
    answers = [claim(client, where) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 200]
    assert [each.json for each in answers] == [{"number": "1.1-01", "title": "附件1：纪要"}] * 2
    assert len(rows(scene, Evidence)) == 1
    (revision,) = rows(scene, EvidenceRevision)
    assert (revision.filename, revision.size) == (name, len(data))
    with app.extensions["evidence_store"].open(Digest(revision.digest)) as kept:
        assert kept.read() == data
    assert head(client, where).headers["Upload-Offset"] == str(len(data))
    assert client.delete(where, headers=TUS).status_code == 409


def test_of_claims_at_one_moment_one_makes_the_piece(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission, writer: User
) -> None:
    name, data = files.pdf()
    where = begin(client, submission, name, len(data)).headers["Location"]
    patch(client, where, 0, data)
    browsers = [app.test_client() for _ in range(4)]
    for browser in browsers:
        sign_in(browser, writer)
    start = threading.Barrier(len(browsers))

    def one(browser: FlaskClient) -> int:
        start.wait()
        return int(claim(browser, where).status_code)

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(one, browsers))
    assert {201} <= set(answers) <= {200, 201, 423}  # 423: being received, to be asked again
    assert claim(client, where).status_code == 200
    assert [len(rows(scene, each)) for each in (Evidence, EvidenceRevision)] == [1, 1]


def test_a_name_longer_than_a_title_keeps_the_file_and_shortens_the_title(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    name, data = files.pdf(name=f"{'𠮷' * 4092}.pdf")  # the longest there may be, four bytes a character
    where = begin(client, submission, name, len(data)).headers["Location"]
    patch(client, where, 0, data)
    assert claim(client, where).json == {"number": "1.1-01", "title": "𠮷" * TITLE_LIMIT}
    assert [row.filename for row in rows(scene, EvidenceRevision)] == [name]


CONTRACT = {
    "another version": ({"Tus-Resumable": "0.2.2"}, 412),
    "no version": ({"Tus-Resumable": ""}, 412),
    "another kind of content": ({"Content-Type": "text/plain"}, 415),
    "not where it ended": ({"Upload-Offset": "3"}, 409),
    "no offset": ({"Upload-Offset": ""}, 400),
    "an offset of words": ({"Upload-Offset": "三"}, 400),
    "a negative offset": ({"Upload-Offset": "-1"}, 400),
    "beyond its length": ({"Upload-Offset": "8"}, 413),
    "an unknown checksum": ({"Upload-Checksum": "crc32 AAAA"}, 400),
    "a checksum of no base64": ({"Upload-Checksum": "sha1 %%%"}, 400),
    "damaged on its way": ({"Upload-Checksum": "sha1 " + b64encode(b"0" * 20).decode()}, 460),
}


@pytest.mark.parametrize("case", CONTRACT)
def test_a_piece_that_breaks_the_protocol_is_refused_and_nothing_of_it_is_kept(
    client: FlaskClient, under_way: str, case: str
) -> None:
    more, status = CONTRACT[case]
    more = {name: value.encode().decode("latin-1") for name, value in more.items()}
    assert patch(client, under_way, 0, b"12345", **more).status_code == status
    assert head(client, under_way).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_a_piece_with_its_checksum_is_kept(client: FlaskClient, under_way: str, algorithm: str) -> None:
    checksum = b64encode(hashlib.new(algorithm, b"12345").digest()).decode()
    answer = patch(client, under_way, 0, b"12345", **{"Upload-Checksum": f"{algorithm} {checksum}"})
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5")


def test_the_server_says_what_it_can_do(client: FlaskClient, under_way: str) -> None:
    answer = client.options(under_way)
    told = {name: answer.headers[name] for name in ("Tus-Version", "Tus-Extension", "Tus-Checksum-Algorithm")}
    assert answer.status_code == 204
    assert told == {
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,termination,checksum,expiration",
        "Tus-Checksum-Algorithm": "sha256,sha1,md5",
    }
    assert client.head(under_way).headers["Tus-Version"] == "1.0.0"


def test_another_method_may_be_named_where_a_network_lets_only_post_through(
    client: FlaskClient, under_way: str
) -> None:
    headers = TUS | {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0", "Content-Type": PIECE}
    assert client.post(under_way, data=b"123", headers=headers).headers["Upload-Offset"] == "3"
    assert client.post(under_way, headers=TUS).status_code == 405


def test_what_is_given_up_is_gone_and_its_bytes_too(
    client: FlaskClient, app: Flask, scene: Scene, under_way: str
) -> None:
    patch(client, under_way, 0, b"12345")
    assert client.delete(under_way, headers=TUS).status_code == 204
    assert head(client, under_way).status_code == 404
    assert patch(client, under_way, 5, b"67890").status_code == 404
    assert rows(scene, Upload) == []
    assert app.extensions["evidence_store"].clear_abandoned(timedelta()) == 0


def test_a_day_later_an_upload_is_gone_and_cleared_away_but_evidence_stays(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission, under_way: str, engine: Any
) -> None:
    name, data = files.pdf()
    other = begin(client, submission, name, len(data)).headers["Location"]
    patch(client, other, 0, data)
    assert claim(client, other).status_code == 201
    scene.session.execute(update(Upload).values(expires_at=utc_now() - timedelta(seconds=1)))
    scene.session.commit()
    assert [head(client, under_way).status_code, patch(client, under_way, 0, b"1").status_code] == [410, 410]
    assert "一天" in claim(client, under_way).json["reasons"][0]
    work = Surroundings(engine, app.extensions["evidence_store"], {})
    assert [clear_expired(work), clear_expired(work)] == [2, 0]
    assert work.store.clear_abandoned(timedelta()) == 0
    assert [len(rows(scene, each)) for each in (Upload, Evidence)] == [0, 1]


REFUSED_AT_ONCE = {
    "a program": ("程序.exe", 10, "1.1", 422, "程序"),
    "too large": ("总结.pdf", MEBIBYTE + 1, "1.1", 413, "1 MB"),
    "no name": ("", 10, "1.1", 422, "名"),
    "too long a name": (f"{'𠮷' * 4093}.pdf", 10, "1.1", 422, "4096"),
    "no length": ("总结.pdf", "", "1.1", 400, "重新打开"),
    "a negative length": ("总结.pdf", "-1", "1.1", 400, "重新打开"),
}


@pytest.mark.parametrize("case", REFUSED_AT_ONCE)
def test_what_can_be_known_before_the_first_byte_is_refused_with_a_sentence(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, case: str
) -> None:
    name, length, place, status, words = REFUSED_AT_ONCE[case]
    answer = begin(client, submission, name, length, place)
    assert answer.status_code == status
    assert words in answer.json["reasons"][0]
    assert rows(scene, Upload) == []


def test_metadata_that_is_none_and_a_place_that_is_none_are_refused(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    for told in ("filename 不是", "filename /w==", f"filename {'A' * 24 * 1024}"):
        sent = told.encode().decode("latin-1")
        assert begin(client, submission, "总结.pdf", 1, **{"Upload-Metadata": sent}).status_code == 400
    assert begin(client, submission, "总结.pdf", 1, "9.9").status_code == 404
    assert rows(scene, Upload) == []


REFUSED_AT_THE_END = {
    "empty": ("空.pdf", b"", "空文件"),
    "renamed": ("改名.pdf", files.png()[1], "后缀是 .pdf"),
}


@pytest.mark.parametrize("case", REFUSED_AT_THE_END)
def test_what_only_its_content_tells_is_refused_at_the_end_as_often_as_it_is_asked(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, case: str
) -> None:
    name, data, words = REFUSED_AT_THE_END[case]
    where = begin(client, submission, name, len(data)).headers["Location"]
    if data:
        patch(client, where, 0, data)
    for _ in range(2):
        answer = claim(client, where)
        assert answer.status_code == 422
        assert words in answer.json["reasons"][0]
    assert rows(scene, Evidence) == []


def test_the_caps_hold_before_the_first_byte_and_when_two_have_begun(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    begun = []
    for text in ("一", "二", "三"):
        data = files.pdf(text)[1]
        begun.append(begin(client, submission, f"{text}.pdf", len(data)).headers["Location"])
        patch(client, begun[-1], 0, data)
    assert [claim(client, where).status_code for where in begun] == [201, 201, 422]
    assert begin(client, submission, "四.pdf", 10).status_code == 422


def test_a_stranger_and_a_colleague_of_another_unit_find_nothing(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission, under_way: str
) -> None:
    other, stranger = app.test_client(), app.test_client()
    colleague = scene.contributor(scene.colleges[1])
    scene.session.commit()
    sign_in(other, colleague)
    ways = (head, lambda at, to: patch(at, to, 0, b"1"), claim, lambda at, to: at.delete(to, headers=TUS))
    nowhere = f"/uploads/{uuid4()}"
    for way in ways:
        hidden, absent = way(other, under_way), way(other, nowhere)
        assert (hidden.status_code, hidden.data) == (absent.status_code, absent.data)
        assert hidden.status_code == 404
        assert "/sign-in" in way(stranger, under_way).headers["Location"]
    assert begin(other, submission, "总结.pdf", 1).status_code == 404
    assert head(client, under_way).headers["Upload-Offset"] == "0"


def test_without_its_token_nothing_is_received(make_app: Any, scene: Scene, submission: Submission) -> None:
    app = make_app(WTF_CSRF_ENABLED=True)
    client, writer = app.test_client(), scene.contributor(scene.colleges[0])
    scene.session.commit()
    sign_in(client, writer)
    refused = begin(client, submission, "总结.pdf", 10)
    assert (refused.status_code, len(refused.json["reasons"]), rows(scene, Upload)) == (400, 1, [])
    page = client.get(f"/submissions/{submission.id}/criteria/1.1").text
    token = {"X-CSRFToken": page.partition('name="csrf_token" value="')[2].partition('"')[0]}
    where = begin(client, submission, "总结.pdf", 10, **token).headers["Location"]
    assert patch(client, where, 0, b"12345").status_code == 400
    assert patch(client, where, 0, b"12345", **token).status_code == 204
    assert client.delete(where, headers=TUS).status_code == 400


def test_an_upload_begun_before_the_deadline_counts_and_one_begun_after_does_not(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    name, data = files.pdf()
    where = begin(client, submission, name, len(data)).headers["Location"]
    scene.session.execute(
        update(StageWindow)
        .where(StageWindow.stage == CampaignStage.SELF_EVALUATION)
        .values(opens_at=utc_now() - timedelta(days=9), ends_at=utc_now() - timedelta(hours=1))
    )
    scene.session.execute(update(Upload).values(began_at=utc_now() - timedelta(hours=2)))
    scene.session.commit()
    assert patch(client, where, 0, data).status_code == 204
    assert claim(client, where).status_code == 201
    late = begin(client, submission, "迟到.pdf", 10)
    assert late.status_code == 409
    assert "截止" in late.json["reasons"][0]


def test_one_writer_at_a_time_and_one_that_died_lets_go(
    client: FlaskClient, scene: Scene, under_way: str
) -> None:
    for until, status in ((timedelta(minutes=1), 423), (timedelta(seconds=-1), 204)):
        scene.session.execute(update(Upload).values(held_until=utc_now() + until))
        scene.session.commit()
        assert patch(client, under_way, 0, b"12345").status_code == status


def test_a_bucket_receives_pieces_too(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission, writer: User, tmp_path: Path
) -> None:
    name, data = files.pdf()
    ROOM.close()  # so that a child begins with the keys of this bucket
    with rclone(tmp_path) as address:
        app.extensions["evidence_store"] = open_store(address.format(prefix="tus"))
        where = begin(client, submission, name, len(data)).headers["Location"]
        assert patch(client, where, 0, data[:100]).headers["Upload-Offset"] == "100"
        assert head(client, where).headers["Upload-Offset"] == "100"
        assert patch(client, where, 50, data[50:]).status_code == 409
        assert patch(client, where, 100, data[100:]).status_code == 204
        assert [claim(client, where).status_code for _ in range(2)] == [201, 200]
        (revision,) = rows(scene, EvidenceRevision)
        assert app.extensions["evidence_store"].size(Digest(revision.digest)) == len(data)


def streamed(body: Any, length: int) -> dict[str, Any]:
    """A body that is read piece by piece, as a server hands it over."""
    return {"wsgi.input": body, "CONTENT_LENGTH": str(length)}


def test_no_transaction_is_open_while_a_piece_streams(
    client: FlaskClient, scene: Scene, submission: Submission, under_way: str
) -> None:
    """Somebody else saves in the middle of a piece; on SQLite an open one would make them wait."""

    class Piece(io.BytesIO):
        def readinto(self, buffer: Any) -> int:
            if self.tell() == 0:
                scene.session.execute(update(Submission).values(report="同时保存"))
                scene.session.commit()
            return super().readinto(memoryview(buffer)[:2])

    headers = TUS | {"Upload-Offset": "0", "Content-Type": PIECE}
    answer = client.patch(under_way, headers=headers, environ_overrides=streamed(Piece(b"12345"), 5))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5")


class Zeros(io.RawIOBase):
    """A body of so many bytes, made while it is read."""

    def __init__(self, length: int) -> None:
        self.left = length

    def readinto(self, buffer: Any) -> int:
        size = min(self.left, len(buffer))
        buffer[:size] = bytes(size)
        self.left -= size
        return size


def test_memory_stays_flat_while_200_megabytes_arrive(
    client: FlaskClient, scene: Scene, submission: Submission, campaign: Campaign, writer: User
) -> None:
    campaign.settings = campaign.settings | {"megabytes_per_file": 200}
    scene.session.commit()
    length = 200 * MEBIBYTE
    where = begin(client, submission, "录像.pdf", length).headers["Location"]
    headers = TUS | {"Upload-Offset": "0", "Content-Type": PIECE}
    tracemalloc.start()
    answer = client.patch(where, headers=headers, environ_overrides=streamed(Zeros(length), length))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.headers["Upload-Offset"] == str(length)
    assert peak < 16 * MEBIBYTE
    assert client.delete(where, headers=TUS).status_code == 204


def test_the_last_of_many_files_asks_no_more_of_the_database_than_the_second(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission, campaign: Campaign, writer: User
) -> None:
    campaign.settings = {"files_per_criterion": 50}
    scene.session.commit()
    costs = []
    for number in range(12):
        data = files.pdf(f"第{number}份")[1]
        with app.app_context(), counting(db.engine) as asked:
            where = begin(client, submission, f"第{number}份.pdf", len(data)).headers["Location"]
            patch(client, where, 0, data)
            assert claim(client, where).status_code == 201
        costs.append(asked.statements)
    assert costs[1] == costs[-1]
