"""Numbers given once: the next ones of a series in a year, taken under lock in the deed's transaction.

Not a deed itself: the deed that calls has asked the policy and leaves the trace.
"""

from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models.certificate import SerialCounter


def take_numbers(session: Session, series: str, year: int, count: int = 1) -> range:
    """The next `count` ≥ 1 numbers of a series in a year; who comes meanwhile waits for this transaction."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    begun = insert(SerialCounter).values(id=uuid4(), series=series, year=year, last=0)
    session.execute(begun.on_conflict_do_nothing(index_elements=["series", "year"]))
    here = (SerialCounter.series == series, SerialCounter.year == year)
    session.execute(update(SerialCounter).where(*here).values(last=SerialCounter.last + count))
    last = session.scalars(select(SerialCounter.last).where(*here)).one()
    return range(last - count + 1, last + 1)
