"""Where a list goes on: what is written into an address is read back, and nothing else is."""

from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web.bookmarks import bookmark, bookmarked

ID = UUID(int=7)
BARE = Flask("bare")


def read(sent: str, *kinds: type) -> object:
    with BARE.test_request_context(f"/?after={quote(sent)}"):
        return bookmarked(lambda *keys: keys, *kinds)


@given(
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"])),
    st.integers(0, 999_999_999),
    st.uuids(),
)
def test_the_keys_of_a_row_are_read_back_whatever_its_code(code: str, rank: int, last: UUID) -> None:
    assert read(bookmark(rank, code, last), int, str, UUID) == (rank, code, last)


def test_a_moment_is_read_back_with_its_zone() -> None:
    moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert read(bookmark(moment, ID), datetime, UUID) == (moment, ID)


@pytest.mark.parametrize(
    "sent",
    ["", "~", "x", f"01~{ID}~more", "01~no-id", f"0\x001~{ID}", str(ID)],
)
def test_what_was_changed_in_the_address_begins_the_list_at_its_start(sent: str) -> None:
    assert read(sent, str, UUID) is None


@pytest.mark.parametrize("sent", ["１~a", "-1~a", f"{'9' * 30}~a", "1.5~a"])
def test_a_rank_that_is_no_small_whole_number_is_none(sent: str) -> None:
    assert read(sent, int, str) is None


def test_a_moment_without_a_zone_is_none() -> None:
    assert read(f"2026-03-02~{ID}", datetime, UUID) is None
