"""`python -m evidence_store`: looking after a store without the application."""

import io
import runpy
import subprocess
import sys

import pytest

from evidence_store import StoreFull, commands, open_store
from evidence_store.__main__ import main
from tests.evidence_store import servers


@pytest.fixture
def url(tmp_path):
    return f"file://{tmp_path}/evidence"


@pytest.fixture
def store(url):
    store = open_store(url)
    for content in (b"minutes", b"a longer report"):
        store.put(io.BytesIO(content))
    return store


def corrupt(tmp_path, digest):
    path = tmp_path / "evidence" / digest.hex[:2] / digest.hex[2:4] / digest.hex
    path.chmod(0o600)
    path.write_bytes(b"MINUTES")


def test_a_sound_store_verifies(url, store, capsys):
    assert main(["verify", url]) == 0
    assert capsys.readouterr() == ("", "2 objects, 22 bytes, 0 corrupt\n")


def test_a_corrupt_object_is_listed_and_fails(tmp_path, url, store, capsys):
    digest = store.put(io.BytesIO(b"minutes"))
    corrupt(tmp_path, digest)
    assert main(["verify", url]) == 1
    assert capsys.readouterr() == (f"{digest}\n", "2 objects, 22 bytes, 1 corrupt\n")


def test_a_long_verification_tells_how_far_it_is(url, store, capsys, monkeypatch):
    monkeypatch.setattr(commands, "SECONDS_BETWEEN_PROGRESS", 0)
    main(["verify", url])
    assert len(capsys.readouterr().err.splitlines()) == 3


class Collected:
    """A store whose listing is older than what is in it: the collector has deleted everything meanwhile."""

    def __init__(self, store):
        self.open, self.size, self.verify, self.listed = store.open, store.size, store.verify, list(store)
        for digest in self.listed:
            store.delete(digest, reason="no row names it")

    def __iter__(self):
        return iter(self.listed)


def streams(answer=""):
    return commands.Streams(io.StringIO(answer), io.StringIO(), io.StringIO())


def test_an_object_deleted_meanwhile_is_not_counted():
    store = open_store("memory:")
    store.put(io.BytesIO(b"x"))
    told = streams()
    assert commands.verify(Collected(store), told) == 0
    assert told.err.getvalue() == "0 objects, 0 bytes, 0 corrupt\n"


def test_statistics_count_and_add_up(url, store, capsys):
    assert main(["stats", url]) == 0
    assert capsys.readouterr().out == "2 objects, 22 bytes, largest 15 bytes\n"


def test_what_broken_uploads_left_is_cleared(url, store, capsys):
    assert main(["clear", url]) == 0
    assert capsys.readouterr().out == "0 abandoned uploads removed\n"


@pytest.mark.parametrize("address", ["file:///nowhere/evidence", "ftp://host/evidence"])
def test_a_store_that_is_not_there_is_no_sound_store(address, capsys):
    assert main(["verify", address]) == 2
    assert capsys.readouterr().err.startswith("there is no evidence store to look at: ")


def test_a_copy_brings_what_is_lacking_and_a_second_one_nothing(tmp_path, url, store, capsys):
    to = f"file://{tmp_path}/elsewhere"
    assert main(["copy", url, to]) == 0
    assert list(open_store(to)) == list(store)
    assert main(["copy", url, to]) == 0
    assert capsys.readouterr() == (
        "",
        "2 objects, 22 bytes copied, 0 were there, 0 corrupt\n"
        "0 objects, 0 bytes copied, 2 were there, 0 corrupt\n",
    )


def test_a_bucket_is_filled_from_a_directory_and_a_directory_from_a_bucket(tmp_path, url, store, capsys):
    with servers.moto() as address:
        bucket = address.format(prefix="copied")
        assert main(["copy", url, bucket]) == 0
        assert main(["copy", bucket, f"file://{tmp_path}/back"]) == 0
    back = open_store(f"file://{tmp_path}/back")
    assert list(back) == list(store)
    for digest in back:
        back.verify(digest)


