"""Rectification on paper: the list, one row a shortcoming, and the summary report (PROCESS §4.14, §4.15)."""

import dataclasses
from datetime import date
from typing import ClassVar

from app.reporting.documents.paper import Form


@dataclasses.dataclass(frozen=True, kw_only=True)
class RectificationRow:
    """`progress`: day and text · `time_limit`: 立行立改, 限期 or 长期坚持 · `state` in words."""

    number: str
    shortcoming: str
    criterion: str = ""
    severity: str = ""
    cause: str = ""
    aim: str = ""
    measure: str = ""
    leader: str = ""
    owner: str = ""
    time_limit: str = ""
    due: date | None = None
    expected: str = ""
    progress: tuple[tuple[date, str], ...] = ()
    evidence: tuple[str, ...] = ()
    state: str = ""
    verified_by: str = ""
    verdict: str = ""
    closed_on: date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class RectificationList(Form):
    template: ClassVar[str] = "rectification_list.html"

    rows: tuple[RectificationRow, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class RectificationSummary(Form):
    """The numbers are computed by whoever fills the row; `remaining` explains what is not done."""

    template: ClassVar[str] = "rectification_summary.html"

    to_do: int
    done: int
    continuing: int
    overview: str = ""
    rows: tuple[RectificationRow, ...] = ()
    lasting: str = ""
    remaining: str = ""
    signatory: str = ""
    signed_on: date | None = None
