"""What a file really is: the genuine accepted, the renamed, broken, locked and hostile refused."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from app.domain.filetypes import Fault, RefusedFile
from app.reporting import pictures
from app.reporting.inspection import inspect, members, office
from tests import files

XLM_SHEET = (0x85, struct.pack("<IBB", 0, 0, 1))
PLAIN_SHEET = (0x85, struct.pack("<IBB", 0, 0, 0))
SHEET = ("spreadsheetml.sheet.main", "xl/workbook.xml")
WORD = ("wordprocessingml.document.main", "word/document.xml")


def facts(named: files.NamedFile):
    name, content = named
    return inspect(name, io.BytesIO(content))


def fault(name: str, content: bytes) -> Fault:
    with pytest.raises(RefusedFile) as refusal:
        inspect(name, io.BytesIO(content))
    return refusal.value.fault


def said(name: str, content: bytes) -> str:
    with pytest.raises(RefusedFile) as refusal:
        inspect(name, io.BytesIO(content))
    return str(refusal.value.fields["file"])


# the genuine


@pytest.mark.parametrize(
    ("named", "kind", "pages", "width", "height"),
    [
        (files.pdf(pages=3), "pdf", 3, None, None),
        (files.docx(), "docx", None, None, None),
        (files.xlsx(), "xlsx", None, None, None),
        (files.pptx(), "pptx", None, None, None),
        (files.doc(), "doc", None, None, None),
        (files.xls(PLAIN_SHEET), "xls", None, None, None),
        (files.xls(PLAIN_SHEET, stream="Book"), "xls", None, None, None),
        (files.ppt(), "ppt", None, None, None),
        (files.doc(name="金山文字.wps"), "doc", None, None, None),
        (("微软.wps", files.ole({"CONTENTS": b"CHNKWKS"})), "works", None, None, None),
        (files.xls(name="金山表格.et"), "xls", None, None, None),
        (files.ppt(name="金山演示.dps"), "ppt", None, None, None),
        (files.ofd(), "ofd", None, None, None),
        (files.jpeg(size=(400, 300), orientation=6), "jpeg", None, 300, 400),
        (files.jpeg(size=(400, 300), orientation=1), "jpeg", None, 400, 300),
        (files.heic(), "heic", None, 320, 240),
        (files.png(), "png", None, 320, 240),
        (files.webp(), "webp", None, 320, 240),
        (files.tiff(pages=2), "tiff", 2, 300, 400),
        (files.mp4(), "mp4", None, None, None),
        (files.mov(), "mov", None, None, None),
        (files.mp4(brand=b"M4V ", name="课程.m4v"), "mp4", None, None, None),
        (files.csv(), "csv", None, None, None),
        (files.csv(encoding="utf-8"), "csv", None, None, None),
        (files.csv(encoding="utf-8-sig"), "csv", None, None, None),
        (files.csv(encoding="utf-16"), "csv", None, None, None),
        (files.archive(), "zip", None, None, None),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else None,
)
def test_a_genuine_file_is_recognised(named, kind, pages, width, height):
    found = facts(named)
    assert (found.kind.code, *found[1:]) == (kind, pages, width, height)


def test_a_picture_under_another_pictures_ending_is_recognised_by_what_it_is():
    assert facts(("截图.jpg", files.png()[1])).kind.code == "png"


def test_where_the_content_stood_before_does_not_matter():
    name, content = files.pdf()
    stream = io.BytesIO(content)
    stream.seek(100)
    assert inspect(name, stream).pages == 3


def test_a_file_outside_the_requirement_is_refused_and_inside_it_accepted():
    name, content = files.pdf()
    assert inspect(name, io.BytesIO(content), {"pdf"}).pages == 3
    with pytest.raises(RefusedFile) as refusal:
        inspect(name, io.BytesIO(content), {"jpg"})
    assert refusal.value.fault == Fault.NOT_ACCEPTED


# renamed, empty, foreign


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("空.pdf", b"", Fault.EMPTY),
        ("拔盘.pdf", bytes(5000), Fault.BROKEN),
        ("程序.pdf", b"MZ\x90" + bytes(100), Fault.PROGRAM),
        ("程序.docx", b"\x7fELF" + bytes(100), Fault.PROGRAM),
        ("脚本.csv", b"#!/bin/sh\n", Fault.PROGRAM),
        ("网页.pdf", b"<!DOCTYPE html><p>hello", Fault.WEB_PAGE),
        ("网页.doc", b"\xef\xbb\xbf\n <html>", Fault.WEB_PAGE),
        ("图.png", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', Fault.WEB_PAGE),
        ("网页.csv", "<html>".encode("utf-16"), Fault.WEB_PAGE),
        ("文本.docx", "会议纪要".encode(), Fault.MISMATCH),
        ("声音.mp4", files.mp4(brand=b"M4A ")[1], Fault.MISMATCH),
        ("空容器.doc", files.ole({"Other": b"x"}), Fault.MISMATCH),
        ("绘图.docx", files.office_package("drawing.main", "visio/document.xml"), Fault.MISMATCH),
        ("动图.jpg", b"GIF89a" + bytes(100), Fault.RENAMED),
        ("总结.docx", files.pdf()[1], Fault.RENAMED),
        ("总结.pdf", files.docx()[1], Fault.RENAMED),
        ("总结.docx", files.doc()[1], Fault.RENAMED),
        ("总结.xlsx", files.docx()[1], Fault.RENAMED),
        ("总结.zip", files.docx()[1], Fault.RENAMED),
        ("照片.jpg", files.mp4()[1], Fault.RENAMED),
        ("视频.mp4", files.heic()[1], Fault.RENAMED),
        ("名单.csv", files.xlsx()[1], Fault.RENAMED),
        ("公文.ofd", files.archive()[1], Fault.RENAMED),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name, content, expected):
    assert fault(name, content) == expected


def test_a_renamed_file_is_told_its_real_ending():
    assert said("总结.docx", files.pdf()[1]) == (
        "The name ends in .docx, but the file is really .pdf. "
        "Please open it with its program, save it as .docx and upload it again."
    )


@pytest.mark.parametrize("maker", [files.pdf, files.jpeg, files.png, files.mp4, files.csv])
def test_an_archive_hidden_behind_another_file_is_refused(maker):
    name, content = maker()
    hidden = io.BytesIO(content)
    with zipfile.ZipFile(hidden, "a") as archive:
        archive.writestr("hidden.js", "alert(1)")
    expected = Fault.UNREADABLE_TEXT if maker is files.csv else Fault.HIDDEN_PART
    assert fault(name, hidden.getvalue()) == expected


# PDF


def test_a_pdf_with_a_blank_line_before_it_is_accepted():
    name, content = files.pdf()
    assert facts((name, b"\r\n" + content)).pages == 3


def test_a_pdf_that_asks_for_a_password_is_refused_with_what_to_do():
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
    assert said(*files.pdf(encrypt=lock)) == (
        "This file is protected by a password. Please save it without one and upload it again."
    )


def test_a_pdf_cut_in_the_middle_is_broken():
    name, content = files.pdf()
    assert fault(name, content[: len(content) // 2]) == Fault.BROKEN


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing\n%%EOF\n", files.pdf(pages=0)[1]])
def test_a_pdf_without_a_page_is_broken(content):
    assert fault("总结.pdf", content) == Fault.BROKEN


# Office


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("宏.docx", files.office_package(*WORD, extra={"word/vbaProject.bin": b"x"})),
        ("宏.docx", files.office_package("wordprocessingml.document.macroEnabled.main", "word/document.xml")),
        ("宏.xlsx", files.office_package(*SHEET, extra={"xl/macrosheets/1.xml": b""})),
        ("宏.doc", files.doc(storages=["Macros"])[1]),
        ("宏.xls", files.xls(XLM_SHEET)[1]),
        ("宏.ppt", files.ppt(macros=1)[1]),
    ],
)
def test_a_document_with_macros_is_refused(name, content):
    assert fault(name, content) == Fault.MACROS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_macros_are_found_behind_the_disguises_of_xml(encoding):
    types = '<Types><Override PartName="/word/document.xml" ContentType="macro&#69;nabled.main+xml"/></Types>'
    content = files.archive({"[Content_Types].xml": types.encode(encoding), "word/document.xml": b"<x/>"})[1]
    assert fault("宏.docx", content) == Fault.MACROS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("锁.docx", files.ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})),
        ("锁.doc", files.doc(flags=0x0100)[1]),
        ("锁.xls", files.xls((0x2F, bytes(6)))[1]),
        ("锁.ppt", files.ppt(token=0xF3D1C4DF)[1]),
        ("锁.ofd", files.ofd(extra={"Encryptions.xml": b"<x/>"})[1]),
    ],
)
def test_a_document_with_a_password_is_refused(name, content):
    assert fault(name, content) == Fault.ENCRYPTED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("缺页.docx", files.docx()[1][:-40]),
        ("缺容.doc", files.doc()[1][:600]),
        ("无目录.ppt", files.ole({"PowerPoint Document": b"x"})),
        ("缺正文.docx", files.office_package(*WORD).replace(WORD[1].encode(), b"word/elsewhere.xm")),
    ],
)
def test_a_damaged_document_is_broken(name, content):
    assert fault(name, content) == Fault.BROKEN


def test_a_workbook_whose_records_never_end_is_read_only_so_far(monkeypatch):
    monkeypatch.setattr("app.reporting.inspection.ole.MAX_RECORDS", 1)
    assert facts(files.xls(XLM_SHEET)).kind.code == "xls"


def test_a_main_part_that_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(office, "MAX_MAIN_PART", 3)
    assert fault("炸弹.docx", files.docx()[1]) == Fault.UNPACKS_TOO_LARGE


# archives


def test_chinese_names_without_the_unicode_flag_are_read_as_their_owner_wrote_them():
    assert said("汇编.zip", gbk_archive("工具/安装.exe")) == (
        "There is a program in this archive: 工具/安装.exe. Please take it out and upload it again."
    )


def test_names_in_no_encoding_at_all_are_shown_as_they_come():
    member = zipfile.ZipInfo("caf\u00e9")
    member.orig_filename = "\u4e2d.pdf"
    assert members.member_name(member) == "\u4e2d.pdf"


def gbk_archive(name: str) -> bytes:
    placeholder = "x" * len(name.encode("gb18030"))
    return files.archive({placeholder: b"x"})[1].replace(placeholder.encode(), name.encode("gb18030"))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"setup.exe": b"x"}, Fault.PROGRAM_INSIDE),
        ({"宏.docm": b"x"}, Fault.PROGRAM_INSIDE),
        ({"readme.txt": b"MZ" + bytes(70)}, Fault.PROGRAM_INSIDE),
        ({"../../etc/passwd": b"x"}, Fault.UNSAFE_MEMBER),
        ({"/etc/passwd": b"x"}, Fault.UNSAFE_MEMBER),
        ({"C:\\windows\\x.txt": b"x"}, Fault.UNSAFE_MEMBER),
        ({"..\\x.txt": b"x"}, Fault.UNSAFE_MEMBER),
        ({"空文件夹/": b""}, Fault.EMPTY),
    ],
)
def test_an_archive_with_something_dangerous_or_nothing_is_refused(members, expected):
    assert fault("汇编.zip", files.archive(members)[1]) == expected


def test_a_link_in_an_archive_is_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        link = zipfile.ZipInfo("纪要.pdf")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert fault("汇编.zip", written.getvalue()) == Fault.UNSAFE_MEMBER


def test_an_archive_with_folders_and_an_unusual_compression_is_accepted():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.mkdir("资料")
        archive.writestr("资料/纪要.txt", "x", zipfile.ZIP_LZMA)
    assert facts(("汇编.zip", written.getvalue())).kind.code == "zip"


def test_an_archive_with_a_password_is_refused():
    content = bytearray(files.archive({"纪要.txt": b"x"})[1])
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert fault("汇编.zip", bytes(content)) == Fault.ENCRYPTED


def test_an_archive_that_unpacks_a_thousandfold_is_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("零.txt", "w") as zeros:
        for _ in range(101):
            zeros.write(bytes(1024 * 1024))
    assert fault("汇编.zip", written.getvalue()) == Fault.UNPACKS_TOO_LARGE


def test_an_archive_of_too_many_members_is_refused(monkeypatch):
    monkeypatch.setattr(members, "MAX_MEMBERS", 2)
    assert (
        fault("汇编.zip", files.archive({str(each): b"x" for each in range(3)})[1]) == Fault.UNPACKS_TOO_LARGE
    )


def test_members_that_share_their_bytes_are_a_bomb():
    content = bytearray(files.archive({"a": b"x" * 50, "b": b"y" * 50})[1])
    at = content.rfind(b"PK\x01\x02") + 42
    content[at : at + 4] = struct.pack("<I", 1)
    assert fault("汇编.zip", bytes(content)) == Fault.UNPACKS_TOO_LARGE


def test_the_long_form_of_the_directory_is_believed_before_the_short_one():
    content = files.archive({"a": b"x"})[1]
    end = content.rfind(b"PK\x05\x06")
    long = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 4_000_000, 47, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    assert fault("汇编.zip", content[:end] + long + locator + content[end:]) == Fault.UNPACKS_TOO_LARGE


# pictures, films, tables


def test_a_photograph_cut_in_the_middle_is_broken():
    name, content = files.jpeg()
    assert fault(name, content[: len(content) // 2]) == Fault.BROKEN


@pytest.mark.parametrize("named", [files.png(), files.tiff(), files.webp(), files.heic()])
def test_any_other_picture_cut_in_the_middle_is_broken(named):
    name, content = named
    assert fault(name, content[: len(content) // 2]) == Fault.BROKEN


def test_a_picture_of_too_many_pixels_is_refused_with_their_number(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1_000_000)
    written = io.BytesIO()
    Image.new("1", (2000, 1000)).save(written, "PNG")
    assert said("大图.png", written.getvalue()) == (
        "This picture is too large (2 million pixels). Please upload a smaller copy."
    )


def test_a_failing_disk_is_not_the_files_fault():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().read(min(size, 100))

    with pytest.raises(OSError, match="Input/output error"):
        inspect("照片.png", Failing(files.png()[1]))


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_film_cut_off_is_broken(keep):
    name, content = files.mp4()
    assert fault(name, content[: int(len(content) * keep) - 120]) == Fault.BROKEN


def test_a_film_with_crumbs_at_its_end_is_accepted():
    name, content = files.mp4()
    assert facts((name, content + b"\0\0\0")).kind.code == "mp4"
    assert facts((name, content + bytes(40))).kind.code == "mp4"


def test_a_film_with_long_and_open_boxes_is_accepted():
    start, rest = files.mp4()[1][:24], files.mp4()[1][24:]
    long = struct.pack(">I4sQ", 1, b"mdat", 24) + bytes(8)
    assert facts(("长.mp4", start + long + rest)).kind.code == "mp4"
    assert facts(("开.mp4", start + rest + struct.pack(">I4s", 0, b"mdat") + bytes(50))).kind.code == "mp4"


def test_an_old_quicktime_film_without_a_brand_is_recognised():
    assert facts(("旧.mov", files.mp4()[1][24:])).kind.code == "mov"


def test_a_film_of_endless_boxes_is_read_only_so_far(monkeypatch):
    monkeypatch.setattr("app.reporting.inspection.films.MAX_BOXES", 2)
    assert fault(*files.mp4()) == Fault.BROKEN


@pytest.mark.parametrize("content", [b"a,b\n\x00\x01", b"a,\xff\xff\n", "名".encode("gb18030")[:1]])
def test_a_table_that_cannot_be_read_is_refused(content):
    assert fault("名单.csv", content) == Fault.UNREADABLE_TEXT
