"""The one clock: the database's, in UTC, and the day it is in Beijing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import clock


def test_the_moment_is_the_same_alone_and_as_a_column_and_goes_on_within_a_transaction(
    session: Session,
) -> None:
    before = datetime.now(UTC)
    first = clock.now(session)
    second = clock.read(session.execute(select(clock.present(session).label("moment"))).one().moment)
    assert (first.tzinfo, second.tzinfo) == (UTC, UTC)
    millisecond = timedelta(milliseconds=1)  # SQLite's clock counts in these
    assert before - millisecond <= first <= second <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 11, 5, 15, 59, 59, tzinfo=UTC), date(2025, 11, 5)),
        (datetime(2025, 11, 5, 16, 0, tzinfo=UTC), date(2025, 11, 6)),
    ],
)
def test_the_day_is_beijings(moment: datetime, day: date) -> None:
    assert clock.day(moment) == day


def test_what_either_database_brings_is_the_same_moment() -> None:
    there = datetime.fromisoformat("2025-11-05T23:00:00.250+08:00")  # PostgreSQL, in the session's zone
    assert clock.read(there) == clock.read("2025-11-05 15:00:00.250") == there
    assert clock.read(there).tzinfo is UTC
