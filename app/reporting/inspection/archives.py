"""ZIP archives and what is packed as one: bounded before anything is unpacked."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple
from zipfile import ZipFile, ZipInfo

from app.domain.filetypes import KINDS, Fault, FileFacts, RefusedFile
from app.domain.parcel import PackedFile
from app.reporting.unreadable import broken_if_unreadable

from . import members, office

MAX_DIRECTORY = 8 * 1024 * 1024

_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _END64_SIZE, _LOCATOR_SIZE, _MAX_COMMENT = 22, 56, 20, 65_535
_LOCAL_HEADER = 30


def facts(content: BinaryIO) -> FileFacts | None:
    """An Office or OFD document, or else an archive; None for a package of another kind (XPS, Visio)."""
    size = content.seek(0, 2)
    with opened(content) as archive:
        if office.is_package(archive):
            members.require_safe_parts(archive)
            kind = office.kind_of(archive)
            return FileFacts(kind) if kind else None
        members.look_through(archive, members.Room(size), opened)
        return FileFacts(KINDS["zip"])


def packed(content: BinaryIO) -> list[PackedFile]:
    """The files of an archive, in the order of its directory, under the names their owner reads.

    Raises RefusedFile.
    """
    with opened(content) as archive:
        return [
            PackedFile(position, members.member_name(member), member.file_size)
            for position, member in enumerate(archive.infolist())
            if not member.is_dir()
        ]


@contextmanager
def unpacked(content: BinaryIO, position: int) -> Iterator[BinaryIO]:
    """One file of an archive, to be read from its beginning. Raises RefusedFile when it cannot be."""
    with opened(content) as archive, archive.open(archive.infolist()[position]) as inside:
        yield inside  # type: ignore[misc]  # it is read, and nothing else


@contextmanager
def opened(content: BinaryIO) -> Iterator[ZipFile]:
    """The archive, after its directory has proved small, true and without a password. Raises RefusedFile."""
    end = end_of(content)
    if end is None:
        raise RefusedFile(Fault.BROKEN)
    if end.members > members.MAX_MEMBERS or end.directory > MAX_DIRECTORY:
        raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
    with broken_if_unreadable(), ZipFile(content) as archive:
        packed = [member for member in archive.infolist() if not member.is_dir()]
        if not packed:
            raise RefusedFile(Fault.EMPTY)
        if any(member.flag_bits & 0x41 for member in packed):
            raise RefusedFile(Fault.ENCRYPTED)
        require_bounded(packed)
        yield archive


def require_bounded(packed: list[ZipInfo]) -> None:
    """Raises RefusedFile when they would unpack to too much, or share their bytes (the densest bombs do)."""
    members.require_modest(sum(each.file_size for each in packed), sum(each.compress_size for each in packed))
    reached = 0
    for member in sorted(packed, key=lambda each: each.header_offset):
        if member.header_offset < reached:
            raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
        reached = member.header_offset + _LOCAL_HEADER + member.compress_size


class End(NamedTuple):
    """What the end of an archive says: members, bytes of directory, and where the file must end."""

    members: int
    directory: int
    ends_at: int


def end_of(content: BinaryIO) -> End | None:
    """Read first, because zipfile reads the whole directory, however large; None if there is none."""
    size = content.seek(0, 2)
    start = max(0, size - _END_SIZE - _MAX_COMMENT - _LOCATOR_SIZE - _END64_SIZE)
    content.seek(start)
    tail = content.read()
    at = tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail):
        return None
    count, directory, _, comment = struct.unpack("<HIIH", tail[at + 10 : at + _END_SIZE])
    at64 = at - _LOCATOR_SIZE - _END64_SIZE
    if at64 >= 0 and tail[at - _LOCATOR_SIZE :].startswith(_LOCATOR) and tail[at64:].startswith(_END64):
        count, directory = struct.unpack("<QQ", tail[at64 + 32 : at64 + 48])
    return End(count, directory, start + at + _END_SIZE + comment)


def ends_as_archive(content: BinaryIO) -> bool:
    """Whether unpacking programs would see an archive in this file of another kind."""
    end = end_of(content)
    return end is not None and end.ends_at == content.seek(0, 2)
