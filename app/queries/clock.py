"""The one clock for deadlines: the database's."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session


def now(session: Session) -> datetime:
    """The moment by the database's clock, aware, in UTC."""
    if session.get_bind().dialect.name == "postgresql":
        moment = session.scalar(text("SELECT clock_timestamp()"))
        assert isinstance(moment, datetime)  # noqa: S101 -- tells the type checker what the driver returns
        return moment.astimezone(UTC)
    found = session.scalar(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"))
    return datetime.fromisoformat(str(found)).replace(tzinfo=UTC)


def today(session: Session) -> date:
    """The present day in Beijing: roles, posts and units begin and end with it."""
    return now(session).astimezone(ZoneInfo("Asia/Shanghai")).date()
