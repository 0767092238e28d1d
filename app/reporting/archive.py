"""A ZIP with an index, written as it is sent: safe names that stay Chinese everywhere, one file at a time."""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath

from app.reporting.spreadsheets import csv_bytes

BEIJING = timezone(timedelta(hours=8))
MOST_BYTES_OF_A_NAME = 120
LARGE = 2**31  # a file that may pass it gets the fields of a ZIP64
REFUSED_BY_WINDOWS = str.maketrans(
    {"/": "_", "\\": "_", ":": "：", "*": "＊", "?": "？", '"': "＂", "<": "＜", ">": "＞", "|": "｜"}
)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE)
PACKED_ALREADY = frozenset(
    (
        *(".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".mp4", ".mov"),
        *(".zip", ".docx", ".xlsx", ".pptx", ".ofd"),
    )
)


@dataclass(frozen=True)
class Entry:
    """A file of the archive: folders and name as people call them, and its bytes piece by piece.

    `size` may be None when it is not known; `remark` stands in the index.
    """

    path: tuple[str, ...]
    pieces: Iterable[bytes]
    size: int | None = None
    remark: str = ""


@dataclass(frozen=True)
class Index:
    """The list that goes in as the last file: its name without ending, and the words of its header."""

    name: str = "目录"
    header: tuple[str, str, str, str] = ("文件", "大小（字节）", "SHA-256", "备注")


class _Sink:
    """A file that can only be appended to and hands over what it was given."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._written = 0

    def write(self, piece: bytes, /) -> int:
        self._waiting += piece
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """There is nothing to close."""

    def taken(self) -> bytes:
        piece, self._waiting = bytes(self._waiting), bytearray()
        return piece


def archive(entries: Iterable[Entry], *, made_at: datetime, index: Index | None = None) -> Iterator[bytes]:
    """The bytes of a ZIP, piece by piece; no more than one piece of one file is held at a time.

    Names are made safe and unique, marked as UTF-8; the index lists what is inside with its SHA-256.
    The same entries give the same bytes. `made_at` carries a time zone and is written in Beijing time.
    """
    sink, index = _Sink(), index or Index()
    taken: set[str] = set()
    lines = []
    with zipfile.ZipFile(sink, "w") as packed:
        for entry in entries:
            name = unique_path(entry.path, taken)
            digest, size = hashlib.sha256(), 0
            with packed.open(_member(name, made_at), "w", force_zip64=_may_be_large(entry)) as member:
                for piece in entry.pieces:
                    digest.update(piece)
                    size += len(piece)
                    member.write(piece)
                    yield sink.taken()
            lines.append((name, size, digest.hexdigest(), entry.remark))
            yield sink.taken()
        list_name = unique_path((f"{index.name}.csv",), taken)
        packed.writestr(_member(list_name, made_at), csv_bytes(index.header, lines))
    yield sink.taken()


def safe_name(wanted: str) -> str:
    """A name every system accepts: composed (NFC), nothing unseen, no device, at most 120 bytes with its
    ending kept. Never empty."""
    name = UNSEEN.sub("", unicodedata.normalize("NFC", wanted)).translate(REFUSED_BY_WINDOWS).strip(" .")
    if not name:
        return "_"
    if DEVICE.fullmatch(name):
        name = f"_{name}"
    return _cut(name, MOST_BYTES_OF_A_NAME)


def unique_path(parts: tuple[str, ...], taken: set[str]) -> str:
    """Safe folders and name, with (2), (3) … where the name is taken, in whatever case. Adds to `taken`."""
    *folders, name = (safe_name(part) for part in parts or ("",))
    plain, ending = _parted(name)
    copy = 1
    while (path := "/".join((*folders, name))).casefold() in taken:
        copy += 1
        name = f"{plain} ({copy}){ending}"
    taken.add(path.casefold())
    return path


def _parted(name: str) -> tuple[str, str]:
    """The name and its ending; an ending is short, or it is a part of the name."""
    ending = PurePosixPath(name).suffix
    return (name[: -len(ending)], ending) if 1 < len(ending) <= 10 else (name, "")


def _cut(name: str, most: int) -> str:
    plain, ending = _parted(name)
    room = most - len(ending.encode())
    return plain.encode()[:room].decode(errors="ignore").rstrip(" .") + ending


def _member(name: str, made_at: datetime) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, made_at.astimezone(BEIJING).timetuple()[:6])
    packed = PurePosixPath(name).suffix.lower() in PACKED_ALREADY
    member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o100644 << 16
    return member


def _may_be_large(entry: Entry) -> bool:
    return entry.size is None or entry.size >= LARGE
