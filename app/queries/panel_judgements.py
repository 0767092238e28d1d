"""Where the readers of a unit chose different levels, and what their panel agreed on.

Shown to those who may read others' scores, and only when every reader of the unit has handed in.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Actor, Subject
from app.domain.errors import NotFound
from app.domain.framework import Criterion, Framework
from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentStage, CampaignStage
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign
from app.models.review import Judgement, PanelJudgement, Review
from app.models.submission import Submission

from . import frameworks, subjects
from .visibility import overseen

PAGE = 50
NOT_APPLICABLE = "na"  # an agreed "does not apply", beside the codes of the levels


class Opinion(NamedTuple):
    """One reader's judgement on a criterion, under the reader's number in this unit."""

    number: int
    level: str
    score: Decimal | None
    comment: str


class Agreed(NamedTuple):
    """What the panel agreed on last; no level is "does not apply". `ordinal` counts the lines so far."""

    level: str
    score: Decimal | None
    reason: str
    at: datetime
    ordinal: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion on which the readers chose different levels."""

    criterion: Criterion
    opinions: Sequence[Opinion]
    agreed: Agreed | None


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """A unit's differences in the order of the framework; none while `waiting` readers are not finished."""

    submission: Submission
    campaign: Campaign
    framework: Framework
    subject: Subject
    waiting: int
    differences: Sequence[Difference]


def of_submission(session: Session, actor: Actor, submission_id: UUID) -> AgreementPage:
    """The differences of a unit. Five statements. Raises NotFound."""
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    policy.require(actor, Action.VIEW_REVIEWS, subject, seen_by=Action.VIEW_REVIEWS)
    framework = frameworks.pinned(session, campaign)
    waiting = unfinished(session, submission, campaign)
    found = [] if waiting else differences(session, submission_id, framework)
    return AgreementPage(submission, campaign, framework, subject, waiting, found)


def unfinished(session: Session, submission: Submission, campaign: Campaign) -> int:
    """How many readers of the unit may still hand in. One statement, none after peer review."""
    if campaign.stage is not CampaignStage.PEER_REVIEW:
        return 0
    counted = select(func.count()).where(
        Assignment.submission_id == submission.id,
        Assignment.stage.in_(ACTIVE_ASSIGNMENT - {AssignmentStage.SUBMITTED}),
    )
    return session.scalar(counted) or 0


