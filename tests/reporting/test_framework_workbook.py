"""A framework goes into Excel and comes back the same; a fault in a sheet is named by sheet, row and column."""

# ruff: noqa: E501 -- one planted fault a line reads as a table

import zipfile
from decimal import Decimal
from functools import cache
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from app.reporting.framework_files import (
    UnusableFramework,
    read_framework_file,
    starting_set,
    write_template,
    write_workbook,
)
from app.reporting.framework_sheets import SHEETS

FILES = {file.framework.code: file for file in starting_set()}
COLLEGE = FILES["college-committee-quality"]
ESG = FILES["esg-2015-part1"]
SETTINGS, SECTIONS, CRITERIA, LEVELS = (
    "框架 Framework",
    "一级指标 Sections",
    "二级指标 Criteria",
    "评分标准 Levels of criteria",
)


@cache
def written(code: str) -> bytes:
    return write_workbook(FILES[code].document)


def book_of(file=COLLEGE):
    return load_workbook(BytesIO(written(file.framework.code)))


def saved(book) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def faults_in(book) -> list[str]:
    content = book if isinstance(book, bytes) else saved(book)
    with pytest.raises(UnusableFramework) as refusal:
        read_framework_file(content, "指标.xlsx")
    return [str(fault) for fault in refusal.value.faults]


def row_of(sheet, code: str, column: int = 1) -> int:
    return next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, column).value == code)


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_a_framework_goes_through_excel_without_loss(file):
    again = read_framework_file(write_workbook(file.document), "filled.xlsx")
    assert again.document == file.document
    assert again.framework == file.framework


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_what_came_from_excel_is_kept_as_yaml_with_its_own_digest(file):
    from_excel = read_framework_file(write_workbook(file.document), "filled.xlsx")
    again = read_framework_file(from_excel.content, "kept.yaml")
    assert (again.digest, again.document) == (from_excel.digest, file.document)


def test_a_book_opened_and_saved_in_excel_is_the_same_framework():
    assert read_framework_file(saved(book_of()), "x.xlsx").document == COLLEGE.document


def test_every_sheet_has_heads_in_two_languages_a_fixed_head_and_wrapped_text():
    book = book_of()
    assert book.sheetnames == ["说明 Guide", SETTINGS, *(sheet.name for sheet in SHEETS)]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes in ("B3", "C3")
        assert sheet.cell(1, 1).value.split(" ", 1)[1].isascii()
        assert sheet.cell(3, 1).alignment.wrap_text is not False


def test_choices_are_offered_where_there_are_few():
    sheet = book_of()[CRITERIA]
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered == {'"points,level,check,count"', '"是,否"'}


def test_codes_are_texts_so_that_1_10_stays_1_10():
    sheet = book_of(ESG)[CRITERIA]
    cell = sheet.cell(row_of(sheet, "1.10.1", 2), 2)
    assert (cell.value, cell.number_format) == ("1.10.1", "@")


def test_a_text_that_looks_like_a_formula_is_none():
    document = COLLEGE.document | {"name": {"zh": "=1+1", "en": "=SUM(A1)"}}
    assert read_framework_file(write_workbook(document), "x.xlsx").document == document


def test_the_template_asks_for_what_is_missing_and_nothing_else():
    told = [fault.split(": ", 1)[1] for fault in faults_in(write_template(COLLEGE.document))]
    assert told == [
        *(
            f"“{key}” is missing."
            for key in ("code", "version", "name", "summary", "unit_label", "period_label")
        ),
        *("“cap” is missing.", "“basis” is missing."),
        *(f"“{key}” must not be empty." for key in ("panels", "sections", "grade_bands")),
    ]


def test_the_ranges_of_levels_are_computed_when_they_are_left_blank():
    book = book_of()
    sheet = book[LEVELS]
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, 3).value = sheet.cell(row, 4).value = None
    assert read_framework_file(saved(book), "x.xlsx").document == COLLEGE.document


