"""Units, people, posts and members from a spreadsheet: checked and kept, written in one go after a yes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.committee_import import Key, plan_committees
from app.domain.errors import Conflict, NotFound
from app.domain.people_import import Fault, Step, plan_people, plan_units
from app.domain.sign_in import plain_name
from app.domain.text import N_
from app.domain.unit import MemberCategory, PostKind, UnitKind
from app.models.account import PeopleDraft, User
from app.models.unit import Member, Post, Unit
from app.queries import clock, subjects
from app.queries import people_import as known
from app.reporting import people_sheets

from . import audit, people, profiles, units

LIVES = timedelta(hours=1)
CHANGED = N_("Units or people have changed meanwhile. Please send the file once more.")


def prepare_import(
    session: Session, actor: Actor, unit_id: UUID, kind: str, content: bytes
) -> tuple[UUID | None, list[Fault]]:
    """Read and check a filled table; without faults keep it for an hour and return its id."""
    unit = _unit(session, unit_id)
    policy.require(actor, Action.IMPORT_PEOPLE, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    if kind == "committees":
        policy.require(actor, Action.EDIT_PROFILE, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    rows, faults = people_sheets.read(kind, content)
    steps, found = _plan(session, unit, kind, rows)
    faults = sorted([*faults, *found], key=lambda fault: fault.row)
    if faults:
        return None, faults
    session.execute(delete(PeopleDraft).where(PeopleDraft.created_at < clock.now(session) - LIVES))
    draft = PeopleDraft(
        user_id=actor.user_id, unit_id=unit.id, kind=kind, rows=[_kept(step) for step in steps]
    )
    session.add(draft)
    session.flush()
    audit.record(session, actor, Action.IMPORT_PEOPLE, draft.id, unit_id=unit.id, prepared=len(steps))
    return draft.id, []


def carry_out_import(session: Session, actor: Actor, draft_id: UUID) -> int:
    """Write a kept import, all of it or nothing; returns how many rows changed something.

    Raises NotFound, NotPermitted, or Conflict when it is too old or what is known has changed meanwhile.
    """
    draft = session.scalar(select(PeopleDraft).where(PeopleDraft.id == draft_id).with_for_update())
    if draft is None or draft.user_id != actor.user_id:
        raise NotFound
    unit = _unit(session, draft.unit_id)
    policy.require(actor, Action.IMPORT_PEOPLE, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    if draft.created_at < clock.now(session) - LIVES:
        raise Conflict(N_("This preview is older than an hour. Please send the file once more."))
    _require_unchanged(session, unit, draft)
    done = [row for row in draft.rows if row["deed"] != "same"]
    for row in done:
        WRITERS[draft.kind](session, actor, unit, row)
    audit.record(session, actor, Action.IMPORT_PEOPLE, draft.id, unit_id=unit.id, written=len(done))
    session.delete(draft)
    return len(done)


def _plan(
    session: Session, unit: Unit, kind: str, rows: Sequence[tuple[int, dict[str, Any]]]
) -> tuple[list[Step], list[Fault]]:
    if kind == "units":
        codes = {values[key] for _, values in rows for key in ("code", "parent")}
        return plan_units(rows, known.units(session, codes, unit.path))
    if kind == "committees":
        codes = {values["unit"] for _, values in rows}
        return plan_committees(rows, known.committees(session, codes), known.units(session, codes, unit.path))
    names = {plain_name(values["sign_in_name"]) for _, values in rows}
    codes = {values["unit"] for _, values in rows}
    return plan_people(
        rows,
        known.people(session, names, unit.path, clock.today(session)),
        known.units(session, codes, unit.path),
        unit.code,
    )


def _require_unchanged(session: Session, unit: Unit, draft: PeopleDraft) -> None:
    """What was new must still be new, and what existed must still exist."""
    if draft.kind == "committees":
        keys = {Key(*row["values"]["key"]): row["deed"] != "new" for row in draft.rows}
        entries = known.committees(session, {key.unit for key in keys})
        if any((key in entries) is not there for key, there in keys.items()):
            raise Conflict(CHANGED)
        return
    key = "code" if draft.kind == "units" else "sign_in_name"
    names = {row["values"][key] for row in draft.rows}
    if draft.kind == "units":
        there = set(known.units(session, names, unit.path))
    else:
        there = set(known.people(session, names, unit.path, clock.today(session)))
    expected = {row["values"][key] for row in draft.rows if row["deed"] != "new"}
    if there != expected:
        raise Conflict(CHANGED)


def _write_unit(session: Session, actor: Actor, _: Unit, row: dict[str, Any]) -> None:
    values = row["values"]
    if row["deed"] == "new":
        above = known.unit_ids(session, [values["parent"]])[values["parent"]]
        made = units.found_unit(
            session, actor, above, kind=UnitKind(values["kind"]), code=values["code"], name=values["name"],
            name_en=values["name_en"] or "", on=_day(values["valid_from"]) or clock.today(session),
        )  # fmt: skip
    else:
        made = session.get_one(Unit, known.unit_ids(session, [values["code"]])[values["code"]])
        if "name_en" in row["changes"]:
            units.describe_unit(
                session, actor, made.id, seen=made.version, code=made.code, name_en=values["name_en"]
            )
    if values["student_count"] is not None or values["phone"]:
        count = values["student_count"] if values["student_count"] is not None else made.student_count
        profiles.edit_profile(
            session, actor, made.id, seen=made.version, student_count=count,
            phone=values["phone"] or made.phone, help_hours=made.help_hours,
        )  # fmt: skip


def _write_person(session: Session, actor: Actor, _: Unit, row: dict[str, Any]) -> None:
    values = row["values"]
    ids = known.unit_ids(session, {values["unit"], *(code for _, code in values["roles"])})
    if row["deed"] == "new":
        user = people.create_account(
            session, actor, ids[values["unit"]], sign_in_name=values["sign_in_name"], name=values["name"],
            email=values["email"] or "", phone=values["phone"] or "", duty=values["duty"] or "",
        )  # fmt: skip
    else:
        user = session.scalars(select(User).where(User.sign_in_name == values["sign_in_name"])).one()
        people.edit_account(
            session, actor, user.id, seen=user.version, name=values["name"],
            email=values["email"] or user.email, phone=values["phone"] or user.phone,
            duty=values["duty"] or user.duty, home_id=ids[values["unit"]],
        )  # fmt: skip
    for role, code in values["roles"]:
        people.grant_role(
            session, actor, user.id, role=Role(role), unit_id=ids[code],
            starts_on=_day(values["starts_on"]) or clock.today(session), ends_on=_day(values["ends_on"]),
        )  # fmt: skip


def _write_entry(session: Session, actor: Actor, _: Unit, row: dict[str, Any]) -> None:
    """Enter a post or a member, or complete the entry that is there."""
    values, key = row["values"], Key(*row["values"]["key"])
    unit_id = known.unit_ids(session, [key.unit])[key.unit]
    on, until = date.fromisoformat(key.starts_on), _day(values["ends_on"])
    appointment = values["appointment"] or ""
    if key.place in set(PostKind):
        kind = PostKind(key.place)
        if row["deed"] == "new":
            profiles.appoint(
                session, actor, unit_id, kind=kind, person=key.person, starts_on=on, ends_on=until,
                duty=values["duty"] or "", phone=values["phone"] or "", appointment=appointment,
            )  # fmt: skip
            return
        post = session.scalars(
            select(Post).where(
                Post.unit_id == unit_id, Post.kind == kind, Post.person == key.person, Post.starts_on == on
            )
        ).all()[0]
        profiles.correct_post(
            session, actor, post.id, seen=post.version, person=post.person, starts_on=on,
            ends_on=until or post.ends_on, duty=values["duty"] or post.duty,
            phone=values["phone"] or post.phone, appointment=appointment or post.appointment,
        )  # fmt: skip
        return
    _write_member(session, actor, unit_id, key, row["deed"], until, appointment)


def _write_member(
    session: Session, actor: Actor, unit_id: UUID, key: Key, deed: str, until: date | None, appointment: str
) -> None:
    category, on = MemberCategory(key.place), date.fromisoformat(key.starts_on)
    if deed == "new":
        profiles.add_member(
            session, actor, unit_id, category=category, person=key.person, starts_on=on, ends_on=until,
            appointment=appointment,
        )  # fmt: skip
        return
    member = session.scalars(
        select(Member).where(
            Member.unit_id == unit_id,
            Member.category == category,
            Member.person == key.person,
            Member.starts_on == on,
        )
    ).all()[0]
    profiles.correct_member(
        session, actor, member.id, seen=member.version, person=member.person, starts_on=on,
        ends_on=until or member.ends_on, appointment=appointment or member.appointment,
    )  # fmt: skip


WRITERS = {"units": _write_unit, "people": _write_person, "committees": _write_entry}


def _kept(step: Step) -> dict[str, Any]:
    return {
        "row": step.row,
        "deed": step.deed,
        "label": step.label,
        "values": {name: audit.plain(value) for name, value in step.values.items()},
        "changes": {name: [audit.plain(old), audit.plain(new)] for name, (old, new) in step.changes.items()},
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _unit(session: Session, unit_id: UUID) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit
