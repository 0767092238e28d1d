"""Accounts as their office sees them: a list to search, one account with its roles, who can be chosen."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Role, Subject
from app.domain.errors import NotFound
from app.models.account import RoleGrant, User
from app.models.unit import Unit

from .units import PAGE, UnitCard


class PersonRow(NamedTuple):
    """An account in a list, with the roles in force."""

    id: UUID
    name: str
    sign_in_name: str
    unit: str
    phone: str
    has_password: bool
    disabled: bool
    roles: list[tuple[Role, str]]


class PersonCard(NamedTuple):
    """An account by itself."""

    id: UUID
    name: str
    sign_in_name: str
    email: str
    phone: str
    duty: str
    disabled_at: datetime | None
    version: int
    has_password: bool
    unit_id: UUID | None
    unit: str | None
    path: str | None

    @property
    def subject(self) -> Subject:
        return Subject(owner_path=self.path or "/", unit_id=self.unit_id)


class GrantRow(NamedTuple):
    """A role of an account."""

    id: UUID
    role: Role
    unit_id: UUID
    unit: str
    path: str
    starts_on: date
    ends_on: date | None
    deputy_for: str | None


def people(
    session: Session, unit: UnitCard, *, day: date, search: str = "", after: tuple[str, UUID] | None = None
) -> list[PersonRow]:
    """The accounts of people who belong to a unit or below it, by name. Two statements; PAGE + 1 at most."""
    where = [Unit.path.startswith(unit.path)]
    if after:
        name, last = after
        where.append(or_(User.name > name, and_(User.name == name, User.id > last)))
    if search:
        where.append(
            or_(
                User.name.contains(search, autoescape=True),
                User.sign_in_name.contains(search, autoescape=True),
            )
        )
    rows = session.execute(
        select(User.id, User.name, User.sign_in_name, Unit.name.label("unit"), User.phone, User.password,
               User.disabled_at)
        .join(Unit, Unit.id == User.home_unit_id)
        .where(*where)
        .order_by(User.name, User.id)
        .limit(PAGE + 1)
    ).all()  # fmt: skip
    roles: dict[UUID, list[tuple[Role, str]]] = {row.id: [] for row in rows}
    for grant in session.execute(
        select(RoleGrant.user_id, RoleGrant.role, Unit.name)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.user_id.in_(roles),
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
        .order_by(RoleGrant.role)
    ):
        roles[grant.user_id].append((grant.role, grant.name))
    return [
        PersonRow(row.id, row.name, row.sign_in_name, row.unit, row.phone, bool(row.password),
                  row.disabled_at is not None, roles[row.id])
        for row in rows
    ]  # fmt: skip


def card(session: Session, user_id: UUID) -> PersonCard:
    """One account. Raises NotFound."""
    row = session.execute(
        select(User.id, User.name, User.sign_in_name, User.email, User.phone, User.duty, User.disabled_at,
               User.version, User.password, User.home_unit_id, Unit.name.label("unit"), Unit.path)
        .outerjoin(Unit, Unit.id == User.home_unit_id)
        .where(User.id == user_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound
    return PersonCard(
        row.id, row.name, row.sign_in_name, row.email, row.phone, row.duty, row.disabled_at, row.version,
        bool(row.password), row.home_unit_id, row.unit, row.path,
    )  # fmt: skip


def grants(session: Session, user_id: UUID) -> list[GrantRow]:
    """The roles of an account, newest first."""
    principal = User.__table__.alias("principal")
    rows = session.execute(
        select(RoleGrant.id, RoleGrant.role, Unit.id, Unit.name, Unit.path, RoleGrant.starts_on,
               RoleGrant.ends_on, principal.c.name)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(principal, principal.c.id == RoleGrant.deputy_for_id)
        .where(RoleGrant.user_id == user_id)
        .order_by(RoleGrant.starts_on.desc(), RoleGrant.id)
        .limit(200)
    )  # fmt: skip
    return [GrantRow(*row) for row in rows]


def of_unit(session: Session, unit_id: UUID, *roles: Role, day: date | None = None) -> list[tuple[UUID, str]]:
    """Who belongs to a unit; with roles, who holds one of them there on `day`. For lists to choose from."""
    wanted = select(User.id, User.name).where(User.disabled_at.is_(None))
    if roles and day:
        wanted = wanted.join(RoleGrant, RoleGrant.user_id == User.id).where(
            RoleGrant.unit_id == unit_id,
            RoleGrant.role.in_(roles),
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
    else:
        wanted = wanted.where(User.home_unit_id == unit_id)
    rows = session.execute(wanted.distinct().order_by(User.name, User.id).limit(500))
    return [(row.id, row.name) for row in rows]


def units_to_choose(session: Session, path: str, day: date) -> list[tuple[str, str]]:
    """A unit and those below it that exist, as choices of a form, by code."""
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name)
        .where(Unit.path.startswith(path), or_(Unit.valid_until.is_(None), Unit.valid_until >= day))
        .order_by(Unit.path != path, Unit.code)
        .limit(500)
    )
    return [(str(row.id), f"{row.code} {row.name}") for row in rows]