def test_criteria_without_rows_of_levels_get_the_general_ones():
    book = book_of(ESG)
    book[LEVELS].delete_rows(3, 1000)
    assert read_framework_file(saved(book), "x.xlsx").document == ESG.document


def test_ranges_cannot_be_computed_without_the_numbers_they_rest_on():
    book = book_of(ESG)
    book[LEVELS].delete_rows(3, 1000)
    sheet = book[CRITERIA]
    sheet.cell(3, 5).value = None
    assert faults_in(book) == [
        "指标.xlsx, sheet “二级指标 Criteria”, row 3, column E 满分 Maximum: “max_score” is missing."
    ]
    book["等级 Levels"].cell(3, 4).value = "high"
    assert len(faults_in(book)) == 2


@pytest.mark.parametrize("number", ["４", "4", 4, 4.0, "4.0"])
def test_a_number_may_be_typed_in_any_width(number):
    book = book_of()
    book[CRITERIA].cell(3, 5).value = number
    assert read_framework_file(saved(book), "x.xlsx").framework.criterion("1.1").max_score == Decimal(4)


@pytest.mark.parametrize(
    ("typed", "mandatory"), [("是", True), ("Yes", True), (True, True), ("否", False), (0, False)]
)
def test_yes_and_no_are_understood_in_both_languages(typed, mandatory):
    book = book_of()
    book[CRITERIA].cell(3, 7).value = typed
    assert read_framework_file(saved(book), "x.xlsx").framework.criterion("1.1").mandatory is mandatory


def test_a_code_typed_as_a_number_is_a_code():
    book = book_of()
    sheet = book[CRITERIA]
    sheet.cell(3, 1).value, sheet.cell(3, 2).value = 1, 1.1
    assert read_framework_file(saved(book), "x.xlsx").framework == COLLEGE.framework


def test_notes_beside_the_columns_and_blank_rows_are_left_alone():
    book = book_of()
    sheet = book[SECTIONS]
    sheet.cell(1, 9).value, sheet.cell(3, 9).value = "备注", "待讨论"
    sheet.insert_rows(5)
    assert read_framework_file(saved(book), "x.xlsx").document == COLLEGE.document


AT_CRITERION = "指标.xlsx, sheet “二级指标 Criteria”, row 3, column"