def test_what_was_cut_short_in_the_target_is_copied_again(tmp_path, url, store):
    to = f"file://{tmp_path}/elsewhere"
    main(["copy", url, to])
    first = next(iter(store))
    path = tmp_path / "elsewhere" / first.hex[:2] / first.hex[2:4] / first.hex
    path.chmod(0o600)
    path.write_bytes(b"m")
    assert main(["copy", url, to]) == 0
    open_store(to).verify(first)


def test_a_corrupt_object_is_listed_and_not_copied_under_any_name(tmp_path, url, store, capsys):
    digest = store.put(io.BytesIO(b"minutes"))
    corrupt(tmp_path, digest)
    assert main(["copy", url, f"file://{tmp_path}/elsewhere"]) == 1
    assert capsys.readouterr().out == f"{digest}\n"
    assert list(open_store(f"file://{tmp_path}/elsewhere")) == [each for each in store if each != digest]
    assert list((tmp_path / "elsewhere" / "incoming").iterdir()) == []


def test_a_long_copy_tells_how_far_it_is(tmp_path, url, store, capsys, monkeypatch):
    monkeypatch.setattr(commands, "SECONDS_BETWEEN_PROGRESS", 0)
    main(["copy", url, f"file://{tmp_path}/elsewhere"])
    assert capsys.readouterr().err.splitlines()[1] == "2 objects, 22 bytes copied"


def test_what_is_deleted_while_copying_is_not_missed():
    store = open_store("memory:")
    store.put(io.BytesIO(b"x"))
    told = streams()
    assert commands.copy(Collected(store), open_store("memory:"), told) == 0
    assert told.err.getvalue() == "0 objects, 0 bytes copied, 0 were there, 0 corrupt\n"


def test_a_full_target_ends_the_copy_with_what_was_copied(store):
    class Full(type(open_store("memory:"))):
        def append(self, upload, offset, content):
            raise StoreFull("no space left on device")

    told = streams()
    assert commands.copy(store, Full(), told) == 2
    assert told.err.getvalue() == (
        "there is no room left where it is copied to: no space left on device\n"
        "0 objects, 0 bytes copied, 0 were there, 0 corrupt\n"
    )


def test_a_purge_deletes_one_object_for_a_reason_that_goes_to_the_log(url, store, capsys, caplog):
    digest = store.put(io.BytesIO(b"minutes"))
    assert main(["purge", url, str(digest), "--reason", "court order 12"]) == 0
    assert capsys.readouterr().out == f"{digest} deleted, 7 bytes\n"
    assert caplog.messages == [f"deleted {digest}: court order 12"]
    assert len(list(store)) == 1
    assert main(["purge", url, digest.hex, "--reason", "court order 12"]) == 1
    assert capsys.readouterr().err == f"{digest} is not kept here\n"


def test_a_reason_is_asked_for_when_none_was_given(store):
    digest, told = next(iter(store)), streams("court order 12\n")
    assert commands.purge(store, digest, None, told) == 0
    assert told.err.getvalue() == f"Why is {digest} to be deleted for ever? "


@pytest.mark.parametrize(("given", "answer"), [("", ""), ("  ", ""), (None, ""), (None, " \n")])
def test_without_a_reason_nothing_is_purged(store, given, answer):
    told = streams(answer)
    assert commands.purge(store, next(iter(store)), given, told) == 2
    assert told.err.getvalue().endswith("nothing was deleted: a purge needs a reason\n")
    assert len(list(store)) == 2


@pytest.mark.parametrize("digest", ["minutes", "sha256:12"])
def test_what_is_no_digest_is_no_object_to_purge(url, store, digest, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["purge", url, digest, "--reason", "court order 12"])
    assert ended.value.code == 2


def test_it_runs_as_a_module(url, store, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["evidence_store", "stats", url])
    monkeypatch.delitem(sys.modules, "evidence_store.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("evidence_store", run_name="__main__")
    assert ended.value.code == 0


def test_it_needs_nothing_of_the_application(url, store):
    script = (
        "import sys, evidence_store.__main__ as m; m.main(['stats', sys.argv[1]]);"
        "assert not {'app', 'flask', 'sqlalchemy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, url], check=True, capture_output=True)
