"""Archives and documents that are packed, made hostile."""

import functools
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests import files

from .cases import MIB


def packed(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name) if name.endswith("/") else name, content)
    return written.getvalue()


def under(raw: bytes, content: bytes = b"x", *, utf8: bool = False) -> bytes:
    """An archive with one member under exactly these bytes, which zipfile would not write."""
    place = "~" * len(raw)
    archive = bytearray(packed((place, content)).replace(place.encode(), raw))
    if utf8:
        archive[7] |= 0x08
        archive[archive.rfind(b"PK\x01\x02") + 9] |= 0x08
    return bytes(archive)


@functools.cache
def zeros(megabytes: int) -> bytes:
    """An archive that unpacks to so many megabytes of nothing."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("零.txt", "w") as member,
    ):
        for _ in range(megabytes):
            member.write(bytes(MIB))
    return written.getvalue()


def claiming(size: int) -> bytes:
    """An archive whose directory says that its member unpacks to `size` bytes."""
    archive = bytearray(packed(("a.txt", b"x" * 1000)))
    at = archive.rfind(b"PK\x01\x02")
    archive[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(archive)


def overlapping(members: int) -> bytes:
    """Members that all share one stretch of bytes, as the densest bombs do."""
    body, check = zlib.compress(bytes(MIB))[2:-4], zlib.crc32(bytes(MIB))
    sizes = (0, 8, 0, 33, check, len(body), MIB, 1, 0)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, *sizes)
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, *sizes, 0, 0, 0, 0, 0) + b"a"
    directory = entry * members
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, members, members, len(directory), 31 + len(body), 0)
    return local + b"a" + body + directory + end


def nested(levels: int, inner: bytes | None = None) -> bytes:
    content = inner or packed(("纪要.txt", b"x"))
    for _ in range(levels):
        content = packed(("内.zip", content))
    return content


def many(members: int) -> bytes:
    return packed(*((f"{number}.txt", b"") for number in range(members)), compression=zipfile.ZIP_STORED)


def linked() -> bytes:
    link = zipfile.ZipInfo("纪要.pdf")
    link.external_attr = 0o120777 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return written.getvalue()


def twice() -> bytes:
    return packed(("a.pdf", b"one"), ("b.pdf", b"two")).replace(b"b.pdf", b"a.pdf")


def word(**parts: bytes) -> bytes:
    """A Word document with these parts; `document`, `types` and `rels` replace the ordinary ones."""
    return _package("wordprocessingml.document.main", "word/document.xml", parts)


def sheet(**parts: bytes) -> bytes:
    return _package("spreadsheetml.sheet.main", "xl/workbook.xml", parts)


def _package(main: str, part: str, parts: dict[str, bytes]) -> bytes:
    every = dict(zip_members(files.office_package(main, part)))
    names = {"document": part, "types": "[Content_Types].xml", "rels": "_rels/.rels"}
    every |= {names.get(name, name): content for name, content in parts.items()}
    return files.archive(every)[1]


def zip_members(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


TYPES_OF_WORD = dict(
    zip_members(files.office_package("wordprocessingml.document.main", "word/document.xml"))
)["[Content_Types].xml"]


def behind(content: bytes, archive: bytes) -> bytes:
    """One file behind another, the archive's places put right, as a polyglot is made."""
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a") as joined, zipfile.ZipFile(io.BytesIO(archive)) as other:
        for name in other.namelist():
            joined.writestr(name, other.read(name))
    return written.getvalue()


def ole_cycle() -> bytes:
    """A container whose chain of sectors bites its tail."""
    content = bytearray(files.doc()[1])
    fat = content.rfind(struct.pack("<I", files.TABLE)) // 512 * 512
    content[fat : fat + 4] = struct.pack("<I", 0)
    return bytes(content)


def locked() -> bytes:
    content = bytearray(packed(("纪要.txt", b"x")))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)
