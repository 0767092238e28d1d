"""A filled workbook of criteria, read into a document; faults are named by sheet, row and column."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from openpyxl.utils import get_column_letter

from app.domain.document import Path
from app.domain.errors import Sentence, sentence
from app.domain.grid import level_ranges
from app.domain.text import N_

from .framework_cells import (
    MOST_COLUMNS,
    Formula,
    NotAWorkbook,
    as_counts,
    as_flag,
    as_list,
    as_number,
    as_text,
    sheets_of,
)
from .framework_faults import Place, UnusableFramework
from .framework_sheets import ALL_SETTINGS, EACH, SETTINGS, SHEETS, Column, Setting, Sheet

UNKNOWN_KEY: Final = N_("“%(key)s” is not a key of the schema. Correct it or leave it out.")
MISSING_SHEET: Final = N_("The sheet “%(sheet)s” is missing.")
FORMULA: Final = N_("Formulas are not read. Please put the value itself here.")
TWICE: Final = N_("The code “%(code)s” is used twice.")
MEANING: Final[Mapping[str, Callable[[Any], Any]]] = {
    "text": as_text,
    "number": as_number,
    "flag": as_flag,
    "list": as_list,
    "counts": as_counts,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a sheet: the values under their keys, and the place of each."""

    place: Place
    values: Mapping[str, Any]
    places: Mapping[str, Place]

    def at(self, key: str) -> Place:
        return self.places.get(key, self.place)


@dataclass
class _Filling:
    """The document while it is filled, the place of each value, and the entries that rows can belong to."""

    document: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[tuple[Place, Sentence]] = field(default_factory=list)
    entries: dict[tuple[str, ...], list[tuple[Path, dict[str, Any]]]] = field(default_factory=dict)

    def refuse(self, place: Place, text: str, **params: object) -> None:
        self.faults.append((place, sentence(text, **params)))

    def by_code(self, pattern: tuple[str, ...], code: str) -> tuple[Path, dict[str, Any]] | None:
        return next((found for found in self.entries.get(pattern, []) if found[1].get("code") == code), None)


def read_workbook(
    content: bytes, filename: str
) -> tuple[Any, dict[Path, Place], list[tuple[Place, Sentence]]]:
    """The document of a workbook, the place of each value, and what could not be taken.

    Raises UnusableFramework when the file is no workbook of this kind at all.
    """
    try:
        pages = sheets_of(content)
    except NotAWorkbook:
        reason = N_("The file cannot be opened as an Excel workbook. Please save it as .xlsx again.")
        raise UnusableFramework(filename, [(Place(), sentence(reason))]) from None
    filling = _Filling()
    if SETTINGS not in pages:
        raise UnusableFramework(filename, [(Place(), sentence(MISSING_SHEET, sheet=SETTINGS))])
    _read_settings(filling, pages[SETTINGS])
    for number, sheet in enumerate(SHEETS, start=3):
        if sheet.name in pages:
            for row in _rows(filling, pages[sheet.name], sheet, number):
                _add(filling, sheet, row)
        elif not sheet.optional:
            filling.refuse(Place(), MISSING_SHEET, sheet=sheet.name)
        if not sheet.optional:
            _leave_no_gap(filling, sheet, number)
    _set_ranges(filling)
    return filling.document, filling.places, filling.faults


def _read_settings(filling: _Filling, rows: list[list[Any]]) -> None:
    known = {".".join(setting.path): setting for setting in ALL_SETTINGS}
    for row in _keyed(rows, SETTINGS, 2):
        name = str(row.values.get("key") or "").strip()
        if name in known:
            _set(filling, known[name], row)
        elif name:
            filling.refuse(row.place, UNKNOWN_KEY, key=name)


