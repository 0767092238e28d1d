"""The reviewer's desk for one criterion: the unit's words, its evidence, one's own words so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.citation import cited_page
from app.domain.errors import NotFound
from app.domain.evidence import News, news
from app.domain.framework import Criterion
from app.domain.procedure import AssignmentStage, CampaignStage
from app.domain.review import FindingKind, JudgementDraft, Mark, SelfJudgement
from app.domain.review_rules import Step, StepState, comment_asked, steps
from app.domain.settings import CampaignSettings
from app.models.evidence import Evidence, EvidenceLink, EvidenceOpening
from app.models.review import EvidenceMark, Judgement, Review
from app.models.submission import Answer
from app.models.supplement import Reconsideration

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
    news: News = News.NONE

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
    updated_at: datetime | None = None

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
    news: frozenset[str]  # the criteria with evidence one has not opened, or not in its newest version
    asked_at: Mapping[str, datetime]  # the criteria supplemented since one scored them, not yet confirmed

    @property
    def said(self) -> JudgementDraft:
        row = self.judgements.get(self.criterion.code)
        return reviews.as_draft(row) if row else JudgementDraft()

    @property
    def version(self) -> int:
        row = self.judgements.get(self.criterion.code)
        return row.version if row else 0

    @property
    def looks_again(self) -> bool:
        """Handed in, and asked to confirm or change the score of this criterion."""
        submitted = self.own.assignment.stage is AssignmentStage.SUBMITTED
        return submitted and self.criterion.code in self.asked_at

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
    judged, asked_at = _judged(session, review_id)
    unit = _unit_words(session, own.submission.id, code)
    found = reviews.findings(session, review_id)
    said = judged.get(code)
    texts = " ".join([said.comment if said else "", *unit.texts.values()])
    read = _read(session, actor, own)
    return Desk(
        own,
        criterion,
        review,
        judged,
        unit,
        _pieces(session, actor, own, code, texts, found, read),
        found,
        remarks.own(session, review_id, code),
        windows.of_submission(
            session, own.submission, CampaignStage.PEER_REVIEW, CampaignSettings.of(own.campaign.settings)
        ),
        frozenset(each for each, row in judged.items() if reviews.as_draft(row).judged),
        frozenset(place for place, piece in read if piece.news),
        asked_at if policy.permits(actor, Action.RECONSIDER, own.subject) else {},
    )


def _judged(session: Session, review_id: UUID | None) -> tuple[dict[str, Judgement], dict[str, datetime]]:
    """The judgements of a review by criterion, and where a supplement asks to look again. One statement."""
    waits = and_(
        Reconsideration.review_id == Judgement.review_id,
        Reconsideration.criterion == Judgement.criterion,
        Reconsideration.decided_at.is_(None),
    )
    rows = session.execute(
        select(Judgement, Reconsideration.told_at)
        .outerjoin(Reconsideration, waits)
        .where(Judgement.review_id == review_id)
        .order_by(Judgement.criterion, Reconsideration.told_at)
    ).all()
    return (
        {row[0].criterion: row[0] for row in rows},
        {row[0].criterion: row[1] for row in rows if row[1] is not None},
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
            Answer.level,
            Answer.self_score,
            Answer.texts,
            Answer.not_applicable,
            Answer.not_applicable_reason,
            Answer.updated_at,
        ).where(Answer.submission_id == submission_id, Answer.criterion == code)
    ).one_or_none()
    return UnitWords(*row) if row is not None else UnitWords()


class Read(NamedTuple):
    """What one has made of a piece so far."""

    id: UUID
    mark: Mark | None
    note: str
    news: News


def _read(session: Session, actor: Actor, own: reviews.Own) -> list[tuple[str, Read]]:
    """Every piece of the submission that may be seen, at each of its places. One statement."""
    review_id = own.review.id if own.review else None
    marked = and_(EvidenceMark.review_id == review_id, EvidenceMark.evidence_id == Evidence.id)
    opened = and_(EvidenceOpening.evidence_id == Evidence.id, EvidenceOpening.user_id == actor.user_id)
    rows = session.execute(
        select(
            EvidenceLink.criterion, Evidence.id, EvidenceMark.mark, EvidenceMark.note,
            EvidenceOpening.revision, Evidence.revision_count,
        )
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .outerjoin(EvidenceMark, marked)
        .outerjoin(EvidenceOpening, opened)
        .where(
            Evidence.submission_id == own.submission.id,
            Evidence.withdrawn_at.is_(None),
            evidence.seen(actor, own.subject),
        )
    )  # fmt: skip
    return [
        (place, Read(piece_id, mark, note or "", news(revision, newest)))
        for place, piece_id, mark, note, revision, newest in rows
    ]


def _pieces(
    session: Session,
    actor: Actor,
    own: reviews.Own,
    code: str,
    texts: str,
    found: list[reviews.FindingLine],
    read: list[tuple[str, Read]],
) -> list[Piece]:
    rows = evidence.of_submission(session, actor, own.subject, own.submission.id, place=code)
    marks = {piece.id: piece for place, piece in read if place == code}
    return [_piece(row, marks[row.id], texts, found) for row in rows]


def _piece(row: EvidenceRow, read: Read, texts: str, found: list[reviews.FindingLine]) -> Piece:
    mine = next((each.page for each in found if each.evidence_id == row.id and each.page), None)
    cited = mine or cited_page(texts, row.number) or cited_page(row.note) or 1
    return Piece(row, read.mark, read.note, min(cited, row.last_page), read.news)
