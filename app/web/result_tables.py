"""The figures of results as tables, bars and an Excel file."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from app.domain.kept_figures import number
from app.queries.explanations import Explained
from app.queries.results import Line, Sheet
from app.reporting.spreadsheets.writing import Sheet as Table
from app.reporting.spreadsheets.writing import xlsx_bytes

from .grade_words import band_title
from .result_words import reader_name
from .wording import local, score


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of the section table; `panels` are what each panel gives, in the order of the head."""

    code: str
    title: str
    most: Decimal
    panels: tuple[Decimal | None, ...]
    own: Decimal
    level: str
    median: Decimal | None
    highest: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.median is None else self.own - self.median


def section_rows(found: Explained) -> list[SectionRow]:
    """Every section with the spread over all units; `own` adds up to the base score."""
    spreads = found.comparison.get("sections", {})
    panels = found.result.figures["panels"]
    return [
        SectionRow(
            code=row["code"],
            title=local(found.framework.section(row["code"]).title),
            most=Decimal(row["max_score"]),
            panels=tuple(number(panel["sections"].get(row["code"])) for panel in panels),
            own=Decimal(row["part"]),
            level=local(found.framework.level(row["level"]).title) if row["level"] else "—",
            median=number(spreads.get(row["code"], {}).get("median")),
            highest=number(spreads.get(row["code"], {}).get("highest")),
        )
        for row in found.result.figures["sections"]
    ]


def base_gap(found: Explained) -> Decimal | None:
    """How far the base score lies from the median of all units."""
    middle = number(found.comparison.get("base", {}).get("median"))
    return None if middle is None else found.result.base - middle


def bars(found: Explained) -> list[dict[str, Any]]:
    """What ui.bars draws: shares in percent of each section's maximum."""
    return [
        {
            "name": f"{row.code} {row.title}",
            "share": _share(row.own, row.most),
            "median": None if row.median is None else _share(row.median, row.most),
            "highest": None if row.highest is None else _share(row.highest, row.most),
            "words": f"{score(row.own, 2)} / {score(row.most)}",
        }
        for row in section_rows(found)
    ]


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return min((100 * part / whole).quantize(Decimal("0.01")), Decimal(100))


def effects(sheet: Sheet, line: Line) -> str:
    """The preconditions, floors and vetoes that were triggered, by their codes."""
    return str(gettext(", ")).join(each["code"] for each in line.figures["effects"])


def remark(sheet: Sheet, line: Line) -> str:
    """What stands in the last column: the quota's note, and who lies far from the others."""
    words = [gettext(line.note)] if line.note else []
    words += [gettext("%(reader)s far off", reader=reader_name(key)) for key in line.figures["outliers"]]
    return str(gettext("; ")).join(words)


def panel_means(sheet: Sheet, line: Line) -> list[tuple[Decimal | None, Decimal | None]]:
    """For each panel of the framework the mean after and before trimming."""
    kept = {panel["code"]: panel for panel in line.figures["panels"]}
    return [
        (number(kept.get(p.code, {}).get("mean")), number(kept.get(p.code, {}).get("untrimmed")))
        for p in sheet.framework.review.panels
    ]


def workbook(sheet: Sheet) -> bytes:
    """The sheet as Excel: typed figures, one unit a row."""
    return xlsx_bytes(Table(gettext("Summary of results"), tuple(_heads(sheet)), [*_rows(sheet)]))


def _heads(sheet: Sheet) -> Iterator[str]:
    scores = sheet.framework.scoring.show_total
    if scores:
        yield gettext("Rank")
    yield gettext("Unit")
    if scores:
        for panel in sheet.framework.review.panels:
            yield gettext("%(panel)s, after trimming", panel=local(panel.title))
            yield gettext("%(panel)s, mean of all", panel=local(panel.title))
        yield from (gettext("Base score"), gettext("Bonus"), gettext("Total score"))
    else:
        yield from (local(section.title) for section in sheet.framework.sections)
    yield from (gettext("Preconditions and vetoes"), gettext("Proposed grade"), gettext("Remark"))


def _rows(sheet: Sheet) -> Iterator[list[Any]]:
    for line in sheet.lines:
        row: list[Any] = (
            [line.rank, line.unit_name] if sheet.framework.scoring.show_total else [line.unit_name]
        )
        if sheet.framework.scoring.show_total:
            row += [mean for pair in panel_means(sheet, line) for mean in pair]
            row += [line.base, line.bonus, line.total]
        else:
            row += levels(sheet, line)
        yield [*row, effects(sheet, line), band_title(sheet.framework, line.band), remark(sheet, line)]


def levels(sheet: Sheet, line: Line) -> list[str]:
    """The level of each section, for a profile without totals."""
    return [
        local(sheet.framework.level(row["level"]).title) if row["level"] else "—"
        for row in line.figures["sections"]
    ]
