"""What is packed in an archive, to any depth: programs, too many, too large, too deep; parts of documents."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO
from zipfile import ZipFile, ZipInfo

import pytest

from app.domain.filetypes import Fault, RefusedFile
from app.reporting.inspection import members
from app.reporting.inspection.members import MEBIBYTE, Room


def packed(**parts: bytes) -> bytes:
    """An archive of these members, dots in their names written as __."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return written.getvalue()


@contextmanager
def opened(content: BinaryIO) -> Iterator[ZipFile]:
    with ZipFile(content) as archive:
        yield archive


def look(content: bytes) -> None:
    with opened(BytesIO(content)) as archive:
        members.look_through(archive, Room(packed=len(content)), opened)


def verdict(deed: Callable[[], None]) -> Fault | None:
    """What is found wrong, or None."""
    try:
        deed()
    except RefusedFile as refusal:
        return refusal.fault
    return None


def fault(content: bytes) -> Fault | None:
    return verdict(lambda: look(content))


def nested(depth: int, content: bytes) -> bytes:
    """The content in so many archives, one in the other."""
    for _ in range(depth):
        content = packed(内__zip=content)
    return content


def test_an_archive_in_an_archive_is_looked_through_to_the_third_and_a_fourth_is_too_much() -> None:
    look(nested(3, b"x"))
    assert fault(nested(4, b"x")) is Fault.UNPACKS_TOO_LARGE
    assert fault(nested(3, b"MZ" + bytes(70))) is Fault.PROGRAM_INSIDE


def test_a_document_inside_is_a_document_and_not_an_archive_to_be_looked_through() -> None:
    look(packed(名册__docx=packed(安装__exe=b"x")))
    assert fault(packed(名册__zip=packed(安装__exe=b"x"))) is Fault.PROGRAM_INSIDE


def test_what_archives_inside_unpack_to_counts_for_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = packed(a=b"x" * 400)
    both = packed(一__zip=inside, 二__zip=inside)
    monkeypatch.setattr(members, "MAX_NESTED", 2 * len(inside))
    look(both)
    monkeypatch.setattr(members, "MAX_NESTED", 2 * len(inside) - 1)
    assert fault(both) is Fault.UNPACKS_TOO_LARGE
    monkeypatch.setattr(members, "MAX_NESTED", 2 * len(inside))
    monkeypatch.setattr(members, "MAX_MEMBERS", 4)
    look(both)
    monkeypatch.setattr(members, "MAX_MEMBERS", 3)
    assert fault(both) is Fault.UNPACKS_TOO_LARGE


@pytest.mark.parametrize(
    ("unpacked", "size", "modest"),
    [
        (100 * MEBIBYTE, 1, True),  # small enough whatever it was packed to
        (100 * MEBIBYTE + 1, MEBIBYTE, True),
        (200 * MEBIBYTE, MEBIBYTE, True),
        (200 * MEBIBYTE + 1, MEBIBYTE, False),
        (2048 * MEBIBYTE, 2048 * MEBIBYTE, True),
        (2048 * MEBIBYTE + 1, 2048 * MEBIBYTE, False),
    ],
)
def test_a_table_may_shrink_to_a_hundredth_and_a_bomb_may_not(unpacked: int, size: int, modest: bool) -> None:
    found = verdict(lambda: members.require_modest(unpacked, size))
    assert found is (None if modest else Fault.UNPACKS_TOO_LARGE)


def test_a_name_told_twice_is_refused() -> None:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr("纪要.txt", "真")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("纪要.txt", "假")
    assert fault(written.getvalue()) is Fault.UNSAFE_MEMBER


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/word/document.xml", None),  # some writers begin every part so
        ("xl/printerSettings1.bin", None),
        ("../../etc/passwd", Fault.UNSAFE_MEMBER),
        ("word/安装.exe", Fault.PROGRAM_INSIDE),
    ],
)
def test_a_part_of_a_document_has_a_safe_name_and_is_no_program(name: str, expected: Fault | None) -> None:
    written = BytesIO()
    with ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo(name), "<x/>")
    with opened(written) as package:
        assert verdict(lambda: members.require_safe_parts(package)) is expected
