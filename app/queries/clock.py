"""The one clock for deadlines: the database's."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, func, select
from sqlalchemy.orm import Session

from app.models.base import Moment


def now(session: Session) -> datetime:
    """The moment by the database's clock, aware, in UTC."""
    return read(session.scalar(select(present(session))))


def present(session: Session) -> ColumnElement[Any]:
    """The same moment as a column of a larger statement; `read` makes it a datetime."""
    if session.get_bind().dialect.name == "postgresql":
        return func.clock_timestamp(type_=Moment())
    return func.strftime("%Y-%m-%d %H:%M:%f", "now", type_=String())


def read(found: Any) -> datetime:
    """What `present` brought, aware, in UTC."""
    if isinstance(found, datetime):
        return found.astimezone(UTC)
    return datetime.fromisoformat(str(found)).replace(tzinfo=UTC)


def today(session: Session) -> date:
    """The present day in Beijing: roles, posts and units begin and end with it."""
    return day(now(session))


def day(moment: datetime) -> date:
    """The day in Beijing at this moment."""
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).date()
