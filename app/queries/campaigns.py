"""Campaigns as pages show them: lists, dates, units, notices and receipts, moves with their blockers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Actor, Role
from app.domain.errors import NotFound, Sentence
from app.domain.procedure import CAMPAIGN, CampaignStage
from app.domain.workflow import transitions_from
from app.models.assignment import Assignment
from app.models.campaign import Campaign, Extension, Milestone, StageWindow, Urging
from app.models.submission import Submission
from app.models.unit import Unit

from . import enrolment, facts, frameworks, subjects, visibility
from .visibility import overseen

PAGE = 50


class CampaignRow(NamedTuple):
    """A campaign in a list."""

    id: UUID
    title: str
    title_en: str
    stage: CampaignStage
    period_label: str
    owner_name: str
    created_at: datetime


class WindowRow(NamedTuple):
    """A stage and its dates; `blockers` is what stood in the way when its date came."""

    stage: CampaignStage
    opens_at: datetime
    soft_ends_at: datetime | None
    ends_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    by_date: bool
    blockers: list[list[object]]


class ExtensionRow(NamedTuple):
    """An agreed later end, as everybody sees it."""

    unit_name: str
    stage: CampaignStage
    ends_at: datetime
    reason: str
    granted_at: datetime


class MilestoneRow(NamedTuple):
    id: UUID
    on: date
    title: str
    note: str
    done_at: datetime | None


class UrgingRow(NamedTuple):
    """What was said about a unit, and whether by the supervision team."""

    unit_name: str
    text: str
    supervised: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A transition open at the present stage, with everything that stands in its way."""

    name: str
    blockers: Sequence[Sentence]


def concerns(actor: Actor) -> ColumnElement[bool]:
    """Campaigns the actor has to do with: run on the own line of the tree, or read as a reviewer.

    VIEW_CAMPAIGN permits whoever is signed in; of other organisations' campaigns one still sees nothing.
    """
    paths = {grant.unit_path for grant in actor.grants}
    above = {path[: at + 1] for path in paths for at, sign in enumerate(path) if sign == "/"}
    reads = exists().where(Assignment.campaign_id == Campaign.id, Assignment.reviewer_id == actor.user_id)
    takes_part = exists().where(
        Submission.campaign_id == Campaign.id, Submission.unit_id.in_(actor.units(*UNIT_ROLES))
    )
    return or_(
        overseen(actor),
        and_(Campaign.owner_path.in_(above), Campaign.stage != CampaignStage.PREPARING),
        takes_part,
        reads,
    )


def find(
    session: Session, actor: Actor, campaign_id: UUID, action: Action = Action.VIEW_CAMPAIGN
) -> Campaign:
    """The campaign, when the actor has to do with it. Raises NotFound, NotPermitted."""
    found = session.scalar(select(Campaign).where(Campaign.id == campaign_id, concerns(actor)))
    if found is None:
        raise NotFound
    policy.require(actor, action, subjects.of_campaign(found))
    return found


def owners(session: Session, actor: Actor) -> list[enrolment.UnitRow]:
    """The units for which the actor may create a campaign: those with units below them."""
    below = Unit.__table__.alias("below")
    statement = (
        select(Unit.id, Unit.name)
        .where(
            visibility.below(actor, Unit.path, Role.COORDINATOR), exists().where(below.c.parent_id == Unit.id)
        )
        .order_by(Unit.path)
        .limit(200)
    )
    return [enrolment.UnitRow(*row) for row in session.execute(statement)]


def of_actor(
    session: Session, actor: Actor, *, after: tuple[datetime, UUID] | None = None, rows: int = PAGE
) -> list[CampaignRow]:
    """The actor's campaigns, newest first, at most `rows` + 1: the last says that there are more."""
    statement = (
        select(
            Campaign.id,
            Campaign.title,
            Campaign.title_en,
            Campaign.stage,
            Campaign.period_label,
            Unit.name,
            Campaign.created_at,
        )
        .join(Unit, Unit.id == Campaign.owner_id)
        .where(concerns(actor))
        .order_by(Campaign.created_at.desc(), Campaign.id)
        .limit(rows + 1)
    )
    if after is not None:
        moment, last = after
        statement = statement.where(
            or_(
                Campaign.created_at < moment,
                and_(Campaign.created_at == moment, Campaign.id > last),
            )
        )
    return [CampaignRow(*row) for row in session.execute(statement)]


