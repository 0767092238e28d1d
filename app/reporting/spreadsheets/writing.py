"""Rows out: XLSX with typed cells, CSV with a byte order mark; nothing in them is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

Writable = Any  # a write-only sheet; its stubs know neither widths nor filters
Value = str | int | Decimal | date | datetime | None

BEIJING = timezone(timedelta(hours=8))
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
LONGEST_INTEGER = 15  # Excel keeps fifteen digits: an identity number would lose its last three
WIDEST = 60

INK = "FF17493D"
HEADER_FONT = Font(bold=True, color="FFFFFFFF")
HEADER_FILL = PatternFill("solid", fgColor=INK)
LINE = Side(style="thin", color="FFC8CFC6")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: its title, the words of its header, and rows as wide as the header."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def xlsx_bytes(*sheets: Sheet) -> bytes:
    """A workbook. Texts are text cells, kept to the letter but never run; numbers and dates are typed.

    Moments are shown in Beijing time. No author is named. Raises ValueError without a sheet.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    book = Workbook(write_only=True)
    book.properties.creator = ""
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.create_sheet(_title(sheet.title, taken)), sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV for Excel and WPS: UTF-8 with a byte order mark, and an apostrophe before what would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([_csv_text(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _write(worksheet: Writable, sheet: Sheet) -> None:
    worksheet.freeze_panes = "A2"
    for number, width in enumerate(_widths(sheet), 1):
        worksheet.column_dimensions[get_column_letter(number)].width = width
    if sheet.rows:
        last = get_column_letter(len(sheet.header))
        worksheet.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    worksheet.append(_header(worksheet, sheet.header))
    for row in sheet.rows:
        worksheet.append([_cell(worksheet, value) for value in row])


def _header(worksheet: Writable, words: Sequence[str]) -> Iterator[Cell]:
    for word in words:
        cell = _cell(worksheet, word)
        cell.font, cell.fill, cell.border, cell.alignment = HEADER_FONT, HEADER_FILL, GRID, WRAPPED
        yield cell


def _cell(worksheet: Writable, value: Value) -> Cell:
    if isinstance(value, int) and len(str(abs(value))) > LONGEST_INTEGER:
        value = str(value)
    if isinstance(value, str):
        cell = _text_cell(worksheet, _clean(value))
    else:
        typed: Any = value.astimezone(BEIJING).replace(tzinfo=None) if isinstance(value, datetime) else value
        cell = WriteOnlyCell(worksheet, value=typed)
        cell.number_format = _number_format(value)
    cell.border, cell.alignment = GRID, WRAPPED
    return cell


def _text_cell(worksheet: Writable, text: str) -> Cell:
    """A cell that stays text: openpyxl takes what begins with = for a formula, and so would an editor."""
    cell = WriteOnlyCell(worksheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(STARTS_A_FORMULA)
    return cell


def _number_format(value: int | Decimal | date | None) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    if isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        return "0." + "0" * places if places else "0"
    return "General"


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        clean = _clean(value)
        return f"'{clean}" if clean.lstrip(" ").startswith(STARTS_A_FORMULA) else clean
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)[:LONGEST_CELL]


def _title(wanted: str, taken: set[str]) -> str:
    """A sheet's title as Excel allows it, unlike the others."""
    plain = NOT_IN_A_TITLE.sub("_", NOT_IN_XML.sub("", wanted)).strip() or "1"
    title, copy = plain[:LONGEST_TITLE], 1
    while title.casefold() in taken:
        copy += 1
        title = f"{plain[: LONGEST_TITLE - len(f' {copy}')]} {copy}"
    taken.add(title.casefold())
    return title


def _widths(sheet: Sheet) -> list[float]:
    """The widths of the columns: a Chinese character takes two places; long texts wrap at WIDEST."""
    widths = []
    for number, word in enumerate(sheet.header):
        texts = [word, *(_csv_text(row[number]) for row in sheet.rows if number < len(row))]
        longest = max(sum(2 if ord(letter) > 0x2000 else 1 for letter in text[:WIDEST]) for text in texts)
        widths.append(min(float(longest + 3), WIDEST))
    return widths
