"""What an import of units and people has to know before anything is written."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.committee_import import Key, KnownEntry
from app.domain.errors import NotFound
from app.domain.people_import import KnownPerson, KnownUnit
from app.models.account import PeopleDraft, RoleGrant, User
from app.models.unit import Member, Post, Unit


class Draft(NamedTuple):
    """A kept import as its preview shows it."""

    id: UUID
    unit_id: UUID
    kind: str
    rows: list[dict[str, Any]]
    created_at: datetime


def units(session: Session, codes: Collection[str], path: str) -> dict[str, KnownUnit]:
    """The units of these codes. One statement."""
    rows = session.execute(
        select(Unit.code, Unit.kind, Unit.name, Unit.name_en, Unit.student_count, Unit.phone, Unit.path,
               Unit.valid_until)
        .where(Unit.code.in_(codes))
    )  # fmt: skip
    return {
        row.code: KnownUnit(
            row.kind, row.name, row.name_en, row.student_count, row.phone,
            row.path.startswith(path) and row.valid_until is None,
        )
        for row in rows
    }  # fmt: skip


def unit_ids(session: Session, codes: Collection[str]) -> dict[str, UUID]:
    """The ids of these codes."""
    rows = session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(codes)))
    return {row.code: row.id for row in rows}


def people(session: Session, names: Collection[str], path: str, day: date) -> dict[str, KnownPerson]:
    """The accounts of these sign-in names with the roles in force. Two statements."""
    rows = session.execute(
        select(User.id, User.sign_in_name, User.name, User.phone, User.email, User.duty, Unit.code, Unit.path)
        .outerjoin(Unit, Unit.id == User.home_unit_id)
        .where(User.sign_in_name.in_(names))
    ).all()
    roles: dict[UUID, set[tuple[Role, str]]] = {row.id: set() for row in rows}
    for grant in session.execute(
        select(RoleGrant.user_id, RoleGrant.role, Unit.code)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.user_id.in_(roles), or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day))
    ):
        roles[grant.user_id].add((grant.role, grant.code))
    return {
        row.sign_in_name: KnownPerson(
            row.name, row.code or "", row.phone, row.email, row.duty, frozenset(roles[row.id]),
            (row.path or "").startswith(path),
        )
        for row in rows
    }  # fmt: skip


def committees(session: Session, codes: Collection[str]) -> dict[Key, KnownEntry]:
    """The posts and members of the units of these codes. Two statements."""
    posts = session.execute(
        select(Unit.code, Post.kind, Post.person, Post.starts_on, Post.duty, Post.phone, Post.ends_on,
               Post.appointment)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Unit.code.in_(codes))
    )  # fmt: skip
    members = session.execute(
        select(
            Unit.code, Member.category, Member.person, Member.starts_on, Member.ends_on, Member.appointment
        )
        .join(Unit, Unit.id == Member.unit_id)
        .where(Unit.code.in_(codes))
    )
    found = {
        Key(row.code, row.kind.value, row.person, row.starts_on.isoformat()): KnownEntry(*row[4:])
        for row in posts
    }
    return found | {
        Key(row.code, row.category.value, row.person, row.starts_on.isoformat()): KnownEntry("", "", *row[4:])
        for row in members
    }


def draft(session: Session, draft_id: UUID, user_id: UUID | None) -> Draft:
    """A kept import of this person. Raises NotFound."""
    row = session.execute(
        select(*(getattr(PeopleDraft, name) for name in Draft._fields))
        .where(PeopleDraft.id == draft_id, PeopleDraft.user_id == user_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound
    return Draft(*row)
