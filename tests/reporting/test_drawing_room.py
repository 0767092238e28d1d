"""A hostile file ends a child of the drawing room; who asked goes on, and others hardly notice."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import Crowded, NotFound
from app.domain.filetypes import KINDS, Fault, RefusedFile
from app.domain.personal_data import PersonalNumber
from app.reporting import drawing_room, fingerprints, text_layers
from app.reporting.drawing_room import DrawingRoom, Failed
from app.reporting.previews import preview
from evidence_store import Digest, EvidenceMissing, EvidenceStore, MemoryStore, open_store
from tests import files
from tests.reporting.hostile import printing

ROOT = Path(__file__).parents[2]
PDF, JPEG = KINDS["pdf"], KINDS["jpeg"]
ABSENT = Digest("0" * 64)


class GoneStore(MemoryStore):
    url = "file:///nowhere/to/be/found"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EvidenceStore:
    return open_store(tmp_path_factory.mktemp("evidence").as_uri())


@pytest.fixture
def room() -> Iterator[DrawingRoom]:
    room = DrawingRoom()
    yield room
    room.close()


def put(store: EvidenceStore, content: bytes) -> Digest:
    return store.put(io.BytesIO(content))


def is_gone(pid: int, *, within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def test_a_child_draws_reads_and_looks_as_we_would(room: DrawingRoom, store: EvidenceStore) -> None:
    name, content = files.pdf("王某 11010519491231002X")
    digest = put(store, content)
    assert room.picture(store, digest, PDF, width=300, page=2) == preview(
        PDF, io.BytesIO(content), width=300, page=2
    )
    assert room.fingerprint(store, digest, PDF) == fingerprints.of_file(PDF, io.BytesIO(content))
    read = text_layers.read(PDF, io.BytesIO(content), text_layers.AT_UPLOAD)
    assert room.words(store, digest, PDF, text_layers.AT_UPLOAD) == read
    looked = room.look(store, digest, name)
    assert (looked.facts.kind, looked.facts.pages) == (PDF, 3)
    assert looked.personal == {PersonalNumber.IDENTITY: 1}
    with pytest.raises(RefusedFile) as refusal:
        room.look(store, digest, "照片.jpg")
    assert str(refusal.value) == str(RefusedFile(Fault.RENAMED, ending="jpg", found="pdf"))
    with pytest.raises(NotFound):
        room.picture(store, digest, PDF, width=300, page=4)
    with pytest.raises(EvidenceMissing):
        room.picture(store, ABSENT, PDF, width=300)
    with pytest.raises(Failed, match="StoreMissing"):  # our trouble, which is not the file's
        room.look(GoneStore(), digest, name)
    assert len(room.pids()) == 1  # none of these cost a child


def test_a_child_has_limits_and_none_of_our_secrets(
    room: DrawingRoom, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINGYI_SECRET_KEY", "a secret that a hostile file would like")
    room.picture(store, put(store, files.pdf()[1]), PDF, width=64)
    (pid,) = room.pids()
    limits = {
        line[:26].strip(): line[26:].split()[0]
        for line in Path(f"/proc/{pid}/limits").read_text().splitlines()
    }
    assert int(limits["Max address space"]) < 500 * 1024 * 1024
    assert limits["Max core file size"] == "0"
    assert "PINGYI" not in Path(f"/proc/{pid}/environ").read_text()


def test_a_file_that_ends_a_child_cannot_be_shown_and_the_next_one_is(
    room: DrawingRoom, store: EvidenceStore, caplog: pytest.LogCaptureFixture
) -> None:
    hostile_one, good = put(store, printing.page_of_zeros(400)), put(store, files.pdf()[1])
    room.picture(store, good, PDF, width=64)
    (before,) = room.pids()
    for deed in (room.fingerprint, lambda *of: room.picture(*of, width=64), room.fingerprint):
        with pytest.raises(RefusedFile) as refusal:
            deed(store, hostile_one, PDF)
        assert refusal.value.fault == Fault.NO_PREVIEW
    assert is_gone(before, within=1)
    lost = [record.message for record in caplog.records if "was lost" in record.message]
    assert len(lost) == 2  # a fingerprint and a picture; asked again it costs no child
    assert str(hostile_one) in lost[0]
    assert room.picture(store, good, PDF, width=64).width == 64


def test_a_page_that_hangs_is_ended_and_others_do_not_wait_for_it(
    room: DrawingRoom, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_room, "PAGE_SECONDS", 1.5)
    monkeypatch.setattr(drawing_room, "PAGE_CPU", 60.0)
    endless, good = put(store, printing.endless_shading()), put(store, files.pdf()[1])
    outcome: list[Fault] = []

    def ask() -> None:
        with pytest.raises(RefusedFile) as refusal:
            room.picture(store, endless, PDF, width=1654)
        outcome.append(refusal.value.fault)

    slow, begun = threading.Thread(target=ask), time.monotonic()
    slow.start()
    time.sleep(0.1)
    room.picture(store, good, PDF, width=64)
    assert outcome == []  # drawn while the other still hangs
    slow.join()
    assert outcome == [Fault.NO_PREVIEW]
    assert time.monotonic() - begun < 3.5  # by us, before the system's own clock does it


def test_a_page_that_computes_without_end_is_ended_after_its_time_of_the_processor(
    room: DrawingRoom, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_room, "PAGE_CPU", 0.5)
    monkeypatch.setattr(drawing_room, "PAGE_SECONDS", 20.0)
    digest, begun = put(store, printing.endless_shading()), time.monotonic()
    with pytest.raises(RefusedFile) as refusal:
        room.picture(store, digest, PDF, width=1653)
    assert refusal.value.fault == Fault.NO_PREVIEW
    assert time.monotonic() - begun < 15


def test_a_child_that_cannot_start_is_our_trouble_and_not_the_file_s(
    room: DrawingRoom, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Failed, match="no child could be started: status 1"):
        room.look(store, put(store, files.pdf()[1]), "总结.pdf")


def test_a_child_killed_over_what_arrives_tells_it_to_be_damaged_and_when_idle_nobody_notices(
    room: DrawingRoom, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, content = files.pdf()
    digest = put(store, content)
    room.look(store, digest, name)
    (child,) = room._children
    child._process.kill()
    child._process.wait()
    assert room.look(store, digest, name).facts.pages == 3
    monkeypatch.setattr(drawing_room, "LOOK_SECONDS", 0.0)
    os.kill(room.pids()[0], signal.SIGSTOP)
    with pytest.raises(RefusedFile) as refusal:
        room.look(store, digest, name)
    assert refusal.value.fault == Fault.BROKEN


def test_when_no_child_gets_free_people_are_told(
    store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_room, "WAIT_SECONDS", 0.01)
    with pytest.raises(Crowded):
        DrawingRoom(children=0).fingerprint(store, ABSENT, PDF)


def test_a_child_rests_after_its_tasks(
    room: DrawingRoom, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_room, "TASKS", 1)
    digest = put(store, files.jpeg()[1])
    room.picture(store, digest, JPEG, width=64)
    (before,) = room.pids()
    room.picture(store, digest, JPEG, width=64)
    assert [before] != room.pids()
    assert not Path(f"/proc/{before}").exists()


@pytest.mark.parametrize("ending", ["pass", "os.kill(os.getpid(), 9)"])
def test_children_do_not_outlive_who_asked(store: EvidenceStore, ending: str) -> None:
    digest = put(store, files.pdf()[1])
    code = (
        "import os; from app.reporting.drawing_room import ROOM; from app.domain.filetypes import KINDS;"
        "from evidence_store import Digest, open_store;"
        f"ROOM.picture(open_store({store.url!r}), Digest({digest.hex!r}), KINDS['pdf'], width=64);"
        f"print(*ROOM.pids(), flush=True); {ending}"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    (pid,) = run.stdout.split()
    assert is_gone(int(pid), within=5)
