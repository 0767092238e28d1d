"""The words in a file, as far as they are words already: PDF, OFD, Word, Excel, PowerPoint and CSV, bounded.

Nothing is parsed as XML: the tags are cut away. Scans have no words; nobody reads them here.
"""

import html
import io
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from posixpath import dirname, join, normpath
from typing import BinaryIO
from zipfile import ZipFile

from app.domain.filetypes import Fault, FileKind, RefusedFile

from . import pdfium
from .inspection import archives, tables
from .words import Bounds, Page, Words

MAX_XML = 16 * 1024 * 1024  # of all parts of a document

_ENDS = re.compile(r"</(?:\w+:)?(?:p|si|c|f|tc)>|<(?:\w+:)?(?:tab|br|cr)\b[^<>]*>", re.ASCII)
_TAG = re.compile(r"<[^<>]*>")
_CELL = re.compile(r"<c\b([^<>]*)><v>\d*</v></c>", re.ASCII)  # of a worksheet
_PARTS = {
    "docx": re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", re.ASCII),
    "xlsx": re.compile(r"xl/(sharedStrings|worksheets/[\w-]+)\.xml", re.ASCII),
    "pptx": re.compile(r"ppt/(slides|notesSlides)/[\w-]+\.xml", re.ASCII),
}
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,5})\.xml", re.ASCII)
_OFD_PAGE = re.compile(r"<(?:\w+:)?Page\b[^<>]*\bBaseLoc\s*=\s*[\"']([^\"'<>]+)", re.ASCII)
_OFD_WORDS = re.compile(r"<(?:\w+:)?TextCode\b[^<>]*>([^<]*)|</(?:\w+:)?TextObject\s*>", re.ASCII)


AT_UPLOAD = Bounds(pages=200, characters=4_000_000, seconds=2.0)  # somebody waits
_Reading = Callable[[BinaryIO, str], Generator[Page]]


def texts(kind: FileKind, content: BinaryIO) -> Iterator[str]:
    """The text of each page or part, as much as may be read while somebody waits."""
    return (page.text for page in read(kind, content, AT_UPLOAD).pages)


def read(kind: FileKind, content: BinaryIO, bounds: Bounds) -> Words:
    """The words of a file within the bounds.

    What cannot be read ends the reading early and refuses nothing: the file was accepted before.
    """
    found: list[Page] = []
    left, until = bounds.characters, time.monotonic() + bounds.seconds
    reading = _READINGS.get(kind.code)
    if reading is None:
        return Words((), is_whole=True)
    try:
        with closing(reading(content, kind.code)) as pages:
            for page in pages:
                if left <= 0 or len(found) == bounds.pages or (found and time.monotonic() > until):
                    return Words(tuple(found), is_whole=False)
                found.append(page._replace(text=page.text[:left]))
                left -= len(page.text)
    except RefusedFile:
        return Words(tuple(found), is_whole=False)
    return Words(tuple(found), is_whole=left >= 0)


def _of_pdf(content: BinaryIO, _: str) -> Generator[Page]:
    with pdfium.opened(content) as document:
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            try:
                yield Page(number + 1, words.get_text_range())
            finally:
                words.close()
                page.close()


def _of_office(content: BinaryIO, code: str) -> Generator[Page]:
    with archives.opened(content) as package:
        wanted = {name.replace("\\", "/").lstrip("/"): name for name in package.namelist()}
        parts = [part for part in wanted if _PARTS[code].fullmatch(part)]
        for part, xml in _parts(package, sorted(parts, key=_slide), wanted):
            words = _TAG.sub("", _ENDS.sub("\n", _CELL.sub(_without_reference, xml)))
            yield Page(_slide(part) or None, html.unescape(words))


def _without_reference(cell: re.Match[str]) -> str:
    """A cell whose number only says which of the shared strings stands in it says nothing itself."""
    return "" if 't="s"' in cell[1] else cell[0]


def _slide(part: str) -> int:
    """The number of a slide; 0 for what is none, which so stands first."""
    found = _SLIDE.fullmatch(part)
    return int(found[1]) if found else 0


def _of_ofd(content: BinaryIO, _: str) -> Generator[Page]:
    with archives.opened(content) as package:
        wanted = {name.replace("\\", "/").lstrip("/"): name for name in package.namelist()}
        roots = sorted(name for name in wanted if name.endswith("Document.xml"))
        places = [
            normpath(join(dirname(root), place)).lstrip("/")
            for root, xml in _parts(package, roots, wanted)
            for place in _OFD_PAGE.findall(xml)
        ]
        pages = [place for place in places if place in wanted]
        for number, (_part, xml) in enumerate(_parts(package, pages, wanted), start=1):
            lines = (found[1] or "" if found[1] is not None else "\n" for found in _OFD_WORDS.finditer(xml))
            yield Page(number, html.unescape("".join(lines)))


def _parts(package: ZipFile, parts: list[str], called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each part with its XML, of all together at most MAX_XML. Raises RefusedFile where it ends."""
    left = MAX_XML
    for part in parts:
        with package.open(called[part]) as packed:
            xml = packed.read(left + 1)
        yield part, xml[:left].decode(errors="replace")
        left -= len(xml)
        if left < 0:
            raise RefusedFile(Fault.UNPACKS_TOO_LARGE)


def _of_table(content: BinaryIO, _: str) -> Generator[Page]:
    content.seek(0)
    start = content.read(AT_UPLOAD.characters)
    encoding = tables.encoding_of(io.BytesIO(start)) or "utf-8"  # cut in a letter: digits are alike
    yield Page(None, start.decode(encoding, errors="replace"))
    if content.read(1):
        raise RefusedFile(Fault.UNPACKS_TOO_LARGE)


_READINGS: Mapping[str, _Reading] = {
    "pdf": _of_pdf,
    "ofd": _of_ofd,
    "docx": _of_office,
    "xlsx": _of_office,
    "pptx": _of_office,
    "csv": _of_table,
}
