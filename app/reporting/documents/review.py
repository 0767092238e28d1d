"""A reviewer's papers: the opinion form (PROCESS §4.7) in 16 pt and the receipt for it."""

import dataclasses
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from app.reporting.documents.paper import Form


@dataclasses.dataclass(frozen=True, kw_only=True)
class JudgementPart:
    """One criterion. `marks`: evidence number, 认可/存疑/不予采信, note."""

    code: str
    title: str
    full: Decimal | None = None
    level: str = ""
    score: Decimal | None = None
    self_score: Decimal | None = None
    comment: str = ""
    marks: tuple[tuple[str, str, str], ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class OpinionShortcoming:
    text: str
    criterion: str
    severity: str
    recommendation: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReviewOpinion(Form):
    """`reviewer` is a pseudonym (专家2) unless it goes to the coordinator.

    steps: the six 逐一 with what was done · heard: how and when the report was heard, or why not.
    """

    template: ClassVar[str] = "review_opinion.html"

    reviewer: str
    heard: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    judgements: tuple[JudgementPart, ...] = ()
    total: Decimal | None = None
    full_total: Decimal | None = None
    highlights: tuple[str, ...] = ()
    shortcomings: tuple[OpinionShortcoming, ...] = ()
    preconditions: tuple[tuple[str, str], ...] = ()
    grade: str = ""
    visit: bool | None = None
    recommended: str = ""
    submitted_at: datetime | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReviewReceipt(Form):
    """What the reviewer keeps: that it arrived, when, and the digest of what arrived."""

    template: ClassVar[str] = "review_receipt.html"

    reviewer: str
    submitted_at: datetime
    judged: int
    total: Decimal | None
    full_total: Decimal | None
    highlights: int
    shortcomings: int
    withdraw_until: datetime | None = None
    digest: str
    contact: str = ""
