"""When a stage is open for one unit: its window, its extension and the grace, by the database clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage
from app.domain.settings import CampaignSettings
from app.models.campaign import Extension, StageWindow
from app.models.submission import Submission

from . import clock


@dataclass(frozen=True, slots=True)
class Window:
    """The window of a stage as it stands for one unit; `moment` is the database's present."""

    moment: datetime
    opens_at: datetime | None = None  # as announced, or earlier by hand; None: the stage has no dates
    soft_ends_at: datetime | None = None
    ends_at: datetime | None = None  # as announced, or the unit's later extension
    closes_at: datetime | None = None  # with the grace
    extended: bool = False

    def opened(self, moment: datetime | None = None) -> bool:
        return self.opens_at is not None and (moment or self.moment) >= self.opens_at

    def in_grace(self, moment: datetime | None = None) -> bool:
        """Past the announced end, but not yet past the grace."""
        return self.ends_at is not None and (moment or self.moment) >= self.ends_at

    def closed(self, moment: datetime | None = None) -> bool:
        return self.closes_at is not None and (moment or self.moment) >= self.closes_at

    @property
    def is_open(self) -> bool:
        return self.opened() and not self.closed()


def of_submission(
    session: Session, submission: Submission, stage: CampaignStage, settings: CampaignSettings
) -> Window:
    """The window of `stage` for this submission. One statement.

    A stage closed by hand before its day is closed from then on, without grace; an extension outlives it.
    """
    later = (
        select(func.max(Extension.ends_at))
        .where(Extension.submission_id == submission.id, Extension.stage == stage)
        .scalar_subquery()
    )
    own = and_(StageWindow.campaign_id == submission.campaign_id, StageWindow.stage == stage)
    row = session.execute(
        select(
            clock.present(session).label("moment"),
            StageWindow.opens_at,
            StageWindow.opened_at,
            StageWindow.closed_at,
            StageWindow.soft_ends_at,
            StageWindow.ends_at,
            later.label("extended_to"),
        )
        .select_from(select(1).subquery())
        .outerjoin(StageWindow, own)
    ).one()
    moment = clock.read(row.moment)
    if row.opens_at is None:
        return Window(moment)
    grace = timedelta(minutes=settings.grace_minutes)
    ends_at, closes_at = row.ends_at, row.ends_at + grace
    if row.closed_at is not None and row.closed_at >= (row.opened_at or row.closed_at):
        ends_at, closes_at = min(ends_at, row.closed_at), min(closes_at, row.closed_at)
    if extended := row.extended_to is not None and row.extended_to > ends_at:
        ends_at, closes_at = row.extended_to, row.extended_to + grace
    return Window(
        moment,
        min(row.opens_at, row.opened_at or row.opens_at),
        row.soft_ends_at,
        ends_at,
        closes_at,
        extended=extended,
    )
