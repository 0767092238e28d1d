"""One contract, every backend. TEST_BUCKET_URL (s3://bucket/{prefix}?endpoint=…) names one server instead."""

import io
import logging
import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from evidence_store import Digest, EvidenceMissing, OffsetRefused, UploadMissing, open_store
from tests.evidence_store import servers

NAMED = os.environ.get("TEST_BUCKET_URL", "")
BACKENDS = ["named"] if NAMED else ["file", "memory", "moto", "rclone"]
ABSENT = Digest("0" * 64)
MINUTES = "关工委会议纪要".encode() * 100_000  # more than one chunk


@pytest.fixture
def moto():  # while it stands no other server is reached, so for one test only
    with servers.moto() as address:
        yield address


@pytest.fixture(scope="module")
def rclone(tmp_path_factory):
    with servers.rclone(tmp_path_factory.mktemp("buckets")) as address:
        yield address


@pytest.fixture(params=BACKENDS)
def store(request, tmp_path):
    match request.param:
        case "named":
            return open_store(NAMED.format(prefix=uuid4().hex))
        case "file":
            return open_store(f"file://{tmp_path}/evidence")
        case "memory":
            return open_store("memory:")
        case server:
            return open_store(request.getfixturevalue(server).format(prefix=uuid4().hex))


def put(store, content: bytes) -> Digest:
    return store.put(io.BytesIO(content))


def test_what_is_put_can_be_opened(store):
    digest = put(store, MINUTES)
    with store.open(digest) as content:
        assert content.read() == MINUTES


def test_content_is_known_by_its_own_digest(store):
    assert put(store, MINUTES) == Digest.of(io.BytesIO(MINUTES))


def test_only_what_is_put_is_in_the_store(store):
    digest = put(store, b"x")
    assert digest in store
    assert ABSENT not in store


def test_a_range_is_read_by_seeking(store):
    with store.open(put(store, b"0123456789")) as content:
        content.seek(4)
        assert content.read(3) == b"456"


def test_putting_starts_where_the_content_stands(store):
    content = io.BytesIO(b"header and body")
    content.seek(11)
    assert store.put(content) == Digest.of(io.BytesIO(b"body"))


def test_nothing_at_all_can_be_kept_too(store):
    digest = put(store, b"")
    store.verify(digest)
    assert store.size(digest) == 0


def test_size_is_in_bytes(store):
    assert store.size(put(store, MINUTES)) == len(MINUTES)


def test_the_same_content_is_kept_once(store):
    assert put(store, b"x") == put(store, b"x")
    assert len(list(store)) == 1


def test_sound_content_verifies(store):
    store.verify(put(store, MINUTES))


def test_digests_come_in_ascending_order(store):
    digests = {put(store, str(number).encode()) for number in range(20)}
    assert list(store) == sorted(digests)


def test_an_empty_store_has_no_digests(store):
    assert list(store) == []


def test_it_is_known_when_content_was_last_put(store):
    before = datetime.now(UTC) - timedelta(seconds=1)
    digest = put(store, b"x")
    first = store.stored_at(digest)
    put(store, b"x")
    assert before <= first <= store.stored_at(digest) <= datetime.now(UTC) + timedelta(seconds=1)


def test_deleted_content_is_gone_and_the_reason_is_logged(store, caplog):
    digest, other = put(store, b"x"), put(store, b"y")
    with caplog.at_level(logging.WARNING, logger="evidence_store"):
        store.delete(digest, reason="no row names it")
    assert list(store) == [other]
    assert caplog.messages == [f"deleted {digest}: no row names it"]


def test_a_deletion_without_a_reason_deletes_nothing(store):
    digest = put(store, b"x")
    with pytest.raises(ValueError, match="needs a reason"):
        store.delete(digest, reason=" ")
    assert digest in store


def test_a_finished_put_leaves_nothing_to_clear(store):
    put(store, b"x")
    assert store.clear_abandoned(older_than=timedelta(0)) == 0


@pytest.mark.parametrize("ask", ["open", "size", "stored_at", "verify"])
def test_absent_evidence_is_missing(store, ask):
    with pytest.raises(EvidenceMissing, match=str(ABSENT)):
        getattr(store, ask)(ABSENT)


def test_absent_evidence_cannot_be_deleted(store):
    with pytest.raises(EvidenceMissing, match=str(ABSENT)):
        store.delete(ABSENT, reason="no row names it")


