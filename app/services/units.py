"""The organisation tree: units founded, described, renamed, merged, moved, split, dissolved."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.text import N_
from app.domain.unit import BELOW, UnitEventKind, UnitKind
from app.models.account import RoleGrant
from app.models.campaign import Campaign
from app.models.submission import Submission
from app.models.unit import Unit, UnitEvent
from app.queries import clock, subjects

from . import audit, versions

CODE_TAKEN = N_("This code belongs to another unit. Codes are never used twice.")
NOT_BELOW = N_("A unit of this kind cannot stand directly below that one.")


def found_unit(
    session: Session,
    actor: Actor,
    parent_id: UUID,
    *,
    kind: UnitKind,
    code: str,
    name: str,
    name_en: str = "",
    on: date,
) -> Unit:
    """Found a unit below another. Raises NotFound, NotPermitted, or Invalid naming "kind", "code" or "on"."""
    above = _load(session, parent_id)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(above), seen_by=Action.VIEW_UNIT)
    made = _new(session, above, kind, code, name, name_en, on)
    audit.record(
        session, actor, Action.CHANGE_UNIT, made.id, unit_id=made.id, founded=on, name=name, code=code
    )
    return made


def describe_unit(
    session: Session, actor: Actor, unit_id: UUID, *, seen: int, code: str, name_en: str
) -> Unit:
    """Change a unit's code or English name; the name changes by `rename_unit`. Raises StaleVersion too."""
    unit = _load(session, unit_id, lock=True)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    versions.require_seen(session, unit.id, seen=seen, current=unit.version)
    changes = audit.difference(unit, code=code.strip(), name_en=name_en.strip())
    if "code" in changes:
        _require_free(session, code.strip())
    unit.code, unit.name_en = code.strip(), name_en.strip()
    session.execute(  # the lists of every campaign are in the order of the codes
        update(Submission).where(Submission.unit_id == unit.id).values(unit_code=unit.code)
    )
    unit.version += 1
    audit.record(session, actor, Action.CHANGE_UNIT, unit.id, unit_id=unit.id, changes=changes)
    return unit


def rename_unit(
    session: Session, actor: Actor, unit_id: UUID, *, seen: int, name: str, on: date, remark: str = ""
) -> Unit:
    """Give a unit a new name from a day on; papers written before keep the old one."""
    unit = _load(session, unit_id, lock=True)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    versions.require_seen(session, unit.id, seen=seen, current=unit.version)
    _require_standing(unit)
    if on > clock.today(session):
        raise Invalid(on=N_("Please record a new name on the day it takes effect, not earlier."))
    if name.strip() == unit.name:
        raise Invalid(name=N_("This is the present name already."))
    _event(session, unit, UnitEventKind.RENAMED, on, new_name=name.strip(), remark=remark)
    changes = audit.difference(unit, name=name.strip())
    unit.name = name.strip()
    unit.version += 1
    audit.record(session, actor, Action.CHANGE_UNIT, unit.id, unit_id=unit.id, changes=changes, on=on)
    return unit


def merge_unit(
    session: Session, actor: Actor, unit_id: UUID, *, seen: int, into_id: UUID, on: date, remark: str = ""
) -> Unit:
    """Let a unit go into another: from `on` it is no more, and the roles held at it have ended."""
    unit = _load(session, unit_id, lock=True)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    into = _load(session, into_id)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(into), seen_by=Action.VIEW_UNIT)
    versions.require_seen(session, unit.id, seen=seen, current=unit.version)
    if into.id == unit.id or into.kind is not unit.kind or into.valid_until is not None:
        raise Invalid(into_id=N_("Please choose another unit of the same kind that still exists."))
    _end(session, unit, on)
    unit.merged_into_id = into.id
    _event(session, unit, UnitEventKind.MERGED, on, other=into, remark=remark)
    _event(session, into, UnitEventKind.MERGED, on, other=unit, remark=remark)
    audit.record(
        session,
        actor,
        Action.CHANGE_UNIT,
        unit.id,
        unit_id=unit.id,
        merged_into=into.id,
        on=on,
        reason=remark,
    )
    return unit


def move_unit(
    session: Session, actor: Actor, unit_id: UUID, *, seen: int, to_id: UUID, on: date, remark: str = ""
) -> Unit:
    """Let a unit stand below another superior from a day on, with all that stands below it.

    A campaign that the old superior runs keeps the unit to its end; campaigns run from below go along.
    """
    unit = _load(session, unit_id, lock=True)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    to = _load(session, to_id)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(to), seen_by=Action.VIEW_UNIT)
    versions.require_seen(session, unit.id, seen=seen, current=unit.version)
    if unit.parent_id is None:
        raise Conflict(N_("The topmost unit cannot be moved."))
    _require_standing(unit)
    below = to.path.startswith(unit.path)
    if below or to.id == unit.parent_id or to.valid_until or unit.kind not in BELOW[to.kind]:
        raise Invalid(to_id=N_("Please choose another unit that may stand above this one."))
    if on > clock.today(session):
        raise Invalid(on=N_("Please record a move on the day it takes effect, not earlier."))
    if on < unit.valid_from or (to.parent_id is not None and on < to.valid_from):
        raise Invalid(on=N_("Please choose a day on which both units exist."))
    old = _load(session, unit.parent_id)
    _event(
        session, unit, UnitEventKind.MOVED, on, new_name=to.name, other=to, remark=remark, old_name=old.name
    )
    unit.parent_id = to.id
    unit.version += 1
    audit.record(
        session, actor, Action.CHANGE_UNIT, unit.id, unit_id=unit.id, reason=remark.strip(), on=on,
        changes={"superior": (old.name, to.name)},
    )  # fmt: skip
    _carry(session, unit.path, f"{to.path}{unit.id}/")
    return unit


