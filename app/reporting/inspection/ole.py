"""Old Office documents (OLE containers of Word, Excel, PowerPoint, WPS, Works): passwords and macros."""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import olefile

from app.domain.filetypes import KINDS, Fault, FileFacts, RefusedFile
from app.reporting.unreadable import broken_if_unreadable

MACRO_STORAGES = {"macros", "_vba_project_cur", "_vba_project", "vba"}
MAX_RECORDS = 200_000

# [MS-DOC] 2.5.2, [MS-XLS] 2.4, [MS-PPT] 2.3.2 and 2.13.24
WORD_FLAGS, WORD_ENCRYPTED = 0x0A, 0x0100
XLS_BOUNDSHEET, XLS_FILEPASS, XLS_EOF, XLS_MACRO_SHEET = 0x85, 0x2F, 0x0A, 0x01
PPT_TOKEN_AT, PPT_ENCRYPTED = 12, 0xF3D1C4DF
PPT_DOCUMENT, PPT_LIST, PPT_VBA, PPT_VBA_ATOM = 0x03E8, 0x07D0, 0x03FF, 0x0400


def facts(content: BinaryIO) -> FileFacts | None:
    """The document in this container; None if it holds none we know. Raises RefusedFile."""
    with broken_if_unreadable(), olefile.OleFileIO(content) as ole:
        paths = [[part.lower() for part in path] for path in ole.listdir(storages=True)]
        if ["encryptedpackage"] in paths:
            raise RefusedFile(Fault.ENCRYPTED)
        if any(MACRO_STORAGES.intersection(path) for path in paths):
            raise RefusedFile(Fault.MACROS)
        for stream, code, look in _DOCUMENTS:
            if [stream.lower()] in paths:
                look(ole, stream)
                return FileFacts(KINDS[code])
    return None


def _look_at_word(ole: olefile.OleFileIO, stream: str) -> None:
    with ole.openstream(stream) as text:
        header = text.read(WORD_FLAGS + 2)
    if struct.unpack_from("<H", header, WORD_FLAGS)[0] & WORD_ENCRYPTED:
        raise RefusedFile(Fault.ENCRYPTED)


def _look_at_excel(ole: olefile.OleFileIO, stream: str) -> None:
    """The records before the first sheet say whether there is a password and which sheets are macros."""
    with ole.openstream(stream) as book:
        for _ in range(MAX_RECORDS):
            code, length = struct.unpack("<HH", book.read(4))
            record = book.read(length)
            if code == XLS_FILEPASS:
                raise RefusedFile(Fault.ENCRYPTED)
            if code == XLS_BOUNDSHEET and record[5] == XLS_MACRO_SHEET:
                raise RefusedFile(Fault.MACROS)
            if code == XLS_EOF:
                return


def _look_at_slides(ole: olefile.OleFileIO, stream: str) -> None:
    with ole.openstream("Current User") as user:
        token = struct.unpack_from("<I", user.read(PPT_TOKEN_AT + 4), PPT_TOKEN_AT)[0]
    if token == PPT_ENCRYPTED:
        raise RefusedFile(Fault.ENCRYPTED)
    with ole.openstream(stream) as slides:
        for document in _records(slides.read(), PPT_DOCUMENT):
            for listed in _records(document, PPT_LIST):
                for project in _records(listed, PPT_VBA):
                    if any(struct.unpack_from("<I", atom, 4)[0] for atom in _records(project, PPT_VBA_ATOM)):
                        raise RefusedFile(Fault.MACROS)


def _records(container: bytes, wanted: int) -> Iterator[bytes]:
    """The bodies of the records of type `wanted` directly inside a PowerPoint container."""
    at = 0
    while at + 8 <= len(container):
        _, code, length = struct.unpack_from("<HHI", container, at)
        if code == wanted:
            yield container[at + 8 : at + 8 + length]
        at += 8 + length


def _look_no_further(ole: olefile.OleFileIO, stream: str) -> None:
    """Works has neither macros nor passwords."""


_DOCUMENTS = (
    ("WordDocument", "doc", _look_at_word),
    ("Workbook", "xls", _look_at_excel),
    ("Book", "xls", _look_at_excel),
    ("PowerPoint Document", "ppt", _look_at_slides),
    ("CONTENTS", "works", _look_no_further),
    ("MatOST", "works", _look_no_further),
)