PIECES = [b"one ", b"", "二".encode() * 3_000_000, b"three"]  # the third is more than one part of a bucket


def test_an_upload_comes_in_pieces_and_is_named_by_the_whole(store):
    upload, received = store.begin(), 0
    for piece in PIECES:
        received = store.append(upload, received, io.BytesIO(piece))
        assert received == store.received(upload)
    whole = b"".join(PIECES)
    digest = store.finish(upload)
    assert digest == Digest.of(io.BytesIO(whole))
    with store.open(digest) as content:
        assert content.read() == whole


def test_an_upload_of_nothing_is_kept_too(store):
    assert store.size(store.finish(store.begin())) == 0


def test_an_upload_of_what_is_kept_already_is_kept_once(store):
    put(store, b"x")
    upload = store.begin()
    store.append(upload, 0, io.BytesIO(b"x"))
    assert store.finish(upload) == Digest.of(io.BytesIO(b"x"))
    assert len(list(store)) == 1


@pytest.mark.parametrize("offset", [0, 2, 4])
def test_a_piece_that_begins_elsewhere_is_refused_and_told_where_to_begin(store, offset):
    upload = store.begin()
    store.append(upload, 0, io.BytesIO(b"abc"))
    with pytest.raises(OffsetRefused) as refused:
        store.append(upload, offset, io.BytesIO(b"xyz"))
    assert refused.value.received == 3
    assert store.finish(upload) == Digest.of(io.BytesIO(b"abc"))


def test_nobody_sees_an_upload_before_it_is_finished(store):
    store.append(store.begin(), 0, io.BytesIO(b"x"))
    assert list(store) == []


@pytest.mark.parametrize("end", ["finish", "abandon"])
def test_an_upload_that_is_over_is_no_more(store, end):
    upload = store.begin()
    getattr(store, end)(upload)
    for ask in (store.received, store.finish, lambda name: store.append(name, 0, io.BytesIO(b"x"))):
        with pytest.raises(UploadMissing):
            ask(upload)


def test_an_upload_may_be_given_up_twice(store):
    upload = store.begin()
    store.abandon(upload)
    store.abandon(upload)
    assert list(store) == []


def test_what_came_in_before_the_connection_was_lost_is_kept(store):
    class Lost(io.BytesIO):
        def read(self, size=-1):
            found = super().read(size)
            if not found:
                raise ConnectionResetError
            return found

    upload = store.begin()
    with pytest.raises(ConnectionResetError):
        store.append(upload, 0, Lost(b"first half, "))
    received = store.received(upload)
    store.append(upload, received, io.BytesIO(b"first half, second half"[received:]))
    assert store.finish(upload) == Digest.of(io.BytesIO(b"first half, second half"))


def test_an_upload_nobody_goes_on_with_is_cleared_away(store):
    upload = store.begin()
    store.append(upload, 0, io.BytesIO(b"x"))
    assert store.clear_abandoned() == 0
    assert store.clear_abandoned(older_than=timedelta(seconds=-5)) == 1
    with pytest.raises(UploadMissing):
        store.received(upload)


def test_a_collector_spares_what_was_put_since(store):
    digest = put(store, b"x")
    moment = store.stored_at(digest)
    assert not store.delete(digest, reason="no row names it", put_before=moment)
    store.verify(digest)
    assert store.delete(digest, reason="no row names it", put_before=moment + timedelta(seconds=1))
    assert digest not in store


def test_a_put_during_a_deletion_keeps_its_content(store):
    """Whoever was told that it is kept finds it kept, however often it is deleted as old meanwhile."""
    ended = threading.Event()
    digest = put(store, b"x")

    def collect():
        while not ended.is_set():
            with suppress(EvidenceMissing):
                store.delete(digest, reason="no row names it", put_before=collected_before)

    for _ in range(2):
        time.sleep(1.1)
        collected_before = datetime.now(UTC).replace(microsecond=0)  # a bucket tells whole seconds
        ended.clear()
        collector = threading.Thread(target=collect)
        collector.start()
        put(store, b"x")
        ended.set()
        collector.join()
        store.verify(digest)


@pytest.mark.parametrize("where", ["file", "moto"])
def test_the_address_of_a_store_opens_the_same_store(where, tmp_path, request):
    address = tmp_path.as_uri() if where == "file" else request.getfixturevalue("moto").format(prefix="again")
    store = open_store(address)
    digest = put(store, MINUTES)
    assert digest in open_store(store.url)
