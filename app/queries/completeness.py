"""What a submission still lacks, criterion by criterion: the list with links, and the guards' counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.domain.answer import AnswerContent
from app.domain.framework import Criterion, Framework
from app.models.evidence import Evidence, EvidenceLink, EvidenceOrigin
from app.models.submission import Answer, Correction, PreconditionStatement

from . import scans


@dataclass(frozen=True, slots=True)
class CriterionState:
    """One criterion of one submission: what is there and what is missing."""

    criterion: Criterion
    answered: bool = False  # a level or score, or not applicable with a reason
    to_be_confirmed: bool = False
    texts: frozenset[str] = frozenset()  # the report fields that are written
    not_applicable: bool = False
    evidence: Mapping[int, int] | None = None  # requirement -> how many pieces
    evidence_to_confirm: int = 0  # pieces taken over from last year
    level: str = ""
    self_score: Decimal | None = None
    updated_by_id: UUID | None = None
    updated_at: datetime | None = None

    @property
    def text_missing(self) -> bool:
        """A mandatory criterion without any narrative."""
        return self.criterion.mandatory and not self.not_applicable and not self.texts

    @property
    def evidence_missing(self) -> int:
        """How many required pieces are not there yet."""
        if self.not_applicable:
            return 0
        given = self.evidence or {}
        return sum(
            max(0, requirement.min - given.get(position, 0))
            for position, requirement in enumerate(self.criterion.evidence)
            if requirement.required
        )

    @property
    def complete(self) -> bool:
        """Nothing stands in the way here. Only mandatory criteria must have text and evidence (SCHEMA §6)."""
        needs = self.text_missing or (self.criterion.mandatory and self.evidence_missing > 0)
        open_ = self.to_be_confirmed or self.evidence_to_confirm
        return self.answered and not open_ and not needs


@dataclass(frozen=True, slots=True)
class Completeness:
    """All criteria of a submission in order, and what is open besides."""

    criteria: tuple[CriterionState, ...]
    undeclared_preconditions: tuple[str, ...]
    open_corrections: tuple[str, ...]
    evidence_to_confirm: Mapping[str, int]  # place -> pieces taken over from last year; bonus items too

    @property
    def unanswered(self) -> int:
        return sum(not state.answered for state in self.criteria)

    @property
    def unconfirmed(self) -> int:
        return sum(state.to_be_confirmed for state in self.criteria)

    @property
    def missing_texts(self) -> int:
        return sum(state.text_missing for state in self.criteria)

    @property
    def missing_evidence(self) -> int:
        return sum(state.evidence_missing for state in self.criteria if state.criterion.mandatory)


def of(session: Session, submission_id: UUID, framework: Framework) -> Completeness:
    """The completeness of a submission. Three statements, whatever its size."""
    answers = {
        row.criterion: row
        for row in session.execute(
            select(
                Answer.criterion,
                Answer.level,
                Answer.self_score,
                Answer.texts,
                Answer.not_applicable,
                Answer.not_applicable_reason,
                Answer.to_be_confirmed,
                Answer.updated_by_id,
                Answer.updated_at,
            ).where(Answer.submission_id == submission_id)
        )
    }
    given: dict[str, Counter[int]] = {}
    waiting: Counter[str] = Counter()
    for place, position, count, to_confirm in session.execute(
        select(
            EvidenceLink.criterion,
            EvidenceLink.requirement,
            func.count(),
            func.sum(case((EvidenceOrigin.to_be_confirmed, 1), else_=0)),
        )
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .outerjoin(EvidenceOrigin, EvidenceOrigin.evidence_id == Evidence.id)
        .where(EvidenceLink.submission_id == submission_id, Evidence.withdrawn_at.is_(None), scans.counts())
        .group_by(EvidenceLink.criterion, EvidenceLink.requirement)
    ):
        given.setdefault(place, Counter())[position] = count
        waiting[place] += to_confirm
    declared, corrections = _said(session, submission_id)
    return Completeness(
        criteria=tuple(
            _state(criterion, answers.get(criterion.code), given.get(criterion.code), waiting[criterion.code])
            for criterion in framework.criteria
        ),
        undeclared_preconditions=tuple(
            each.code for each in framework.preconditions if each.code not in declared
        ),
        open_corrections=corrections,
        evidence_to_confirm={place: count for place, count in waiting.items() if count},
    )


def of_content(
    criterion: Criterion,
    content: AnswerContent,
    *,
    to_be_confirmed: bool = False,
    evidence: Mapping[int, int] | None = None,
    evidence_to_confirm: int = 0,
) -> CriterionState:
    """The state of one criterion from what its answer says. No statement."""
    return CriterionState(
        criterion,
        answered=content.is_answered,
        to_be_confirmed=to_be_confirmed,
        texts=frozenset(name for name, text in content.texts.items() if text.strip()),
        not_applicable=content.not_applicable,
        evidence=evidence,
        evidence_to_confirm=evidence_to_confirm,
        level=content.level,
        self_score=content.self_score,
    )


def _said(session: Session, submission_id: UUID) -> tuple[frozenset[str], tuple[str, ...]]:
    """The preconditions that are declared, and the criteria named for correction and not corrected yet."""
    declared = select(literal("precondition"), PreconditionStatement.code).where(
        PreconditionStatement.submission_id == submission_id, PreconditionStatement.met.is_not(None)
    )
    open_ = select(literal("correction"), Correction.criterion).where(
        Correction.submission_id == submission_id, Correction.done_at.is_(None)
    )
    rows = session.execute(union_all(declared, open_)).all()
    return (
        frozenset(code for kind, code in rows if kind == "precondition"),
        tuple(code for kind, code in rows if kind == "correction"),
    )


def _state(
    criterion: Criterion, row: Row[Any] | None, given: Mapping[int, int] | None, waiting: int
) -> CriterionState:
    if row is None:
        return CriterionState(criterion, evidence=given, evidence_to_confirm=waiting)
    said = AnswerContent(row.level, row.self_score, row.texts, row.not_applicable, row.not_applicable_reason)
    found = of_content(
        criterion,
        said,
        to_be_confirmed=row.to_be_confirmed,
        evidence=given,
        evidence_to_confirm=waiting,
    )
    return replace(found, updated_by_id=row.updated_by_id, updated_at=row.updated_at)
