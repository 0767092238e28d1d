"""Criteria as an Excel workbook: the empty template, and a whole framework written out."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .framework_sheets import (
    ALL_SETTINGS,
    EACH,
    GUIDE,
    NO,
    RUBRIC,
    SETTINGS,
    SHEETS,
    YES,
    Column,
    Sheet,
)

HEAD_ROWS: Final = 2  # what people read, then the key that the reader goes by
SPARE_ROWS: Final = 300
_LINE = Side(style="thin", color="C9CFC9")
_HEAD = {
    "font": Font(bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", fgColor="2F5D50"),
    "alignment": Alignment(wrap_text=True, vertical="center", horizontal="center"),
}
_KEY = {"font": Font(size=8, color="808080"), "fill": PatternFill("solid", fgColor="EEF1EE")}
_BODY = {
    "alignment": Alignment(wrap_text=True, vertical="top"),
    "border": Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE),
}
_TEXT_FORMAT = "@"

GUIDE_LINES: Final = (
    "本表用于编写评议指标体系。填好后在“指标体系”页上传；有误时系统会指出工作表、行和列。",
    "This workbook holds a framework of criteria. Upload it on the Criteria page; "
    "faults are named by sheet, row and column.",
    "1. 每个工作表第一行是说明，第二行（灰色小字）是系统识别用的键，请不要改动。可以另加没有键的备注列。",
    "   Row 1 is for you; row 2 (small, grey) holds the keys the system goes by: leave it as it is. "
    "You may add columns without a key for notes.",
    "2. 编号是稳定的标识，以文本填写（如 1.10），以后不要改作他用；内容改动后请换新的版本号。",
    "   Codes are lasting names, typed as text (1.10). Give a changed framework a new version.",
    "3. 每段文字中英文都要填写。多个值用分号隔开。不要使用公式。",
    "   Fill in every text in each language. Separate several values by semicolons. Do not use formulas.",
    "4. 评分标准的最低分、最高分可以留空，系统按等级比例计算。",
    "   The lowest and highest scores of levels may stay empty: they are computed from the ratios.",
    "5. 指标为校内可编辑的参考文本，并非官方标准。",
    "   The criteria are an editable starting set, not official criteria.",
)


def write_workbook(document: Mapping[str, Any]) -> bytes:
    """A document of criteria as an .xlsx file; reading it gives the same document."""
    book = Workbook()
    locales = list(map(str, document.get("locales") or ("zh", "en")))
    guide = book.active
    assert isinstance(guide, Worksheet)  # noqa: S101 -- a new workbook has one sheet
    _write_guide(guide)
    _write_settings(book.create_sheet(SETTINGS), document, locales)
    for sheet in SHEETS:
        _write_sheet(book.create_sheet(sheet.name), sheet, document, locales)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def write_template(example: Mapping[str, Any]) -> bytes:
    """An empty workbook to fill in: only the vocabulary of `example` stands in it."""
    kept = (
        "schema",
        "locales",
        "default_locale",
        "scoring",
        "accept_groups",
        "evidence_kinds",
        "level_set",
        "levels",
    )
    review = {key: value for key, value in example["review"].items() if key != "panels"}
    return write_workbook({key: example[key] for key in kept} | {"review": review, "status": "draft"})


def _write_guide(page: Worksheet) -> None:
    page.title = GUIDE
    page.column_dimensions["A"].width = 30
    page.column_dimensions["B"].width = 90
    for number, line in enumerate(GUIDE_LINES, start=1):
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
        _put(page.cell(number, 1), line)
        page.row_dimensions[number].height = 34
    row = len(GUIDE_LINES) + 2
    for sheet in SHEETS:
        _put(page.cell(row, 1), sheet.name)
        _put(page.cell(row, 2), sheet.told)
        row += 1


def _write_settings(page: Worksheet, document: Mapping[str, Any], locales: list[str]) -> None:
    heads = ["项目 Item", "值 Value", *(f"文字 Text ({language})" for language in locales)]
    keys = ["key", "", "value", *(f"text.{language}" for language in locales)]
    widths = (36, 26, *[50] * len(locales))
    _write_heads(page, [("键 Key", 30), *zip(heads, widths, strict=True)], keys)
    for row, setting in enumerate(ALL_SETTINGS, start=HEAD_ROWS + 1):
        value: Any = document
        for key in setting.path:
            value = value.get(key) if isinstance(value, Mapping) else None
        _put(page.cell(row, 1), ".".join(setting.path), **_KEY)
        _put(page.cell(row, 2), setting.label)
        if setting.kind == "words":
            for position, language in enumerate(locales):
                _put(page.cell(row, 4 + position), (value or {}).get(language))
        else:
            _put(page.cell(row, 3), _shown(value, setting.kind))
        choices = (YES, NO) if setting.kind == "flag" else setting.choices
        if choices:
            _offer(page, f"C{row}", f'"{",".join(choices)}"')


def _write_heads(page: Worksheet, heads: list[tuple[str, int]], keys: list[str]) -> None:
    for position, ((label, width), key) in enumerate(zip(heads, keys, strict=True), start=1):
        _put(page.cell(1, position), label, **_HEAD)
        _put(page.cell(2, position), key, **_KEY)
        page.column_dimensions[get_column_letter(position)].width = width
    page.row_dimensions[1].height = 34
    page.freeze_panes = f"{'C' if len(keys) > 3 else 'B'}{HEAD_ROWS + 1}"


def _write_sheet(page: Worksheet, sheet: Sheet, document: Mapping[str, Any], locales: list[str]) -> None:
    columns = [(column, language) for column in sheet.all_columns for language in _languages(column, locales)]
    heads = [
        (f"{column.label} ({language})" if language else column.label, column.width)
        for column, language in columns
    ]
    _write_heads(
        page, heads, [f"{column.key}.{language}" if language else column.key for column, language in columns]
    )
    row = HEAD_ROWS
    for row, values in enumerate(rows_of(sheet, document), start=HEAD_ROWS + 1):
        for position, (column, language) in enumerate(columns, start=1):
            value = values.get(column.key)
            value = (value or {}).get(language) if language else _shown(value, column.kind)
            _put(page.cell(row, position), value)
    for position, (column, _) in enumerate(columns, start=1):
        _offer_choices(page, column, get_column_letter(position), row + SPARE_ROWS)


def _languages(column: Column, locales: list[str]) -> list[str]:
    return locales if column.kind == "words" else [""]


def rows_of(sheet: Sheet, document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a sheet as column key → value of the document."""
    for parent, found in _found(document, sheet.pattern, None):
        above = {sheet.parent.key: parent} if sheet.parent else {}
        if sheet.shape == "named":
            yield from ({"code": key, sheet.columns[-1].key: value} for key, value in found.items())
        elif sheet.shape == "words":
            yield from (above | {sheet.columns[-1].key: value} for value in found)
        else:
            yield from (above | _row(sheet, entry) for entry in found)


