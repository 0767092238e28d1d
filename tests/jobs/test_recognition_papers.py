"""Papers of recognition through the real store: what they say, that they stay the same, what a kill costs."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pypdfium2
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.database import reading
from app.domain.actors import SYSTEM
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.jobs import making
from app.jobs.surroundings import Surroundings
from app.models.certificate import Award, Certificate
from app.models.document import Document
from app.models.rectification import RectificationItem
from app.services import (
    certificates,
    documents,
    rectification,
    rectification_summaries,
    transitions,
)
from evidence_store import Digest, open_store
from tests import scene
from tests.recognition import PUBLIC, Recognition, at_the_decision
from tests.services.test_rectification import PLAN

ROOT = Path(__file__).parents[2]


@pytest.fixture
def around(engine: Engine, tmp_path: Path) -> Surroundings:
    return Surroundings(engine=engine, store=open_store((tmp_path / "evidence").as_uri()), settings={})


@pytest.fixture
def place(session: Session) -> Recognition:
    made = at_the_decision(session)
    made.decide()
    certificates.draft(
        session, made.world.actor(made.office), made.campaign.id, series="优字", public_url=PUBLIC
    )
    certificates.issue_all(session, made.world.actor(made.second), made.campaign.id)
    session.commit()
    return made


def bytes_of(around: Surroundings, document: Document) -> bytes:
    with around.store.open(Digest(document.digest)) as content:
        return content.read()


def words(content: bytes) -> str:
    """What stands in a PDF, without the breaks of its lines."""
    read = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in read]
    finally:
        read.close()
    return "".join("".join(pages).split())


def asked(place: Recognition, kind: str, subject_id: UUID, filename: str) -> UUID:
    office = place.world.actor(place.office)
    made = documents.ask(
        place.session, office, kind, subject_id, filename=filename, campaign_id=place.campaign.id
    )
    place.session.commit()
    return made.id


def test_a_certificate_says_what_was_kept_and_is_the_same_file_again(
    place: Recognition, around: Surroundings
) -> None:
    first = place.session.scalars(select(Certificate).order_by(Certificate.number)).first()
    document = place.session.scalars(select(Document).where(Document.subject_id == first.id)).one()
    place.session.commit()
    making.make(around, document.id)
    place.session.expire_all()
    content = bytes_of(around, document)
    said = words(content)
    for text in (
        "荣誉证书", "明德大学第一学院关心下一代工作委员会：", "2025年度二级学院关工委评议",
        "二级关工委优质化建设示范单位", "明德大学关心下一代工作委员会", "关评〔2025〕优字第001号", first.code,
    ):  # fmt: skip
        assert text in said
    assert b"pdfaid:part" in content or b"/OutputIntent" in content
    assert first.digest == document.digest
    place.session.commit()
    making.make(around, document.id)  # asked again, nothing changes
    place.session.expire_all()
    assert (document.state, document.digest) == ("ready", first.digest)
    again = Document(kind="certificate", subject_id=first.id, filename="again.pdf")
    place.session.add(again)
    place.session.commit()
    making.make(around, again.id)
    place.session.expire_all()
    assert again.digest == first.digest  # made anew from what was kept, the same bytes


def test_the_zip_holds_every_valid_certificate_and_an_index(place: Recognition, around: Surroundings) -> None:
    document_id = asked(place, "certificates", place.campaign.id, "证书.zip")
    making.make(around, document_id)
    found = place.session.get_one(Document, document_id)
    place.session.refresh(found)
    assert (found.state, found.done, found.total) == ("ready", 4, 4)
    packed = zipfile.ZipFile(io.BytesIO(bytes_of(around, found)))
    names = packed.namelist()
    assert len(names) == 4
    assert names[-1] == "证书目录.csv"
    assert names[0] == "明德大学第一学院关心下一代工作委员会 关评〔2025〕优字第001号.pdf"
    listed = packed.read("证书目录.csv").decode("utf-8-sig")
    assert "关评〔2025〕优字第003号" in listed
    digests = place.session.scalars(select(Document.digest).where(Document.kind == "certificate")).all()
    assert all(digest in listed for digest in digests)


def test_a_zip_that_was_cut_off_goes_on_where_it_stopped(place: Recognition, around: Surroundings) -> None:
    document_id = asked(place, "certificates", place.campaign.id, "证书.zip")
    parts = making.begin(around, document_id)
    making.make(around, parts[0])
    making.count_part(around, document_id, 1)
    before = ready_at(place, parts[0])
    making.make(around, document_id)  # the worker begins again
    assert ready_at(place, parts[0]) == before
    found = place.session.get_one(Document, document_id)
    assert found.state == "ready"


def ready_at(place: Recognition, document_id: UUID) -> object:
    found = place.session.get_one(Document, document_id)
    place.session.refresh(found)
    moment = found.ready_at
    place.session.commit()
    return moment


def test_the_decision_names_its_ground_and_everybody_it_honours(
    place: Recognition, around: Surroundings
) -> None:
    document_id = asked(place, "decision", place.campaign.id, "表彰决定.pdf")
    making.make(around, document_id)
    said = words(bytes_of(around, place.session.get_one(Document, document_id)))
    for text in (
        "关工委〔2025〕12号", "《二级学院关工委评议办法》第八条", "领导小组第三次会议",
        "二级关工委优质化建设示范单位",
        "明德大学第一学院关心下一代工作委员会", "各学院关工委：",
    ):  # fmt: skip
        assert text in said


def test_the_summary_counts_and_names_no_expert(session: Session, around: Surroundings) -> None:
    world = scene.university(session, colleges=1)
    campaign, reader = world.campaign(CampaignStage.RECTIFICATION), world.reviewer("专家甲")
    found = world.submission(campaign, world.colleges[0], SubmissionStage.FEEDBACK_SIGNED)
    drawn = world.assignment(found, reader, world.panel(campaign, "expert"), AssignmentStage.SUBMITTED)
    world.review(drawn, world.rules(campaign))
    transitions.perform(session, SYSTEM, found.id, "begin_rectification")
    unit = world.actor(world.contributor(world.colleges[0]))
    item = session.scalars(select(RectificationItem)).one()
    rectification.plan(session, unit, item.id, PLAN, seen=1)
    rectification.report(session, unit, item.id, text="纪要已补写。")
    rectification.verify(session, world.actor(reader), item.id, closed=True, text="已核对。")
    overview = rectification_summaries.Words("一项问题已经改好。", "会议制度已修订。")
    rectification_summaries.write(session, unit, found.id, overview, seen=0)
    rectification_summaries.sign(session, world.actor(world.signatory(world.colleges[0])), found.id)
    document = documents.ask(session, unit, "rectification_summary", found.id, filename="整改总结.pdf")
    session.commit()
    making.make(around, document.id)
    session.expire_all()
    said = words(bytes_of(around, document))
    for text in (
        "一项问题已经改好。",
        "会议制度已修订。",
        "修订会议制度，补写纪要。",
        "纪要已补写。",
        "已核对。",
        "已销号",
    ):
        assert text in said
    assert "专家甲" not in said


def test_a_killed_worker_finishes_the_zip_when_it_starts_again(
    place: Recognition, around: Surroundings, database_url: str, tmp_path: Path
) -> None:
    more(place, 12)
    document_id = asked(place, "certificates", place.campaign.id, "证书.zip")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PINGYI_MODE": "testing",
        "PINGYI_INSTANCE": str(tmp_path / "instance"),
        "PINGYI_DATABASE_URL": database_url,
        "PINGYI_JOBS_DATABASE_URL": f"sqlite:///{tmp_path / 'jobs.sqlite'}",
        "PINGYI_EVIDENCE_URL": (tmp_path / "evidence").as_uri(),
    }
    first = worker(environment, tmp_path)
    try:
        wait_for(place, document_id, lambda found: found.state == "working" and found.done >= 2)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    state = now_of(place, document_id)
    assert state.state == "working"
    second = worker(environment, tmp_path)
    try:
        wait_for(place, document_id, lambda found: found.state == "ready")
    finally:
        second.terminate()
        second.wait(30)
    found = now_of(place, document_id)
    packed = zipfile.ZipFile(io.BytesIO(bytes_of(around, found)))
    assert len(packed.namelist()) == 16


def worker(environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "app.worker"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )


def now_of(place: Recognition, document_id: UUID) -> Document:
    """The paper as it stands, read without a lock: for that a busy worker would make us wait."""
    with reading(place.session.get_bind()) as session:
        return session.get_one(Document, document_id)


def wait_for(place: Recognition, document_id: UUID, holds, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds(now_of(place, document_id)):
            return
        time.sleep(0.02)
    raise AssertionError(f"the paper is {now_of(place, document_id).state}")


def more(place: Recognition, count: int) -> None:
    """More awards, each with a valid certificate."""
    given = place.session.scalars(select(Award)).first()
    for number in range(count):
        place.session.add(
            Award(
                campaign_id=given.campaign_id, submission_id=given.submission_id,
                decision_id=given.decision_id, code="case", titles={"zh": "优秀案例"},
                recipient=f"案例{number:02d}{uuid4().hex[:4]}",
            )
        )  # fmt: skip
    place.session.flush()
    office, second = place.world.actor(place.office), place.world.actor(place.second)
    certificates.draft(place.session, office, place.campaign.id, series="案字", public_url=PUBLIC)
    certificates.issue_all(place.session, second, place.campaign.id)
    place.session.commit()
