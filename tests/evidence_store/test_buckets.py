"""What only a bucket does: marks instead of locks, links for browsers, a server's failures."""

import io
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from botocore.exceptions import ClientError

from evidence_store import EvidenceCorrupt, StoreFull, StoreMissing, open_store
from evidence_store.s3 import PART
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


@pytest.mark.parametrize(
    ("key", "ask"),
    [("leaving", "put"), ("content", "put"), ("content", "stored_at"), ("renewed", "stored_at")],
)
def test_a_server_that_fails_has_not_said_that_something_is_absent(store, monkeypatch, key, ask):
    digest = store.put(io.BytesIO(b"x"))
    head = store.client.head_object

    def failing(**asked):
        if asked["Key"] == getattr(store.names, key)(digest):
            raise ClientError({"Error": {"Code": "503"}}, "HeadObject")
        return head(**asked)

    monkeypatch.setattr(store.client, "head_object", failing)
    with pytest.raises(ClientError, match="503"):
        getattr(store, ask)(io.BytesIO(b"x") if ask == "put" else digest)


def refusing(store, monkeypatch, call, code):
    def refused(**_):
        raise ClientError({"Error": {"Code": code}}, call)

    monkeypatch.setattr(store.client, call, refused)


def test_a_server_without_room_is_a_full_store(store, monkeypatch):
    refusing(store, monkeypatch, "create_multipart_upload", "QuotaExceeded")
    with pytest.raises(StoreFull, match="QuotaExceeded"):
        store.begin()


def test_a_server_that_fails_to_tell_what_came_in_is_asked_again_later(store, monkeypatch):
    upload = store.begin()
    refusing(store, monkeypatch, "get_object", "503")
    with pytest.raises(ClientError, match="503"):
        store.received(upload)


def test_what_was_altered_in_the_bucket_is_found(store):
    digest = store.put(io.BytesIO(b"original"))
    store.client.put_object(Bucket=store.bucket, Key=store.names.content(digest), Body=b"originam")
    with pytest.raises(EvidenceCorrupt, match=str(digest)):
        store.verify(digest)


def test_content_of_whole_parts_only_is_kept(store):
    digest = store.put(io.BytesIO(b"x" * PART))
    assert store.size(digest) == PART


def test_an_upload_that_is_one_object_already_is_cleared_away(store):
    """Whoever finished it died before its content was copied to its place."""
    store.client.put_object(Bucket=store.bucket, Key=store.names.incoming("0" * 32), Body=b"x")
    assert store.clear_abandoned(older_than=timedelta(seconds=-5)) == 1
    assert store.client.list_objects_v2(Bucket=store.bucket)["KeyCount"] == 0


def test_a_browser_may_fetch_it_by_a_link_that_ends(store):
    digest = store.put(io.BytesIO(b"x"))
    link = store.link(digest, seconds=60, disposition="attachment", media_type="application/pdf")
    asked = parse_qs(urlsplit(link).query)
    assert asked["response-content-type"] == ["application/pdf"]
    assert urlsplit(link).path.endswith(digest.hex)


def test_the_link_gives_the_bytes_and_one_for_another_object_nothing(tmp_path):
    """By a server that checks signatures."""
    with servers.rclone(tmp_path) as address:
        store = open_store(address.format(prefix="linked"))
        digest, other = store.put(io.BytesIO(b"minutes")), store.put(io.BytesIO(b"secret"))
        link = store.link(digest, seconds=60, disposition="attachment", media_type="application/pdf")
        with urlopen(link, timeout=10) as answer:
            assert answer.read() == b"minutes"
        with pytest.raises(HTTPError, match="403"):
            urlopen(link.replace(digest.hex, other.hex), timeout=10)


def test_a_bucket_that_is_not_there_is_no_store():
    with servers.moto(), pytest.raises(StoreMissing, match="s3://elsewhere"):
        open_store("s3://elsewhere")
