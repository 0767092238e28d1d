"""One's own review as its writer sees it, and as the rules do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.framework import Framework, LocaleText
from app.domain.procedure import READABLE_ASSIGNMENT, CampaignStage
from app.domain.review import (
    ArrangementDraft,
    FindingKind,
    JudgementDraft,
    ReviewDraft,
    SelfJudgement,
    Severity,
    ShortcomingDraft,
)
from app.domain.settings import CampaignSettings
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.review import Finding, Judgement, PreconditionConfirmation, Review
from app.models.submission import Answer, PreconditionStatement, Submission

from . import frameworks, subjects, windows


@dataclass(frozen=True, slots=True)
class Own:
    """A reviewer's own assignment with what stands above it."""

    assignment: Assignment
    submission: Submission
    campaign: Campaign
    framework: Framework
    subject: Subject
    review: Review | None  # None before its first word

    @property
    def id(self) -> UUID:
        return self.assignment.id

    @property
    def readable(self) -> bool:
        """Whether the reviewer may open what the unit handed in."""
        return self.assignment.stage in READABLE_ASSIGNMENT


def own(session: Session, actor: Actor, assignment_id: UUID, action: Action = Action.VIEW_ASSIGNMENT) -> Own:
    """An assignment the actor may do `action` with; by default see that it exists. One statement.

    Raises NotFound to everybody else.
    """
    row = session.execute(
        select(Assignment, Submission, Campaign, Review)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Assignment.id == assignment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    assignment, submission, campaign = row[0], row[1], row[2]
    subject = subjects.of_assignment(assignment, submission, campaign)
    policy.require(actor, Action.VIEW_ASSIGNMENT, subject, seen_by=Action.VIEW_ASSIGNMENT)
    policy.require(actor, action, subject)
    framework = frameworks.pinned(session, campaign)
    return Own(assignment, submission, campaign, framework, subject, row[3])


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A highlight, or a shortcoming with its recommendation."""

    id: UUID
    kind: FindingKind
    criterion: str
    severity: Severity
    text: str
    evidence_id: UUID | None
    page: int | None
    recommendation: str
    version: int


def findings(session: Session, review_id: UUID | None) -> list[FindingLine]:
    """The findings of a review in the order they were written. One statement."""
    rows = session.scalars(
        select(Finding)
        .where(Finding.review_id == review_id, Finding.removed_at.is_(None))
        .order_by(Finding.created_at, Finding.id)
    ).all()
    advice = {row.answers_id: row.text for row in rows if row.kind is FindingKind.RECOMMENDATION}
    return [
        FindingLine(
            row.id, row.kind, row.criterion, row.severity, row.text, row.evidence_id, row.page,
            advice.get(row.id, ""), row.version,
        )
        for row in rows
        if row.kind is not FindingKind.RECOMMENDATION
    ]  # fmt: skip


def review_of(session: Session, assignment_id: UUID) -> Review | None:
    """The review of an assignment, or None before its first word."""
    return session.scalar(select(Review).where(Review.assignment_id == assignment_id))


def take_back_until(session: Session, own: Own, review: Review) -> datetime | None:
    """Until when a submitted review can be taken back; None when that is over. One statement."""
    settings = CampaignSettings.of(own.campaign.settings)
    if review.submitted_at is None or not policy.permits(
        Actor(own.assignment.reviewer_id), Action.TAKE_BACK_REVIEW, own.subject
    ):
        return None
    window = windows.of_submission(session, own.submission, CampaignStage.PEER_REVIEW, settings)
    last = review.submitted_at + timedelta(hours=settings.take_back_hours)
    if window.ends_at is not None:
        last = min(last, window.ends_at)
    return last if window.moment < last and window.is_open else None


@dataclass(frozen=True, slots=True)
class PreconditionLine:
    """A precondition: what the unit stated, what the reviewer said of it."""

    code: str
    title: LocaleText
    text: LocaleText
    stated: bool | None
    remark: str
    confirmed: bool | None
    note: str


def preconditions(session: Session, own: Own, review: Review | None) -> list[PreconditionLine]:
    """Every precondition of the framework. Two statements."""
    stated = {
        row.code: row
        for row in session.scalars(
            select(PreconditionStatement).where(PreconditionStatement.submission_id == own.submission.id)
        )
    }
    said = confirmations(session, review.id if review else None)
    return [
        PreconditionLine(
            each.code, each.title, each.text,
            stated[each.code].met if each.code in stated else None,
            stated[each.code].remark if each.code in stated else "",
            said[each.code].confirmed if each.code in said else None,
            said[each.code].note if each.code in said else "",
        )
        for each in own.framework.preconditions
    ]  # fmt: skip


def confirmations(session: Session, review_id: UUID | None) -> dict[str, PreconditionConfirmation]:
    """What a review says of the preconditions, by code. One statement."""
    rows = session.scalars(
        select(PreconditionConfirmation).where(PreconditionConfirmation.review_id == review_id)
    )
    return {row.code: row for row in rows}


def judgements(session: Session, review_id: UUID | None) -> dict[str, Judgement]:
    """The judgements of a review by criterion. One statement."""
    rows = session.scalars(select(Judgement).where(Judgement.review_id == review_id))
    return {row.criterion: row for row in rows}


def self_judgements(session: Session, submission_id: UUID) -> dict[str, SelfJudgement]:
    """What the unit says of itself, by criterion. One statement."""
    rows = session.execute(
        select(Answer.criterion, Answer.level, Answer.not_applicable).where(
            Answer.submission_id == submission_id
        )
    )
    return {row.criterion: SelfJudgement(row.level, row.not_applicable) for row in rows}


def draft(session: Session, review: Review | None, submission_id: UUID) -> ReviewDraft:
    """A review as the rules see it. Four statements."""
    if review is None:
        return ReviewDraft(self_judgements=self_judgements(session, submission_id))
    found = findings(session, review.id)
    confirmed = session.scalars(
        select(PreconditionConfirmation.code).where(PreconditionConfirmation.review_id == review.id)
    )
    return ReviewDraft(
        judgements={code: as_draft(row) for code, row in judgements(session, review.id).items()},
        self_judgements=self_judgements(session, submission_id),
        report=ArrangementDraft(
            review.report_heard,
            review.report_form,
            review.report_on.isoformat() if review.report_on else "",
            review.arrangement_reason,
        ),
        site=ArrangementDraft(
            review.site_check,
            "",
            review.site_check_on.isoformat() if review.site_check_on else "",
            review.site_reason or review.arrangement_reason,
        ),
        highlights=tuple(each.text for each in found if each.kind is FindingKind.HIGHLIGHT),
        shortcomings=_shortcomings(found),
        confirmed=frozenset(confirmed),
    )


def _shortcomings(found: Sequence[FindingLine]) -> tuple[ShortcomingDraft, ...]:
    return tuple(
        ShortcomingDraft(each.text, each.criterion, each.severity, each.recommendation)
        for each in found
        if each.kind is FindingKind.SHORTCOMING
    )


def as_draft(row: Judgement) -> JudgementDraft:
    """A kept judgement as the rules see it."""
    return JudgementDraft(row.level, row.score, row.not_applicable, row.comment, row.triage, row.wanted)
