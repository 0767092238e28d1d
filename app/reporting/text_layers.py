"""The words in a file, as far as they are words already: PDF, Word, Excel, PowerPoint and CSV, bounded.

Nothing is parsed as XML: the tags are cut away. Scans have no words; nobody reads them here.
"""

import html
import io
import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from typing import BinaryIO
from zipfile import ZipFile

from app.domain.filetypes import FileKind, RefusedFile

from . import pdfium
from .inspection import archives, tables

MAX_PAGES = 200
MAX_CHARACTERS = 4_000_000
MAX_XML = 16 * 1024 * 1024  # of all parts of a document
SECONDS = 2.0

_ENDS = re.compile(r"</(?:\w+:)?(?:p|si|c|f|tc)>|<(?:\w+:)?(?:tab|br|cr)\b[^<>]*>", re.ASCII)
_TAG = re.compile(r"<[^<>]*>")
_PARTS = {
    "docx": re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", re.ASCII),
    "xlsx": re.compile(r"xl/(sharedStrings|worksheets/[\w-]+)\.xml", re.ASCII),
    "pptx": re.compile(r"ppt/(slides|notesSlides)/[\w-]+\.xml", re.ASCII),
}


def texts(kind: FileKind, content: BinaryIO) -> Iterator[str]:
    """The text of each page or part, of at most 200 pages, 4 million characters and about 2 s.

    A file that cannot be read, or has no words, ends the reading early: it was accepted before and stays so.
    """
    left, until = MAX_CHARACTERS, time.monotonic() + SECONDS
    reading = _READINGS.get(kind.code)
    if reading is None:
        return
    try:
        with closing(reading(content, kind.code)) as read:
            for text in read:
                yield text[:left]
                left -= len(text)
                if left <= 0 or time.monotonic() > until:
                    return
    except RefusedFile:
        return


def _of_pdf(content: BinaryIO, _: str) -> Generator[str]:
    with pdfium.opened(content) as document:
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            words = page.get_textpage()
            try:
                yield words.get_text_range()
            finally:
                words.close()
                page.close()


def _of_office(content: BinaryIO, code: str) -> Generator[str]:
    with archives.opened(content) as package:
        left = MAX_XML
        for name in package.namelist():
            if left > 0 and _PARTS[code].fullmatch(name.replace("\\", "/").lstrip("/")):
                xml = _read(package, name, left)
                left -= len(xml)
                yield html.unescape(_TAG.sub("", _ENDS.sub("\n", xml.decode(errors="replace"))))


def _read(package: ZipFile, name: str, most: int) -> bytes:
    with package.open(name) as part:
        return part.read(most)


def _of_table(content: BinaryIO, _: str) -> Generator[str]:
    content.seek(0)
    start = content.read(MAX_CHARACTERS)
    encoding = tables.encoding_of(io.BytesIO(start)) or "utf-8"  # cut in a letter: digits are alike
    yield start.decode(encoding, errors="replace")


_READINGS: Mapping[str, Callable[[BinaryIO, str], Generator[str]]] = {
    "pdf": _of_pdf,
    "docx": _of_office,
    "xlsx": _of_office,
    "pptx": _of_office,
    "csv": _of_table,
}
