"""The holiday calendar that counts for a unit: that of the top of its tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.calendar import WorkingCalendar
from app.domain.calendar_days import CalendarDay, CalendarRecord, Line, days_of
from app.domain.errors import NotFound
from app.domain.holidays import ARRANGEMENTS, Arrangement
from app.models.calendar import CalendarYear
from app.models.unit import Unit

from . import subjects


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year of the table; `known` years have an entry, `seen` is the number of changes of this one."""

    owner_id: UUID
    owner_name: str
    year: int
    years: Sequence[int]
    known: bool
    days: Sequence[CalendarDay]
    seen: int


def record(session: Session, path: str) -> CalendarRecord:
    """Every version of the calendar that counts below the top of this path. One statement."""
    rows = session.execute(
        select(CalendarYear.year, CalendarYear.arrangement, CalendarYear.recorded_at)
        .where(CalendarYear.owner_id == top_of(path))
        .order_by(CalendarYear.recorded_at, CalendarYear.year, CalendarYear.ordinal)
    )
    return CalendarRecord(
        tuple(Line(row.year, Arrangement.of(row.arrangement), row.recorded_at) for row in rows)
    )


def working(session: Session, path: str, at: datetime | None = None) -> WorkingCalendar:
    """The calendar as it stands, or as it stood at a moment at which something was announced."""
    return record(session, path).at(at)


def page(session: Session, actor: Actor, unit_id: UUID, year: int) -> YearPage:
    """A year of the house's calendar, for those who keep it. Raises NotFound for a unit that is no top."""
    unit = session.get(Unit, unit_id)
    if unit is None or unit.parent_id is not None:
        raise NotFound
    policy.require(actor, Action.EDIT_CALENDAR, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    found = newest(session, unit.id, year)
    entered = session.scalars(
        select(CalendarYear.year).where(CalendarYear.owner_id == unit.id).distinct().limit(50)
    )
    return YearPage(
        owner_id=unit.id,
        owner_name=unit.name,
        year=year,
        years=sorted({*ARRANGEMENTS, *entered, max(ARRANGEMENTS) + 1, year}),
        known=found is not None or year in ARRANGEMENTS,
        days=days_of(arrangement(found, year)),
        seen=found.ordinal if found else 0,
    )


def newest(session: Session, owner_id: UUID, year: int) -> CalendarYear | None:
    """The version of a year that stands, or None while nobody changed what the program begins with."""
    highest = select(func.max(CalendarYear.ordinal)).where(
        CalendarYear.owner_id == owner_id, CalendarYear.year == year
    )
    return session.scalar(
        select(CalendarYear).where(
            CalendarYear.owner_id == owner_id,
            CalendarYear.year == year,
            CalendarYear.ordinal == highest.scalar_subquery(),
        )
    )


def arrangement(found: CalendarYear | None, year: int) -> Arrangement:
    """What stands for a year: the newest entry, else what the program begins with, else nothing."""
    if found is not None:
        return Arrangement.of(found.arrangement)
    return ARRANGEMENTS.get(year, Arrangement((), ()))


def top_of(path: str) -> UUID:
    """The topmost unit of a path."""
    return UUID(path.strip("/").split("/")[0])
