"""The reviewer's desk for one criterion: the unit's words, its evidence, one's own words so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.citation import cited_page
from app.domain.errors import NotFound
from app.domain.evidence import Visibility
from app.domain.framework import Criterion
from app.domain.procedure import CampaignStage
from app.domain.review import FindingKind, JudgementDraft, Mark, SelfJudgement
from app.domain.review_rules import Step, StepState, comment_asked, steps
from app.domain.settings import CampaignSettings
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision, Medium
from app.models.review import EvidenceMark, Judgement, Review
from app.models.submission import Answer

from . import reviews, windows


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as a reviewer sees it, with the reviewer's own mark."""

    id: UUID
    number: str
    title: str
    medium: Medium
    media_type: str
    filename: str
    pages: int | None
    size: int | None
    url: str
    place: str
    note: str
    is_sensitive: bool
    mark: Mark | None
    mark_note: str
    open_at: int = 1  # the page cited by the unit or by the reviewer


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
    window: windows.Window

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
    def done(self) -> frozenset[str]:
        """The criteria that have a score or do not apply."""
        return frozenset(code for code, row in self.judgements.items() if reviews.as_draft(row).judged)

    @property
    def next_open(self) -> Criterion | None:
        """The next criterion without a score, after this one and then from the start."""
        all_ = self.own.framework.criteria
        at = all_.index(self.criterion)
        return next((each for each in all_[at + 1 :] + all_[:at] if each.code not in self.done), None)


def desk(session: Session, actor: Actor, assignment_id: UUID, code: str) -> Desk:
    """The desk of the reviewer; nothing of the unit is shown before the declaration is signed and the
    invitation accepted. Seven statements, whatever the size.

    Raises NotFound, NotPermitted.
    """
    own = reviews.own(session, actor, assignment_id, Action.READ_AS_REVIEWER)
    if not own.framework.has_criterion(code):
        raise NotFound
    criterion = own.framework.criterion(code)
    review = reviews.review_of(session, assignment_id)
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
        _pieces(session, own.submission.id, code, review_id, texts, found),
        found,
        windows.of_submission(
            session, own.submission, CampaignStage.PEER_REVIEW, CampaignSettings.of(own.campaign.settings)
        ),
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
    session: Session,
    submission_id: UUID,
    code: str,
    review_id: UUID | None,
    texts: str,
    found: list[reviews.FindingLine],
) -> list[Piece]:
    newest = and_(
        EvidenceRevision.evidence_id == Evidence.id, EvidenceRevision.ordinal == Evidence.revision_count
    )
    mine = and_(EvidenceMark.evidence_id == Evidence.id, EvidenceMark.review_id == review_id)
    rows = session.execute(
        select(Evidence, EvidenceRevision, EvidenceMark)
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .outerjoin(EvidenceRevision, newest)
        .outerjoin(EvidenceMark, mine)
        .where(
            EvidenceLink.submission_id == submission_id,
            EvidenceLink.criterion == code,
            Evidence.withdrawn_at.is_(None),
            Evidence.visibility != Visibility.OFFICE,
        )
        .order_by(Evidence.number)
    ).all()
    return [_piece(*row, texts, found) for row in rows]


def _piece(
    evidence: Evidence,
    revision: EvidenceRevision | None,
    mark: EvidenceMark | None,
    texts: str,
    found: list[reviews.FindingLine],
) -> Piece:
    mine = next((each.page for each in found if each.evidence_id == evidence.id and each.page), None)
    return Piece(
        id=evidence.id,
        number=evidence.number,
        title=evidence.title,
        medium=evidence.medium,
        media_type=revision.media_type if revision else "",
        filename=revision.filename if revision else "",
        pages=revision.pages if revision else None,
        size=revision.size if revision else None,
        url=evidence.url,
        place=evidence.place,
        note=evidence.note,
        is_sensitive=evidence.is_sensitive,
        mark=mark.mark if mark else None,
        mark_note=mark.note if mark else "",
        open_at=mine or cited_page(texts, evidence.number) or cited_page(evidence.note) or 1,
    )
