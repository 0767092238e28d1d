"""The units of a campaign: who takes part, who could, and who could run a part of it."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.calendar import beijing_date
from app.domain.procedure import SubmissionStage
from app.models.campaign import Campaign
from app.models.submission import Submission
from app.models.unit import Unit

from . import clock

PAGE = 50


class UnitRow(NamedTuple):
    """A unit that takes part, or might."""

    id: UUID
    name: str
    submission_id: UUID | None = None
    stage: SubmissionStage | None = None
    reason: str = ""
    code: str = ""


def enrolled(
    session: Session, campaign_id: UUID, *, after: tuple[str, UUID] | None = None, rows: int = PAGE
) -> list[UnitRow]:
    """The units that take part, by code; at most `rows` + 1."""
    statement = (
        select(
            Submission.unit_id,
            Submission.unit_name,
            Submission.id,
            Submission.stage,
            Submission.stage_reason,
            Submission.unit_code,
        )
        .where(Submission.campaign_id == campaign_id)
        .order_by(Submission.unit_code, Submission.id)
        .limit(rows + 1)
    )
    if after is not None:
        statement = statement.where(
            or_(
                Submission.unit_code > after[0],
                and_(Submission.unit_code == after[0], Submission.id > after[1]),
            )
        )
    return [UnitRow(*row) for row in session.execute(statement)]


def enrollable(session: Session, campaign: Campaign, *, rows: int = 1000) -> list[UnitRow]:
    """The units directly below the owner that could be enrolled and are not yet."""
    today = beijing_date(clock.now(session))
    statement = (
        select(Unit.id, Unit.name)
        .where(
            Unit.parent_id == campaign.owner_id,
            or_(Unit.valid_until.is_(None), Unit.valid_until >= today),
            ~exists().where(Submission.campaign_id == campaign.id, Submission.unit_id == Unit.id),
        )
        .order_by(Unit.code)
        .limit(rows)
    )
    return [UnitRow(*row) for row in session.execute(statement)]


def still_there(session: Session, source: Campaign) -> list[UUID]:
    """The units of a campaign that could be enrolled again: taking part then, in force today."""
    today = beijing_date(clock.now(session))
    statement = (
        select(Submission.unit_id)
        .join(Unit, Unit.id == Submission.unit_id)
        .where(
            Submission.campaign_id == source.id,
            Submission.stage.not_in((SubmissionStage.WITHDRAWN, SubmissionStage.MERGED)),
            or_(Unit.valid_until.is_(None), Unit.valid_until >= today),
        )
    )
    return list(session.scalars(statement))


def children(session: Session, campaign: Campaign) -> list[UnitRow]:
    """The organisations below the owner that have units of their own: who a campaign can be delegated to."""
    below = Unit.__table__.alias("below")
    statement = (
        select(Unit.id, Unit.name)
        .where(
            Unit.path.startswith(campaign.owner_path, autoescape=True),
            Unit.id != campaign.owner_id,
            exists().where(below.c.parent_id == Unit.id),
            ~select(Campaign.id)
            .where(Campaign.delegated_from_id == campaign.id, Campaign.owner_id == Unit.id)
            .correlate(Unit)
            .exists(),
        )
        .order_by(Unit.code)
        .limit(200)
    )
    return [UnitRow(*row) for row in session.execute(statement)]
