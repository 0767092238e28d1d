"""The organisation tree as pages show it: a unit with those above and below it, and its history."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.actors import UNIT_ROLES, Actor, Subject
from app.domain.errors import NotFound
from app.domain.unit import BELOW, UnitEventKind, UnitKind
from app.models.unit import Unit, UnitEvent

PAGE = 50


class UnitRow(NamedTuple):
    """A unit in a list."""

    id: UUID
    kind: UnitKind
    code: str
    name: str
    valid_until: date | None
    below: int


class UnitCard(NamedTuple):
    """A unit by itself."""

    id: UUID
    parent_id: UUID | None
    path: str
    kind: UnitKind
    code: str
    name: str
    name_en: str
    valid_from: date
    valid_until: date | None
    merged_into_id: UUID | None
    student_count: int | None
    phone: str
    help_hours: str
    version: int

    @property
    def subject(self) -> Subject:
        return Subject(owner_path=self.path, unit_id=self.id)


class Named(NamedTuple):
    """A unit as a link."""

    id: UUID
    name: str


class Event(NamedTuple):
    """A line of a unit's history."""

    kind: UnitEventKind
    on: date
    old_name: str
    new_name: str
    other: str | None
    remark: str


def card(session: Session, unit_id: UUID) -> UnitCard:
    """One unit. Raises NotFound."""
    row = session.execute(
        select(*(getattr(Unit, name) for name in UnitCard._fields)).where(Unit.id == unit_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return UnitCard(*row)


def above(session: Session, path: str) -> list[Named]:
    """The units of a path from the topmost down, the unit itself last. One statement."""
    ids = [UUID(part) for part in path.strip("/").split("/")]
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    return [Named(each, names[each]) for each in ids if each in names]


def tops(session: Session, actor: Actor) -> list[Named]:
    """Where an actor enters the tree: people of a unit at their own, others at the root above or at all."""
    roots = {UUID(grant.unit_path.strip("/").split("/")[0]) for grant in actor.grants}
    if {grant.role for grant in actor.grants} <= UNIT_ROLES:
        roots = set(actor.units(*UNIT_ROLES))
    where = Unit.id.in_(roots) if roots else Unit.parent_id.is_(None)
    return [
        Named(*row)
        for row in session.execute(select(Unit.id, Unit.name).where(where).order_by(Unit.code).limit(PAGE))
    ]


def below(
    session: Session, unit: UnitCard, *, day: date, ended: bool = False, search: str = "", after: str = ""
) -> list[UnitRow]:
    """The units directly below one, or anywhere below it when searched for, by code; PAGE + 1 at most."""
    child = aliased(Unit)
    count = select(func.count()).where(child.parent_id == Unit.id, valid(child, day)).scalar_subquery()
    where = (
        and_(Unit.path.startswith(unit.path), Unit.id != unit.id, _named(search))
        if search
        else Unit.parent_id == unit.id
    )
    rows = session.execute(
        select(Unit.id, Unit.kind, Unit.code, Unit.name, Unit.valid_until, count)
        .where(where, Unit.code > after, literal(True) if ended else valid(Unit, day))
        .order_by(Unit.code)
        .limit(PAGE + 1)
    )
    return [UnitRow(*row) for row in rows]


def merge_targets(session: Session, unit: UnitCard) -> list[Named]:
    """The other units of the same kind under the same parent that still exist."""
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(
            Unit.parent_id == unit.parent_id,
            Unit.kind == unit.kind,
            Unit.id != unit.id,
            Unit.valid_until.is_(None),
        )
        .order_by(Unit.code)
        .limit(500)
    )
    return [Named(*row) for row in rows]


def superiors(session: Session, unit: UnitCard) -> list[tuple[UUID, str, str]]:
    """The units of the same tree below which this one could stand instead: id, name, path."""
    kinds = [kind for kind, allowed in BELOW.items() if unit.kind in allowed]
    root = unit.path.split("/")[1]
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.path)
        .where(
            Unit.path.startswith(f"/{root}/"),
            ~Unit.path.startswith(unit.path),
            Unit.kind.in_(kinds),
            Unit.id != unit.parent_id,
            Unit.valid_until.is_(None),
        )
        .order_by(Unit.code)
        .limit(500)
    )
    return [(row.id, row.name, row.path) for row in rows]


def history(session: Session, unit_id: UUID) -> list[Event]:
    """What happened to a unit, newest first."""
    other = aliased(Unit)
    rows = session.execute(
        select(
            UnitEvent.kind, UnitEvent.on, UnitEvent.old_name, UnitEvent.new_name, other.name, UnitEvent.remark
        )
        .outerjoin(other, other.id == UnitEvent.other_unit_id)
        .where(UnitEvent.unit_id == unit_id)
        .order_by(UnitEvent.on.desc(), UnitEvent.id)
        .limit(100)
    )
    return [Event(*row) for row in rows]


def valid(unit: type[Unit], day: date) -> ColumnElement[bool]:
    return and_(unit.valid_from <= day, or_(unit.valid_until.is_(None), unit.valid_until >= day))


def _named(search: str) -> ColumnElement[bool]:
    return or_(Unit.name.contains(search, autoescape=True), Unit.code == search)
