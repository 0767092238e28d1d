"""Spreadsheets: cells keep their type, nothing runs, and a filled table is read with kind words."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from app.reporting.spreadsheets import Column, Row, Sheet, csv_bytes, read_table, xlsx_bytes

FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1/?"&A1,"看")', "+1+1", "-1+1", "@SUM(1+1)",
    "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", "=WEBSERVICE(\"http://127.0.0.1/\")",
    "+8613800000000", "-", "  =1+1",
)  # fmt: skip


def sheet_of(content: bytes, title: str | None = None):
    book = load_workbook(io.BytesIO(content))
    return book[title] if title else book.worksheets[0]


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TestWriting:
    def test_cells_keep_their_type(self):
        at = datetime(2025, 11, 5, 16, 32, tzinfo=UTC)
        row = ("第三学院", "13800000000", 12, Decimal("90.50"), date(2025, 11, 5), at, None)
        sheet = sheet_of(xlsx_bytes(Sheet("结果", tuple("甲乙丙丁戊己庚"), [row])))
        assert [cell.value for cell in sheet[2]] == [
            "第三学院", "13800000000", 12, 90.5, datetime(2025, 11, 5), datetime(2025, 11, 6, 0, 32), None,  # noqa: DTZ001
        ]  # fmt: skip
        assert [cell.number_format for cell in sheet[2]] == [
            "@", "@", "General", "0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General",
        ]  # fmt: skip

    def test_a_number_too_long_for_excel_is_kept_as_text(self):
        sheet = sheet_of(xlsx_bytes(Sheet("x", ("a",), [(110101199003070000,)])))
        assert sheet["A2"].value == "110101199003070000"

    @pytest.mark.parametrize("text", FORMULAS)
    def test_no_text_becomes_a_formula_in_a_workbook(self, text):
        content = xlsx_bytes(Sheet(text, (text,), [(text,)]))
        cell = sheet_of(content)["A2"]
        assert (cell.data_type, cell.value.strip()) == ("s", text.strip())
        assert cell.quotePrefix == (text[0] != " ")
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")

    @pytest.mark.parametrize("text", FORMULAS)
    def test_no_text_becomes_a_formula_in_a_csv(self, text):
        assert lines_of(csv_bytes((text,), [(text,)])) == [["'" + text], ["'" + text]]

    def test_numbers_below_zero_stay_numbers(self):
        assert lines_of(csv_bytes(("差",), [(Decimal("-1.50"),), (-2,)])) == [["差"], ["-1.50"], ["-2"]]

    def test_a_csv_opens_in_excel_with_its_chinese(self):
        at = datetime(2025, 11, 5, 16, 32, tzinfo=UTC)
        content = csv_bytes(
            ("单位", "日期", "时间"), [("第三,“学院”", date(2025, 11, 5), at), ("第\n二行", None, None)]
        )
        assert content[:3] == b"\xef\xbb\xbf"
        assert lines_of(content)[1:] == [
            ["第三,“学院”", "2025-11-05", "2025-11-06 00:32"],
            ["第\n二行", "", ""],
        ]

    def test_the_header_stays_in_sight_and_columns_are_wide_enough(self):
        sheet = sheet_of(xlsx_bytes(Sheet("x", ("单位", "说明"), [("明德大学第三学院关工委", "长" * 200)])))
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B2")
        assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (25, 60)
        assert sheet["A1"].font.bold

    def test_sheet_titles_are_made_lawful_and_unlike(self):
        content = xlsx_bytes(
            Sheet("a/b:c", ("x",), []), Sheet("A_b_C", ("x",), []), Sheet("长" * 40, ("x",), [])
        )
        titles = load_workbook(io.BytesIO(content)).sheetnames
        assert titles == ["a_b_c", "A_b_C 2", "长" * 31]

    def test_characters_that_xml_forbids_are_left_out_and_long_texts_cut(self):
        sheet = sheet_of(xlsx_bytes(Sheet("x", ("a", "b"), [("甲\x00\ud800乙", "长" * 40_000)])))
        assert (sheet["A2"].value, len(sheet["B2"].value)) == ("甲乙", 32_767)

    def test_no_author_is_named(self):
        assert not load_workbook(io.BytesIO(xlsx_bytes(Sheet("x", ("a",), [])))).properties.creator

    def test_a_workbook_needs_a_sheet(self):
        with pytest.raises(ValueError, match="needs a sheet"):
            xlsx_bytes()


COLUMNS = (
    Column("unit", "单位名称", also=("Unit", "学院"), required=True, longest=10),
    Column("students", "学生数", kind="number"),
    Column("since", "成立日期", kind="date"),
    Column("phone", "电话"),
)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def told(content: bytes) -> list[tuple[int, str, str]]:
    return [
        (problem.row, problem.column, str(problem.reason))
        for problem in read_table(content, COLUMNS).problems
    ]


class TestReading:
    def test_rows_are_read_with_their_numbers_in_excel(self):
        content = workbook(
            ("二级学院登记表",),
            (),
            ("电话", " 单位名称 *（必填）", "学生数", "成立日期", "备注"),
            (13800000000, " 第三学院 ", 2316, datetime(2008, 9, 1), "x"),  # noqa: DTZ001
            (),
            ("8012", "第七学院", "１，２".replace("，", ""), "2008年9月1日", None),
        )
        table = read_table(content, COLUMNS)
        assert table.problems == ()
        assert table.ignored == ("备注",)
        assert table.rows == (
            Row(
                4,
                {
                    "unit": "第三学院",
                    "students": Decimal(2316),
                    "since": date(2008, 9, 1),
                    "phone": "13800000000",
                },
            ),
            Row(6, {"unit": "第七学院", "students": Decimal(12), "since": date(2008, 9, 1), "phone": "8012"}),
        )

    def test_headers_are_known_by_their_other_words_too(self):
        rows = read_table(workbook(("学院", "电话"), ("第三学院", "1")), COLUMNS).rows
        assert rows == (Row(2, {"unit": "第三学院", "students": None, "since": None, "phone": "1"}),)

    def test_each_wrong_cell_is_told_with_its_row_and_what_to_do(self):
        content = workbook(
            ("单位名称", "学生数", "成立日期", "电话"),
            ("", "很多", "2025-02-31", "x" * 201),
            ("一个名称超过十个字的学院", "", "", ""),
        )
        assert told(content) == [
            (2, "单位名称", "Please fill in this cell."),
            (2, "学生数", "Please enter digits only, such as 4.5."),
            (2, "成立日期", "Please enter a date such as 2025-09-01."),
            (2, "电话", "Please keep this within 200 characters."),
            (3, "单位名称", "Please keep this within 10 characters."),
        ]

    def test_a_missing_column_is_told_once(self):
        assert told(workbook(("学生数", "成立日期", "电话"), (1, None, None))) == [
            (1, "单位名称", "The column “单位名称” is missing. Please add it."),
            (2, "单位名称", "Please fill in this cell."),
        ]

    @pytest.mark.parametrize(
        "day", ["2025-09-01", "2025/9/1", "2025.9.1", "20250901", "2025年9月1日", "２０２５－９－１"]
    )
    def test_a_day_is_understood_however_it_is_typed(self, day):
        (row,) = read_table(workbook(("单位名称", "成立日期"), ("甲", day)), COLUMNS).rows
        assert row.values["since"] == date(2025, 9, 1)

    def test_a_table_without_its_header_is_told_which_columns_to_keep(self):
        assert told(workbook(("甲", "乙"), (1, 2))) == [
            (0, "", "Please keep the header row with these columns: 单位名称.")
        ]

    def test_an_empty_workbook_is_told_the_same(self):
        assert told(workbook()) == [(0, "", "Please keep the header row with these columns: 单位名称.")]

    def test_too_many_rows_are_refused_and_the_first_are_read(self):
        table = read_table(workbook(("单位名称",), *[("甲",)] * 5001), COLUMNS)
        assert len(table.rows) == 5000
        assert [(problem.row, str(problem.reason)) for problem in table.problems] == [
            (5002, "Please import at most 5000 rows at a time.")
        ]

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "单位名称\n甲".encode()]
    )
    def test_another_file_is_refused_kindly(self, content):
        unreadable = "This file cannot be read. Please save it as .xlsx in Excel or WPS and try again."
        assert told(content) == [(0, "", unreadable)]

    def test_a_broken_part_is_refused_and_not_a_crash(self):
        assert told(_changed(workbook(("单位名称",), ("甲",)), b"<sheetData>", b"<sheetDat"))[0][0] == 0

    def test_entities_are_refused_before_anything_is_parsed(self):
        bomb = b'?>\n<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        content = workbook(("单位名称",), ("甲",))
        assert (
            told(_changed(content, b"<worksheet", b'<?xml version="1.0"' + bomb + b"<worksheet"))[0][0] == 0
        )

    def test_a_bomb_is_refused_by_its_size_inside(self):
        content = io.BytesIO(workbook(("单位名称",), ("甲",)))
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/bomb.xml", b"0" * 61_000_000)
        assert "too large" in told(content.getvalue())[0][2]

    def test_formulas_are_read_as_their_results_and_never_as_text(self):
        (row,) = read_table(workbook(("单位名称", "电话"), ("甲", "=1+1")), COLUMNS).rows
        assert row.values["phone"] == ""

    def test_what_is_written_can_be_read(self):
        content = xlsx_bytes(Sheet("x", ("单位名称", "电话"), [("=第三学院", "+8613800000000")]))
        (row,) = read_table(content, COLUMNS).rows
        assert (row.values["unit"], row.values["phone"]) == ("=第三学院", "+8613800000000")


def _changed(content: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with something replaced in its first sheet."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(changed, "w") as written:
        for name in read.namelist():
            part = read.read(name)
            written.writestr(name, part.replace(old, new, 1) if name.endswith("sheet1.xml") else part)
    return changed.getvalue()
