"""A digest: how it is written, read and shortened."""

import io

import pytest

from evidence_store import Digest

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_digest_of_nothing_is_the_published_one():
    assert Digest.of(io.BytesIO()) == Digest(EMPTY)


def test_it_is_written_with_the_name_of_its_algorithm():
    assert str(Digest(EMPTY)) == f"sha256:{EMPTY}"


def test_its_short_form_is_the_first_eight_digits():
    assert Digest(EMPTY).short == "e3b0c442"


@pytest.mark.parametrize("text", [EMPTY, f"sha256:{EMPTY}", EMPTY.upper(), f" {EMPTY}\n"])
def test_what_was_written_is_read_again(text):
    assert Digest.parse(text) == Digest(EMPTY)


@pytest.mark.parametrize("text", ["", "e3b0c442", EMPTY + "0", f"md5:{EMPTY}", "g" * 64, "../" + EMPTY])
def test_what_is_no_digest_is_refused(text):
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        Digest.parse(text)
