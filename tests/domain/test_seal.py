"""The seal: alike evidence gives one text and one root; whatever differs is named."""

import hashlib
from dataclasses import replace
from uuid import UUID

import pytest

from app.domain.seal import Manifest, SealedPiece, differences, pieces_in, root_of

FILM = SealedPiece("2.1-10", "影片", "file", ("2.1", "3.2"), "影片.mp4", "b" * 64, 7, 2)
PAGE = SealedPiece("2.1-03", "报道", "link", ("2.1",), source="https://example.edu.cn/1")
MANIFEST = Manifest(UUID(int=1), UUID(int=2), "第三学院", (FILM, PAGE))


def test_the_text_is_canonical_and_its_sha256_is_the_root() -> None:
    text = MANIFEST.text()
    assert text == replace(MANIFEST, pieces=(PAGE, FILM)).text()
    assert text.startswith('{"campaign":"00000000-0000-0000-0000-000000000001","evidence":[{"digest":"",')
    assert root_of(text) == hashlib.sha256(text.encode()).hexdigest()
    assert pieces_in(text) == (PAGE, FILM)
    with pytest.raises(ValueError, match="format"):
        pieces_in(text.replace('"format":1', '"format":2'))


def test_every_difference_is_named_by_number() -> None:
    assert differences((FILM, PAGE), (PAGE, FILM)) == ()
    now = (replace(FILM, digest="c" * 64, revision=3), replace(PAGE, number="2.1-04"))
    assert [str(each) for each in differences((FILM, PAGE), now)] == [
        "2.1-03: withdrawn or gone since.",
        "2.1-04: added since.",
        "2.1-10: the file is another.",
        "2.1-10: it is another version.",
    ]
