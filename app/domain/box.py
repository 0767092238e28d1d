"""The box of a unit, filled all year (平时积累): what is said of a piece, its tags, and how much it holds.

Sources: PROCESS §3 (light load, evidence few and good), PERSONAS P3 (thirty chaotic files, re-use), P6.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .errors import Invalid, Sentence, sentence
from .evidence import MEBIBYTE
from .evidence_details import described
from .text import N_

MOST_PIECES = 300  # of one unit: five campaigns of sixty
MOST_MEGABYTES = 10 * 1024  # of one unit
MOST_TAGS, TAG_LIMIT = 10, 40
BETWEEN_TAGS = re.compile(r"[\s、，,;；|]+")

CAMERA_NAME = re.compile(
    r"(image|img|dsc|pxl|photo|mmexport|wx_camera|微信图片|相机|照片)?[\s_\-()（）\d]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class BoxedWords:
    """What the person says of a piece in the box."""

    title: str = ""
    event_on: date | None = None
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoxRoom:
    """What lies in a box: pieces that stand, and their bytes."""

    pieces: int
    size: int

    @property
    def pieces_left(self) -> int:
        return max(0, MOST_PIECES - self.pieces)

    @property
    def megabytes_left(self) -> int:
        return max(0, MOST_MEGABYTES - -(-self.size // MEBIBYTE))

    def require(self, size: int) -> None:
        """Raises Invalid (field `file`) when one more piece of `size` bytes finds no room."""
        if self.pieces >= MOST_PIECES:
            raise Invalid(
                file=sentence(
                    N_("The box holds %(most)s pieces at most. Please withdraw what is no longer needed."),
                    most=MOST_PIECES,
                )
            )
        if self.size + size > MOST_MEGABYTES * MEBIBYTE:
            raise Invalid(
                file=sentence(
                    N_("The box has room for %(left)s MB more. Please withdraw what is no longer needed."),
                    left=self.megabytes_left,
                )
            )


def tags_of(*typed: str) -> tuple[str, ...]:
    """The tags in what was typed or chosen, each once, in order: parted by blanks, commas or semicolons;
    full-width letters and digits are those of the keyboard.
    """
    words = BETWEEN_TAGS.split(unicodedata.normalize("NFKC", " ".join(typed)))
    return tuple(dict.fromkeys(word for word in words if word))


def is_camera_name(stem: str) -> bool:
    """Whether a file was named by a camera or an app and not by a person: IMG_0042, image, 微信图片_2026."""
    return CAMERA_NAME.fullmatch(stem) is not None


def require_words(words: BoxedWords, today: date) -> None:
    """Raises Invalid with a sentence for each field: title, event_on, note, tags."""
    wrong = described(words.title, words.note, words.event_on, today)
    if too_many := _wrong_tags(words.tags):
        wrong["tags"] = too_many
    if wrong:
        raise Invalid(**wrong)


def _wrong_tags(tags: Iterable[str]) -> Sentence | None:
    kept = list(tags)
    if len(kept) > MOST_TAGS or any(len(tag) > TAG_LIMIT for tag in kept):
        return sentence(
            N_("Please use at most %(most)s tags of at most %(limit)s characters each."),
            most=MOST_TAGS,
            limit=TAG_LIMIT,
        )
    return None
