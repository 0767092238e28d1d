"""Reviews as their writers see them: the list, one's own review, and what it still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.domain.procedure import READABLE_ASSIGNMENT, AssignmentStage, CampaignStage
from app.domain.review import (
    ArrangementDraft,
    FindingKind,
    JudgementDraft,
    ReviewDraft,
    SelfJudgement,
    Severity,
    ShortcomingDraft,
)
from app.models.assignment import Assignment, Declaration, Panel
from app.models.campaign import Campaign, StageWindow
from app.models.review import Finding, Judgement, PreconditionConfirmation, Review
from app.models.submission import Answer, Submission

from . import frameworks, subjects

PAGE = 50
A = AssignmentStage
SHOWN = frozenset(A) - {A.REPLACED, A.LAPSED}
LAST = frozenset({A.SUBMITTED, A.DECLINED, A.RECUSED})  # nothing to do: below what waits


class Place(NamedTuple):
    """Where a page of the list begins: after this line."""

    rank: int
    unit_name: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Line:
    """One unit that the reviewer reads."""

    id: UUID
    submission_id: UUID
    campaign_id: UUID
    campaign_title: str
    campaign_stage: CampaignStage
    unit_name: str
    panel: str
    stage: AssignmentStage
    reason: str
    judged: int
    criteria: int
    criterion_now: str
    ends_at: datetime | None
    declared: bool


@dataclass(frozen=True, slots=True)
class MyPage:
    """One page of the list, how much of all is done, and where the next page begins."""

    lines: list[Line]
    units: int
    submitted: int
    following: Place | None


def mine(session: Session, actor: Actor, *, after: Place | None = None, rows: int = PAGE) -> MyPage:
    """The units the actor reads, what waits first. Two statements."""
    own = and_(Assignment.reviewer_id == actor.user_id, Assignment.stage.in_(SHOWN))
    rank = case((Assignment.stage.in_(LAST), 1), else_=0)
    declared = (
        select(Declaration.id)
        .where(Declaration.campaign_id == Campaign.id, Declaration.user_id == actor.user_id)
        .exists()
    )
    window = and_(StageWindow.campaign_id == Campaign.id, StageWindow.stage == CampaignStage.PEER_REVIEW)
    wanted = (
        select(
            Assignment.id, Assignment.submission_id, Campaign.id.label("campaign_id"), Campaign.title,
            Campaign.stage.label("campaign_stage"), Submission.unit_name, Panel.name, Assignment.stage,
            Assignment.stage_reason, Assignment.judged_count, Campaign.framework_digest,
            Assignment.criterion_now, StageWindow.ends_at, declared.label("declared"), rank.label("rank"),
        )
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .outerjoin(StageWindow, window)
        .where(own)
        .order_by(rank, Submission.unit_name, Assignment.id)
        .limit(rows + 1)
    )  # fmt: skip
    if after is not None:
        wanted = wanted.where(
            or_(
                rank > after.rank,
                and_(rank == after.rank, Submission.unit_name > after.unit_name),
                and_(rank == after.rank, Submission.unit_name == after.unit_name, Assignment.id > after.id),
            )
        )
    found = session.execute(wanted).all()
    lines = [_line(session, row) for row in found[:rows]]
    units, submitted = session.execute(
        select(
            func.count(), func.coalesce(func.sum(case((Assignment.stage == A.SUBMITTED, 1), else_=0)), 0)
        ).where(own, Assignment.stage.not_in((A.DECLINED, A.RECUSED)))
    ).one()
    last = found[rows - 1] if len(found) > rows else None
    following = Place(last.rank, last.unit_name, last.id) if last else None
    return MyPage(lines, units, submitted, following)


def _line(session: Session, row: Row[Any]) -> Line:
    return Line(
        id=row.id,
        submission_id=row.submission_id,
        campaign_id=row.campaign_id,
        campaign_title=row.title,
        campaign_stage=row.campaign_stage,
        unit_name=row.unit_name,
        panel=row.name,
        stage=row.stage,
        reason=row.stage_reason,
        judged=row.judged_count,
        criteria=len(frameworks.by_digest(session, row.framework_digest).criteria),
        criterion_now=row.criterion_now,
        ends_at=row.ends_at,
        declared=row.declared,
    )


@dataclass(frozen=True, slots=True)
class Own:
    """A reviewer's own assignment with what stands above it."""

    assignment: Assignment
    submission: Submission
    campaign: Campaign
    framework: Framework
    subject: Subject

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
        select(Assignment, Submission, Campaign)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .where(Assignment.id == assignment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    assignment, submission, campaign = row[0], row[1], row[2]
    subject = subjects.of_assignment(assignment, submission, campaign)
    policy.require(actor, Action.VIEW_ASSIGNMENT, subject, seen_by=Action.VIEW_ASSIGNMENT)
    policy.require(actor, action, subject)
    return Own(assignment, submission, campaign, frameworks.pinned(session, campaign), subject)


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
