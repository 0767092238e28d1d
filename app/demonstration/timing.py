"""When what is played happened: deeds are dated into the stage they belong to, so that the history agrees."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import Campaign, StageWindow

STAGES: Final = tuple(CampaignStage)
LONG: Final = timedelta(days=21)  # how long a stage lasts
ALREADY: Final = timedelta(days=10)  # … of which so much is over when a campaign is caught in it
DONE_AFTER: Final = timedelta(days=8)  # when in its stage a deed is done
JUST_NOW: Final = timedelta(minutes=10)


def opening(stage: CampaignStage, caught_at: CampaignStage) -> datetime:
    """When a stage opens in a campaign that is caught at another; 24:00 in Beijing is 16:00 UTC."""
    today = utc_now().replace(hour=16, minute=0, second=0, microsecond=0)
    since = timedelta(days=365) if caught_at is CampaignStage.ARCHIVED else ALREADY
    return today + LONG * (STAGES.index(stage) - STAGES.index(caught_at)) - since


class Pretence:
    """The moment at which the play pretends to be: what it writes as of now is dated to it.

    The history goes forward only: should a later trace be there, the play goes on from it.
    """

    def __init__(self, session: Session) -> None:
        self.moment, self._wanted = utc_now(), utc_now()
        event.listen(session, "after_begin", self._go_on)
        event.listen(session, "before_flush", self._date)

    def be_at(self, session: Session, moment: datetime) -> None:
        """Pretend that it is `moment`, if the history has not gone beyond it."""
        self._wanted = moment
        self._go_on(session, None, session.connection())

    def _go_on(self, _: Session, __: object, connection: Connection) -> None:
        newest = connection.scalar(select(AuditEntry.at).order_by(AuditEntry.sequence.desc()).limit(1))
        self.moment = max(self._wanted, newest or self._wanted)

    def _date(self, session: Session, *_: object) -> None:
        now = utc_now()
        for row in (*session.new, *session.dirty):
            if isinstance(row, AuditEntry):
                row.at = self.moment
            elif not isinstance(row, Campaign | StageWindow):
                self._date_row(row, now)

    def _date_row(self, row: Any, now: datetime) -> None:
        for column in row.__mapper__.column_attrs:
            found = row.__dict__.get(column.key)
            if found is None and not inspect(row).persistent and _is_now(column.columns[0]):
                found = now
            if isinstance(found, datetime) and abs(now - found) < JUST_NOW:
                setattr(row, column.key, self.moment)


def _is_now(column: Any) -> bool:
    """Whether the column is filled with the present moment when nobody says otherwise."""
    return (
        column.default is not None
        and column.default.is_callable
        and column.default.arg.__name__ == utc_now.__name__
    )


def go_along(visitors: Any, still_played: Callable[[], bool]) -> None:
    """Traces of visitors who look in while the play goes on take its time, so that it keeps its dates.

    `visitors`: the session (or scoped session) of their requests.
    """

    def date(session: Session, *_: object) -> None:
        traces = [row for row in session.new if isinstance(row, AuditEntry)]
        if not traces or not still_played():
            return
        with session.no_autoflush:
            newest = session.scalar(select(AuditEntry.at).order_by(AuditEntry.sequence.desc()).limit(1))
        for row in traces:
            row.at = newest or utc_now()

    event.listen(visitors, "before_flush", date)
