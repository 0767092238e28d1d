"""Where a store is: the address decides the backend."""

import io

import pytest

from evidence_store import StoreMissing, open_store


def test_two_openings_of_one_directory_are_one_store(tmp_path):
    digest = open_store(f"file://{tmp_path}/evidence").put(io.BytesIO(b"x"))
    assert digest in open_store(f"file://localhost{tmp_path}/evidence")


def test_an_address_may_be_relative_and_hold_escaped_characters(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    open_store("file:instance/%E8%AF%81%E6%8D%AE")
    assert (tmp_path / "instance" / "证据").is_dir()


def test_every_memory_store_is_its_own():
    digest = open_store("memory:").put(io.BytesIO(b"x"))
    assert digest not in open_store("memory:")


@pytest.mark.parametrize("url", ["", "file:", "file://elsewhere/evidence", "ftp://host/evidence", "memory:x"])
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match="no evidence store for"):
        open_store(url)


def test_a_store_that_must_exist_is_not_made(tmp_path):
    with pytest.raises(StoreMissing, match="unmounted"):
        open_store(f"file://{tmp_path}/unmounted", create=False)
    assert list(tmp_path.iterdir()) == []
