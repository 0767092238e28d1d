"""The cells of an Excel workbook: opened without harm, and read as a person means them."""

import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 60
LARGEST_UNPACKED: Final = 40 * 1024 * 1024
_SEPARATORS = re.compile(r"[;；,，、\s]+")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_YES, _NO = frozenset({"是", "yes", "y", "true", "1", "√"}), frozenset({"否", "no", "n", "false", "0", "×"})


class NotAWorkbook(Exception):
    """The bytes cannot be opened as an .xlsx file, or unpack to more than is sensible."""


class Formula:
    """Stands in a cell that holds a formula or an error instead of a value."""


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet as rows of values, read at once so that the file can be let go. Raises NotAWorkbook."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise NotAWorkbook
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl remarks on looks it cannot keep; only values matter here
            book = load_workbook(BytesIO(content), read_only=True)
        sheets = {page.title: list(_rows(page)) for page in book.worksheets}
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, OSError):
        raise NotAWorkbook from None
    return sheets


def _rows(page: Any) -> Iterator[list[Any]]:
    page.reset_dimensions()
    for row in page.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
        yield [_value(cell) for cell in row]


def _value(cell: Any) -> Any:
    computed = cell.value is not None and cell.data_type in ("f", "e")
    return Formula() if computed else cell.value


def as_text(value: Any) -> Any:
    """Numbers typed into a text column are texts, blanks are nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value.strip() or None
    return value


def as_number(value: Any) -> Any:
    """A Decimal, full-width digits too; the value itself when it is no number."""
    text = unicodedata.normalize("NFKC", str(value))
    return Decimal(text) if _NUMBER.fullmatch(text) else value


def as_flag(value: Any) -> Any:
    """True or false; the value itself when it is neither yes nor no."""
    word = str(value).lower()
    return True if word in _YES else False if word in _NO else value


def as_list(value: Any) -> list[str]:
    """Several values in one cell, separated by semicolons, commas or spaces of any width."""
    return [part for part in _SEPARATORS.split(str(value)) if part]


def as_counts(value: Any) -> Any:
    """“F:7; S:2” as level → number; the value itself when it is not written so."""
    parts = [part.partition(":") for part in as_list(str(value).replace("：", ":"))]
    if not all(colon for _, colon, _ in parts):
        return value
    return {level: as_number(count) for level, _, count in parts}
