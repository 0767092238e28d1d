"""`python -m evidence_store`: looking after a store without the application."""

import io
import runpy
import subprocess
import sys

import pytest

from evidence_store import __main__ as commands
from evidence_store import open_store


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
    assert commands.main(["verify", url]) == 0
    assert capsys.readouterr() == ("", "2 objects, 22 bytes, 0 corrupt\n")


def test_a_corrupt_object_is_listed_and_fails(tmp_path, url, store, capsys):
    digest = store.put(io.BytesIO(b"minutes"))
    corrupt(tmp_path, digest)
    assert commands.main(["verify", url]) == 1
    assert capsys.readouterr() == (f"{digest}\n", "2 objects, 22 bytes, 1 corrupt\n")


def test_a_long_verification_tells_how_far_it_is(url, store, capsys, monkeypatch):
    monkeypatch.setattr(commands, "SECONDS_BETWEEN_PROGRESS", 0)
    commands.main(["verify", url])
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_an_object_deleted_meanwhile_is_not_counted():
    store = open_store("memory:")
    store.put(io.BytesIO(b"x"))

    def stale_listing():
        digests = list(store)
        for digest in digests:
            store.delete(digest, reason="no row names it")
        return iter(digests)

    class Collected:
        size = store.size
        verify = store.verify
        __iter__ = staticmethod(stale_listing)

    assert commands.verify_all(Collected(), lambda *_: None) == (0, 0, [])


def test_statistics_count_and_add_up(url, store, capsys):
    assert commands.main(["stats", url]) == 0
    assert capsys.readouterr().out == "2 objects, 22 bytes, largest 15 bytes\n"


def test_what_broken_uploads_left_is_cleared(url, store, capsys):
    assert commands.main(["clear", url]) == 0
    assert capsys.readouterr().out == "0 abandoned uploads removed\n"


@pytest.mark.parametrize("address", ["file:///nowhere/evidence", "ftp://host/evidence"])
def test_a_store_that_is_not_there_is_no_sound_store(address, capsys):
    assert commands.main(["verify", address]) == 2
    assert capsys.readouterr().err.startswith("there is no evidence store to look at: ")


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
