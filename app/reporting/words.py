"""What was read in a file: words by page, and how much is read at most."""

from typing import NamedTuple


class Bounds(NamedTuple):
    """How much of a file is read at most; the time is looked at between two pages."""

    pages: int
    characters: int
    seconds: float


class Page(NamedTuple):
    """The words of a page, or of a part of a file that knows no pages (number None)."""

    number: int | None
    text: str


class Words(NamedTuple):
    """What was read, in order, and whether that is all there is."""

    pages: tuple[Page, ...]
    is_whole: bool