def split_unit(
    session: Session,
    actor: Actor,
    unit_id: UUID,
    *,
    seen: int,
    parts: Sequence[tuple[str, str]],
    on: date,
    remark: str = "",
) -> list[Unit]:
    """Found new units (code, name) beside one, out of it; the unit itself goes on. Dissolve it afterwards if
    nothing of it remains.
    """
    unit = _load(session, unit_id, lock=True)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    versions.require_seen(session, unit.id, seen=seen, current=unit.version)
    if unit.parent_id is None:
        raise Conflict(N_("The topmost unit cannot be split."))
    _require_standing(unit)
    if not parts:
        raise Invalid(parts=N_("Please write at least one new unit, a line each: code, blank, name."))
    above = _load(session, unit.parent_id)
    made = [_new(session, above, unit.kind, code, name, "", on) for code, name in parts]
    for part in made:
        _event(session, unit, UnitEventKind.SPLIT, on, other=part, remark=remark)
    unit.version += 1
    audit.record(
        session,
        actor,
        Action.CHANGE_UNIT,
        unit.id,
        unit_id=unit.id,
        split_off=[part.id for part in made],
        on=on,
    )
    return made


def dissolve_unit(session: Session, actor: Actor, unit_id: UUID, *, seen: int, on: date, remark: str) -> Unit:
    """End a unit from a day on; its records stay. Raises Conflict while units stand below it."""
    unit = _load(session, unit_id, lock=True)
    policy.require(actor, Action.CHANGE_UNIT, subjects.of_unit(unit), seen_by=Action.VIEW_UNIT)
    versions.require_seen(session, unit.id, seen=seen, current=unit.version)
    if unit.parent_id is None:
        raise Conflict(N_("The topmost unit cannot be dissolved."))
    _end(session, unit, on)
    _event(session, unit, UnitEventKind.DISSOLVED, on, remark=remark)
    audit.record(session, actor, Action.CHANGE_UNIT, unit.id, unit_id=unit.id, dissolved=on, reason=remark)
    return unit


def _load(session: Session, unit_id: UUID, *, lock: bool = False) -> Unit:
    wanted = select(Unit).where(Unit.id == unit_id)
    unit = session.scalar(wanted.with_for_update() if lock else wanted)
    if unit is None:
        raise NotFound
    return unit


def _require_standing(unit: Unit) -> None:
    if unit.valid_until is not None:
        raise Conflict(N_("This unit has ended already."))


def _new(session: Session, above: Unit, kind: UnitKind, code: str, name: str, name_en: str, on: date) -> Unit:
    if kind not in BELOW[above.kind]:
        raise Invalid(kind=NOT_BELOW)
    if above.valid_until is not None:
        raise Conflict(N_("The unit above has been dissolved."))
    if above.parent_id is not None and on < above.valid_from:  # the top's date is when the house was opened
        raise Invalid(on=N_("A unit cannot be older than the one above it."))
    _require_free(session, code.strip())
    made_id = uuid4()
    made = Unit(
        id=made_id,
        parent_id=above.id,
        path=f"{above.path}{made_id}/",
        kind=kind,
        code=code.strip(),
        name=name.strip(),
        name_en=name_en.strip(),
        valid_from=on,
        version=1,
    )
    session.add(made)
    session.flush()
    _event(session, made, UnitEventKind.FOUNDED, on, new_name=name.strip())
    return made


def _event(
    session: Session,
    unit: Unit,
    kind: UnitEventKind,
    on: date,
    *,
    new_name: str = "",
    other: Unit | None = None,
    remark: str = "",
    old_name: str | None = None,
) -> None:
    session.add(
        UnitEvent(
            unit_id=unit.id,
            kind=kind,
            on=on,
            old_name="" if kind is UnitEventKind.FOUNDED else old_name or unit.name,
            new_name=new_name,
            other_unit_id=other.id if other else None,
            remark=remark.strip(),
        )
    )


def _carry(session: Session, old: str, new: str) -> None:
    """Write the new path of a unit, of all below it, and of the campaigns they run."""
    session.flush()
    for path in (Unit.path, Campaign.owner_path):
        session.execute(
            update(path.class_)
            .where(path.startswith(old, autoescape=True))
            .values({path: literal(new) + func.substr(path, len(old) + 1)})
            .execution_options(synchronize_session=False)
        )
    session.expire_all()


def _end(session: Session, unit: Unit, on: date) -> None:
    """The day before `on` is the last of the unit and of the roles held at it."""
    _require_standing(unit)
    if on <= unit.valid_from:
        raise Invalid(on=N_("Please choose a day after the unit was founded."))
    below = exists(select(Unit.id).where(Unit.parent_id == unit.id, Unit.valid_until.is_(None)))
    if session.scalar(select(below)):
        raise Conflict(N_("Units still stand below this one. Please merge or dissolve them first."))
    unit.valid_until = on - timedelta(days=1)
    unit.version += 1
    for grant in session.scalars(
        select(RoleGrant).where(
            RoleGrant.unit_id == unit.id, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on)
        )
    ):
        grant.ends_on = max(grant.starts_on, unit.valid_until)


def _require_free(session: Session, code: str) -> None:
    if session.scalar(select(exists(select(Unit.id).where(Unit.code == code)))):
        raise Invalid(code=CODE_TAKEN)
