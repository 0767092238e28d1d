"""The collector: what belongs to nothing goes after a day, with a trace; what a row names never does."""

import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.database import writing
from app.domain.actors import PUBLIC
from app.domain.errors import NotPermitted
from app.domain.procedure import CampaignStage
from app.jobs import SCHEDULE
from app.jobs.stored_files import clear_abandoned, collect
from app.jobs.surroundings import Surroundings
from app.models.all import Base
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.box import BoxedPiece
from app.models.document import Document
from app.models.evidence import EvidenceRevision
from app.queries import stored_files as readings
from app.services import stored_files
from evidence_store import Digest, EvidenceStore, open_store
from tests import scene

YESTERDAY = 25 * 3600


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return open_store((tmp_path / "evidence").as_uri())


@pytest.fixture
def work(engine: Engine, store: EvidenceStore) -> Surroundings:
    return Surroundings(engine, store, {})


@pytest.fixture
def paper(session: Session, tmp_path: Path, store: EvidenceStore) -> Digest:
    """A file that a row names, put long ago: the store and the database belong together."""
    digest = put(store, tmp_path, "通知")
    session.add(Document(kind="letter", subject_id=uuid4(), filename="通知.pdf", digest=digest.hex))
    session.commit()
    return digest


def put(store: EvidenceStore, folder: Path, text: str, *, seconds_ago: float = YESTERDAY) -> Digest:
    digest = store.put(io.BytesIO(text.encode()))
    moment = time.time() - seconds_ago
    os.utime(folder / "evidence" / digest.hex[:2] / digest.hex[2:4] / digest.hex, (moment, moment))
    return digest


def test_what_no_row_names_for_a_day_is_deleted_with_a_trace_and_nothing_else(
    work: Surroundings, session: Session, store: EvidenceStore, tmp_path: Path, paper: Digest
) -> None:
    world = scene.university(session, colleges=1)
    submission = world.submission(world.campaign(CampaignStage.SELF_EVALUATION), world.colleges[0])
    evidence, older = put(store, tmp_path, "纪要"), put(store, tmp_path, "纪要旧稿")
    piece = world.evidence(submission, "1.1-01", world.contributor(world.colleges[0]), digest=evidence.hex)
    session.add(_again(session.scalars(select(EvidenceRevision)).one(), older))
    piece.revision_count, piece.withdrawn_at = 2, utc_now()  # withdrawn evidence may come back
    boxed = put(store, tmp_path, "平时积累")  # no evidence yet, and named all the same
    kept = {"medium": "file", "title": "积累", "digest": boxed.hex, "size": 1}
    session.add(BoxedPiece(unit_id=piece.unit_id, created_by_id=piece.created_by_id, **kept))
    session.commit()
    forgotten = put(store, tmp_path, "没有提交")
    fresh = put(store, tmp_path, "刚刚上传", seconds_ago=23 * 3600)
    assert collect(work) == 1
    assert set(store) == {paper, evidence, older, boxed, fresh}
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_name, entry.reason) == ("file.collect", "system", "no row names it")
    assert (entry.details["digest"], entry.details["size"]) == (forgotten.hex, len("没有提交".encode()))
    assert collect(work) == 0


def _again(first: EvidenceRevision, digest: Digest) -> EvidenceRevision:
    return EvidenceRevision(
        evidence_id=first.evidence_id,
        ordinal=2,
        digest=digest.hex,
        filename=first.filename,
        media_type=first.media_type,
        size=1,
        uploaded_by_id=first.uploaded_by_id,
    )


def test_beside_an_empty_database_nothing_is_deleted(
    work: Surroundings, store: EvidenceStore, tmp_path: Path
) -> None:
    digest = put(store, tmp_path, "材料")
    assert collect(work) == 0
    assert list(store) == [digest]


def test_only_the_system_collects(session: Session, store: EvidenceStore, tmp_path: Path) -> None:
    digest = put(store, tmp_path, "材料")
    with pytest.raises(NotPermitted):
        stored_files.collect(session, store, digest, put_before=utc_now(), actor=PUBLIC)
    assert list(store) == [digest]


def test_a_file_that_is_uploaded_again_while_collecting_is_kept_for_its_row(
    work: Surroundings, engine: Engine, session: Session, store: EvidenceStore, tmp_path: Path, paper: Digest
) -> None:
    """Forty files that belonged to nothing get a row while the collector goes round and round."""
    ended, given = Event(), []
    texts = [f"第{number}份材料" for number in range(40)]
    for text in texts:
        put(store, tmp_path, text)

    def give() -> None:
        for text in texts[::-1]:
            digest = store.put(io.BytesIO(text.encode()))
            with writing(engine) as own:
                named = Document(kind="letter", subject_id=uuid4(), filename=text, digest=digest.hex)
                own.add(named)
            given.append(digest)
        ended.set()

    with ThreadPoolExecutor(1) as pool:
        giving = pool.submit(give)
        while not ended.is_set() and not giving.done():
            collect(work)
        giving.result()
    assert len(given) == len(texts)
    for digest in given:
        store.verify(digest)
    assert set(store) == {*given, paper}


def test_a_row_that_comes_between_the_look_and_the_deletion_saves_its_file(
    session: Session, store: EvidenceStore, tmp_path: Path, paper: Digest
) -> None:
    assert not stored_files.collect(session, store, paper, put_before=utc_now())
    absent = Digest("0" * 64)
    assert not stored_files.collect(session, store, absent, put_before=utc_now())
    assert set(store) == {paper}
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_what_broken_uploads_left_is_cleared_by_the_schedule(
    work: Surroundings, store: EvidenceStore, tmp_path: Path
) -> None:
    upload = store.begin()
    store.append(upload, 0, io.BytesIO(b"half"))
    moment = time.time() - YESTERDAY
    os.utime(tmp_path / "evidence" / "incoming" / upload, (moment, moment))
    store.begin()
    assert clear_abandoned(work) == 1
    assert {clear_abandoned, collect} <= {task.run for task in SCHEDULE}


def test_every_digest_of_a_row_is_a_file_or_known_to_be_none() -> None:
    tables = Base.metadata.tables
    assert {(table, column) for table, column in readings.OF_NO_FILE if column in tables[table].columns} == (
        readings.OF_NO_FILE
    )
    files = {(column.table.name, column.name) for column in readings.columns()}
    assert files == {
        ("boxed_piece", "digest"),
        ("certificate", "digest"),
        ("document", "digest"),
        ("evidence_revision", "digest"),
        ("feedback_letter", "digest"),
        ("fingerprint", "digest"),
        ("parcel", "digest"),
        ("rendition", "rendition_digest"),
        ("rendition", "source_digest"),
        ("scan", "digest"),
        ("upload", "digest"),
    }
