"""A filled table in: its header recognised, rows numbered as in Excel, problems row by row."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from openpyxl import load_workbook

from app.domain.errors import Invalid, Sentence, sentence
from app.domain.numerals import parse_number
from app.domain.text import N_

Value = str | Decimal | date | None

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_BYTES_INSIDE = 60_000_000
MOST_PARTS = 500
HEADER_WITHIN = 10
DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
BESIDE_THE_WORD = re.compile(r"[(\[【].*?[)\]】]|[*\s:]")


@dataclass(frozen=True)
class Column:
    """A column looked for: its key in the rows read, the word of its header, and other words for it.

    kind "text": at most `longest` characters · "number": a Decimal · "date": a day.
    """

    key: str
    header: str
    also: tuple[str, ...] = ()
    required: bool = False
    kind: Literal["text", "number", "date"] = "text"
    longest: int = 200


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: row number as Excel shows it (0: the whole file), header, what to do."""

    row: int
    column: str
    reason: Sentence


@dataclass(frozen=True)
class Row:
    """A row that is not empty: its number as Excel shows it, and a value for every column's key."""

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Table:
    """What was read. `ignored` names the headers nobody asked for."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()


def read_table(content: bytes, columns: Sequence[Column]) -> Table:
    """The first sheet of an XLSX. Never raises for a bad file: says what to do in `problems`.

    A row with a problem is read too, with None where the problem is.
    """
    refusal = _refusal(content)
    if refusal:
        return Table(problems=(Problem(0, "", refusal),))
    try:
        lines = _lines(content)
    except Exception:  # openpyxl raises whatever a broken part makes it raise
        return Table(problems=(Problem(0, "", _UNREADABLE),))
    for position, (_, cells) in enumerate(lines[:HEADER_WITHIN]):
        places = _recognised(cells, columns)
        if len(places) * 2 >= len(columns) or all(
            column.key in places for column in columns if column.required
        ):
            return _table(lines[position:], places, columns)
    wanted = [column.header for column in columns if column.required] or [column.header for column in columns]
    reason = sentence(
        N_("Please keep the header row with these columns: %(columns)s."), columns="、".join(wanted)
    )
    return Table(problems=(Problem(0, "", reason),))


_UNREADABLE = sentence(N_("This file cannot be read. Please save it as .xlsx in Excel or WPS and try again."))


def _refusal(content: bytes) -> Sentence | None:
    """Why a file is not opened at all: no XLSX, or made to burst."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                return _UNREADABLE
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES_INSIDE:
                return sentence(N_("This file is too large. Please keep only the table you want to import."))
            if any(_declares_entities(archive, part) for part in parts):
                return _UNREADABLE
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        return _UNREADABLE
    return None


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """A DOCTYPE has no place in a workbook: it is how entities are made to multiply or to read files."""
    with archive.open(part) as stream:
        start = stream.read(4096).replace(b"\x00", b"")
    return part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in start


def _lines(content: bytes) -> list[tuple[int, list[object]]]:
    """The rows that are not empty, each with its number."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()  # a sheet may lie about its size
        rows = sheet.iter_rows(max_row=MOST_ROWS + HEADER_WITHIN + 1, max_col=MOST_COLUMNS, values_only=True)
        return [
            (number, list(cells))
            for number, cells in enumerate(rows, 1)
            if any(cell is not None and str(cell).strip() for cell in cells)
        ]
    finally:
        book.close()


def _word(cell: object) -> str:
    """The word of a header without what stands beside it: “姓名*（必填）” → “姓名”."""
    return BESIDE_THE_WORD.sub("", unicodedata.normalize("NFKC", str(cell or ""))).casefold()


def _recognised(cells: Sequence[object], columns: Iterable[Column]) -> dict[str, int]:
    """Where each column stands in a header row; the first of two equal headers counts."""
    places = {_word(cell): place for place, cell in reversed(list(enumerate(cells))) if _word(cell)}
    found = {}
    for column in columns:
        for word in (column.header, *column.also):
            if _word(word) in places:
                found[column.key] = places[_word(word)]
                break
    return found


def _table(
    lines: Sequence[tuple[int, list[object]]], places: Mapping[str, int], columns: Sequence[Column]
) -> Table:
    (header_number, header), *body = lines
    problems = [
        Problem(header_number, column.header, _missing(column))
        for column in columns
        if column.required and column.key not in places
    ]
    if len(body) > MOST_ROWS:
        reason = sentence(N_("Please import at most %(most)s rows at a time."), most=MOST_ROWS)
        problems.append(Problem(body[MOST_ROWS][0], "", reason))
    rows = []
    for number, cells in body[:MOST_ROWS]:
        values: dict[str, Value] = {}
        for column in columns:
            cell = cells[places[column.key]] if places.get(column.key, len(cells)) < len(cells) else None
            try:
                values[column.key] = _value(cell, column)
            except Invalid as refused:
                values[column.key] = None
                problems.append(Problem(number, column.header, refused.reasons[0]))
        rows.append(Row(number, values))
    known = set(places.values())
    ignored = tuple(str(word) for place, word in enumerate(header) if place not in known and _word(word))
    return Table(tuple(rows), tuple(problems), ignored)


def _missing(column: Column) -> Sentence:
    return sentence(N_("The column “%(column)s” is missing. Please add it."), column=column.header)


def _value(cell: object, column: Column) -> Value:
    """A cell as its column wants it. Raises Invalid with what to do."""
    text = _text(cell)
    if not text:
        if column.required:
            raise Invalid(cell=N_("Please fill in this cell."))
        return None if column.kind != "text" else ""
    if column.kind == "number":
        return parse_number(text, "cell")
    if column.kind == "date":
        return cell.date() if isinstance(cell, datetime) else _day(text)
    if len(text) > column.longest:
        raise Invalid(cell=sentence(N_("Please keep this within %(most)s characters."), most=column.longest))
    return text


def _text(cell: object) -> str:
    """What a person sees in the cell: 13800000000, not 13800000000.0; a date as 2025-09-01."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        cell = cell.date()
    return unicodedata.normalize("NFC", str(cell)).strip()


def _day(text: str) -> date:
    """A day typed as 2025-09-01, 2025/9/1, 2025.9.1, 20250901 or 2025年9月1日, in full width as well."""
    found = DAY.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    try:
        if found:
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
    except ValueError:
        pass  # 31 February, said below with the rest
    raise Invalid(cell=N_("Please enter a date such as 2025-09-01."))