def windows(session: Session, campaign_id: UUID) -> list[WindowRow]:
    """The dates of every stage, in the procedure's order."""
    rows = session.execute(
        select(
            StageWindow.stage,
            StageWindow.opens_at,
            StageWindow.soft_ends_at,
            StageWindow.ends_at,
            StageWindow.opened_at,
            StageWindow.closed_at,
            StageWindow.by_date,
            StageWindow.blockers,
        ).where(StageWindow.campaign_id == campaign_id)
    )
    order = list(CampaignStage)
    return sorted((WindowRow(*row) for row in rows), key=lambda row: order.index(row.stage))


def moves(session: Session, actor: Actor, campaign: Campaign) -> list[Move]:
    """The moves the actor may make now, each with all its blockers; none for who may not move it."""
    if not policy.permits(actor, Action.MOVE_CAMPAIGN, subjects.of_campaign(campaign)):
        return []
    known = facts.of_campaign(session, campaign, frameworks.pinned(session, campaign))
    return [
        Move(transition.name, transition.blockers(known))
        for transition in transitions_from(CAMPAIGN, campaign.stage)
    ]


def delegated(session: Session, campaign_id: UUID) -> list[CampaignRow]:
    """The campaigns that child organisations run for this one."""
    statement = (
        select(
            Campaign.id,
            Campaign.title,
            Campaign.title_en,
            Campaign.stage,
            Campaign.period_label,
            Unit.name,
            Campaign.created_at,
        )
        .join(Unit, Unit.id == Campaign.owner_id)
        .where(Campaign.delegated_from_id == campaign_id)
        .order_by(Unit.code, Campaign.id)
        .limit(200)
    )
    return [CampaignRow(*row) for row in session.execute(statement)]


def milestones(session: Session, campaign_id: UUID) -> list[MilestoneRow]:
    """The dates between the stages, in order."""
    statement = (
        select(Milestone.id, Milestone.on, Milestone.title, Milestone.note, Milestone.done_at)
        .where(Milestone.campaign_id == campaign_id)
        .order_by(Milestone.on, Milestone.id)
        .limit(100)
    )
    return [MilestoneRow(*row) for row in session.execute(statement)]


def extensions(session: Session, campaign_id: UUID) -> list[ExtensionRow]:
    """The agreed extensions, newest first: everybody of the campaign sees them."""
    statement = (
        select(
            Submission.unit_name,
            Extension.stage,
            Extension.ends_at,
            Extension.reason,
            Extension.granted_at,
        )
        .join(Submission, Submission.id == Extension.submission_id)
        .where(Submission.campaign_id == campaign_id)
        .order_by(Extension.granted_at.desc(), Extension.id)
        .limit(PAGE)
    )
    return [ExtensionRow(*row) for row in session.execute(statement)]


def urgings(
    session: Session, campaign_id: UUID, *, unit_ids: Sequence[UUID] | None = None
) -> list[UrgingRow]:
    """The last urgings; `unit_ids` narrows them to what a unit may see, its own."""
    statement = (
        select(Submission.unit_name, Urging.text, Urging.supervised, Urging.at)
        .join(Submission, Submission.id == Urging.submission_id)
        .where(Urging.campaign_id == campaign_id)
        .order_by(Urging.at.desc(), Urging.id)
        .limit(10)
    )
    if unit_ids is not None:
        statement = statement.where(Submission.unit_id.in_(unit_ids))
    return [UrgingRow(*row) for row in session.execute(statement)]


def unit_count(session: Session, campaign_id: UUID) -> int:
    """How many units take part."""
    return session.scalar(select(func.count()).where(Submission.campaign_id == campaign_id)) or 0
