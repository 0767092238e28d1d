"""MP4 and QuickTime films: their boxes, walked without reading what is in them."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from app.domain.filetypes import KINDS, Fault, FileFacts, RefusedFile

NO_FILMS = (b"M4A ", b"M4B ", b"M4P ", b"avif", b"avis", b"crx ")  # sound, pictures, a camera's raw format
QUICKTIME = b"qt  "
MAX_BOXES = 100_000


def facts(content: BinaryIO) -> FileFacts | None:
    """A film with its index (moov) and its pictures (mdat), neither cut; None for sound and stills."""
    content.seek(8)
    brand = content.read(4) if _starts_with_brand(content) else QUICKTIME
    if brand in NO_FILMS:
        return None
    if not {b"moov", b"mdat"} <= set(whole_boxes(content)):
        raise RefusedFile(Fault.BROKEN)
    return FileFacts(KINDS["mov" if brand == QUICKTIME else "mp4"])


def whole_boxes(content: BinaryIO) -> Iterator[bytes]:
    """The names of the outermost boxes up to the first that is cut off or is none (cameras leave crumbs)."""
    size = content.seek(0, 2)
    at = 0
    for _ in range(MAX_BOXES):
        content.seek(at)
        header = content.read(16)
        if len(header) < 8:
            return
        length, name = struct.unpack_from(">I4s", header)
        if length == 1 and len(header) == 16:
            length = struct.unpack_from(">Q", header, 8)[0]
        elif length == 0:  # to the end of the file
            length = size - at
        if length < 8 or at + length > size:
            return
        yield name
        at += length


def _starts_with_brand(content: BinaryIO) -> bool:
    content.seek(4)
    return content.read(4) == b"ftyp"
