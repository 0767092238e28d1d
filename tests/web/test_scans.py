"""A file that is being checked, or has a virus, reaches nobody by any route; who must act is told."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.passage import indexed
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.scan import Finding, ScanFailure, ScanState
from app.models.account import User
from app.models.box import BoxedPiece
from app.models.evidence import Evidence, Medium
from app.models.passage import FileReading, keep
from app.models.submission import Submission
from app.queries import completeness
from app.services import scans
from tests import files
from tests.people import sign_in
from tests.scene import Scene, university
from tests.test_leaks import PLAIN, address, read, rules

APP = Path(__file__).parents[2] / "app"
ASKED, CANARY = "金丝雀", "鸣于庭"  # the words asked for are repeated by every page, the canary by none
PAGE = files.pdf(ASKED + CANARY, pages=2)[1]
STATUS = {ScanState.PENDING: 423, ScanState.INFECTED: 409, ScanState.CLEAN: 200}
SAID = {ScanState.PENDING: "正在查毒", ScanState.INFECTED: "查出病毒"}

GIVING = {  # the routes that give of a file, and to how many of the three who ask
    "/boxed/<uuid:boxed_id>/file": 1,
    "/boxed/<uuid:boxed_id>/pages/<int:page>": 1,
    "/submissions/<uuid:submission_id>/passages": 3,
    "/campaigns/<uuid:campaign_id>/passages": 1,
    "/submissions/<uuid:submission_id>/evidence.zip": 3,
    "/evidence/<uuid:evidence_id>/file": 3,
    "/evidence/<uuid:evidence_id>/file/<int:ordinal>": 3,
    "/evidence/<uuid:evidence_id>/pages/<int:page>": 3,
}


class Place:
    """A unit under review with one file, and those who may read it."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        self.digest = app.extensions["evidence_store"].put(io.BytesIO(PAGE)).hex
        self.scene: Scene = university(session)
        self.campaign = self.scene.campaign(CampaignStage.PEER_REVIEW)
        college = self.scene.colleges[0]
        self.submission: Submission = self.scene.submission(
            self.campaign, college, SubmissionStage.UNDER_REVIEW
        )
        self.people: list[User] = [self.scene.contributor(college), self.scene.coordinator()]
        reviewer = self.scene.reviewer("评审专家")
        panel = self.scene.panel(self.campaign, "expert", reviewer)
        self.reading = self.scene.assignment(self.submission, reviewer, panel, AssignmentStage.IN_PROGRESS)
        self.people.append(reviewer)
        self.piece: Evidence = self.scene.evidence(
            self.submission, "1.1-91", self.people[0], digest=self.digest, pages=2
        )
        self.boxed = BoxedPiece(
            unit_id=college.id, medium=Medium.FILE, title="平时", digest=self.digest, filename="平时.pdf",
            media_type="application/pdf", size=len(PAGE), pages=2, created_by_id=self.people[0].id,
        )  # fmt: skip
        session.add(self.boxed)
        session.commit()

    def find(self, state: ScanState) -> None:
        if state is not ScanState.PENDING:
            found = "Eicar-Test-Signature" if state is ScanState.INFECTED else ""
            scans.conclude(self.session, self.digest, Finding(state, found))
        self.session.commit()

    def visitors(self) -> Iterator[FlaskClient]:
        for person in self.people:
            client = self.app.test_client()
            sign_in(client, person)
            yield client

    def told(self, only: frozenset[str] = frozenset()) -> dict[str, int]:
        """Every route (of `only` these) that gives something of the file, and to how many people."""
        ids = PLAIN | {
            "evidence_id": self.piece.id,
            "submission_id": self.submission.id,
            "campaign_id": self.campaign.id,
            "assignment_id": self.reading.id,
            "boxed_id": self.boxed.id,
            "unit_id": self.submission.unit_id,
        }
        of_it = [
            rule for rule in rules(self.app) if rule.arguments <= ids.keys() and rule.arguments - PLAIN.keys()
        ]
        given: dict[str, int] = {}
        for client in self.visitors():
            for rule in of_it:
                if not only or rule.rule in only:
                    where = address(self.app, rule, ids).partition("?")[0] + f"?q={ASKED}&words={ASKED}"
                    answer = client.get(where, buffered=True)
                    shown = answer.mimetype == "image/jpeg" or PAGE in answer.data or CANARY in read(answer)
                    given |= {rule.rule: given.get(rule.rule, 0) + 1} if shown else {}
        return given


@pytest.fixture
def place(make_app: Callable[..., Flask], session: Session) -> Place:
    return Place(make_app(CLAMD_URL="tcp://127.0.0.1:9"), session)


def test_no_route_gives_anything_of_a_file_that_is_not_clean(place: Place) -> None:
    """Its words were read before the setting was made. The same crawl finds the file once it is clean, so it
    would find a route that forgot.
    """
    words = {"ordinal": 1, "page": 1, "text": ASKED + CANARY, "words": indexed(ASKED + CANARY)}
    keep(place.session, FileReading(digest=place.digest, passages=1, is_whole=True), [words])
    place.session.commit()
    assert place.told() == {}
    place.find(ScanState.CLEAN)
    assert place.told(frozenset(GIVING)) == GIVING


