"""What only a bucket does: it knows no locks, so a deletion leaves a mark that puts wait for."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from evidence_store import open_store
from tests.evidence_store import servers

LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def store():
    with servers.moto() as address:
        yield open_store(address.format(prefix="marks"))


def marked(store, digest):
    store.client.put_object(Bucket=store.bucket, Key=store.names.leaving(digest), Body=b"")


def test_a_mark_whose_deletion_died_holds_a_put_up_for_a_while_only(store, monkeypatch):
    monkeypatch.setattr("evidence_store.s3.LEAVING_SECONDS", 0.3)
    digest = store.put(io.BytesIO(b"x"))
    marked(store, digest)
    assert store.put(io.BytesIO(b"x")) == digest
    store.verify(digest)
    with pytest.raises(ClientError):
        store.client.head_object(Bucket=store.bucket, Key=store.names.leaving(digest))


def test_a_deletion_that_took_too_long_gives_up(store, monkeypatch):
    digest = store.put(io.BytesIO(b"x"))
    monkeypatch.setattr("evidence_store.s3.LEAVING_SECONDS", 0)
    assert not store.delete(digest, reason="no row names it", put_before=LATER)
    store.verify(digest)


def test_a_server_that_fails_is_no_server_without_a_mark(store, monkeypatch):
    digest = store.put(io.BytesIO(b"x"))
    head = store.client.head_object

    def failing(**asked):
        if asked["Key"] == store.names.leaving(digest):
            raise ClientError({"Error": {"Code": "503"}}, "HeadObject")
        return head(**asked)

    monkeypatch.setattr(store.client, "head_object", failing)
    with pytest.raises(ClientError, match="503"):
        store.put(io.BytesIO(b"x"))
