"""A parcel: a ZIP with the files of many criteria, and where each of them belongs, as far as names tell.

People sort by folders (2.1 组织建设/附件1.pdf) or by names (2.1-03 会议纪要.pdf). The name of the file is
asked first, then its folder, then the folder around that.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .errors import DomainError, Sentence
from .evidence import require_size, shown_name
from .evidence_details import OTHER
from .filetypes import ending, require_accepted

MOST_FILES = 300  # of one parcel: as many as a unit may have at all, and more than a page should list
_WRITTEN_BY_SYSTEMS = re.compile(r"(__MACOSX|\.[^/]*|~\$[^/]*|Thumbs\.db|desktop\.ini)", re.IGNORECASE)
_IN_FRONT = re.compile(r"[\s\[(【（《「]*(?:指标|考核点)?\s*")


class ParcelState(StrEnum):
    """What becomes of one file of a parcel."""

    OFFERED = "offered"  # its owner has not said yet where it belongs
    LEFT_OUT = "left_out"
    WAITING = "waiting"  # to be unpacked and looked at
    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file in a ZIP: its position in the directory, folders and name as its owner reads them, its bytes."""

    position: int
    path: str
    size: int


def wanted(packed: Iterable[PackedFile]) -> list[PackedFile]:
    """Without what computers put beside the files of people: __MACOSX, .DS_Store, Thumbs.db, ~$ locks."""
    return [
        each for each in packed if not any(_WRITTEN_BY_SYSTEMS.fullmatch(part) for part in _parts(each.path))
    ]


def place_of(path: str, places: Mapping[str, str]) -> str:
    """Where a file belongs, or "" when neither its name nor a folder begins with a code.

    `places` maps a code as people write it (2.1, B1) to its place (2.1, bonus:B1). A code ends where no
    further digit or letter follows: 2.10 is not 2.1, and 2024年 is no criterion.
    """
    for part in reversed(_parts(path)):
        begun = _IN_FRONT.sub("", unicodedata.normalize("NFKC", part), count=1).casefold()
        fitting = [code for code in places if _begins(begun, code.casefold())]
        if fitting:
            return places[max(fitting, key=len)]
    return ""


def refusal_of(packed: PackedFile, accepted: Collection[str], most: int) -> Sentence | None:
    """Why a file cannot be evidence, as far as its name and size (at most `most` bytes) tell; else None."""
    try:
        require_accepted(shown_name(packed.path), accepted)
        require_size(packed.size, most)
    except DomainError as error:
        return error.reasons[0]
    return None


def answered_by(path: str, accepted: Iterable[Collection[str]]) -> int:
    """The first of a place's requirements that takes files ending so; OTHER when none does."""
    return next((place for place, endings in enumerate(accepted) if ending(path) in endings), OTHER)


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"[/\\]", path) if part]


def _begins(text: str, code: str) -> bool:
    return re.match(rf"{re.escape(code)}(?![0-9a-z])(?!\.\d)", text) is not None
