"""The words in a file: of every kind that has some, and never more than is asked for."""

import io

import pytest

from app.domain.filetypes import KINDS
from app.domain.personal_data import PersonalNumber, counted
from app.reporting import text_layers
from app.reporting.words import Bounds, Page
from tests import files

NUMBERS = "身份证11010519491231002X，电话13800138000"
FOUND = {PersonalNumber.IDENTITY: 1, PersonalNumber.MOBILE: 1}
SPLIT = (
    b"<w:p><w:r><w:t>1380</w:t></w:r><w:r><w:t>0138000</w:t></w:r></w:p><w:p><w:r><w:t>9</w:t></w:r></w:p>"
)


WIDE = Bounds(pages=1000, characters=1_000_000, seconds=60)


def read(code, named):
    return list(text_layers.texts(KINDS[code], io.BytesIO(named[1])))


def words(code, named, **bounds):
    return text_layers.read(KINDS[code], io.BytesIO(named[1]), WIDE._replace(**bounds))


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("pdf", files.pdf(NUMBERS)),
        ("docx", files.docx(NUMBERS)),
        ("ofd", files.ofd(NUMBERS)),
        ("csv", files.csv(f"姓名,{NUMBERS}\n")),
        ("csv", files.csv(f"姓名,{NUMBERS}\n", encoding="utf-16")),
    ],
)
def test_numbers_are_found_in_the_words_of_a_file(code, named):
    assert counted(read(code, named)) == FOUND


def test_numbers_are_found_in_the_cells_of_a_workbook():
    cells = (
        b'<row><c t="inlineStr"><is><t>11010519491231002X</t></is></c><c><v>13800138000</v></c>'
        b'<c r="C1" t="s"><v>1</v></c></row>'
    )
    book = files.office_package(
        "spreadsheetml.sheet.main", "xl/workbook.xml", extra={"xl/worksheets/sheet1.xml": cells}
    )
    assert read("xlsx", ("表.xlsx", book)) == ["11010519491231002X\n13800138000\n"]  # and no reference


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


def test_pages_and_slides_are_numbered_and_other_parts_are_not():
    slides = {f"ppt/slides/slide{number}.xml": b"<a:p>%d</a:p>" % number for number in (10, 9)}
    slides["ppt/notesSlides/notesSlide1.xml"] = b"<a:p>n</a:p>"
    talk = files.office_package("presentationml.presentation.main", "ppt/presentation.xml", extra=slides)
    assert words("pptx", ("讲.pptx", talk)).pages == (Page(None, "n\n"), Page(9, "9\n"), Page(10, "10\n"))
    assert [page.number for page in words("pdf", files.pdf()).pages] == [1, 2, 3]


@pytest.mark.parametrize("places", ["Pages/Page_%d", "/Doc_0/P/%d", "../Doc_0/./%d"])
def test_the_pages_of_an_ofd_are_read_in_the_order_its_document_names(places):
    named = files.ofd("经费&amp;预算\n2024年", "第二页", places=places)
    assert words("ofd", named) == ((Page(1, "经费&预算\n2024年\n"), Page(2, "第二页\n")), True)


def test_an_ofd_whose_pages_are_not_there_has_no_words():
    document = b'<ofd:Page BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page BaseLoc="../../../etc/passwd"/>'
    assert words("ofd", files.ofd(extra={"Doc_0/Document.xml": document})) == ((), True)


def test_no_more_is_read_than_the_bounds_allow_and_that_is_told(monkeypatch):
    long = files.pdf("总结" * 5, pages=9)
    characters = words("pdf", long, characters=30)
    assert (sum(len(page.text) for page in characters.pages), characters.is_whole) == (30, False)
    assert [(len(read.pages), read.is_whole) for read in (
        words("pdf", long, pages=2), words("pdf", long, seconds=-1), words("pdf", long)
    )] == [(2, False), (1, False), (9, True)]  # fmt: skip
    monkeypatch.setattr(text_layers, "MAX_XML", 3)
    assert words("docx", files.docx(NUMBERS)).pages == (Page(None, "<?x"),)  # three letters, then no more
    assert not words("ofd", files.ofd("一")).is_whole


def test_of_a_long_table_only_the_beginning_is_read(monkeypatch):
    monkeypatch.setattr(text_layers, "AT_UPLOAD", WIDE._replace(characters=4))
    assert words("csv", files.csv("姓名,职务")) == ((Page(None, "姓名"),), False)
