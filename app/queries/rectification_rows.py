"""An item of a rectification as lists show it, and what makes it late today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.calendar import end_of_day
from app.domain.calendar_days import CalendarRecord
from app.domain.procedure import ItemStage
from app.domain.rectification import IN_THE_UNITS_HANDS, is_overdue, last_day_without_plan
from app.domain.review import Severity
from app.domain.settings import CampaignSettings
from app.models.campaign import Campaign
from app.models.rectification import RectificationItem, RectificationPlan
from app.models.submission import Submission

from . import calendars, clock

UNSURE = timedelta(days=60)  # an item raised earlier is late by any calendar

OWNER = (
    select(RectificationPlan.owner)
    .where(RectificationPlan.item_id == RectificationItem.id)
    .order_by(RectificationPlan.ordinal.desc())
    .limit(1)
    .scalar_subquery()
)


class ItemRow(NamedTuple):
    """An item as lists show it; who raised it is not among the columns."""

    id: UUID
    submission_id: UUID
    unit_name: str
    number: int
    criterion: str
    problem: str
    severity: Severity
    stage: ItemStage
    raised_on: date
    due_on: date | None
    owner: str | None  # 责任人 of the plan that stands; None without a plan
    version: int
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """What makes an item late today in one campaign."""

    today: date
    plan_days: int
    last_without_plan: date  # by the kindest calendar that stood meanwhile: what was announced stays
    calendar: CalendarRecord

    @classmethod
    def of(cls, session: Session, campaign: Campaign) -> "Days":
        today, plan_days = clock.today(session), CampaignSettings.of(campaign.settings).plan_days
        kept = calendars.record(session, campaign.owner_path)
        stood = kept.since(end_of_day(today - UNSURE))
        return cls(today, plan_days, min(last_day_without_plan(today, plan_days, c) for c in stood), kept)

    def plan_by(self, raised: date) -> date:
        """Until when a plan is asked for, as it was announced on the day the item was raised."""
        return self.calendar.at(end_of_day(raised)).add_working_days(raised, self.plan_days)

    def row(self, row: Any) -> ItemRow:
        late = is_overdue(
            row.stage,
            due_on=row.due_on,
            raised_on=row.raised_on,
            today=self.today,
            last_without_plan=self.last_without_plan,
        )
        return ItemRow(*row)._replace(overdue=late)

    def late(self) -> ColumnElement[bool]:
        """is_overdue as a WHERE clause."""
        return or_(
            and_(
                RectificationItem.stage == ItemStage.OPEN,
                RectificationItem.raised_on <= self.last_without_plan,
            ),
            and_(RectificationItem.stage.in_(IN_THE_UNITS_HANDS), RectificationItem.due_on < self.today),
        )


def columns() -> Select[Any]:
    """The columns of ItemRow but the last, joined to the submission and its campaign."""
    wanted: tuple[Any, ...] = (
        RectificationItem.id,
        RectificationItem.submission_id,
        Submission.unit_name,
        RectificationItem.number,
        RectificationItem.criterion,
        RectificationItem.problem,
        RectificationItem.severity,
        RectificationItem.stage,
        RectificationItem.raised_on,
        RectificationItem.due_on,
        OWNER.label("owner"),
        RectificationItem.version,
    )
    return (
        select(*wanted)
        .join(Submission, Submission.id == RectificationItem.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
    )
