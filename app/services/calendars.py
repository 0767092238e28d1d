"""The holiday calendar: days entered, corrected and taken out; what was announced keeps its dates."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.calendar_days import CalendarDay, DayKind, changed, days_of
from app.domain.errors import Invalid, NotFound, sentence
from app.domain.holidays import Arrangement
from app.domain.text import N_
from app.models.calendar import CalendarYear
from app.models.unit import Unit
from app.queries import calendars, clock, subjects

from . import audit, versions

FIRST, LAST = 2020, 2100


def change_days(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    year: int,
    *,
    put: Sequence[CalendarDay] = (),
    taken: Iterable[date] = (),
    seen: int,
) -> CalendarYear:
    """Put days into a year or take them out, as a new line; `seen` is the number of changes on the page.

    Deadlines announced before keep their dates: they are computed with what stood then. Raises NotFound,
    NotPermitted, StaleVersion, Invalid ("days") with everything wrong.
    """
    unit = session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update())
    if unit is None or unit.parent_id is not None:
        raise NotFound
    policy.require(actor, Action.EDIT_CALENDAR, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    if not FIRST <= year <= LAST:
        raise Invalid(days=N_("Please choose a year from 2020 to 2100."))
    found = calendars.newest(session, unit.id, year)
    versions.require_seen(session, unit.id, seen=seen, current=found.ordinal if found else 0)
    old = calendars.arrangement(found, year)
    new = changed(old, put, taken)
    _check(new, year)
    if new == old:
        raise Invalid(days=N_("The calendar says this already."))
    line = CalendarYear(
        owner_id=unit.id,
        year=year,
        ordinal=seen + 1,
        arrangement=new.kept(),
        recorded_at=clock.now(session),
        recorded_by_id=actor.user_id,
    )
    session.add(line)
    session.flush()
    audit.record(
        session,
        actor,
        Action.EDIT_CALENDAR,
        unit.id,
        unit_id=unit.id,
        changes={"calendar": (_told(old, new), _told(new, old))},
        year=year,
    )
    return line


def _check(new: Arrangement, year: int) -> None:
    wrong = new.problems(year)
    if wrong:
        raise Invalid(days=wrong[0])
    nameless = [each for each in days_of(new) if each.kind is DayKind.OFF and not each.name.strip()]
    if nameless:
        raise Invalid(
            days=sentence(
                N_("Please write which holiday %(day)s belongs to."), day=nameless[0].day.isoformat()
            )
        )


def _told(one: Arrangement, other: Arrangement) -> str:
    """The days of one arrangement that the other has not, as the history shows them."""
    rest = set(days_of(other))
    signs = {DayKind.OFF: "休", DayKind.WORKED: "班"}
    return "；".join(
        f"{each.day.isoformat()} {signs[each.kind]}" for each in days_of(one) if each not in rest
    )
