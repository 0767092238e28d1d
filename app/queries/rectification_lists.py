"""Items across units: what a reader raised, what the office watches, what was left over from last year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, select, tuple_
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.procedure import ItemStage
from app.domain.rectification import UNSETTLED
from app.models.campaign import Campaign
from app.models.rectification import RectificationItem
from app.models.submission import Submission

from . import subjects
from .rectification_rows import Days, ItemRow, columns

PAGE = 30
OVERDUE = "overdue"
KEY = (Submission.unit_code, RectificationItem.submission_id, RectificationItem.number)


@dataclass(frozen=True, slots=True)
class ItemList:
    """A page of items, with the counts over all of them; `after` is the key of the next page."""

    title: str
    counts: Mapping[ItemStage, int]
    overdue: int
    rows: Sequence[ItemRow]
    after: UUID | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def raised_by(session: Session, actor: Actor, *, only: str = "", after: UUID | None = None) -> ItemList:
    """The items the actor raised, of units under rectification: all, or `only` a stage. Three statements."""
    mine = and_(
        RectificationItem.raised_by_id == actor.user_id if actor.user_id else false(),
        Campaign.stage.in_(policy.IMPROVING),
        Submission.stage.in_(policy.UNDER_RECTIFICATION),
    )
    wanted = and_(mine, RectificationItem.stage == ItemStage(only)) if only in set(ItemStage) else mine
    rows, following = _page(session, wanted, after)
    found = [ItemRow(*row) for row in rows]
    return ItemList("", _counts(session, mine), 0, found, following)


def of_campaign(
    session: Session, actor: Actor, campaign_id: UUID, *, only: str = "", after: UUID | None = None
) -> ItemList:
    """The items of a campaign for those who run or watch it: all, `only` a stage, or those overdue.

    A constant number of statements. Raises NotFound.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.VIEW_PROGRESS, subject, seen_by=Action.VIEW_PROGRESS)
    days, here = Days.of(session, campaign), Submission.campaign_id == campaign_id
    wanted = here
    if only == OVERDUE:
        wanted = and_(here, days.late())
    elif only in set(ItemStage):
        wanted = and_(here, RectificationItem.stage == ItemStage(only))
    rows, following = _page(session, wanted, after)
    late = session.scalar(
        select(func.count()).select_from(RectificationItem).join(Submission).where(here, days.late())
    )
    return ItemList(
        campaign.title, _counts(session, here), late or 0, [days.row(row) for row in rows], following
    )


def left_from_before(session: Session, submission: Submission, campaign: Campaign) -> list[ItemRow]:
    """What the unit had not put right in its last campaign of the same owner: its self-evaluation shows it.

    The caller has asked the policy about the submission. One statement.
    """
    before = (
        select(Submission.id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(
            Submission.unit_id == submission.unit_id,
            Campaign.owner_id == campaign.owner_id,
            Campaign.period_ends_on < campaign.period_ends_on,
        )
        .order_by(Campaign.period_ends_on.desc(), Campaign.id)
        .limit(1)
    )
    rows = session.execute(
        columns()
        .where(
            RectificationItem.submission_id == before.scalar_subquery(),
            RectificationItem.stage.in_(UNSETTLED | {ItemStage.CARRIED_OVER}),
        )
        .order_by(RectificationItem.number)
    )
    return [ItemRow(*row) for row in rows]


def _page(
    session: Session, wanted: ColumnElement[bool], after: UUID | None
) -> tuple[Sequence[Any], UUID | None]:
    """The rows of a page by unit and number, and the key of the next page. Two statements at most."""
    statement = columns().where(wanted).order_by(*KEY).limit(PAGE + 1)
    if after is not None:
        last = session.execute(
            select(*KEY).join(Submission).where(RectificationItem.id == after)
        ).one_or_none()
        if last is not None:
            statement = statement.where(tuple_(*KEY) > tuple_(*last))
    rows = session.execute(statement).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def _counts(session: Session, where: ColumnElement[bool]) -> dict[ItemStage, int]:
    rows = session.execute(
        select(RectificationItem.stage, func.count())
        .join(Submission, Submission.id == RectificationItem.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(where)
        .group_by(RectificationItem.stage)
    )
    counts = {row[0]: row[1] for row in rows}
    return {stage: counts.get(stage, 0) for stage in ItemStage}
