"""Which kinds of files are evidence, and the sentences told when a file is none.

A kind is what the bytes are, never what the name says. Whether they agree is found out by
app/reporting/inspection; what follows from it is stated here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from pathlib import PurePosixPath
from typing import NamedTuple

from .errors import UnsupportedFile, sentence
from .text import N_


class Shown(Enum):
    """How a reader sees a file without leaving the page."""

    PAGES = "pages"  # drawn page by page
    PICTURE = "picture"
    FILM = "film"  # played by the browser
    RENDITION = "rendition"  # drawn page by page, from a PDF that is made where LibreOffice is installed
    DOWNLOAD = "download"


class FileKind(NamedTuple):
    """A kind of file: its name in records, the endings it may carry, how it is served and shown."""

    code: str
    endings: tuple[str, ...]
    media_type: str
    shown: Shown = Shown.DOWNLOAD


_OOXML = "application/vnd.openxmlformats-officedocument."
PICTURE_ENDINGS = (
    "jpg",
    "jpeg",
    "png",
    "heic",
    "heif",
    "webp",
    "tif",
    "tiff",
)  # a phone renames them at will
FILM_ENDINGS = ("mp4", "mov", "m4v")

KINDS: Mapping[str, FileKind] = {
    kind.code: kind
    for kind in (
        FileKind("pdf", ("pdf",), "application/pdf", Shown.PAGES),
        FileKind("doc", ("doc", "wps"), "application/msword", Shown.RENDITION),
        FileKind("docx", ("docx", "wps"), _OOXML + "wordprocessingml.document", Shown.RENDITION),
        FileKind("works", ("wps",), "application/vnd.ms-works"),
        FileKind("ofd", ("ofd",), "application/ofd"),
        FileKind("xls", ("xls", "et"), "application/vnd.ms-excel", Shown.RENDITION),
        FileKind("xlsx", ("xlsx", "et"), _OOXML + "spreadsheetml.sheet", Shown.RENDITION),
        FileKind("csv", ("csv",), "text/csv"),
        FileKind("ppt", ("ppt", "dps"), "application/vnd.ms-powerpoint", Shown.RENDITION),
        FileKind("pptx", ("pptx", "dps"), _OOXML + "presentationml.presentation", Shown.RENDITION),
        FileKind("jpeg", PICTURE_ENDINGS, "image/jpeg", Shown.PICTURE),
        FileKind("png", PICTURE_ENDINGS, "image/png", Shown.PICTURE),
        FileKind("webp", PICTURE_ENDINGS, "image/webp", Shown.PICTURE),
        FileKind("heic", PICTURE_ENDINGS, "image/heic", Shown.PICTURE),
        FileKind("tiff", PICTURE_ENDINGS, "image/tiff", Shown.PICTURE),
        FileKind("mp4", FILM_ENDINGS, "video/mp4", Shown.FILM),
        FileKind("mov", FILM_ENDINGS, "video/quicktime", Shown.FILM),
        FileKind("zip", ("zip",), "application/zip"),
    )
}

KNOWN_ENDINGS = frozenset(ending for kind in KINDS.values() for ending in kind.endings)
MAX_FOLDERS = 30  # around a file in an archive
SCANS = {"jpg": ("tif", "tiff")}  # where a photograph is accepted, so is what an office scanner writes

# fmt: off -- one word a line would be forty lines
PROGRAM_ENDINGS = frozenset(
    {
        "apk",
        "app",
        "appimage",
        "bat",
        "bin",
        "cmd",
        "com",
        "cpl",
        "deb",
        "dll",
        "dmg",
        "elf",
        "exe",
        "gadget",
        "hta",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msi",
        "msp",
        "pif",
        "pkg",
        "ps1",
        "py",
        "reg",
        "rpm",
        "scr",
        "sh",
        "sys",
        "url",
        "vb",
        "vbe",
        "vbs",
        "ws",
        "wsf",
        "wsh",
    }
)
# fmt: on
MACRO_ENDINGS = frozenset(
    {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam", "sldm"}
)
PAGE_ENDINGS = frozenset(
    {"htm", "html", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "swf"}
)


class FileFacts(NamedTuple):
    """What an inspection found out. Pages of a PDF or TIFF; pixels as shown, turned upright; else None."""

    kind: FileKind
    pages: int | None = None
    width: int | None = None
    height: int | None = None


class Fault(Enum):
    """Why a file is refused; the value is the sentence that says what to do."""

    EMPTY = N_("This file is empty. Please save it once more and upload it again.")
    NO_ENDING = N_(
        "The name of this file has no ending such as .pdf. Please choose the file itself: %(accepted)s."
    )
    NOT_ACCEPTED = N_(
        "Files ending in .%(ending)s are not accepted here. Please upload one of these: %(accepted)s."
    )
    PROGRAM = N_("This is a program, not a document. Please upload the document itself, for example as PDF.")
    WEB_PAGE = N_("Web pages and SVG drawings are not accepted. Please print it to PDF or give a link.")
    MACROS = N_(
        "This file contains macros (small programs). Please save it without macros and upload it again."
    )
    ENCRYPTED = N_("This file is protected by a password. Please save it without one and upload it again.")
    BROKEN = N_(
        "This file is damaged or incomplete. Please open it, save it once more and upload the new copy."
    )
    RENAMED = N_(
        "The name ends in .%(ending)s, but the file is really .%(found)s. "
        "Please open it with its program, save it as .%(ending)s and upload it again."
    )
    MISMATCH = N_(
        "The name ends in .%(ending)s, but the content is something else. "
        "Please open it with its program, save it as .%(ending)s and upload it again."
    )
    HIDDEN_PART = N_("Another file is hidden inside this one. Please print it to PDF and upload that.")
    UNPACKS_TOO_LARGE = N_(
        "Unpacked, this file would be far too large. Please upload its documents one by one."
    )
    PROGRAM_INSIDE = N_(
        "There is a program in this archive: %(member)s. Please take it out and upload it again."
    )
    UNSAFE_MEMBER = N_(
        "A name in this archive is not safe: %(member)s. Please pack it again and upload that."
    )
    TOO_MANY_PIXELS = N_(
        "This picture is too large (%(pixels)s million pixels). Please upload a smaller copy."
    )
    NO_PREVIEW = N_("This file cannot be shown here. Please download it to look at it.")
    UNREADABLE_TEXT = N_(
        "The characters of this table cannot be read. Please save it as XLSX and upload that."
    )


class RefusedFile(UnsupportedFile):
    """A file that is no evidence, and why (422); the sentence stands beside the field `file`."""

    def __init__(self, fault: Fault, **params: object) -> None:
        super().__init__(file=sentence(fault.value, **params))
        self.fault = fault


def ending(name: str) -> str:
    """The ending of a file name in lower case without its dot, "" if it has none; full-width dots count."""
    return PurePosixPath(name.replace("．", ".").strip()).suffix.lower().removeprefix(".")


def is_safe_member(name: str) -> bool:
    """Whether the name of a packed file, folders in front, stays in the folder it is unpacked in and can be
    read for what it is: no way up or out, no drive, no character that is not seen, at most 30 folders."""
    parts = name.replace("\\", "/").split("/")
    return not (
        ".." in parts
        or parts[0] == ""
        or re.match(r"[A-Za-z]:", name)
        or len(parts) > MAX_FOLDERS
        or holds_unseen(name)
    )


def holds_unseen(name: str) -> bool:
    """Whether a name holds control characters, or those that turn the direction of what follows (U+202E) and
    make one ending look like another."""
    return any(unicodedata.category(each) in {"Cc", "Cs"} or each in _TURNING for each in name)


_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def accepted_endings(accept: Iterable[str], groups: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The endings a requirement takes.

    `accept` are names of the framework's `accept_groups` (`groups`); an empty one means all of them. Links
    are no files, and an ending whose content we cannot recognise is not offered. Raises KeyError for a group
    the framework does not have (its loader has checked that).
    """
    listed = {each.lower() for group in (tuple(accept) or groups) for each in groups[group]}
    scans = {scan for each in listed for scan in SCANS.get(each, ())}
    return frozenset(listed | scans) & KNOWN_ENDINGS


def require_accepted(name: str, accepted: Collection[str] = KNOWN_ENDINGS) -> str:
    """The ending of `name`, if it is among `accepted`; otherwise RefusedFile, naming the endings that are."""
    given = ending(name)
    for refused, fault in _REFUSED_EVERYWHERE:
        if given in refused:
            raise RefusedFile(fault)
    offered = ", ".join(sorted(accepted))
    if not given:
        raise RefusedFile(Fault.NO_ENDING, accepted=offered)
    if given not in accepted:
        raise RefusedFile(Fault.NOT_ACCEPTED, ending=given, accepted=offered)
    return given


def require_agreement(given: str, kind: FileKind) -> FileKind:
    """`kind`, if a file of it may carry the ending `given`; otherwise RefusedFile, naming the real ending."""
    if given not in kind.endings:
        raise RefusedFile(Fault.RENAMED, ending=given, found=kind.endings[0])
    return kind


_REFUSED_EVERYWHERE = (
    (PROGRAM_ENDINGS, Fault.PROGRAM),
    (MACRO_ENDINGS, Fault.MACROS),
    (PAGE_ENDINGS, Fault.WEB_PAGE),
)
