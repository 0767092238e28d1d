"""The feedback letter (PROCESS §6) with the figures of each section, and its receipt (§4.12)."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from app.reporting.documents.paper import Form, Paper


@dataclasses.dataclass(frozen=True, kw_only=True)
class Highlight:
    text: str
    criteria: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shortcoming:
    """`severity` in the words of the letter: 一般, 较重 or 严重."""

    text: str
    criteria: tuple[str, ...]
    severity: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recommendation:
    """`shortcoming` is the number, from 1, of the shortcoming it answers."""

    text: str
    shortcoming: int | None = None
    until: date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class SectionFigures:
    """A line of the annex: means over the kept reviews; median and highest over all units."""

    title: str
    full: Decimal
    own: Decimal | None
    median: Decimal | None
    highest: Decimal | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class FeedbackLetter(Paper):
    """`total` None: the campaign tells its units grades only, and the letter says no score."""

    template: ClassVar[str] = "feedback_letter.html"

    issuer: str
    number: str
    unit: str
    short_unit: str
    campaign: str
    year: int
    notice: str
    reviewed_from: date
    reviewed_to: date
    visited_on: date | None = None
    total: Decimal | None = None
    base: Decimal | None = None
    bonus: Decimal | None = None
    grade: str = ""
    grade_remark: str = ""
    impression: str = ""
    highlights: tuple[Highlight, ...] = ()
    shortcomings: tuple[Shortcoming, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    sign_until: date
    dispute_until: date
    plan_until: date
    dated: date
    sections: tuple[SectionFigures, ...] = ()
    receipt: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class FeedbackReceipt(Form):
    """Who signed for the letter, when, and what the unit disputes (criterion and reason)."""

    template: ClassVar[str] = "feedback_receipt.html"

    number: str
    signed_by: str
    post: str
    signed_at: datetime
    disputed: bool = False
    disputes: tuple[tuple[str, str], ...] = ()
