"""What a directory store keeps when disks fill up, processes die and bits rot."""

import errno
import io
import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from datetime import timedelta

import pytest

from evidence_store import Digest, EvidenceCorrupt, StoreFull, open_store
from evidence_store.local import room_or_refusal

DAY = timedelta(days=1)


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "evidence"


@pytest.fixture
def store(directory):
    return open_store(f"file://{directory}")


def files(directory):
    return [path for path in directory.rglob("*") if path.is_file()]


def put(store, content: bytes) -> Digest:
    return store.put(io.BytesIO(content))


def run(script: str, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments], stdout=subprocess.PIPE
    )


def test_what_is_kept_is_read_only(store, directory):
    put(store, b"x")
    assert [stat.S_IMODE(path.stat().st_mode) for path in files(directory)] == [0o440]


def test_a_broken_upload_leaves_nothing_behind(store, directory):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise ConnectionResetError
            return super().read(10)

    with pytest.raises(ConnectionResetError):
        store.put(Broken(b"half of the minutes"))
    assert files(directory) == []


@pytest.mark.parametrize("where", ["content", "names"])
def test_content_kept_already_costs_no_second_write_to_the_disk(store, directory, monkeypatch, where):
    forced = []
    fsync = os.fsync

    def counted(descriptor):
        forced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    put(store, b"x")
    first = forced.count(where == "names")
    forced.clear()
    put(store, b"x")
    assert (first, forced.count(where == "names")) == {"content": (1, 0), "names": (3, 3)}[where]


def test_a_full_disk_is_refused_and_keeps_what_it_had(tmp_path):
    """In a process of its own, whose files may not grow beyond 100 kB."""
    child = run(
        """
        import io, resource, sys
        from evidence_store import Digest, StoreFull, open_store
        store = open_store(sys.argv[1])
        small = store.put(io.BytesIO(b"small"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            store.put(io.BytesIO(b"x" * 150_000))
        except StoreFull:
            assert list(store) == [small]
            store.verify(small)
            sys.exit(42)
        """,
        f"file://{tmp_path}/evidence",
    )
    child.communicate()
    assert child.returncode == 42
    assert [path.stat().st_size for path in files(tmp_path)] == [5]


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_and_a_used_up_quota_are_told_as_a_full_store(reason):
    with pytest.raises(StoreFull, match=os.strerror(reason)), room_or_refusal():
        raise OSError(reason, os.strerror(reason))


def test_another_failure_of_the_disk_stays_what_it_is(store, directory):
    (directory / "2d").write_bytes(b"a file where a directory should be")
    with pytest.raises(NotADirectoryError):
        put(store, b"x")  # its digest begins with 2d


def test_a_put_killed_half_way_leaves_no_object(directory, store):
    child = run(
        """
        import io, sys, time
        from evidence_store import open_store
        class Slow(io.RawIOBase):
            def read(self, size=-1):
                print(flush=True)
                time.sleep(0.05)
                return b"x" * 1000
        open_store(sys.argv[1]).put(Slow())
        """,
        f"file://{directory}",
    )
    for _ in range(3):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert list(store) == []
    (left,) = files(directory)
    assert left.parent.name == "incoming"
    assert store.clear_abandoned() == 0  # it might still be growing
    assert store.clear_abandoned(older_than=timedelta(0)) == 1
    assert files(directory) == []


def test_putting_and_killing_again_and_again_shows_whole_objects_only(directory, store):
    for pause in (0.0, 0.002, 0.005, 0.01, 0.02):
        child = run(
            """
            import io, sys
            from evidence_store import open_store
            store = open_store(sys.argv[1])
            print(flush=True)
            for number in range(10_000):
                store.put(io.BytesIO(str(number).encode() * 20_000))
            """,
            f"file://{directory}",
        )
        child.stdout.readline()
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        child.communicate()
    for digest in store:
        store.verify(digest)


def test_many_putting_the_same_at_once_keep_it_once(store, directory):
    digests = set()
    threads = [threading.Thread(target=lambda: digests.add(put(store, b"x" * 100_000))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (digest,) = digests
    store.verify(digest)
    assert len(files(directory)) == 1


def test_a_flipped_bit_is_found(store, directory):
    digest, sound = put(store, b"original"), put(store, b"another")
    spoil(directory, digest, b"originam")
    with pytest.raises(EvidenceCorrupt, match=str(digest)):
        store.verify(digest)
    store.verify(sound)


def test_content_cut_short_is_made_whole_by_putting_it_again(store, directory):
    digest = put(store, b"original")
    spoil(directory, digest, b"orig")
    put(store, b"original")
    store.verify(digest)


def test_abandoned_uploads_are_cleared_by_age_while_running_ones_stay(store, directory):
    old, young = directory / "incoming" / "old", directory / "incoming" / "young"
    for path in (old, young):
        path.write_bytes(b"half")
    yesterday = time.time() - 25 * 3600
    os.utime(old, (yesterday, yesterday))
    assert store.clear_abandoned(older_than=DAY) == 1
    assert files(directory) == [young]


def test_an_upload_that_ends_while_clearing_is_nothing_to_clear(store, directory):
    gone = directory / "incoming" / "gone"
    gone.symlink_to(directory / "ended")  # listed, but not there when looked at
    assert store.clear_abandoned(older_than=timedelta(0)) == 0


def test_files_that_are_not_ours_are_not_evidence(store, directory):
    digest = put(store, b"x")
    (directory / "README").write_text("who put this here?")
    (directory / digest.hex[:2] / digest.hex[2:4] / "notes.txt").write_text("and this?")
    assert list(store) == [digest]


def spoil(directory, digest: Digest, content: bytes) -> None:
    path = directory / digest.hex[:2] / digest.hex[2:4] / digest.hex
    path.chmod(0o600)
    path.write_bytes(content)


def test_altered_content_in_memory_is_found_too():
    store = open_store("memory:")
    digest = put(store, b"original")
    store._objects[digest] = (b"originam", store.stored_at(digest))
    with pytest.raises(EvidenceCorrupt, match=str(digest)):
        store.verify(digest)
