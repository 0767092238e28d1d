"""What the leading bytes of a file say."""

from enum import Enum, auto

import puremagic

from app.domain.filetypes import Fault, RefusedFile

HEAD = 4096
SURE = 0.4  # what puremagic gives four bytes that fit


class Family(Enum):
    """Files that are looked into in the same way."""

    PDF = auto()
    ZIP = auto()
    OLE = auto()
    FILM = auto()
    TEXT = auto()
    JPEG = auto()
    PNG = auto()
    WEBP = auto()
    HEIC = auto()
    TIFF = auto()


BLANK = b"\xef\xbb\xbf\x00 \t\r\n\f"

PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O, four ways
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Java class, Mach-O for several processors
    b"\x00asm",
    b"dex\n",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
    b"ITSF",  # compiled help
)

STARTS = (
    (b"%PDF-", Family.PDF),
    (b"PK\x03\x04", Family.ZIP),
    (b"PK\x05\x06", Family.ZIP),  # an empty one
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Family.OLE),
    (b"\xff\xd8\xff", Family.JPEG),
    (b"\x89PNG\r\n\x1a\n", Family.PNG),
    (b"II*\x00", Family.TIFF),
    (b"MM\x00*", Family.TIFF),
)

HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
QUICKTIME_BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")  # QuickTime before it had ftyp


def family(head: bytes) -> Family | None:
    """The family that `head`, the first bytes of a file, belongs to; None if to none of ours.

    Raises RefusedFile for programs and web pages, whatever their names say.
    """
    if is_program(head):
        raise RefusedFile(Fault.PROGRAM)
    if head.lstrip(BLANK).startswith(b"<"):
        raise RefusedFile(Fault.WEB_PAGE)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Family.WEBP
    if head[4:8] == b"ftyp":
        return Family.HEIC if head[8:12] in HEIC_BRANDS else Family.FILM
    if head[4:8] in QUICKTIME_BOXES:
        return Family.FILM
    plain = head.lstrip(BLANK)  # some scanners put an empty line before a PDF
    return next(
        (found for start, found in STARTS if (plain if found is Family.PDF else head).startswith(start)), None
    )


def is_program(head: bytes) -> bool:
    """Whether a file that starts so can be run."""
    return head.startswith(PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head[:64])


def mismatch(given: str, head: bytes) -> RefusedFile:
    """The refusal of a file of no known family: cut off, or something else under the ending `given`."""
    if not head.strip(b"\x00"):  # what a pulled-out stick leaves
        return RefusedFile(Fault.BROKEN)
    found = guess(head)
    if found is None:
        return RefusedFile(Fault.MISMATCH, ending=given)
    return (
        RefusedFile(Fault.BROKEN) if found == given else RefusedFile(Fault.RENAMED, ending=given, found=found)
    )


def guess(head: bytes) -> str | None:
    """The likely ending of a file we do not take, for the sentence only."""
    try:
        likely = puremagic.magic_string(head)
    except puremagic.PureError:
        return None
    return next((each.extension.removeprefix(".") for each in likely if each.confidence >= SURE), None)
