"""One contract, every backend."""

import io
import logging
from datetime import UTC, datetime, timedelta

import pytest

from evidence_store import Digest, EvidenceMissing, open_store

ABSENT = Digest("0" * 64)
MINUTES = "关工委会议纪要".encode() * 100_000  # more than one chunk


@pytest.fixture(params=["file", "memory"])
def store(request, tmp_path):
    return open_store({"file": f"file://{tmp_path}/evidence", "memory": "memory:"}[request.param])


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
