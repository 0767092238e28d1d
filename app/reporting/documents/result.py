"""The summary table of results for the board's meeting (PROCESS §4.10)."""

import dataclasses
from decimal import Decimal
from typing import ClassVar

from app.reporting.documents.paper import Form


@dataclasses.dataclass(frozen=True, kw_only=True)
class ResultRow:
    """`panels`: mean after trimming and mean of all, in the order of the summary's panels."""

    rank: int | None
    unit: str
    panels: tuple[tuple[Decimal | None, Decimal | None], ...]
    base: Decimal | None
    bonus: Decimal | None
    total: Decimal | None
    triggered: str = ""
    grade: str = ""
    remark: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class ResultSummary(Form):
    template: ClassVar[str] = "result_summary.html"

    panels: tuple[str, ...]
    rows: tuple[ResultRow, ...]
    notes: tuple[str, ...] = ()
