"""The words in a file: of every kind that has some, and never more than is asked for."""

import io

import pytest

from app.domain.filetypes import KINDS
from app.domain.personal_data import PersonalNumber, counted
from app.reporting import text_layers
from tests import files

NUMBERS = "身份证11010519491231002X，电话13800138000"
FOUND = {PersonalNumber.IDENTITY: 1, PersonalNumber.MOBILE: 1}
SPLIT = (
    b"<w:p><w:r><w:t>1380</w:t></w:r><w:r><w:t>0138000</w:t></w:r></w:p><w:p><w:r><w:t>9</w:t></w:r></w:p>"
)


def read(code, named):
    return list(text_layers.texts(KINDS[code], io.BytesIO(named[1])))


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("pdf", files.pdf(NUMBERS)),
        ("docx", files.docx(NUMBERS)),
        ("csv", files.csv(f"姓名,{NUMBERS}\n")),
        ("csv", files.csv(f"姓名,{NUMBERS}\n", encoding="utf-16")),
    ],
)
def test_numbers_are_found_in_the_words_of_a_file(code, named):
    assert counted(read(code, named)) == FOUND


def test_numbers_are_found_in_the_cells_of_a_workbook():
    cells = b'<row><c t="inlineStr"><is><t>11010519491231002X</t></is></c><c><v>13800138000</v></c></row>'
    book = files.office_package(
        "spreadsheetml.sheet.main", "xl/workbook.xml", extra={"xl/worksheets/sheet1.xml": cells}
    )
    assert counted(read("xlsx", ("表.xlsx", book))) == FOUND


def test_words_cut_into_runs_are_joined_and_paragraphs_are_not():
    package = files.archive({"[Content_Types].xml": b"", "word/document.xml": SPLIT})
    assert read("docx", package) == ["13800138000\n9\n"]


@pytest.mark.parametrize(
    ("code", "named"), [("png", files.png()), ("doc", files.doc()), ("zip", files.archive())]
)
def test_what_has_no_words_we_can_read_has_none(code, named):
    assert read(code, named) == []


def test_what_cannot_be_read_ends_the_reading_and_nothing_else():
    assert read("pdf", ("坏.pdf", b"%PDF-1.7 nothing")) == []


def test_no_more_characters_are_read_than_the_limit(monkeypatch):
    monkeypatch.setattr(text_layers, "MAX_CHARACTERS", 30)
    pages = read("pdf", files.pdf("总结" * 5, pages=9))
    assert sum(map(len, pages)) == 30
    monkeypatch.setattr(text_layers, "MAX_XML", 3)
    assert read("docx", files.docx(NUMBERS)) == ["<?x"]  # three letters of the document, then no more


def test_the_reading_ends_when_its_time_is_over(monkeypatch):
    monkeypatch.setattr(text_layers, "SECONDS", -1)
    assert len(read("pdf", files.pdf(pages=9))) == 1


def test_only_so_many_pages_are_read(monkeypatch):
    monkeypatch.setattr(text_layers, "MAX_PAGES", 2)
    assert len(read("pdf", files.pdf(pages=9))) == 2