def differences(session: Session, submission_id: UUID, framework: Framework) -> list[Difference]:
    """The criteria on which submitted reviews have different levels. Two statements."""
    opinions: dict[str, list[Opinion]] = defaultdict(list)
    rows = session.execute(
        select(Judgement.criterion, Assignment.pseudonym, Judgement.level, Judgement.score, Judgement.comment)
        .join(Review, Review.id == Judgement.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(Review.submission_id == submission_id, Assignment.stage == AssignmentStage.SUBMITTED)
        .order_by(Assignment.pseudonym)
    )
    for row in rows:
        opinions[row.criterion].append(Opinion(row.pseudonym, row.level, row.score, row.comment))
    agreed = _agreed(session, submission_id)
    return [
        Difference(criterion, opinions[criterion.code], agreed.get(criterion.code))
        for criterion in framework.criteria
        if len({each.level for each in opinions[criterion.code]}) > 1
    ]


def _agreed(session: Session, submission_id: UUID) -> dict[str, Agreed]:
    """The newest line of each criterion. One statement."""
    rows = session.execute(
        select(
            PanelJudgement.criterion, PanelJudgement.level, PanelJudgement.score, PanelJudgement.reason,
            PanelJudgement.at, PanelJudgement.ordinal,
        )
        .where(PanelJudgement.submission_id == submission_id)
        .order_by(PanelJudgement.ordinal)
    )  # fmt: skip
    return {row.criterion: Agreed(row.level, row.score, row.reason, row.at, row.ordinal) for row in rows}


class UnitLine(NamedTuple):
    """A unit: how many criteria its readers judged differently, how many of those are agreed."""

    unit_name: str
    submission_id: UUID
    waiting: int
    differing: int
    agreed: int
    unit_code: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """The units of a campaign, and where the next page begins."""

    campaign: Campaign
    framework: Framework
    lines: Sequence[UnitLine]
    following: UnitLine | None


def of_campaign(
    session: Session, actor: Actor, campaign_id: UUID, *, after: tuple[str, UUID] | None = None
) -> UnitsPage:
    """The units whose agreed levels the actor may see, by code. Three statements. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    wanted = _units(actor).where(Submission.campaign_id == campaign_id)
    if after is not None:
        code, last = after
        wanted = wanted.where(
            or_(Submission.unit_code > code, and_(Submission.unit_code == code, Submission.id > last))
        )
    rows = session.execute(wanted.limit(PAGE + 1)).all()
    oversees = policy.permits(actor, Action.VIEW_REVIEWS, subjects.of_campaign(campaign))
    if not rows and not oversees:
        raise NotFound
    under_way = campaign.stage is CampaignStage.PEER_REVIEW
    lines = [
        UnitLine(
            row.unit_name,
            row.id,
            row.waiting if under_way else 0,
            row.differing,
            row.agreed or 0,
            row.unit_code,
        )
        for row in rows
    ]
    following = lines[PAGE - 1] if len(lines) > PAGE else None
    return UnitsPage(campaign, frameworks.pinned(session, campaign), lines[:PAGE], following)


def _units(actor: Actor) -> Select[Any]:
    waiting = (
        select(func.count())
        .where(
            Assignment.submission_id == Submission.id,
            Assignment.stage.in_(ACTIVE_ASSIGNMENT - {AssignmentStage.SUBMITTED}),
        )
        .scalar_subquery()
    )
    split = _split()
    agreed = (
        select(PanelJudgement.id)
        .where(
            PanelJudgement.submission_id == split.c.submission_id,
            PanelJudgement.criterion == split.c.criterion,
        )
        .exists()
    )
    return (
        select(
            Submission.unit_name,
            Submission.unit_code,
            Submission.id,
            waiting.label("waiting"),
            func.count(split.c.criterion).label("differing"),
            func.sum(case((agreed, 1), else_=0)).label("agreed"),
        )
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .outerjoin(split, split.c.submission_id == Submission.id)
        .where(or_(overseen(actor), chaired(actor)))
        .group_by(Submission.unit_code, Submission.unit_name, Submission.id)
        .order_by(Submission.unit_code, Submission.id)
    )


def _split() -> Subquery:
    """Submission and criterion wherever the submitted reviews have more than one level."""
    return (
        select(Review.submission_id, Judgement.criterion)
        .join(Judgement, Judgement.review_id == Review.id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(Assignment.stage == AssignmentStage.SUBMITTED)
        .group_by(Review.submission_id, Judgement.criterion)
        .having(func.count(Judgement.level.distinct()) > 1)
        .subquery()
    )


def chaired(actor: Actor) -> ColumnElement[bool]:
    """Submissions whose readers' panel the actor chairs; never a unit of the actor's own."""
    chairs = (
        select(Assignment.id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(Assignment.submission_id == Submission.id, Panel.chair_id == actor.user_id)
    )
    return and_(chairs.exists(), Submission.unit_id.not_in(actor.units(*UNIT_ROLES)))


class ChairedCampaign(NamedTuple):
    """A campaign where the actor chairs a panel: are levels to be agreed on, are letters to be written."""

    id: UUID
    title: str
    agrees: bool
    writes: bool


def chaired_campaigns(session: Session, actor: Actor) -> list[ChairedCampaign]:
    """The campaigns in whose panels the actor has a chair's work to do. One statement."""
    rows = session.execute(
        select(Campaign.id, Campaign.title, Campaign.framework_digest, Campaign.stage)
        .where(
            Campaign.stage.in_((CampaignStage.PEER_REVIEW, CampaignStage.FEEDBACK)),
            Campaign.id.in_(select(Panel.campaign_id).where(Panel.chair_id == actor.user_id)),
        )
        .order_by(Campaign.created_at)
    )
    found = [
        ChairedCampaign(
            row.id,
            row.title,
            frameworks.by_digest(session, row.framework_digest).review.consensus_required,
            row.stage is CampaignStage.FEEDBACK,
        )
        for row in rows
    ]
    return [each for each in found if each.agrees or each.writes]