@pytest.mark.parametrize("state", STATUS)
def test_every_way_to_the_bytes_is_refused_with_a_sentence_until_the_file_is_clean(
    place: Place, state: ScanState
) -> None:
    place.find(state)
    for client in place.visitors():
        for way in ("file", "file/1", "pages/1", "pages/1?wide=1"):
            for method in ("GET", "HEAD"):
                answer = client.open(f"/evidence/{place.piece.id}/{way}", method=method, buffered=True)
                assert answer.status_code == STATUS[state], (way, method)
            part = client.get(
                f"/evidence/{place.piece.id}/file", headers={"Range": "bytes=0-3"}, buffered=True
            )
            assert part.status_code == (206 if state is ScanState.CLEAN else STATUS[state])
            asked = {"If-None-Match": f'"{place.digest}"'}
            known = client.get(f"/evidence/{place.piece.id}/file", headers=asked, buffered=True)
            assert known.status_code == (304 if state is ScanState.CLEAN else STATUS[state])
        page = client.get(f"/evidence/{place.piece.id}")
        assert page.status_code == 200
        assert ("/pages/1" in page.text) is (state is ScanState.CLEAN)
        assert (SAID.get(state, "查毒") in page.text) is (state in SAID)


def test_a_file_with_a_virus_counts_as_missing_and_is_not_taken_again_but_replaced(
    make_app: Callable[..., Flask], session: Session
) -> None:
    app = make_app(CLAMD_URL="tcp://127.0.0.1:9")
    scene = university(session)
    writer = scene.contributor(scene.colleges[0])
    campaign = scene.campaign()
    submission = scene.submission(campaign, scene.colleges[0])
    session.commit()
    client, submission_id = app.test_client(), submission.id
    sign_in(client, writer)

    def send(name: str, content: bytes, where: str, **more: str) -> int:
        body = {"medium": "file", "requirement": "0", "file": (io.BytesIO(content), name)} | more
        return client.post(where, data=body, content_type="multipart/form-data").status_code

    def lacking() -> int:
        found = completeness.of(session, submission_id, scene.rules(campaign)).missing_evidence
        session.rollback()  # or it would keep the visitor waiting
        return found

    at = f"/submissions/{submission_id}/evidence?place=1.2"
    before = lacking()
    assert send("纪要.pdf", PAGE, at) == 303
    assert lacking() == before - 1  # while it is checked it counts: the deadline is kept
    piece_id = session.query(Evidence).one().id
    session.commit()
    digest = app.extensions["evidence_store"].put(io.BytesIO(PAGE)).hex
    scans.conclude(session, digest, Finding(ScanState.INFECTED, "Eicar-Test-Signature"))
    session.commit()
    assert lacking() == before
    card = client.get(at.replace("evidence?", "evidence/card?")).text
    assert SAID[ScanState.INFECTED] in card
    other = at.replace("1.2", "2.1")
    assert send("同一份.pdf", PAGE, other) == 422
    versions = f"/evidence/{piece_id}/versions"
    assert send("同一份.pdf", PAGE, versions, reason="再传一次") == 422
    assert send("新.pdf", files.pdf("无毒")[1], versions, reason="原文件有病毒") == 303
    assert lacking() == before - 1
    assert client.get(f"/evidence/{piece_id}/file/1").status_code == 409
    assert client.get(f"/evidence/{piece_id}/file/2").status_code == 423


def test_the_office_reads_how_far_the_check_is_since_when_it_waits_and_whose_file_is_infected(
    place: Place, client: FlaskClient
) -> None:
    where = f"/campaigns/{place.campaign.id}/scans"
    contributor, office, reviewer = place.visitors()
    assert [each.get(where).status_code for each in (contributor, office, reviewer)] == [404, 200, 404]
    scans.put_off(place.session, place.digest, ScanFailure.NO_ANSWER)
    place.session.commit()
    assert "查毒程序没有应答，自" in office.get(where).text
    place.find(ScanState.INFECTED)
    page = office.get(where).text
    assert f'href="/evidence/{place.piece.id}"' in page
    assert "Eicar-Test-Signature" in page
    assert "没有应答" not in page
    sign_in(client, place.people[1])  # the same house without the setting
    assert "没有设置查毒程序" in client.get(where).text


def test_without_the_setting_files_open_and_only_the_office_reads_that_they_are_not_checked(
    app: Flask, session: Session
) -> None:
    place = Place(app, session)
    contributor, office, reviewer = place.visitors()
    for client in (contributor, office, reviewer):
        assert client.get(f"/evidence/{place.piece.id}/file", buffered=True).data == PAGE
    shown = [
        "未查毒" in each.get(f"/evidence/{place.piece.id}").text for each in (contributor, office, reviewer)
    ]
    assert shown == [False, True, False]


def test_the_bytes_of_a_file_are_taken_at_few_places_and_each_has_its_reason() -> None:
    """Whoever adds one says here why nobody reads an unchecked file by it."""
    taken = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if re.search(r"\.open\(Digest|ROOM\.", path.read_text(encoding="utf-8"))
    }
    assert taken == {
        "services/evidence.py",  # open_file asks for the state; StoredFile looks at what was just sent
        "jobs/parcels.py",  # a ZIP becomes files, of which each is checked before it opens
        "web/parcels.py",  # tells its sender what is in it
        "web/evidence_archive.py",  # packs only what opens
        "web/evidence_files.py",  # draws what open_file has let through
        "web/boxed_piece.py",  # asks for the state in _file
        "services/documents.py",  # papers that we made ourselves
        "jobs/papers/certificates.py",  # the same
        "jobs/likenesses.py",  # is handed only what opens, by queries/likenesses.waiting
        "jobs/renditions.py",  # the same, by queries/renditions.waiting
        "jobs/passages.py",  # the same, by queries/passages.waiting
        "jobs/scans.py",  # the check itself
        "reporting/drawing_room/__init__.py",  # draws for those above, in a child
        "reporting/drawing_room/child.py",
        "web/uploads.py",  # what its sender has just sent, and photos that open, to be straightened
    }