PLANTED = [
    (CRITERIA, 3, 5, "many", f"{AT_CRITERION} E 满分 Maximum: This must be a number."),
    (CRITERIA, 3, 6, "guess", f"{AT_CRITERION} F 评分方式 Method: “method” must be one of: points, level, check, count."),
    (CRITERIA, 3, 7, "maybe", f"{AT_CRITERION} G 必答 Mandatory: “mandatory” must be yes or no (in YAML: true or false)."),
    (CRITERIA, 3, 4, None, f"{AT_CRITERION} D 名称 Title (en): The text in the language “en” is missing."),
    (CRITERIA, 3, 2, "1.2", "指标.xlsx, sheet “二级指标 Criteria”, row 4, column B 编号 Code: The code “1.2” is used twice."),
    (CRITERIA, 3, 5, "=2+2", f"{AT_CRITERION} E 满分 Maximum: Formulas are not read. Please put the value itself here."),
    (CRITERIA, 3, 3, "=A1", f"{AT_CRITERION} C 名称 Title (zh): Formulas are not read. Please put the value itself here."),
    (CRITERIA, 3, 1, "99", f"{AT_CRITERION} A 一级指标编号 Section: This row belongs to nothing: there is no “99” in the column 一级指标编号 Section."),
    (CRITERIA, 3, 1, None, f"{AT_CRITERION} A 一级指标编号 Section: This row belongs to nothing: there is no “” in the column 一级指标编号 Section."),
    (SECTIONS, 3, 4, 13, "指标.xlsx, sheet “一级指标 Sections”, row 3, column D 满分 Maximum: The criteria of section 1 sum to 14, but its maximum is 13."),
    (LEVELS, 3, 3, 3.5, "指标.xlsx, sheet “评分标准 Levels of criteria”, row 4, column C 最低分 Lowest: Criterion 1.1: levels B and A overlap."),
    (LEVELS, 4, 2, "A", "指标.xlsx, sheet “评分标准 Levels of criteria”, row 4, column C 最低分 Lowest: The code “A” is used twice."),
    (LEVELS, 3, 4, None, "指标.xlsx, sheet “评分标准 Levels of criteria”, row 3, column C 最低分 Lowest: This must be a number."),
    (SETTINGS, 13, 3, 99, "指标.xlsx, sheet “框架 Framework”, row 13, column C 值 Value: All criteria sum to 100, but base_total is 99."),
    (SETTINGS, 13, 1, "scoring.total", "指标.xlsx, sheet “框架 Framework”, row 13: “scoring.total” is not a key of the schema. Correct it or leave it out."),
    (SECTIONS, 2, 4, "maximum", "指标.xlsx, sheet “一级指标 Sections”, row 2, column D: “maximum” is not a key of the schema. Correct it or leave it out."),
    (SECTIONS, 2, 4, "maximum", "指标.xlsx, sheet “一级指标 Sections”, row 2: Row 2 must hold these keys too: max_score."),
    ("材料种类 Evidence kinds", 4, 1, "document", "指标.xlsx, sheet “材料种类 Evidence kinds”, row 4, column A 代码 Code: The code “document” is used twice."),
    ("材料种类 Evidence kinds", 4, 1, None, "指标.xlsx, sheet “材料种类 Evidence kinds”, row 4, column A 代码 Code: The code is missing."),
    ("必备条件 Preconditions", 3, 6, "2.1; 9.9", "指标.xlsx, sheet “必备条件 Preconditions”, row 3, column F 对应指标 Criteria: There is no criterion “9.9”."),
    ("佐证要求 Evidence", 3, 2, "novel", "指标.xlsx, sheet “佐证要求 Evidence”, row 3, column B 材料种类 Kind: There is no evidence kind “novel”. There are: document, minutes, plan, summary, policy, roster, ledger, photo, video, link, award, case, data, survey, report, other."),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "column", "value", "told"), PLANTED)
def test_a_fault_is_named_by_sheet_row_and_column(sheet, row, column, value, told):
    book = book_of()
    book[sheet].cell(row, column).value = value
    assert told in faults_in(book)


def test_counts_are_written_as_level_and_number():
    book = book_of(ESG)
    sheet = book["总体判断 Overall rules"]
    sheet.cell(3, 3).value = "F：7"
    assert read_framework_file(saved(book), "x.xlsx").document == ESG.document
    sheet.cell(3, 3).value = "seven F"
    assert faults_in(book) == [
        "指标.xlsx, sheet “总体判断 Overall rules”, row 3, column C 至少 At least: Here a group of named values is expected."
    ]


def test_a_missing_sheet_is_named():
    book = book_of()
    del book["等次 Grade bands"]
    assert "指标.xlsx: The sheet “等次 Grade bands” is missing." in faults_in(book)


def test_a_sheet_that_may_be_missing_may_be_missing():
    book = book_of()
    del book["总体判断 Overall rules"]
    assert read_framework_file(saved(book), "x.xlsx").document == COLLEGE.document


def test_some_other_workbook_is_refused():
    assert faults_in(Workbook()) == ["指标.xlsx: The sheet “框架 Framework” is missing."]


def test_a_broken_or_old_workbook_is_refused():
    cannot = "指标.xlsx: The file cannot be opened as an Excel workbook. Please save it as .xlsx again."
    assert faults_in(b"PK\x03\x04 and then nothing") == [cannot]
    assert faults_in(b"\xd0\xcf\x11\xe0 old") == [
        "指标.xlsx: This is an old Excel file. Please save it as .xlsx and upload it again."
    ]


def test_a_workbook_that_unpacks_to_a_mountain_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (41 * 1024 * 1024))
    assert faults_in(out.getvalue()) == [
        "指标.xlsx: The file cannot be opened as an Excel workbook. Please save it as .xlsx again."
    ]