def _set(filling: _Filling, setting: Setting, row: _Row) -> None:
    """Put one setting where its path leads."""
    column = Column("text" if setting.kind == "words" else "value", setting.kind, "", blank=setting.blank)
    value = _value(filling, column, row, setting.path)
    if value is not None:
        group = filling.document
        for key in setting.path[:-1]:
            group = group.setdefault(key, {})
        group[setting.path[-1]] = value


def _rows(filling: _Filling, rows: list[list[Any]], sheet: Sheet, number: int) -> Iterator[_Row]:
    """The filled rows of a sheet, by the keys of its second row; unknown or lacking keys are named."""
    plain = {column.key for column in sheet.all_columns if column.kind != "words"}
    words = {column.key for column in sheet.all_columns if column.kind == "words"}
    keys = _texts(rows, 1)
    for at, key in enumerate(keys, start=1):
        if key and key not in plain and key.rpartition(".")[0] not in words:
            place = Place(number, 2, at, sheet.name, get_column_letter(at))
            filling.refuse(place, UNKNOWN_KEY, key=key)
    if lacking := sorted(plain - set(keys)):
        place = Place(number, 2, 0, sheet.name)
        filling.refuse(place, N_("Row 2 must hold these keys too: %(keys)s."), keys=", ".join(lacking))
    yield from _keyed(rows, sheet.name, number)


def _keyed(rows: list[list[Any]], name: str, number: int) -> Iterator[_Row]:
    """Rows that hold anything, as key → value; columns without a key are notes and not read."""
    labels, keys = _texts(rows, 0), _texts(rows, 1)
    columns = [(at, key) for at, key in enumerate(keys) if key]
    for row, cells in enumerate(rows[2:], start=3):
        values = {key: cells[at] for at, key in columns if at < len(cells) and cells[at] not in (None, "")}
        places = {
            key: Place(number, row, at + 1, name, f"{get_column_letter(at + 1)} {labels[at]}".strip())
            for at, key in columns
        }
        if values:
            yield _Row(Place(number, row, 0, name), values, places)


def _texts(rows: list[list[Any]], at: int) -> list[str]:
    row = rows[at] if len(rows) > at else []
    texts = [value.strip() if isinstance(value, str) else "" for value in row]
    return texts + [""] * (MOST_COLUMNS - len(texts))


def _add(filling: _Filling, sheet: Sheet, row: _Row) -> None:
    """Put one row into the list it belongs to."""
    around = _around(filling, sheet, row)
    if around is None:
        return
    path, group = around
    key = sheet.pattern[-1]
    value_column = sheet.columns[-1]
    if sheet.shape == "named":
        name = as_text(row.values.get("code"))
        if not isinstance(name, str):
            filling.refuse(row.at("code"), N_("The code is missing."))
        elif name in group.setdefault(key, {}):
            filling.refuse(row.at("code"), TWICE, code=name)
        else:
            filling.places[(*path, key, name)] = row.place
            group[key][name] = _value(filling, value_column, row, (*path, key, name))
        return
    entries = group.setdefault(key, [])
    here = (*path, key, len(entries))
    filling.places[here] = row.place
    if sheet.shape == "words":
        entries.append(_value(filling, value_column, row, here))
        return
    entry: dict[str, Any] = {}
    for column in sheet.columns:
        value = _value(filling, column, row, (*here, column.key))
        if value is not None or column.blank == "none":
            entry[column.key] = value
    entries.append(entry)
    filling.entries.setdefault(sheet.pattern, []).append((here, entry))


def _around(filling: _Filling, sheet: Sheet, row: _Row) -> tuple[Path, dict[str, Any]] | None:
    """The entry a row belongs to and its path; the document itself for a list of its own."""
    if sheet.parent is None:
        group = filling.document
        for key in sheet.pattern[:-1]:
            group = group.setdefault(key, {})
        return sheet.pattern[:-1], group
    code = as_text(row.values.get(sheet.parent.key))
    found = filling.by_code(sheet.pattern[:-2], str(code)) if code is not None else None
    if found is None:
        text = N_("This row belongs to nothing: there is no “%(code)s” in the column %(column)s.")
        filling.refuse(row.at(sheet.parent.key), text, code=code or "", column=sheet.parent.label)
    return found


