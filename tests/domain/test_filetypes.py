"""Which kinds of files are evidence, and what is said when a file is none."""

import pytest

from app.domain.filetypes import (
    KINDS,
    KNOWN_ENDINGS,
    Fault,
    RefusedFile,
    Shown,
    accepted_endings,
    ending,
    is_safe_member,
    require_accepted,
    require_agreement,
)

GROUPS = {"doc": ["pdf", "docx"], "image": ["jpg", "png"], "link": ["url"], "book": ["epub"]}


@pytest.mark.parametrize(
    ("name", "its_ending"),
    [
        ("纪要.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        ("纪要．docx", "docx"),
        ("纪要", ""),
        (".profile", ""),
        ("a. ", ""),
        ("a.pdf ", "pdf"),
    ],
)
def test_the_ending_of_a_name(name, its_ending):
    assert ending(name) == its_ending


def test_a_group_stands_for_its_endings():
    assert accepted_endings(["doc"], GROUPS) == {"pdf", "docx"}


def test_where_photographs_are_accepted_scans_are_too():
    assert accepted_endings(["image"], GROUPS) == {"jpg", "png", "tif", "tiff"}


def test_links_are_no_files():
    assert accepted_endings(["link"], GROUPS) == set()


def test_an_ending_nobody_can_inspect_is_not_offered():
    assert accepted_endings(["book"], GROUPS) == set()


def test_no_group_means_all_of_them():
    assert accepted_endings([], GROUPS) == {"pdf", "docx", "jpg", "png", "tif", "tiff"}


def test_a_group_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        accepted_endings(["music"], GROUPS)


def test_every_ending_is_accepted_unless_a_requirement_narrows_it():
    assert {require_accepted(f"纪要.{each}") for each in KNOWN_ENDINGS} == KNOWN_ENDINGS


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        (
            "setup.exe",
            Fault.PROGRAM,
            "This is a program, not a document. Please upload the document itself, for example as PDF.",
        ),
        (
            "图.svg",
            Fault.WEB_PAGE,
            "Web pages and SVG drawings are not accepted. Please print it to PDF or give a link.",
        ),
        (
            "表.xlsm",
            Fault.MACROS,
            "This file contains macros (small programs). Please save it without macros and upload it again.",
        ),
        (
            "纪要",
            Fault.NO_ENDING,
            "The name of this file has no ending such as .pdf. Please choose the file itself: docx, pdf.",
        ),
        (
            "照片.jpg",
            Fault.NOT_ACCEPTED,
            "Files ending in .jpg are not accepted here. Please upload one of these: docx, pdf.",
        ),
    ],
)
def test_an_ending_that_is_not_accepted_is_refused_with_what_to_do(name, fault, said):
    with pytest.raises(RefusedFile) as refusal:
        require_accepted(name, {"pdf", "docx"})
    assert (refusal.value.fault, str(refusal.value.fields["file"])) == (fault, said)


@pytest.mark.parametrize(
    ("given", "kind"), [("jpg", "png"), ("wps", "doc"), ("wps", "docx"), ("et", "xls"), ("mp4", "mov")]
)
def test_a_harmless_other_ending_agrees(given, kind):
    assert require_agreement(given, KINDS[kind]) == KINDS[kind]


@pytest.mark.parametrize(
    ("given", "kind"), [("docx", "pdf"), ("docx", "doc"), ("zip", "docx"), ("jpg", "mp4")]
)
def test_a_renamed_file_is_refused_naming_its_real_ending(given, kind):
    with pytest.raises(RefusedFile) as refusal:
        require_agreement(given, KINDS[kind])
    assert str(refusal.value.fields["file"]).startswith(
        f"The name ends in .{given}, but the file is really .{KINDS[kind].endings[0]}."
    )


def test_only_pdf_is_drawn_by_page_and_only_pictures_as_pictures():
    assert [code for code, kind in KINDS.items() if kind.shown is Shown.PAGES] == ["pdf"]
    assert [code for code, kind in KINDS.items() if kind.shown is Shown.PICTURE] == [
        "jpeg",
        "png",
        "webp",
        "heic",
        "tiff",
    ]


@pytest.mark.parametrize(
    "name", ["纪要.pdf", "a/b/c.txt", "a\\b.txt", "学" * 300, "a" + "/a" * 29, "..a/b..", "文件夹/"]
)
def test_a_packed_name_that_stays_in_its_folder_is_safe(name):
    assert is_safe_member(name)


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/..",
        "..\\a",
        "/a",
        "\\a",
        "",
        "C:\\a",
        "c:a",
        "a" + "/a" * 30,
        "a\0.exe",
        "a\nb",
        "a\u202efdp.exe",
    ],
)
def test_a_packed_name_that_leads_out_or_hides_something_is_not(name):
    assert not is_safe_member(name)
