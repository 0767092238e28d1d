"""Opening PDFs to look at them: one at a time, because PDFium knows no threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pypdfium2
from pypdfium2 import raw

from app.domain.filetypes import KINDS, MACRO_ENDINGS, PROGRAM_ENDINGS, Fault, FileFacts, RefusedFile, ending

from .unreadable import broken_if_unreadable

TAIL = 64 * 1024  # the end mark must be in the last of it; some servers append their own remarks
MAX_ATTACHMENTS = 1_000
LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)

_one_at_a_time = threading.RLock()


@contextmanager
def opened(content: BinaryIO) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed at the end. Raises RefusedFile when it is damaged or asks for a password.

    An owner's password alone (no printing, no copying) is not asked for: such a file opens for everybody.
    """
    with _one_at_a_time, broken_if_unreadable():
        try:
            document = pypdfium2.PdfDocument(content, autoclose=False)
        except pypdfium2.PdfiumError as error:
            raise RefusedFile(Fault.ENCRYPTED if error.err_code in LOCKED else Fault.BROKEN) from error
        try:
            yield document
        finally:
            document.close()


def facts(content: BinaryIO) -> FileFacts:
    """The number of pages, after the end mark, the first and the last page have been found.

    Scripts, actions and addresses in it stay where they are: PDFium here runs none, pages are shown as
    pictures, and what is downloaded is sandboxed. A program packed in it is refused as in an archive.
    """
    size = content.seek(0, 2)
    content.seek(max(0, size - TAIL))
    if b"%%EOF" not in content.read():
        raise RefusedFile(Fault.BROKEN)
    with opened(content) as document:
        pages = len(document)
        for number in {0, pages - 1}:
            document.get_page_size(number)  # nothing on it is unpacked for that
        for number in range(min(document.count_attachments(), MAX_ATTACHMENTS)):
            name = document.get_attachment(number).get_name()
            if ending(name) in PROGRAM_ENDINGS | MACRO_ENDINGS:
                raise RefusedFile(Fault.PROGRAM_INSIDE, member=name)
    return FileFacts(KINDS["pdf"], pages=pages)
