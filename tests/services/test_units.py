"""The organisation tree by its deeds: what cannot be, said in words, and nothing changed by a refusal."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.unit import UnitEventKind, UnitKind
from app.models.account import RoleGrant
from app.models.unit import Unit, UnitEvent
from app.queries import clock
from app.services import units
from tests.refusals import refused, traced
from tests.scene import Scene, university

FOUNDED = date(2024, 9, 1)
ENDED = "This unit has ended already."


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def office(scene: Scene) -> Actor:
    return scene.actor(scene.coordinator())


@pytest.fixture
def college(scene: Scene) -> Unit:
    return scene.colleges[0]


@pytest.fixture
def streets(scene: Scene) -> list[Unit]:
    """Two subdistricts of a district."""
    district = scene.unit("明德区关工委", kind=UnitKind.DISTRICT)
    return [scene.unit(name, district, UnitKind.SUBDISTRICT) for name in ("第一街道", "第二街道")]


@pytest.fixture
def guide(scene: Scene, streets: list[Unit]) -> Actor:
    """The coordinator of that district."""
    district = scene.session.get_one(Unit, streets[0].parent_id)
    return scene.actor(scene.person("区秘书处", (Role.COORDINATOR, district)))


@pytest.fixture
def gone(scene: Scene, college: Unit) -> Unit:
    """The college, which has ended."""
    college.valid_until = date(2025, 6, 30)
    return college


def founding(session: Session, office: Actor, above: Unit, **changes: object) -> Callable[[], Unit]:
    words = {"kind": UnitKind.COLLEGE, "code": "数院", "name": "数学学院", "on": FOUNDED} | changes
    return lambda: units.found_unit(session, office, above.id, **words)


def test_a_unit_is_founded_where_its_kind_may_stand_under_a_code_of_its_own(
    session: Session, scene: Scene, office: Actor, college: Unit
) -> None:
    for changes, fields in (
        (
            {"kind": UnitKind.UNIVERSITY},
            {"kind": "A unit of this kind cannot stand directly below that one."},
        ),
        (
            {"code": f" {college.code} "},
            {"code": "This code belongs to another unit. Codes are never used twice."},
        ),
    ):
        with refused(session, Invalid, **fields):
            founding(session, office, scene.university, **changes)()
    made = founding(session, office, scene.university)()
    assert traced(session) == (
        "unit.change", made.id, {}, {"founded": "2024-09-01", "name": "数学学院", "code": "数院"}
    )  # fmt: skip


def test_a_unit_is_not_older_than_the_one_above_and_stands_below_none_that_has_ended(
    session: Session, guide: Actor, streets: list[Unit]
) -> None:
    above = streets[0]
    above.valid_from = date(2025, 1, 1)
    community = founding(session, guide, above, kind=UnitKind.COMMUNITY)
    with refused(session, Invalid, on="A unit cannot be older than the one above it."):
        community()
    above.valid_until = date(2025, 6, 30)
    with refused(session, Conflict, "The unit above has been dissolved."):
        community()


def test_a_name_is_new_and_recorded_on_its_day_not_earlier(
    session: Session, office: Actor, college: Unit
) -> None:
    today, old = clock.today(session), college.name

    def rename(name: str, on: date) -> Unit:
        return units.rename_unit(session, office, college.id, seen=1, name=name, on=on, remark=" 校发3号 ")

    tomorrow = {"on": "Please record a new name on the day it takes effect, not earlier."}
    with refused(session, Invalid, **tomorrow):
        rename("人文学院", today + timedelta(days=1))
    with refused(session, Invalid, name="This is the present name already."):
        rename(f" {old} ", today)
    rename(" 人文学院 ", today)
    assert traced(session)[2:] == ({"name": [old, "人文学院"]}, {"on": today.isoformat()})
    event = session.query(UnitEvent).one()
    assert (event.kind, event.old_name, event.new_name, event.remark) == (
        UnitEventKind.RENAMED, old, "人文学院", "校发3号"
    )  # fmt: skip


def test_a_unit_goes_into_another_of_its_kind_that_still_exists(
    session: Session, scene: Scene, office: Actor
) -> None:
    unit, into = scene.colleges
    words = {"into_id": "Please choose another unit of the same kind that still exists."}

    def merge(target: Unit, on: date = FOUNDED) -> Unit:
        return units.merge_unit(session, office, unit.id, seen=1, into_id=target.id, on=on, remark="合并")

    for target in (unit, scene.university):
        with refused(session, Invalid, **words):
            merge(target)
    into.valid_until = FOUNDED
    with refused(session, Invalid, **words):
        merge(into)
    into.valid_until = None
    with refused(session, Invalid, on="Please choose a day after the unit was founded."):
        merge(into, unit.valid_from)
    merge(into)
    assert (unit.valid_until, unit.merged_into_id) == (FOUNDED - timedelta(days=1), into.id)
    assert traced(session)[3] == {"merged_into": str(into.id), "on": "2024-09-01"}


def test_a_unit_moves_below_one_that_may_stand_above_it_on_a_day_both_exist(
    session: Session, scene: Scene, guide: Actor, streets: list[Unit]
) -> None:
    here, there = streets
    community = scene.unit("社区", here, UnitKind.COMMUNITY)
    top, today = session.get_one(Unit, here.parent_id), clock.today(session)

    def move(what: Unit, to: Unit, on: date = today) -> Unit:
        return units.move_unit(session, guide, what.id, seen=1, to_id=to.id, on=on)

    with refused(session, Conflict, "The topmost unit cannot be moved."):
        move(top, here)
    for what, to in (
        (here, community),
        (community, here),
        (here, there),
    ):  # below itself, no change, no place
        with refused(session, Invalid, to_id="Please choose another unit that may stand above this one."):
            move(what, to)
    with refused(session, Invalid, on="Please record a move on the day it takes effect, not earlier."):
        move(community, there, today + timedelta(days=1))
    community.valid_from, there.valid_from = date(2022, 1, 1), date(2021, 1, 1)
    with refused(session, Invalid, on="Please choose a day on which both units exist."):
        move(community, there, date(2021, 12, 31))
    there.valid_from = date(2025, 1, 1)
    with refused(session, Invalid, on="Please choose a day on which both units exist."):
        move(community, there, date(2024, 12, 31))
    move(community, there, date(2025, 1, 1))
    assert (community.parent_id, community.path) == (there.id, f"{there.path}{community.id}/")
    assert traced(session)[2] == {"superior": [here.name, there.name]}


def test_what_has_ended_is_neither_moved_renamed_split_nor_ended_again(
    session: Session, scene: Scene, office: Actor, gone: Unit
) -> None:
    other, today = scene.colleges[1], clock.today(session)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: units.move_unit(session, office, gone.id, seen=1, to_id=other.id, on=today),
        lambda: units.rename_unit(session, office, gone.id, seen=1, name="新名", on=today),
        lambda: units.split_unit(session, office, gone.id, seen=1, parts=[("9", "新院")], on=today),
        lambda: units.merge_unit(session, office, gone.id, seen=1, into_id=other.id, on=today),
        lambda: units.dissolve_unit(session, office, gone.id, seen=1, on=today, remark="停办"),
    )
    for deed in deeds:
        with refused(session, Conflict, ENDED):
            deed()


def test_a_unit_is_split_into_named_parts_and_the_top_is_not(
    session: Session, scene: Scene, office: Actor, college: Unit
) -> None:
    def split(unit: Unit, *parts: tuple[str, str]) -> list[Unit]:
        return units.split_unit(session, office, unit.id, seen=1, parts=parts, on=FOUNDED)

    with refused(session, Conflict, "The topmost unit cannot be split."):
        split(scene.university, ("9", "新校"))
    line = "Please write at least one new unit, a line each: code, blank, name."
    with refused(session, Invalid, parts=line):
        split(college)
    first, second = split(college, ("11", "数学系"), ("12", "物理系"))
    assert (first.parent_id, second.kind, college.valid_until) == (scene.university.id, college.kind, None)
    assert traced(session)[3] == {"split_off": [str(first.id), str(second.id)], "on": "2024-09-01"}


def test_a_dissolved_unit_ends_the_day_before_with_its_roles_once_nothing_stands_below(
    session: Session, scene: Scene, guide: Actor, streets: list[Unit]
) -> None:
    street, top = streets[0], session.get_one(Unit, streets[0].parent_id)
    community, liaison = scene.unit("社区", street, UnitKind.COMMUNITY), scene.contributor(street)

    def dissolve(unit: Unit) -> Unit:
        return units.dissolve_unit(session, guide, unit.id, seen=1, on=FOUNDED, remark="撤并")

    with refused(session, Conflict, "The topmost unit cannot be dissolved."):
        dissolve(top)
    below = "Units still stand below this one. Please merge or dissolve them first."
    with refused(session, Conflict, below):
        dissolve(street)
    dissolve(community)
    dissolve(street)
    assert street.valid_until == FOUNDED - timedelta(days=1)
    assert session.query(RoleGrant).filter_by(user_id=liaison.id).one().ends_on == street.valid_until
    assert traced(session) == ("unit.change", street.id, {}, {"dissolved": "2024-09-01"})


def test_who_runs_the_tree_alone_changes_it_and_an_unknown_unit_is_not_found(
    session: Session, scene: Scene, office: Actor, college: Unit
) -> None:
    liaison = scene.actor(scene.contributor(college))
    words = {"seen": 1, "code": "新号", "name_en": "Arts"}
    with refused(session, NotPermitted, "Your role does not include this."):
        units.describe_unit(session, liaison, college.id, **words)
    with refused(session, NotFound):
        units.describe_unit(session, office, uuid4(), **words)
    units.describe_unit(session, office, college.id, **words)
    assert (college.code, college.name_en, college.version) == ("新号", "Arts", 2)
    units.describe_unit(session, office, college.id, **words | {"seen": 2, "name_en": "Humanities"})
    assert traced(session)[2] == {"name_en": ["Arts", "Humanities"]}  # its own code is not taken
