"""Documents packed as ZIP: Office Open XML (Word, Excel, PowerPoint, WPS) and OFD."""

import html
import re
from zipfile import ZipFile

from app.domain.filetypes import KINDS, Fault, FileKind, RefusedFile

TYPES = "[Content_Types].xml"
MAX_TYPES = 4 * 1024 * 1024
MAX_MAIN_PART = 256 * 1024 * 1024
MAX_PROLOG = 64 * 1024
CHUNK = 1024 * 1024

MAIN_PARTS = {
    "wordprocessingml.document.main": "docx",
    "spreadsheetml.sheet.main": "xlsx",
    "presentationml.presentation.main": "pptx",
}


def is_package(archive: ZipFile) -> bool:
    """Whether this is a document and not an archive of documents."""
    return bool(_names(archive) & {TYPES.lower(), "ofd.xml"})


def kind_of(archive: ZipFile) -> FileKind | None:
    """The kind of the package, its main part read through; None for other kinds. Raises RefusedFile."""
    names = _names(archive)
    if "ofd.xml" in names:
        if "encryptions.xml" in names:
            raise RefusedFile(Fault.ENCRYPTED)
        return KINDS["ofd"]
    types = _text(_read(archive, TYPES, MAX_TYPES))
    if "macroenabled" in types or "vbaproject" in types or any(map(_is_macro, names)):
        raise RefusedFile(Fault.MACROS)
    for override in re.findall(r"<[^<>]*override\b[^<>]*>", types):
        for main, code in MAIN_PARTS.items():
            if f"{main}+xml" in override and (part := re.search(r"partname\s*=\s*[\"']/([^\"']+)", override)):
                _read(archive, part[1], MAX_MAIN_PART, keep=False)
                return KINDS[code]
    return None


def require_plain_parts(archive: ZipFile) -> None:
    """Raises RefusedFile for a part of XML that declares entities or never begins.

    Office and OFD forbid such declarations (ECMA-376-2 §8), and every bomb and every theft by XML needs one.
    """
    for member in archive.infolist():
        name = member.filename.lower().replace("\\", "/")
        if name.endswith((".xml", ".rels")) and "customxml/" not in name:
            with archive.open(member) as part:
                before = part.read(MAX_PROLOG)
            text = re.sub(r"<!--.*?-->|<\?.*?\?>", "", _text(before), flags=re.DOTALL)
            root = re.search(r"<[^!?]", text)
            if "<!" in text[: root.start() if root else None] or (root is None and len(before) == MAX_PROLOG):
                raise RefusedFile(Fault.BROKEN)


def _names(archive: ZipFile) -> set[str]:
    return {name.lower().replace("\\", "/") for name in archive.namelist()}


def _is_macro(name: str) -> bool:
    return name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/")


def _read(archive: ZipFile, wanted: str, most: int, *, keep: bool = True) -> bytes:
    """A member, its name compared as Office does; read to the end, so that its checksum is checked."""
    name = next(
        (each for each in archive.namelist() if each.lower().replace("\\", "/") == wanted.lower()), None
    )
    if name is None:
        raise RefusedFile(Fault.BROKEN)
    kept = []
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            most -= len(chunk)
            if most < 0:
                raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
            if keep:
                kept.append(chunk)
    return b"".join(kept)


def _text(xml: bytes) -> str:
    """To look at, never parsed: lower case, without XML's disguises (UTF-16, character references)."""
    marked = xml.startswith((b"\xff\xfe", b"\xfe\xff"))
    wide = {0: "utf-16-be", 1: "utf-16-le"}.get(xml[:2].find(b"\0"), "utf-8")
    encoding = "utf-16" if marked else wide
    return html.unescape(xml.decode(encoding, errors="replace")).lower()
