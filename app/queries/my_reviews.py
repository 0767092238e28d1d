"""My reviews: the units a reviewer reads, what waits first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.procedure import AssignmentStage, CampaignStage
from app.models.assignment import Assignment, Declaration, Panel
from app.models.campaign import Campaign, StageWindow
from app.models.submission import Submission

from . import frameworks

PAGE = 50
A = AssignmentStage
SHOWN = frozenset(A) - {A.REPLACED, A.LAPSED}
LAST = frozenset({A.SUBMITTED, A.DECLINED, A.RECUSED})  # nothing to do: below what waits


class Place(NamedTuple):
    """Where a page of the list begins: after this line."""

    rank: int
    unit_code: str
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
            Submission.unit_code,
        )
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .outerjoin(StageWindow, window)
        .where(own)
        .order_by(rank, Submission.unit_code, Assignment.id)
        .limit(rows + 1)
    )  # fmt: skip
    if after is not None:
        wanted = wanted.where(
            or_(
                rank > after.rank,
                and_(rank == after.rank, Submission.unit_code > after.unit_code),
                and_(rank == after.rank, Submission.unit_code == after.unit_code, Assignment.id > after.id),
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
    following = Place(last.rank, last.unit_code, last.id) if last else None
    return MyPage(lines, units, submitted, following)


def _line(session: Session, row: Any) -> Line:
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
