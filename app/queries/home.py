"""The home page: a person's desks, the situation at one of them, and the last messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import UNIT_ROLES, Actor, Role
from app.domain.procedure import ACTIVE_ASSIGNMENT, CampaignStage, SubmissionStage
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign
from app.models.notification import Notification
from app.models.submission import Submission

from . import visibility

MOST_DESKS = 40
OVERSIGHT = (Role.COORDINATOR, Role.BOARD, Role.OBSERVER)
ORDER = (
    Role.CONTRIBUTOR,
    Role.SIGNATORY,
    Role.REVIEWER,
    Role.COORDINATOR,
    Role.BOARD,
    Role.OBSERVER,
    Role.MEMBER,
    Role.ADMINISTRATOR,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """One role of a person in one campaign, for a unit where the role has one."""

    role: Role
    campaign_id: UUID | None = None
    title: str = ""
    title_en: str = ""
    campaign_stage: CampaignStage | None = None
    framework_id: UUID | None = None
    submission_id: UUID | None = None
    unit_id: UUID | None = None
    unit_name: str = ""
    stage: SubmissionStage | None = None
    created_at: datetime | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """What the address calls it: contributor~<submission>, board~<campaign>."""
        return f"{self.role}~{self.submission_id or self.campaign_id or ''}"


class Message(NamedTuple):
    """A message as its reader sees it: `text` is a message id."""

    id: UUID
    text: str
    params: Mapping[str, Any]
    link: str
    created_at: datetime
    read_at: datetime | None
    title: str | None  # of the campaign it is about
    title_en: str | None

    @property
    def names_its_campaign(self) -> bool:
        """Whether the words themselves say which campaign it is."""
        return self.title is None or "campaign" in self.params


def desks(session: Session, actor: Actor) -> list[Desk]:
    """Every desk of a person, running campaigns first, then newest. Three statements."""
    found = [*_of_units(session, actor), *_of_readers(session, actor), *_of_oversight(session, actor)]
    found.sort(
        key=lambda desk: (
            desk.campaign_stage is CampaignStage.ARCHIVED,
            ORDER.index(desk.role),
            -(desk.created_at.timestamp() if desk.created_at else 0),
            desk.unit_name,
        )
    )
    return found or _without_campaign(actor)


def messages(session: Session, user_id: UUID | None, *, rows: int = 8) -> list[Message]:
    """The last messages to a person, unread ones first."""
    statement = (
        select(
            Notification.id,
            Notification.text,
            Notification.params,
            Notification.link,
            Notification.created_at,
            Notification.read_at,
            Campaign.title,
            Campaign.title_en,
        )
        .outerjoin(Campaign, Campaign.id == Notification.campaign_id)
        .where(Notification.user_id == user_id)
        .order_by(Notification.read_at.is_not(None), Notification.created_at.desc(), Notification.id)
        .limit(rows)
    )
    return [Message(*row) for row in session.execute(statement)]


CAMPAIGN_COLUMNS = (
    Campaign.id,
    Campaign.title,
    Campaign.title_en,
    Campaign.stage,
    Campaign.framework_id,
)


def _of_units(session: Session, actor: Actor) -> list[Desk]:
    units = actor.units(*UNIT_ROLES)
    if not units:
        return []
    statement = (
        select(
            *CAMPAIGN_COLUMNS,
            Submission.id,
            Submission.unit_id,
            Submission.unit_name,
            Submission.stage,
            Campaign.created_at,
        )
        .join(Submission, Submission.campaign_id == Campaign.id)
        .where(Submission.unit_id.in_(units))
        .order_by(Campaign.created_at.desc(), Submission.id)
        .limit(MOST_DESKS)
    )
    return [
        Desk(role, *tuple(row))
        for row in session.execute(statement)
        for role in UNIT_ROLES
        if actor.holds(role, row.unit_id)
    ]


def _of_readers(session: Session, actor: Actor) -> list[Desk]:
    """As a reviewer or as the chair of a panel; one desk a campaign."""
    if actor.user_id is None:
        return []
    reads = select(Assignment.campaign_id).where(
        Assignment.reviewer_id == actor.user_id, Assignment.stage.in_(ACTIVE_ASSIGNMENT)
    )
    chairs = select(Panel.campaign_id).where(Panel.chair_id == actor.user_id)
    statement = (
        select(*CAMPAIGN_COLUMNS, Campaign.created_at)
        .where(or_(Campaign.id.in_(reads), Campaign.id.in_(chairs)))
        .order_by(Campaign.created_at.desc(), Campaign.id)
        .limit(MOST_DESKS)
    )
    return [Desk(Role.REVIEWER, *row[:5], created_at=row[5]) for row in session.execute(statement)]


def _of_oversight(session: Session, actor: Actor) -> list[Desk]:
    if not any(actor.paths(role) for role in OVERSIGHT):
        return []
    statement = (
        select(*CAMPAIGN_COLUMNS, Campaign.owner_path, Campaign.created_at)
        .where(visibility.overseen(actor))
        .order_by(Campaign.created_at.desc(), Campaign.id)
        .limit(MOST_DESKS)
    )
    return [
        Desk(role, *row[:5], created_at=row.created_at)
        for row in session.execute(statement)
        for role in OVERSIGHT
        if actor.holds_over(role, row.owner_path)
    ]


def _without_campaign(actor: Actor) -> list[Desk]:
    """Where somebody stands who takes part in no campaign yet."""
    roles = {grant.role for grant in actor.grants}
    return [Desk(role) for role in ORDER if role in roles][:1]


def unread(session: Session, user_id: UUID | None) -> int:
    """How many messages wait to be read."""
    return (
        session.scalar(
            select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
        )
        or 0
    )