def _leave_no_gap(filling: _Filling, sheet: Sheet, number: int) -> None:
    """A list that must be there is there, if empty, wherever it belongs."""
    empty: Any = {} if sheet.shape == "named" else []
    if sheet.parent is None:
        group = filling.document
        for key in sheet.pattern[:-1]:
            group = group.setdefault(key, {})
        group.setdefault(sheet.pattern[-1], empty)
        filling.places[sheet.pattern] = Place(number, 1, 0, sheet.name)
        return
    for _, entry in filling.entries.get(sheet.pattern[:-2], []):
        entry.setdefault(sheet.pattern[-1], list(empty))


def _set_ranges(filling: _Filling) -> None:
    """Turn the rows about levels into `levels` (with texts) or `ranges`; scores left blank are computed."""
    for path, criterion in filling.entries.get(("sections", EACH, "criteria"), []):
        usual = _usual_ranges(filling.document, criterion)
        rows = criterion.pop("levels", []) or [{"code": code} for code in usual]
        with_texts = any("text" in row for row in rows)
        entries: list[dict[str, Any]] = []
        for position, row in enumerate(rows):
            code = str(row.get("code", ""))
            low, high = row.get("low"), row.get("high")
            ends = usual.get(code, []) if low is None and high is None else [low, high]
            written = (*path, "levels", position)
            place = filling.places.get((*written, "low"), filling.places[path])
            if code in [entry["code"] for entry in entries]:
                filling.refuse(place, TWICE, code=code)
            entry = {"code": code, "range": ends} | ({"text": row["text"]} if "text" in row else {})
            entries.append(entry)
            filling.places[(*written, "range") if with_texts else (*path, "ranges", code)] = place
        if with_texts:
            criterion["levels"] = entries
        else:
            criterion["ranges"] = {entry["code"]: entry["range"] for entry in entries}


def _usual_ranges(document: Mapping[str, Any], criterion: Mapping[str, Any]) -> dict[str, list[Decimal]]:
    """Level code → lowest and highest score as SCHEMA §5 computes them; nothing when a number is missing."""
    levels = document.get("levels", [])
    starts = [level.get("min_ratio") for level in levels]
    maximum, step = criterion.get("max_score"), document.get("scoring", {}).get("step")
    if not (isinstance(maximum, Decimal) and isinstance(step, Decimal) and step > 0 and levels):
        return {}
    if not all(isinstance(start, Decimal) for start in starts):
        return {}
    ranges = level_ranges(maximum, step, starts)
    return {str(level.get("code")): list(ends) for level, ends in zip(levels, ranges, strict=True)}


def _value(filling: _Filling, column: Column, row: _Row, path: Path) -> Any:
    """The value of a cell as the document wants it, or None when it is blank."""
    if column.kind == "words":
        return _words(filling, column.key, row, path)
    filling.places[path] = row.at(column.key)
    value = row.values.get(column.key)
    if isinstance(value, Formula):
        filling.refuse(row.at(column.key), FORMULA)
        return None
    value = as_text(value)
    if value is None:
        return [] if column.blank == "list" else None
    return MEANING[column.kind](value)


def _words(filling: _Filling, key: str, row: _Row, path: Path) -> dict[str, Any] | None:
    texts: dict[str, Any] = {}
    for name in row.places:
        column, _, language = name.rpartition(".")
        if column != key:
            continue
        filling.places.setdefault(path, row.at(name))
        filling.places[(*path, language)] = row.at(name)
        value = row.values.get(name)
        if isinstance(value, Formula):
            filling.refuse(row.at(name), FORMULA)
        elif value is not None:
            texts[language] = value if isinstance(value, str) else as_text(value)
    return texts or None
