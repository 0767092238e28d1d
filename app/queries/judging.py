"""The reviewer's desk for one criterion: the unit's words, its evidence, one's own words so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.citation import cited_page
from app.domain.errors import NotFound
from app.domain.framework import Criterion
from app.domain.procedure import CampaignStage
from app.domain.review import FindingKind, JudgementDraft, Mark, SelfJudgement
from app.domain.review_rules import Step, StepState, comment_asked, steps
from app.domain.settings import CampaignSettings
from app.models.review import EvidenceMark, Judgement, Review
from app.models.submission import Answer

from . import evidence, remarks, reviews, windows
from .evidence import EvidenceRow
from .remarks import RemarkLine


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence with the reviewer's own mark; `open_at` is the page cited, from 1."""

    row: EvidenceRow
    mark: Mark | None = None
    mark_note: str = ""
    open_at: int = 1

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def number(self) -> str:
        return self.row.number


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What the unit says of itself on a criterion."""

    level: str = ""
    self_score: Any = None
    texts: Mapping[str, str] = field(default_factory=dict)
    not_applicable: bool = False
    not_applicable_reason: str = ""

    @property
    def judgement(self) -> SelfJudgement:
        return SelfJudgement(self.level, self.not_applicable)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the page of one criterion."""

    own: reviews.Own
    criterion: Criterion
    review: Review | None
    judgements: Mapping[str, Judgement]
    unit: UnitWords
    pieces: list[Piece]
    findings: list[reviews.FindingLine]
    remarks: list[RemarkLine]
    window: windows.Window
    done: frozenset[str]  # the criteria that have a score or do not apply

    @property
    def said(self) -> JudgementDraft:
        row = self.judgements.get(self.criterion.code)
        return reviews.as_draft(row) if row else JudgementDraft()

    @property
    def version(self) -> int:
        row = self.judgements.get(self.criterion.code)
        return row.version if row else 0

    @property
    def asks(self) -> str | None:
        """The sentence that asks for a comment, or None."""
        return comment_asked(self.criterion, self.said, self.unit.judgement)

    @property
    def steps(self) -> dict[Step, StepState]:
        return steps_of(self.own, self.review, self.findings)

    @property
    def next_open(self) -> Criterion | None:
        """The next criterion without a score, after this one and then from the start."""
        all_ = self.own.framework.criteria
        at = all_.index(self.criterion)
        return next((each for each in all_[at + 1 :] + all_[:at] if each.code not in self.done), None)


def desk(session: Session, actor: Actor, assignment_id: UUID, code: str) -> Desk:
    """The desk of the reviewer; nothing of the unit is shown before the declaration is signed and the
    invitation accepted. Nine statements, whatever the size.

    Raises NotFound, NotPermitted.
    """
    own = reviews.own(session, actor, assignment_id, Action.READ_AS_REVIEWER)
    if not own.framework.has_criterion(code):
        raise NotFound
    criterion = own.framework.criterion(code)
    review = own.review
    review_id = review.id if review else None
    judged = reviews.judgements(session, review_id)
    unit = _unit_words(session, own.submission.id, code)
    found = reviews.findings(session, review_id)
    said = judged.get(code)
    texts = " ".join([said.comment if said else "", *unit.texts.values()])
    return Desk(
        own,
        criterion,
        review,
        judged,
        unit,
        _pieces(session, actor, own, code, texts, found),
        found,
        remarks.own(session, review_id, code),
        windows.of_submission(
            session, own.submission, CampaignStage.PEER_REVIEW, CampaignSettings.of(own.campaign.settings)
        ),
        frozenset(each for each, row in judged.items() if reviews.as_draft(row).judged),
    )


def steps_of(
    own: reviews.Own, review: Review | None, found: list[reviews.FindingLine], now: Step = Step.READ
) -> dict[Step, StepState]:
    """The six 逐一 of a review."""
    start = review or Review(report_heard="open", site_check="open")
    return steps(
        own.framework,
        judged=own.assignment.judged_count,
        report=start.report_heard,
        site=start.site_check,
        highlights=sum(each.kind is FindingKind.HIGHLIGHT for each in found),
        shortcomings=sum(each.kind is FindingKind.SHORTCOMING for each in found),
        now=now,
    )


def _unit_words(session: Session, submission_id: UUID, code: str) -> UnitWords:
    row = session.execute(
        select(
            Answer.level, Answer.self_score, Answer.texts, Answer.not_applicable, Answer.not_applicable_reason
        ).where(Answer.submission_id == submission_id, Answer.criterion == code)
    ).one_or_none()
    return UnitWords(*row) if row is not None else UnitWords()


def _pieces(
    session: Session, actor: Actor, own: reviews.Own, code: str, texts: str, found: list[reviews.FindingLine]
) -> list[Piece]:
    rows = evidence.of_submission(session, actor, own.subject, own.submission.id, place=code)
    review_id = own.review.id if own.review else None
    marks = {
        mark.evidence_id: mark
        for mark in session.scalars(
            select(EvidenceMark).where(
                EvidenceMark.review_id == review_id, EvidenceMark.evidence_id.in_([row.id for row in rows])
            )
        )
    }
    return [_piece(row, marks.get(row.id), texts, found) for row in rows]


def _piece(
    row: EvidenceRow, mark: EvidenceMark | None, texts: str, found: list[reviews.FindingLine]
) -> Piece:
    mine = next((each.page for each in found if each.evidence_id == row.id and each.page), None)
    cited = mine or cited_page(texts, row.number) or cited_page(row.note) or 1
    last = row.pages or 1
    return Piece(row, mark.mark if mark else None, mark.note if mark else "", min(cited, last))
