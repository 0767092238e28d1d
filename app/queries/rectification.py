"""What one unit has to put right: its items, one item with its plans and lines, and its summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.procedure import ItemStage, SubmissionStage
from app.domain.rectification import (
    IN_THE_UNITS_HANDS,
    UNSETTLED,
    VERDICTS,
    ProgressKind,
    Tally,
    Term,
    tally,
)
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.rectification import Progress, RectificationItem, RectificationPlan, RectificationSummary
from app.models.submission import Submission

from . import subjects
from .rectification_rows import Days, ItemRow, columns


class PlanRow(NamedTuple):
    """The plan that stands, or an earlier one."""

    ordinal: int
    cause: str
    aim: str
    measure: str
    leader: str
    owner: str
    term: Term
    due_on: date
    expected: str
    at: datetime


class Line(NamedTuple):
    """What was done, or what the expert said of it; the expert has no name here."""

    kind: ProgressKind
    text: str
    at: datetime
    evidence_id: UUID | None
    evidence_number: str | None
    evidence_title: str | None

    @property
    def by_expert(self) -> bool:
        return self.kind in VERDICTS


class SummaryRow(NamedTuple):
    """What the unit wrote for its summary; version 0 before the first word."""

    overview: str = ""
    lasting: str = ""
    remaining: str = ""
    signatory_name: str = ""
    signed_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Rectification:
    """A unit's rectification as a page shows it, and what this reader may do with it."""

    submission_id: UUID
    campaign_id: UUID
    campaign_title: str
    unit_name: str
    stage: SubmissionStage
    stage_reason: str
    items: Sequence[ItemRow]
    tally: Tally
    summary: SummaryRow
    plan_by: date | None
    may_report: bool
    may_sign: bool
    may_settle: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item with everything said of it, and what this reader may do now."""

    row: ItemRow
    advice: str
    campaign_id: UUID
    campaign_title: str
    plan: PlanRow | None
    earlier_plans: Sequence[PlanRow]
    lines: Sequence[Line]
    evidence: Sequence[tuple[UUID, str]]
    unplanned: tuple[UUID, int] | None  # the unit's next item without a plan: its id and number
    may_plan: bool
    may_report: bool
    may_attach: bool
    may_verify: bool
    may_carry_over: bool


def of_submission(session: Session, actor: Actor, submission_id: UUID) -> Rectification:
    """A unit's items in their order. Raises NotFound. A constant number of statements."""
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    policy.require(actor, Action.VIEW_RECTIFICATION, subject, seen_by=Action.VIEW_RECTIFICATION)
    days = Days.of(session, campaign)
    items = rows_of(session, submission_id, days)
    raised = [item.raised_on for item in items if item.stage is ItemStage.OPEN]
    return Rectification(
        submission_id=submission.id,
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        unit_name=submission.unit_name,
        stage=submission.stage,
        stage_reason=submission.stage_reason,
        items=items,
        tally=tally(item.stage for item in items),
        summary=summary(session, submission_id),
        plan_by=days.plan_by(min(raised)) if raised else None,
        may_report=policy.permits(actor, Action.REPORT_RECTIFICATION, subject),
        may_sign=policy.permits(actor, Action.SUBMIT_RECTIFICATION, subject),
        may_settle=policy.permits(actor, Action.CLOSE, subject),
    )


def rows_of(session: Session, submission_id: UUID, days: Days | None = None) -> list[ItemRow]:
    """A submission's items by number; without `days` nothing is said of lateness. One statement."""
    rows = session.execute(
        columns().where(RectificationItem.submission_id == submission_id).order_by(RectificationItem.number)
    )
    return [days.row(row) if days else ItemRow(*row) for row in rows]


def summary(session: Session, submission_id: UUID) -> SummaryRow:
    """What the unit wrote for its summary. One statement."""
    wanted = select(*(getattr(RectificationSummary, name) for name in SummaryRow._fields))
    row = session.execute(wanted.where(RectificationSummary.submission_id == submission_id)).one_or_none()
    return SummaryRow(*row) if row else SummaryRow()


def item(session: Session, actor: Actor, item_id: UUID) -> ItemPage:
    """One item. Raises NotFound. A constant number of statements."""
    found = session.execute(
        select(RectificationItem, Submission, Campaign)
        .join(Submission, Submission.id == RectificationItem.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(RectificationItem.id == item_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    record, submission, campaign = found
    subject = subjects.of_submission(session, submission, campaign, author_id=record.raised_by_id)
    policy.require(actor, Action.VIEW_RECTIFICATION, subject, seen_by=Action.VIEW_RECTIFICATION)
    known = plans(session, item_id)
    may_report = policy.permits(actor, Action.REPORT_RECTIFICATION, subject)
    stage = record.stage
    row = session.execute(columns().where(RectificationItem.id == item_id)).one()
    return ItemPage(
        row=Days.of(session, campaign).row(row),
        advice=record.advice,
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        plan=known[0] if known else None,
        earlier_plans=known[1:],
        lines=lines(session, item_id),
        evidence=_evidence(session, submission.id) if may_report else (),
        unplanned=_unplanned(session, record) if may_report else None,
        may_plan=policy.permits(actor, Action.PLAN_RECTIFICATION, subject)
        and stage in IN_THE_UNITS_HANDS | {ItemStage.OPEN},
        may_report=may_report and stage in IN_THE_UNITS_HANDS,
        may_attach=policy.permits(actor, Action.ATTACH_EVIDENCE, subject),
        may_verify=stage is ItemStage.REPORTED
        and policy.permits(actor, Action.VERIFY_RECTIFICATION, subject),
        may_carry_over=stage in UNSETTLED and policy.permits(actor, Action.CARRY_OVER_RECTIFICATION, subject),
    )


def _unplanned(session: Session, than: RectificationItem) -> tuple[UUID, int] | None:
    """The first other item of the same unit that has no plan. One statement."""
    row = session.execute(
        select(RectificationItem.id, RectificationItem.number)
        .where(
            RectificationItem.submission_id == than.submission_id,
            RectificationItem.id != than.id,
            RectificationItem.stage == ItemStage.OPEN,
        )
        .order_by(RectificationItem.number)
        .limit(1)
    ).one_or_none()
    return (row.id, row.number) if row else None


def plans(session: Session, item_id: UUID) -> list[PlanRow]:
    """The plans of an item, the one that stands first. One statement."""
    rows = session.execute(
        select(*(getattr(RectificationPlan, name) for name in PlanRow._fields))
        .where(RectificationPlan.item_id == item_id)
        .order_by(RectificationPlan.ordinal.desc())
    )
    return [PlanRow(*row) for row in rows]


def lines(session: Session, item_id: UUID) -> list[Line]:
    """What was done and said, oldest first. One statement."""
    rows = session.execute(
        select(
            Progress.kind, Progress.text, Progress.at, Progress.evidence_id, Evidence.number, Evidence.title
        )
        .outerjoin(Evidence, Evidence.id == Progress.evidence_id)
        .where(Progress.item_id == item_id)
        .order_by(Progress.at, Progress.id)
    )
    return [Line(*row) for row in rows]


def _evidence(session: Session, submission_id: UUID) -> list[tuple[UUID, str]]:
    """The unit's pieces of evidence to choose from: id, and number with title."""
    rows = session.execute(
        select(Evidence.id, Evidence.number, Evidence.title)
        .where(Evidence.submission_id == submission_id, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.number)
    )
    return [(row.id, f"{row.number} {row.title}") for row in rows]
