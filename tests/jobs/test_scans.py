"""The job that has files checked: each digest once, nothing clean by default, a virus told."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.database import open_engine
from app.domain.actions import Action
from app.domain.actors import PUBLIC
from app.domain.errors import NotPermitted
from app.domain.scan import Finding, ScanFailure, ScanState
from app.jobs.scans import scan_new_files
from app.jobs.surroundings import Surroundings
from app.models.audit import AuditEntry
from app.models.evidence import Evidence
from app.models.notification import Notification
from app.models.scan import Scan
from app.models.submission import Submission
from app.queries import scans as readings
from app.services import scans
from app.worker import surroundings
from evidence_store import MemoryStore
from tests.scanner import EICAR, SILENT, Scanner, scanner
from tests.scene import Scene, university

SOUND, SICK = b"minutes", b"minutes" + EICAR


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def clamd() -> Iterator[Scanner]:
    with scanner() as server:
        yield server


@pytest.fixture
def around(engine: Engine, clamd: Scanner) -> Surroundings:
    return Surroundings(engine, MemoryStore(), {"CLAMD_URL": clamd.url})


@pytest.fixture
def submission(scene: Scene) -> Submission:
    made = scene.submission(scene.campaign(), scene.colleges[0])
    scene.session.commit()
    return made


def give(scene: Scene, around: Surroundings, submission: Submission, number: str, content: bytes) -> Evidence:
    digest = around.store.put(io.BytesIO(content))
    author = scene.person(f"填报人{number}{submission.unit_name}")
    piece = scene.evidence(submission, number, author, digest=digest.hex)
    scene.session.commit()
    return piece


def known(scene: Scene) -> dict[ScanState, int]:
    scene.session.rollback()
    states = list(scene.session.scalars(select(Scan.state)))
    scene.session.rollback()  # or it would keep the job waiting
    return {state: states.count(state) for state in states}


def test_every_file_is_sent_once_also_what_was_stored_before_and_in_two_units(
    scene: Scene, around: Surroundings, submission: Submission, clamd: Scanner
) -> None:
    other = scene.submission(scene.campaign(title="又一次评议"), scene.colleges[1])
    for each in (submission, other):
        give(scene, around, each, "1.1-01", SOUND)
    give(scene, around, submission, "1.2-01", b"another")
    assert scan_new_files(Surroundings(around.engine, around.store, {})) == 0  # the setting is not made
    assert known(scene) == {}
    assert (scan_new_files(around), scan_new_files(around)) == (2, 0)
    assert (known(scene), clamd.scanned) == ({ScanState.CLEAN: 2}, 2)


def test_a_virus_is_told_to_the_unit_and_the_office_with_a_trace_at_the_piece(
    scene: Scene, around: Surroundings, submission: Submission
) -> None:
    unit = {scene.contributor(scene.colleges[0]).id, scene.signatory(scene.colleges[0]).id}
    office = scene.coordinator()
    scene.contributor(scene.colleges[1])
    piece = give(scene, around, submission, "1.1-01", SICK)
    scan_new_files(around)
    assert known(scene) == {ScanState.INFECTED: 1}
    told = scene.session.scalars(select(Notification)).all()
    assert {each.user_id for each in told} == unit | {office.id}
    assert {each.link for each in told} == {f"/evidence/{piece.id}"}
    entry = scene.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.SCAN_FILE)).one()
    assert (entry.subject_id, entry.unit_id) == (piece.id, submission.unit_id)
    assert (entry.details["state"], entry.details["found"]) == ("infected", "Eicar-Test-Signature")


def test_a_clamd_that_does_not_answer_is_noted_once_with_the_time_and_asked_again(
    scene: Scene, around: Surroundings, submission: Submission, clamd: Scanner
) -> None:
    for number in ("1.1-01", "1.2-01"):
        give(scene, around, submission, number, number.encode())
    clamd.pongs = False
    assert [scan_new_files(around) for _ in range(3)] == [0, 0, 0]
    assert known(scene) == {ScanState.PENDING: 1}
    assert readings.silent_since(scene.session) is not None
    scene.session.rollback()
    clamd.pongs = True
    assert scan_new_files(around) == 2
    assert known(scene) == {ScanState.CLEAN: 2}
    assert readings.silent_since(scene.session) is None
    said = scene.session.scalars(select(AuditEntry).where(AuditEntry.action == Action.SCAN_FILE)).all()
    assert [each.details.get("failure") for each in said] == ["no_answer", None, None]


@pytest.mark.parametrize(
    ("said", "failure"), [(SILENT, ScanFailure.BROKEN_OFF), (b"stream: OK", ScanFailure.GARBLED)]
)
def test_a_file_on_which_clamd_fails_stays_closed_keeps_nobody_waiting_and_is_tried_again(
    scene: Scene,
    around: Surroundings,
    submission: Submission,
    clamd: Scanner,
    said: bytes,
    failure: ScanFailure,
) -> None:
    give(scene, around, submission, "1.1-01", SOUND)
    clamd.says = said
    assert (scan_new_files(around), known(scene)) == (0, {ScanState.PENDING: 1})
    assert scene.session.scalars(select(Scan.failure)).one() is failure
    scene.session.rollback()
    clamd.says = b"honest"
    give(scene, around, submission, "1.2-01", b"another")
    assert scan_new_files(around) == 1  # the first has its pause
    earlier = scene.session.scalars(select(Scan).where(Scan.state == ScanState.PENDING)).one()
    earlier.tried_at -= timedelta(minutes=2)
    scene.session.commit()
    assert (scan_new_files(around), known(scene)) == (1, {ScanState.CLEAN: 2})


def test_a_file_over_the_limit_says_so_and_one_that_is_not_in_the_store_is_never_clean(
    scene: Scene, around: Surroundings, submission: Submission, clamd: Scanner
) -> None:
    clamd.limit = 100
    give(scene, around, submission, "1.1-01", b"long " * 100)
    scene.evidence(submission, "1.2-01", scene.person("填报人"), digest="0" * 64)
    scene.session.commit()
    assert scan_new_files(around) == 0
    scene.session.rollback()
    found = dict(scene.session.execute(select(Scan.failure, Scan.state)).all())
    assert found == {ScanFailure.TOO_LARGE: ScanState.PENDING, ScanFailure.GARBLED: ScanState.PENDING}


def test_bytes_that_are_not_those_of_the_digest_are_never_clean(
    scene: Scene, around: Surroundings, submission: Submission
) -> None:
    give(scene, around, submission, "1.1-01", SOUND)
    ((digest, (_, moment)),) = [(key, value) for key, value in vars(around.store)["_objects"].items()]
    vars(around.store)["_objects"][digest] = (b"other", moment)
    assert (scan_new_files(around), known(scene)) == (0, {ScanState.PENDING: 1})


def test_the_setting_reaches_the_sessions_of_the_worker_and_only_the_system_concludes(
    scene: Scene, configuration: dict[str, object], clamd: Scanner
) -> None:
    for url in ("", clamd.url):
        made = surroundings(configuration | {"CLAMD_URL": url, "EVIDENCE_URL": "memory:"})
        with made.reading() as own:
            assert readings.is_on(own) is bool(url)
        made.engine.dispose()
    for deed in (
        lambda: scans.conclude(scene.session, "0" * 64, Finding(ScanState.CLEAN), actor=PUBLIC),
        lambda: scans.put_off(scene.session, "0" * 64, ScanFailure.GARBLED, actor=PUBLIC),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert not readings.is_on(Session(open_engine(str(configuration["DATABASE_URL"]))))
