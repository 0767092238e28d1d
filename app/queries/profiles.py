"""The profile of a unit as pages show it: posts, members, what lacks, whom to call."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, exists, literal, or_, select, union_all
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.errors import NotFound
from app.domain.unit import (
    REQUIRED_POSTS,
    TERM_YEARS,
    Completeness,
    Holding,
    MemberCategory,
    PostKind,
    Shape,
    UnitKind,
    completeness,
    in_force,
    shape_of,
    years_before,
)
from app.models.account import RoleGrant, User
from app.models.unit import Member, Post, Unit

from .units import PAGE, UnitCard, valid


class PostRow(NamedTuple):
    """Who holds or held a post."""

    id: UUID
    kind: PostKind
    person: str
    duty: str
    phone: str
    starts_on: date
    ends_on: date | None
    appointment: str
    version: int


class MemberRow(NamedTuple):
    """A member of a unit's committee."""

    id: UUID
    category: MemberCategory
    person: str
    starts_on: date
    ends_on: date | None
    appointment: str
    version: int


class Committee(NamedTuple):
    """A unit with the shape of its four posts."""

    id: UUID
    code: str
    name: str
    shapes: dict[PostKind, Shape]


class Contact(NamedTuple):
    """Whom to call: `what` is a post's or a role's value, `sort` "post" or "role"."""

    id: UUID
    code: str
    unit: str
    sort: str
    what: str
    person: str
    phone: str


def posts(session: Session, unit_id: UUID) -> list[PostRow]:
    """Who holds or held the posts of a unit, by post, newest first."""
    rows = session.execute(
        select(*(getattr(Post, name) for name in PostRow._fields))
        .where(Post.unit_id == unit_id)
        .order_by(Post.starts_on.desc(), Post.id)
        .limit(200)
    )
    rank = list(PostKind)
    return sorted((PostRow(*row) for row in rows), key=lambda post: rank.index(post.kind))


def members(session: Session, unit_id: UUID) -> list[MemberRow]:
    """Who is or was a member, by category, newest first."""
    rows = session.execute(
        select(*(getattr(Member, name) for name in MemberRow._fields))
        .where(Member.unit_id == unit_id)
        .order_by(Member.starts_on.desc(), Member.id)
        .limit(500)
    )
    rank = list(MemberCategory)
    return sorted((MemberRow(*row) for row in rows), key=lambda member: rank.index(member.category))


def post(session: Session, unit_id: UUID, post_id: UUID) -> PostRow:
    """One post of a unit. Raises NotFound."""
    row = session.execute(
        select(*(getattr(Post, name) for name in PostRow._fields)).where(
            Post.id == post_id, Post.unit_id == unit_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return PostRow(*row)


def member(session: Session, unit_id: UUID, member_id: UUID) -> MemberRow:
    """One member of a unit. Raises NotFound."""
    row = session.execute(
        select(*(getattr(Member, name) for name in MemberRow._fields)).where(
            Member.id == member_id, Member.unit_id == unit_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return MemberRow(*row)


def completeness_of(
    unit: UnitCard, held: Sequence[PostRow], those: Sequence[MemberRow], day: date
) -> Completeness:
    """How complete a unit's profile is on a day."""
    return completeness(
        [_holding(row) for row in held if in_force(row.starts_on, row.ends_on, day)],
        [row.category for row in those if in_force(row.starts_on, row.ends_on, day)],
        unit.student_count,
        unit.phone,
    )


def committees(
    session: Session,
    unit: UnitCard,
    *,
    day: date,
    term: int = TERM_YEARS,
    gaps: bool = False,
    after: str = "",
) -> list[Committee]:
    """The units below one with the shape of their posts, by code; with `gaps` only those where a post
    is vacant or older than `term` years. Two statements; PAGE + 1 at most.
    """
    where: list[ColumnElement[bool]] = [
        Unit.path.startswith(unit.path), Unit.id != unit.id, Unit.kind != UnitKind.EXTERNAL, valid(Unit, day),
    ]  # fmt: skip
    if gaps:
        where.append(or_(*(~_filled(kind, day, term) for kind in REQUIRED_POSTS)))
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name)
        .where(*where, Unit.code > after)
        .order_by(Unit.code)
        .limit(PAGE + 1)
    ).all()
    held: dict[UUID, list[Holding]] = {row.id: [] for row in rows}
    for post in session.execute(
        select(Post.unit_id, Post.kind, Post.starts_on, Post.appointment).where(
            Post.unit_id.in_(held), _in_office(day)
        )
    ):
        held[post.unit_id].append(Holding(post.kind, post.starts_on, bool(post.appointment)))
    return [
        Committee(row.id, row.code, row.name, {
            kind: shape_of(kind, held[row.id], day, term) for kind in REQUIRED_POSTS
        })
        for row in rows
    ]  # fmt: skip


def contacts(
    session: Session, unit: UnitCard, *, day: date, search: str = "", after: tuple[str, UUID] | None = None
) -> list[Contact]:
    """Whom to call in a unit and below it, by the unit's code; posts and roles. PAGE + 1 at most."""
    offices = (
        select(
            Post.id, Unit.code, Unit.name.label("unit"), literal("post").label("sort"),
            as_type(Post.kind, String).label("what"), Post.person, Post.phone,
        )
        .join(Unit, Unit.id == Post.unit_id)
        .where(Unit.path.startswith(unit.path), valid(Unit, day), _in_office(day))
    )  # fmt: skip
    roles = (
        select(
            RoleGrant.id, Unit.code, Unit.name.label("unit"), literal("role").label("sort"),
            as_type(RoleGrant.role, String).label("what"), User.name.label("person"), User.phone,
        )
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(
            Unit.path.startswith(unit.path), valid(Unit, day), User.disabled_at.is_(None),
            RoleGrant.role.in_((Role.CONTRIBUTOR, Role.SIGNATORY, Role.COORDINATOR)),
            RoleGrant.starts_on <= day, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
    )  # fmt: skip
    both = union_all(offices, roles).subquery()
    key, (code, last) = both.c.id, after or ("", None)
    where = [or_(both.c.code > code, and_(both.c.code == code, key > last))] if last else []
    if search:
        where.append(
            or_(
                both.c.person.contains(search, autoescape=True), both.c.unit.contains(search, autoescape=True)
            )
        )
    rows = session.execute(select(both).where(*where).order_by(both.c.code, key).limit(PAGE + 1))
    return [Contact(*row) for row in rows]


def _in_office(day: date) -> ColumnElement[bool]:
    return and_(Post.starts_on <= day, or_(Post.ends_on.is_(None), Post.ends_on >= day))


def _filled(kind: PostKind, day: date, term: int) -> ColumnElement[bool]:
    return exists(
        select(Post.id).where(
            Post.unit_id == Unit.id,
            Post.kind == kind,
            _in_office(day),
            Post.starts_on >= years_before(day, term),
        )
    )


def _holding(row: PostRow) -> Holding:
    return Holding(row.kind, row.starts_on, bool(row.appointment))
