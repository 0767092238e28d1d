"""The unit's own papers: self-evaluation report, list of evidence, sign-off (PROCESS §4.2–4.5)."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from app.reporting.documents.paper import Form


@dataclasses.dataclass(frozen=True, kw_only=True)
class Post:
    """A post of the unit's committee; `phone` may be left out of what is passed on."""

    post: str
    name: str
    position: str = ""
    phone: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitPart:
    """Who the unit is: its posts, its members by category, and facts such as students or last grade."""

    posts: tuple[Post, ...] = ()
    members: tuple[tuple[str, int], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class PreconditionLine:
    code: str
    text: str
    met: bool | None
    remark: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class BonusLine:
    """`decided` is None until the coordinator has decided the claim."""

    text: str
    claimed: Decimal
    decided: Decimal | None = None
    remark: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnswerPart:
    """One criterion: level, score and the three texts; or why it does not apply."""

    code: str
    title: str
    full: Decimal | None = None
    level: str = ""
    score: Decimal | None = None
    achievement: str = ""
    problems: str = ""
    improvement: str = ""
    not_applicable: str = ""
    evidence: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class SectionPart:
    number: str
    title: str
    answers: tuple[AnswerPart, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class EvidenceLine:
    """A line of §4.4. `number` is the permanent one, such as 2.1-03; `digest` its first eight."""

    number: str
    title: str
    kind: str
    event_date: date | None = None
    criteria: tuple[str, ...] = ()
    extent: str = ""
    visibility: str = ""
    added: str = ""
    digest: str = ""
    version: str = "v1"
    remark: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class SelfEvaluationReport(Form):
    """The whole of what a unit says of itself. `chapters`: the edited report text, heading and body."""

    template: ClassVar[str] = "self_evaluation.html"

    framework: str
    unit_part: UnitPart
    chapters: tuple[tuple[str, str], ...] = ()
    sections: tuple[SectionPart, ...] = ()
    preconditions: tuple[PreconditionLine, ...] = ()
    bonus: tuple[BonusLine, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    self_total: Decimal | None = None
    full_total: Decimal | None = None
    words: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class EvidenceList(Form):
    template: ClassVar[str] = "evidence_list.html"

    evidence: tuple[EvidenceLine, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class SealLine:
    """A seal as it is printed: the how manieth, its moment, how many pieces, the digest of the list."""

    ordinal: int
    sealed_at: datetime
    pieces: int
    root: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignOff(Form):
    """One page for the signatory. `approved` None: not yet decided, a blank to sign on paper.

    gaps: the criteria furthest below full score, as (code and title, own, full) · risks: sentences.
    """

    template: ClassVar[str] = "sign_off.html"

    self_total: Decimal | None
    full_total: Decimal | None
    sections: tuple[tuple[str, Decimal | None, Decimal | None], ...] = ()
    gaps: tuple[tuple[str, Decimal | None, Decimal | None], ...] = ()
    risks: tuple[str, ...] = ()
    preconditions_met: int = 0
    preconditions_asked: int = 0
    evidence_count: int = 0
    commitment: str
    approved: bool | None = None
    opinion: str = ""
    signatory: str = ""
    post: str = ""
    signed_at: datetime | None = None
    deputy_for: str = ""
    meeting: str = ""
    meeting_on: date | None = None
    seals: tuple[SealLine, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProvenSeal:
    """What came of one seal: files read again, faults and later changes as sentences."""

    seal: SealLine
    files: int
    faults: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class SealProof(Form):
    """The record that every sealed file was read again (no form of PROCESS asks for it)."""

    template: ClassVar[str] = "seal_proof.html"

    proven: tuple[ProvenSeal, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class CriterionSheet:
    """One criterion to be read and written on: levels as (name, range, rubric); `code` is what the QR holds
    behind the #, and what is typed without it.
    """

    number: str
    section: str
    title: str
    full: Decimal
    guidance: str
    look_for: tuple[str, ...]
    levels: tuple[tuple[str, str, str], ...]
    evidence: tuple[str, ...]
    questions: tuple[str, ...]
    code: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class CriterionSheets(Form):
    """A page for each criterion with a code for a telephone (no form of PROCESS asks for it)."""

    template: ClassVar[str] = "criterion_sheets.html"

    address: str
    sheets: tuple[CriterionSheet, ...]
