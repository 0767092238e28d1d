"""The profile of a unit: who holds which post from when to when, who is a member, how many students."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound
from app.domain.text import N_
from app.domain.unit import MemberCategory, PostKind
from app.models.unit import Member, Post, Unit
from app.queries import subjects

from . import audit, versions

BACKWARDS = N_("The last day is before the first day.")


def edit_profile(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    *,
    seen: int,
    student_count: int | None,
    phone: str,
    help_hours: str,
) -> Unit:
    """Change what a unit says of itself. Raises NotFound, NotPermitted, StaleVersion."""
    unit = session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update())
    if unit is None:
        raise NotFound
    policy.require(actor, Action.EDIT_PROFILE, subjects.of_unit(unit), seen_by=Action.VIEW_PROFILE)
    versions.require_seen(session, unit.id, seen=seen, current=unit.version)
    wanted = {"student_count": student_count, "phone": phone.strip(), "help_hours": help_hours.strip()}
    changes = audit.difference(unit, **wanted)
    unit.student_count, unit.phone, unit.help_hours = student_count, phone.strip(), help_hours.strip()
    unit.version += 1
    audit.record(session, actor, Action.EDIT_PROFILE, unit.id, unit_id=unit.id, changes=changes)
    return unit


def appoint(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    *,
    kind: PostKind,
    person: str,
    starts_on: date,
    ends_on: date | None = None,
    duty: str = "",
    phone: str = "",
    appointment: str = "",
) -> Post:
    """Enter who holds a post. Raises NotFound, NotPermitted, or Invalid naming "ends_on"."""
    unit = _unit(session, unit_id)
    policy.require(actor, Action.EDIT_PROFILE, subjects.of_unit(unit), seen_by=Action.VIEW_PROFILE)
    _require_forwards(starts_on, ends_on)
    post = Post(
        unit_id=unit.id,
        kind=kind,
        person=person.strip(),
        duty=duty.strip(),
        phone=phone.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        appointment=appointment.strip(),
    )
    session.add(post)
    session.flush()
    audit.record(
        session,
        actor,
        Action.EDIT_PROFILE,
        post.id,
        unit_id=unit.id,
        post=kind,
        person=post.person,
        on=starts_on,
    )
    return post


def correct_post(
    session: Session,
    actor: Actor,
    post_id: UUID,
    *,
    seen: int,
    person: str,
    starts_on: date,
    ends_on: date | None,
    duty: str,
    phone: str,
    appointment: str,
) -> Post:
    """Correct an entry or give it an end; the log keeps the old words. Raises StaleVersion, Invalid."""
    post = session.scalar(select(Post).where(Post.id == post_id).with_for_update())
    if post is None:
        raise NotFound
    unit = _unit(session, post.unit_id)
    policy.require(actor, Action.EDIT_PROFILE, subjects.of_unit(unit), seen_by=Action.VIEW_PROFILE)
    versions.require_seen(session, post.id, seen=seen, current=post.version)
    _require_forwards(starts_on, ends_on)
    new = {
        "person": person.strip(), "duty": duty.strip(), "phone": phone.strip(), "starts_on": starts_on,
        "ends_on": ends_on, "appointment": appointment.strip(),
    }  # fmt: skip
    changes = audit.difference(post, **new)
    for name, value in new.items():
        setattr(post, name, value)
    post.version += 1
    audit.record(session, actor, Action.EDIT_PROFILE, post.id, unit_id=unit.id, changes=changes)
    return post


def add_member(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    *,
    category: MemberCategory,
    person: str,
    starts_on: date,
    ends_on: date | None = None,
    appointment: str = "",
) -> Member:
    """Enter a member of the committee. Raises NotFound, NotPermitted, or Invalid naming "ends_on"."""
    unit = _unit(session, unit_id)
    policy.require(actor, Action.EDIT_PROFILE, subjects.of_unit(unit), seen_by=Action.VIEW_PROFILE)
    _require_forwards(starts_on, ends_on)
    member = Member(
        unit_id=unit.id,
        category=category,
        person=person.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        appointment=appointment.strip(),
    )
    session.add(member)
    session.flush()
    audit.record(
        session, actor, Action.EDIT_PROFILE, member.id, unit_id=unit.id, member=category, person=member.person
    )
    return member


def correct_member(
    session: Session,
    actor: Actor,
    member_id: UUID,
    *,
    seen: int,
    person: str,
    starts_on: date,
    ends_on: date | None,
    appointment: str,
) -> Member:
    """Correct a member's entry or give it an end. Raises StaleVersion, Invalid."""
    member = session.scalar(select(Member).where(Member.id == member_id).with_for_update())
    if member is None:
        raise NotFound
    unit = _unit(session, member.unit_id)
    policy.require(actor, Action.EDIT_PROFILE, subjects.of_unit(unit), seen_by=Action.VIEW_PROFILE)
    versions.require_seen(session, member.id, seen=seen, current=member.version)
    _require_forwards(starts_on, ends_on)
    new = {
        "person": person.strip(), "starts_on": starts_on, "ends_on": ends_on,
        "appointment": appointment.strip(),
    }  # fmt: skip
    changes = audit.difference(member, **new)
    for name, value in new.items():
        setattr(member, name, value)
    member.version += 1
    audit.record(session, actor, Action.EDIT_PROFILE, member.id, unit_id=unit.id, changes=changes)
    return member


def _unit(session: Session, unit_id: UUID) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def _require_forwards(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(ends_on=BACKWARDS)
