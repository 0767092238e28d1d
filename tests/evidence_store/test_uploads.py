"""Uploads in pieces on a disk: one writer at a time, through several processes."""

import io
import os
from pathlib import Path

import pytest

from evidence_store import Digest, UploadBusy, UploadMissing, open_store, uploads


@pytest.fixture
def store(tmp_path):
    return open_store(f"file://{tmp_path}/evidence")


def another(store):
    """The same directory, as another process sees it."""
    return open_store(store.root.as_uri())


def test_a_second_writer_is_told_to_wait(store):
    upload = store.begin()
    with store.uploads.held(upload), pytest.raises(UploadBusy):
        another(store).append(upload, 0, io.BytesIO(b"x"))


def test_a_process_started_while_an_upload_is_written_does_not_hold_it_beyond_that(store):
    upload = store.begin()
    with store.uploads.held(upload) as file:
        copy = os.dup(file.fileno())  # what a child has between its fork and its program
    try:
        assert store.append(upload, 0, io.BytesIO(b"x")) == 1
    finally:
        os.close(copy)


@pytest.mark.parametrize("pieces", [(b"one, ", b"two"), (b"", b"x")])
def test_what_one_process_began_another_finishes(store, pieces):
    first, second = pieces
    upload = store.begin()
    received = store.append(upload, 0, io.BytesIO(first))
    other = another(store)
    other.append(upload, received, io.BytesIO(second))
    whole = Digest.of(io.BytesIO(first + second))
    assert store.finish(upload) == whole  # what this process remembers of it is not all there is
    store.verify(whole)


def test_only_so_many_running_hashes_are_remembered(store, monkeypatch):
    monkeypatch.setattr(uploads, "KEPT_HASHES", 1)
    first, second = store.begin(), store.begin()
    for upload in (first, second):
        store.append(upload, 0, io.BytesIO(b"x"))
        assert len(store.uploads._hashes) == 1
    assert store.finish(first) == store.finish(second)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 32, "0" * 31])
def test_what_is_no_name_of_an_upload_is_no_path(store, name):
    with pytest.raises(UploadMissing):
        store.received(name)


@pytest.mark.parametrize("meanwhile", ["gone", "another"])
def test_an_upload_that_ends_between_the_opening_and_the_lock_is_no_more(store, monkeypatch, meanwhile):
    upload = store.begin()
    path: Path = store.incoming / upload

    def flock(_file, how):
        if how == uploads.fcntl.LOCK_UN:
            return
        path.unlink()
        if meanwhile == "another":
            path.write_bytes(b"")

    monkeypatch.setattr(uploads.fcntl, "flock", flock)
    with pytest.raises(UploadMissing):
        store.append(upload, 0, io.BytesIO(b"x"))
