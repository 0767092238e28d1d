"""CSV: text in an encoding that can be told, and nothing else."""

import codecs
import re
from typing import BinaryIO

from app.domain.filetypes import KINDS, Fault, FileFacts, RefusedFile

ENCODINGS = ("utf-8", "gb18030")  # Excel and WPS write the second on Chinese Windows
BY_MARK = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CHUNK = 1024 * 1024
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")


def facts(content: BinaryIO) -> FileFacts:
    """Raises RefusedFile for what cannot be read, and for a web page under another name."""
    if encoding_of(content) is None:
        raise RefusedFile(Fault.UNREADABLE_TEXT)
    return FileFacts(KINDS["csv"])


def encoding_of(content: BinaryIO) -> str | None:
    """The first of `utf-8-sig`, `utf-16`, `utf-8`, `gb18030` in which all of it is text; None if none."""
    content.seek(0)
    start = content.read(4)
    marked = [encoding for mark, encoding in BY_MARK if start.startswith(mark)]
    return next((encoding for encoding in marked or ENCODINGS if _is_text(content, encoding)), None)


def _is_text(content: BinaryIO, encoding: str) -> bool:
    content.seek(0)
    decode = codecs.getincrementaldecoder(encoding)().decode
    start = 0
    try:
        while chunk := content.read(CHUNK):
            text = decode(chunk)
            if start == 0 and text.lstrip().startswith("<"):
                raise RefusedFile(Fault.WEB_PAGE)
            if NOT_TEXT.search(text):
                return False
            start += len(chunk)
        decode(b"", True)
    except UnicodeError:
        return False
    return True
