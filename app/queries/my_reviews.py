"""My reviews: the units a reviewer reads, what waits first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.evidence import Visibility
from app.domain.procedure import READABLE_ASSIGNMENT, AssignmentStage, CampaignStage, SubmissionStage
from app.models.assignment import Assignment, Declaration, Panel
from app.models.campaign import Campaign, StageWindow
from app.models.evidence import Evidence, EvidenceOpening
from app.models.review import Review
from app.models.submission import Submission
from app.models.supplement import Reconsideration

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
    asked: str  # the first criterion to look at again after a supplement
    news: int  # pieces given, or given in a new version, since the unit was accepted and not opened since


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
    asked = _asked()
    rank = case((and_(Assignment.stage.in_(LAST), asked.is_(None)), 1), else_=0)
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
            Submission.unit_code, asked.label("asked"), _news(actor).label("news"),
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


def _asked() -> ScalarSelect[str | None]:
    """The first criterion of the assignment that waits to be confirmed or changed."""
    return (
        select(func.min(Reconsideration.criterion))
        .join(Review, Review.id == Reconsideration.review_id)
        .where(
            Review.assignment_id == Assignment.id,
            Reconsideration.decided_at.is_(None),
            Campaign.stage == CampaignStage.PEER_REVIEW,
            Submission.stage == SubmissionStage.UNDER_REVIEW,
        )
        .scalar_subquery()
    )


def _news(actor: Actor) -> ScalarSelect[int]:
    """How many pieces came or got a new version since the unit was accepted, and are not opened since."""
    opened = and_(EvidenceOpening.evidence_id == Evidence.id, EvidenceOpening.user_id == actor.user_id)
    return (
        select(func.count())
        .select_from(Evidence)
        .outerjoin(EvidenceOpening, opened)
        .where(
            Evidence.submission_id == Submission.id,
            Evidence.withdrawn_at.is_(None),
            Evidence.visibility != Visibility.OFFICE,
            Evidence.revision_count > 0,
            Assignment.stage.in_(READABLE_ASSIGNMENT),
            Submission.stage == SubmissionStage.UNDER_REVIEW,
            or_(
                EvidenceOpening.revision < Evidence.revision_count,
                and_(EvidenceOpening.id.is_(None), Evidence.created_at > Submission.accepted_at),
            ),
        )
        .scalar_subquery()
    )


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
        asked=row.asked or "",
        news=row.news,
    )
