"""ZIP archives and what is packed as one: bounded before anything is unpacked."""

import re
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.domain.filetypes import KINDS, MACRO_ENDINGS, PROGRAM_ENDINGS, Fault, FileFacts, RefusedFile, ending
from app.reporting.unreadable import broken_if_unreadable

from . import office
from .signatures import is_program

MAX_MEMBERS = 10_000
MAX_DIRECTORY = 8 * 1024 * 1024
MAX_UNPACKED = 2 * 1024**3
MAX_RATIO = 200  # of what is worth asking: real tables shrink to a hundredth
WORTH_ASKING = 100 * 1024 * 1024

_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _END64_SIZE, _LOCATOR_SIZE, _MAX_COMMENT = 22, 56, 20, 65_535
_LOCAL_HEADER = 30


def facts(content: BinaryIO) -> FileFacts | None:
    """An Office or OFD document, or else an archive; None for a package of another kind (XPS, Visio)."""
    with opened(content) as archive:
        if office.is_package(archive):
            kind = office.kind_of(archive)
            return FileFacts(kind) if kind else None
        for member in archive.infolist():
            require_harmless(archive, member)
        return FileFacts(KINDS["zip"])


@contextmanager
def opened(content: BinaryIO) -> Iterator[ZipFile]:
    """The archive, after its directory has proved small, true and without a password. Raises RefusedFile."""
    end = end_of(content)
    if end is None:
        raise RefusedFile(Fault.BROKEN)
    if end.members > MAX_MEMBERS or end.directory > MAX_DIRECTORY:
        raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
    with broken_if_unreadable(), ZipFile(content) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if not members:
            raise RefusedFile(Fault.EMPTY)
        if any(member.flag_bits & 0x41 for member in members):
            raise RefusedFile(Fault.ENCRYPTED)
        require_bounded(members)
        yield archive


def require_bounded(members: list[ZipInfo]) -> None:
    """Raises RefusedFile when they would unpack to too much, or share their bytes (the densest bombs do)."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > WORTH_ASKING and unpacked > MAX_RATIO * packed):
        raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
    reached = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < reached:
            raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
        reached = member.header_offset + _LOCAL_HEADER + member.compress_size


def require_harmless(archive: ZipFile, member: ZipInfo) -> None:
    """Raises RefusedFile for a program, a link, or a name that would leave the folder it is unpacked in."""
    name = member_name(member)
    parts = name.replace("\\", "/").split("/")
    if (
        ".." in parts
        or parts[0] == ""
        or re.match(r"[A-Za-z]:", name)
        or stat.S_ISLNK(member.external_attr >> 16)
    ):
        raise RefusedFile(Fault.UNSAFE_MEMBER, member=name)
    if ending(name) in PROGRAM_ENDINGS | MACRO_ENDINGS:
        raise RefusedFile(Fault.PROGRAM_INSIDE, member=name)
    if member.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not member.is_dir():
        with archive.open(member) as inside:
            if is_program(inside.read(64)):
                raise RefusedFile(Fault.PROGRAM_INSIDE, member=name)


def member_name(member: ZipInfo) -> str:
    """As its owner reads it: Chinese Windows writes GBK and does not say so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.orig_filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


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
    members, directory, _, comment = struct.unpack("<HIIH", tail[at + 10 : at + _END_SIZE])
    at64 = at - _LOCATOR_SIZE - _END64_SIZE
    if at64 >= 0 and tail[at - _LOCATOR_SIZE :].startswith(_LOCATOR) and tail[at64:].startswith(_END64):
        members, directory = struct.unpack("<QQ", tail[at64 + 32 : at64 + 48])
    return End(members, directory, start + at + _END_SIZE + comment)


def ends_as_archive(content: BinaryIO) -> bool:
    """Whether unpacking programs would see an archive in this file of another kind."""
    end = end_of(content)
    return end is not None and end.ends_at == content.seek(0, 2)
