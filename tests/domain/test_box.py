"""The box: what is said of a piece, its tags, and how much it holds."""

from datetime import date

import pytest

from app.domain.box import (
    MOST_MEGABYTES,
    MOST_PIECES,
    MOST_TAGS,
    TAG_LIMIT,
    BoxedWords,
    BoxRoom,
    is_camera_name,
    require_words,
    tags_of,
)
from app.domain.errors import Invalid
from app.domain.evidence import MEBIBYTE

TODAY = date(2026, 4, 1)


def test_tags_are_parted_by_what_people_type_between_them_and_each_is_kept_once() -> None:
    assert tags_of("2.1", "读书会、志愿　２．１，老同志; 读书会") == ("2.1", "读书会", "志愿", "老同志")
    assert tags_of("", " ") == ()


def test_a_camera_names_its_pictures_otherwise_than_people_do() -> None:
    names = ("IMG_0042", "image", "微信图片_20260321", "20260321 (1)", "志愿服务", "image of the year")
    assert [is_camera_name(name) for name in names] == [True, True, True, True, False, False]


def wrong(words: BoxedWords) -> list[str]:
    with pytest.raises(Invalid) as refused:
        require_words(words, TODAY)
    return list(refused.value.fields)


def test_a_piece_needs_a_title_a_day_that_has_come_and_tags_of_a_few_characters() -> None:
    require_words(BoxedWords("读书会", TODAY, "", ("字" * TAG_LIMIT,) * MOST_TAGS), TODAY)
    assert wrong(BoxedWords(" ", date(2026, 4, 2), "字" * 301)) == ["title", "note", "event_on"]
    assert wrong(BoxedWords("读书会", tags=("字" * (TAG_LIMIT + 1),))) == ["tags"]
    assert wrong(BoxedWords("读书会", tags=("字",) * (MOST_TAGS + 1))) == ["tags"]


def test_the_box_says_what_is_left_and_takes_no_more() -> None:
    full = MOST_MEGABYTES * MEBIBYTE
    room = BoxRoom(MOST_PIECES - 1, full - MEBIBYTE)
    assert (room.pieces_left, room.megabytes_left) == (1, 1)
    room.require(MEBIBYTE)
    for refused, size in ((room, MEBIBYTE + 1), (BoxRoom(MOST_PIECES, 0), 0)):
        with pytest.raises(Invalid) as error:
            refused.require(size)
        assert list(error.value.fields) == ["file"]
    assert (BoxRoom(MOST_PIECES + 1, full + 1).pieces_left, BoxRoom(0, full + 1).megabytes_left) == (0, 0)
