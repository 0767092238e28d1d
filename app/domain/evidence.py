"""The rules about evidence: how much, under which number, seen by whom, under which name.

Sources: PROCESS §4.4 (list of evidence), §7 (Chinese file names, large films), SCHEMA §6 (requirements).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import total_ordering
from typing import Self

from .errors import Invalid, TooLarge, sentence
from .filetypes import KNOWN_ENDINGS, ending, holds_unseen
from .text import N_

MEBIBYTE = 1024 * 1024
MAX_FILE_SIZE = 200 * MEBIBYTE  # a coordinator may set another
CLAIMED_WITHIN = timedelta(hours=24)  # bytes that no row names by then belong to nothing
MAX_FILES = 5  # per requirement, where the framework is silent
MAX_NAME_LENGTH = 4096  # far beyond what any file system can hold
MAX_EXPORT_NAME_BYTES = 80  # archives, old file systems and paths stay within theirs


class Visibility(StrEnum):
    """Who may open a piece of evidence, besides the unit it belongs to and the coordinator."""

    PUBLIC = "public"  # everybody the campaign concerns
    REVIEWERS = "reviewers"
    OFFICE = "office"  # the coordinator and nobody else


VISIBILITY_TITLES = {
    Visibility.PUBLIC: N_("Public"),
    Visibility.REVIEWERS: N_("Reviewers only"),
    Visibility.OFFICE: N_("Coordinator only"),
}

OUTLET_LEVELS = {
    "national": N_("National"),
    "provincial": N_("Provincial"),
    "municipal": N_("Municipal"),
    "university": N_("University or district"),
    "unit": N_("The unit itself"),
}


class News(StrEnum):
    """What is new about a piece for somebody who reads it."""

    NONE = ""
    UNSEEN = "unseen"  # not opened yet
    VERSION = "version"  # a newer version than the one that was opened


def news(opened: int | None, newest: int) -> News:
    """What is new: `opened` is the newest version somebody has opened (None: not opened yet), `newest` the
    version that stands. Of a link or what is kept on site (0) nobody can tell whether it was looked at.
    """
    if not newest:
        return News.NONE
    if opened is None:
        return News.UNSEEN
    return News.VERSION if opened < newest else News.NONE


def visibilities(*, sensitive: bool) -> tuple[Visibility, ...]:
    """What may be chosen, the default first: sensitive evidence is never public (product §2.13)."""
    if sensitive:
        return Visibility.REVIEWERS, Visibility.OFFICE
    return Visibility.REVIEWERS, Visibility.PUBLIC, Visibility.OFFICE


def require_visibility(chosen: Visibility, *, sensitive: bool) -> None:
    """Raises Invalid (field `visibility`) for sensitive evidence that would be public."""
    if chosen not in visibilities(sensitive=sensitive):
        raise Invalid(
            visibility=N_("Sensitive evidence cannot be public. Please choose who else may see it.")
        )


@total_ordering
@dataclass(frozen=True, slots=True)
class EvidenceNumber:
    """`2.1-03`: the third piece of evidence a unit gave for criterion 2.1. Permanent within the unit."""

    criterion: str
    ordinal: int

    def __str__(self) -> str:
        return f"{self.criterion}-{self.ordinal:02d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of `2.1-03`. Raises ValueError."""
        match = re.fullmatch(r"(.+)-(\d{2,})", text.strip(), re.ASCII)
        if not match:
            raise ValueError(f"not a number of evidence: {text!r}")
        return cls(match[1], int(match[2]))

    def __lt__(self, other: Self) -> bool:
        """As people count: 2.1-03, 2.1-10, 2.2-01, 2.10-01."""
        return _counted(self) < _counted(other)


def _counted(number: EvidenceNumber) -> tuple[tuple[tuple[bool, int, str], ...], int]:
    parts = re.split(r"(\d+)", number.criterion, flags=re.ASCII)
    return tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts), number.ordinal


def next_number(criterion: str, given: Iterable[EvidenceNumber]) -> EvidenceNumber:
    """The number after the highest ever given to the unit for `criterion`.

    `given` includes withdrawn evidence: a number is never given twice.
    """
    ordinals = (number.ordinal for number in given if number.criterion == criterion)
    return EvidenceNumber(criterion, max(ordinals, default=0) + 1)


def require_room(attached: int, most: int | None = None) -> None:
    """Raises Invalid (field `file`) when `attached` files or links leave no room under the cap `most`."""
    most = MAX_FILES if most is None else most
    if attached >= most:
        raise Invalid(
            file=sentence(
                N_("There are %(attached)s of at most %(most)s pieces here. Please withdraw one first."),
                attached=attached,
                most=most,
            )
        )


def require_size(size: int, most: int = MAX_FILE_SIZE) -> None:
    """Raises TooLarge (field `file`) for a file of more than `most` bytes."""
    if size > most:
        raise TooLarge(
            file=sentence(
                N_("This file is larger than %(most)s MB. Please compress it or give a link."),
                most=most // MEBIBYTE,
            )
        )


def shown_name(sent: str) -> str:
    """The name as it is kept and shown: exactly the person's own, without folders in front.

    Raises Invalid (field `file`) when nothing is left, it is too long, or it holds characters that are not
    seen and could make one ending look like another (U+202E and its like).
    """
    name = re.split(r"[/\\]", sent)[-1]
    if not name.strip(" ."):
        raise Invalid(file=N_("This file has no name. Please name it and upload it again."))
    if len(name) > MAX_NAME_LENGTH:
        raise Invalid(
            file=sentence(
                N_("The file name is longer than %(most)s characters. Please shorten it."),
                most=MAX_NAME_LENGTH,
            )
        )
    if holds_unseen(name):
        raise Invalid(
            file=N_("The file name holds invisible characters. Please rename it and upload it again.")
        )
    return name


_UNSAFE = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]'
)


def export_name(number: EvidenceNumber, name: str) -> str:
    """`2.1-03 附件2：佐证.docx`: the name in archives and downloads, safe on every system.

    Composed (NFC), without characters that Windows refuses or nobody sees, at most 80 bytes of UTF-8 with the
    ending kept; the number in front makes it unique and keeps it from being a device (CON) or hidden
    (.profile).
    """
    composed = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    tail = f".{ending(composed)}" if ending(composed) in KNOWN_ENDINGS else ""
    stem = composed[: -len(tail)] if tail else composed
    room = MAX_EXPORT_NAME_BYTES - len(f"{number} {tail}".encode())
    cut = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{number} {cut}{tail}".rstrip()
