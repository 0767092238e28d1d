"""What is packed in an archive: names that lead nowhere else, no programs, archives inside within limits."""

import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.domain.filetypes import (
    KINDS,
    MACRO_ENDINGS,
    PROGRAM_ENDINGS,
    Fault,
    RefusedFile,
    ending,
    is_safe_member,
)

from . import office
from .signatures import is_program

MEBIBYTE = 1024 * 1024
MAX_MEMBERS = 10_000  # with those of archives inside
MAX_UNPACKED = 2 * 1024 * MEBIBYTE
MAX_RATIO = 200  # of what is worth asking: real tables shrink to a hundredth
WORTH_ASKING = 100 * MEBIBYTE
MAX_LEVELS = 3  # an archive in an archive in an archive
MAX_NESTED = 256 * MEBIBYTE  # of archives inside, which are unpacked to be looked into
IN_MEMORY = MEBIBYTE
HEAD = 64

PACKAGES = frozenset(each for code in ("docx", "xlsx", "pptx", "ofd") for each in KINDS[code].endings)
Opener = Callable[[BinaryIO], AbstractContextManager[ZipFile]]


@dataclass
class Room:
    """What an archive of `packed` bytes and all archives inside it have used of the limits."""

    packed: int
    members: int = 0
    unpacked: int = 0
    nested: int = 0

    def take(self, *, members: int = 0, unpacked: int = 0, nested: int = 0) -> None:
        """Raises RefusedFile when it is too much."""
        self.members += members
        self.unpacked += unpacked
        self.nested += nested
        if self.members > MAX_MEMBERS or self.nested > MAX_NESTED:
            raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
        require_modest(self.unpacked, self.packed)


def require_modest(unpacked: int, packed: int) -> None:
    """Raises RefusedFile when `packed` bytes would become too many, or many more than is likely."""
    if unpacked > MAX_UNPACKED or (unpacked > WORTH_ASKING and unpacked > MAX_RATIO * packed):
        raise RefusedFile(Fault.UNPACKS_TOO_LARGE)


def look_through(archive: ZipFile, room: Room, opened: Opener, level: int = 1) -> None:
    """Raises RefusedFile for a program, a name told twice or unsafe, or too much, here or in archives inside.

    `opened` opens one of those as the outermost was opened: bounded, without a password.
    """
    if level > MAX_LEVELS:
        raise RefusedFile(Fault.UNPACKS_TOO_LARGE)
    every = archive.infolist()
    room.take(members=len(every), unpacked=sum(member.file_size for member in every))
    names = set()
    for member in every:
        name = member_name(member)
        if name in names or stat.S_ISLNK(member.external_attr >> 16):
            raise RefusedFile(Fault.UNSAFE_MEMBER, member=name)
        names.add(name)
        _require_harmless_name(name)
        if member.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not member.is_dir():
            with archive.open(member) as inside:
                _look_into(inside, name, room, opened, level)


def _look_into(inside: IO[bytes], name: str, room: Room, opened: Opener, level: int) -> None:
    head = inside.read(HEAD)
    if is_program(head):
        raise RefusedFile(Fault.PROGRAM_INSIDE, member=name)
    if not head.startswith(b"PK\x03\x04") or ending(name) in PACKAGES:
        return
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        while head:
            room.take(nested=len(head))
            copy.write(head)
            head = inside.read(MEBIBYTE)
        with opened(copy) as archive:  # type: ignore[arg-type]  # a spooled file is one
            look_through(archive, room, opened, level + 1)


def require_safe_parts(package: ZipFile) -> None:
    """Raises RefusedFile for a part of a document with an unsafe name, or one that is a program."""
    for member in package.infolist():
        name = member_name(member).removeprefix("/")  # some writers begin every part with one
        if not name.lower().endswith(".bin"):  # drawings and settings of printers
            _require_harmless_name(name)
    office.require_plain_parts(package)


def _require_harmless_name(name: str) -> None:
    if not is_safe_member(name):
        raise RefusedFile(Fault.UNSAFE_MEMBER, member=name)
    if ending(name) in PROGRAM_ENDINGS | MACRO_ENDINGS:
        raise RefusedFile(Fault.PROGRAM_INSIDE, member=name)


def member_name(member: ZipInfo) -> str:
    """As its owner reads it, to the end: Chinese Windows writes GBK and does not say so."""
    if member.flag_bits & 0x800:
        return member.orig_filename
    try:
        return member.orig_filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.orig_filename
