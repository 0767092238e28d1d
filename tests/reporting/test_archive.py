"""Archives: what is put in comes out, under names that every system accepts."""

import csv
import hashlib
import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.filetypes import is_safe_member
from app.reporting.archive import Entry, Index, archive, safe_name, unique_path

AT = datetime(2025, 12, 15, 16, 30, 10, tzinfo=UTC)


def packed(*entries: Entry, **options: Index) -> bytes:
    return b"".join(archive(entries, made_at=AT, **options))


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_files_come_out_as_they_went_in_with_an_index_at_the_end():
    content = packed(
        Entry(("第三学院", "2.1-03 会议纪要.pdf"), [b"%PDF", b"-1.7"], remark="v2"),
        Entry(("照片.jpg",), [b"jpeg"], size=4),
    )
    with opened(content) as read:
        assert read.testzip() is None
        assert read.namelist() == ["第三学院/2.1-03 会议纪要.pdf", "照片.jpg", "目录.csv"]
        assert read.read("第三学院/2.1-03 会议纪要.pdf") == b"%PDF-1.7"
        index = list(csv.reader(io.StringIO(read.read("目录.csv").decode("utf-8-sig"))))
    assert index == [
        ["文件", "大小（字节）", "SHA-256", "备注"],
        ["第三学院/2.1-03 会议纪要.pdf", "8", hashlib.sha256(b"%PDF-1.7").hexdigest(), "v2"],
        ["照片.jpg", "4", hashlib.sha256(b"jpeg").hexdigest(), ""],
    ]


def test_chinese_names_carry_the_utf8_flag_and_the_hour_of_beijing():
    with opened(packed(Entry(("荣誉证书.pdf",), [b"x"]))) as read:
        member = read.infolist()[0]
    assert member.flag_bits & 0x800
    assert member.date_time == (2025, 12, 16, 0, 30, 10)


def test_an_empty_archive_holds_its_index_only():
    with opened(packed(index=Index("index", ("file", "bytes", "SHA-256", "remark")))) as read:
        assert read.namelist() == ["index.csv"]


def test_the_same_entries_give_the_same_bytes():
    assert packed(Entry(("a.txt",), [b"x"])) == packed(Entry(("a.txt",), [b"x"]))


def test_what_is_packed_already_is_not_packed_again():
    with opened(packed(Entry(("a.PDF",), [b"x" * 1000]), Entry(("a.txt",), [b"x" * 1000]))) as read:
        pdf, text, _ = read.infolist()
    assert (pdf.compress_size, text.compress_size < 100) == (1000, True)


def test_bytes_leave_before_the_next_piece_is_asked_for():
    asked = []

    def pieces():
        for number in range(5):
            asked.append(number)
            yield b"x" * 100_000

    stream = archive([Entry(("film.mp4",), pieces())], made_at=AT)
    first = next(stream)
    assert asked == [0]
    assert len(first) > 100_000
    assert len(first + b"".join(stream)) > 500_000


HOSTILE = {
    "../../etc/passwd": "_.._etc_passwd",
    "..": "_",
    "": "_",
    " . ": "_",
    "/": "_",
    "a/b\\c": "a_b_c",
    "a:b*c?.txt": "a：b＊c？.txt",
    '"<|>"': "＂＜｜＞＂",
    "CON": "_CON",
    "nul.txt": "_nul.txt",
    "COM1.tar.gz": "_COM1.tar.gz",
    ".htaccess": "htaccess",
    "txt.exe\u202ecod.pdf": "txt.execod.pdf",
    "a\x00\n\r\tb": "ab",
    "e\u0301": "é",
    "\ud800": "_",
    "名称. . .": "名称",
    "附件2：佐证（最终版）改3.docx": "附件2：佐证（最终版）改3.docx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_a_safe_one(name):
    assert safe_name(name) == HOSTILE[name]


def test_a_long_name_is_cut_between_characters_and_keeps_its_ending():
    assert safe_name("长" * 100 + ".docx") == "长" * 38 + ".docx"
    assert len(safe_name("𬭚" * 100).encode()) <= 120


def test_equal_names_are_told_apart_whatever_their_case():
    taken: set[str] = set()
    paths = [
        ("a", "照片.jpg"),
        ("a", "照片.JPG"),
        ("b", "照片.jpg"),
        ("a", "照片.jpg"),
        ("a", "照片 (2).JPG"),
    ]
    assert [unique_path(path, taken) for path in paths] == [
        "a/照片.jpg", "a/照片 (2).JPG", "b/照片.jpg", "a/照片 (3).jpg", "a/照片 (2) (2).JPG",
    ]  # fmt: skip


def test_a_file_may_not_take_the_place_of_the_index():
    with opened(packed(Entry(("目录.csv",), [b"x"]))) as read:
        assert read.namelist() == ["目录.csv", "目录 (2).csv"]


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=200)), max_size=8))
def test_whatever_files_are_called_they_come_out_one_beside_the_other_where_they_belong(paths):
    taken: set[str] = set()
    names = [unique_path(path, taken) for path in paths]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(is_safe_member(name) and len(name.split("/")) == 2 for name in names)
    assert [name.encode().decode() for name in names] == names