def _row(sheet: Sheet, entry: Mapping[str, Any]) -> dict[str, Any]:
    if sheet.name != RUBRIC:
        return dict(entry)
    low, high = entry["range"]
    return {"code": entry["code"], "low": low, "high": high, "text": entry.get("text")}


def _found(value: Any, pattern: tuple[str, ...], parent: Any) -> Iterator[tuple[Any, Any]]:
    """Every list that the pattern leads to, with the code of the entry it belongs to."""
    if not pattern:
        yield parent, value
    elif pattern[0] == EACH:
        for entry in value:
            yield from _found(entry, pattern[1:], entry["code"])
    elif pattern == ("levels",) and "ranges" in value:
        yield parent, [{"code": code, "range": ends} for code, ends in value["ranges"].items()]
    elif value.get(pattern[0]) is not None:
        yield from _found(value[pattern[0]], pattern[1:], parent)


def _shown(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "flag":
        return YES if value else NO
    if kind == "list":
        return "; ".join(map(str, value))
    if kind == "counts":
        return "; ".join(f"{level}:{count}" for level, count in value.items())
    return value


def _put(cell: Cell | Any, value: Any, **style: Any) -> None:
    """Write a value. Text stays text: a sentence that begins with = is no formula, a code 1.10 no number."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if not isinstance(value, Decimal):
        cell.number_format = _TEXT_FORMAT
    for name, look in (style or _BODY).items():
        setattr(cell, name, look)


def _offer_choices(page: Worksheet, column: Column, letter: str, last: int) -> None:
    cells = f"{letter}{HEAD_ROWS + 1}:{letter}{last}"
    if column.kind == "flag":
        _offer(page, cells, f'"{YES},{NO}"')
    elif column.choices:
        _offer(page, cells, f'"{",".join(column.choices)}"')
    elif column.key == "kind":
        _offer(page, cells, f"'材料种类 Evidence kinds'!$A${HEAD_ROWS + 1}:$A$100")
    if column.kind == "text":
        page.column_dimensions[letter].number_format = _TEXT_FORMAT


def _offer(page: Worksheet, cells: str, formula: str) -> None:
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.error, rule.errorTitle = "请从列表中选择。Please choose from the list.", "请选择 Choose"
    page.add_data_validation(rule)
    rule.add(cells)
