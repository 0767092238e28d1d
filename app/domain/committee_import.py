"""What a spreadsheet of posts and members would do: row by row new, changed or the same, or what is wrong.

Pure: the rows as read and what is known go in; steps and faults come out. Nothing is written here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from .errors import sentence
from .people_import import Fault, KnownUnit, Step, Values, said_twice, unknown_word
from .text import N_
from .unit import MemberCategory, PostKind

PLACE_WORDS: Mapping[str, PostKind | MemberCategory] = {
    "主任": PostKind.DIRECTOR, "常务副主任": PostKind.EXECUTIVE_DEPUTY, "秘书长": PostKind.SECRETARY_GENERAL,
    "联络员": PostKind.LIAISON, "副联络员": PostKind.DEPUTY_LIAISON, "老同志": MemberCategory.VETERAN,
    "在职": MemberCategory.SERVING, "在职人员": MemberCategory.SERVING,
    "青年教师": MemberCategory.YOUNG_TEACHER, "学生委员": MemberCategory.STUDENT,
    "学生": MemberCategory.STUDENT,
    **{kind.value: kind for kind in PostKind}, **{each.value: each for each in MemberCategory},
}  # fmt: skip


class Key(NamedTuple):
    """Who holds what where, and from when: what makes two rows the same entry."""

    unit: str
    place: str
    person: str
    starts_on: str  # as ISO, as a kept row has it


class KnownEntry(NamedTuple):
    """An entry that exists; members have neither duty nor telephone."""

    duty: str
    phone: str
    ends_on: date | None
    appointment: str


def plan_committees(
    rows: Sequence[tuple[int, Values]], known: Mapping[Key, KnownEntry], units: Mapping[str, KnownUnit]
) -> tuple[list[Step], list[Fault]]:
    """Steps and faults of a list of posts and members."""
    steps, faults = [], []
    seen: dict[Key, int] = {}
    running = {
        (key.unit, key.place, key.person): key for key, entry in known.items() if entry.ends_on is None
    }
    for number, raw in rows:
        found = _faults(number, raw, units)
        place = PLACE_WORDS.get(raw["place"])
        if place is not None and not found:
            key = Key(raw["unit"], place.value, raw["person"], raw["starts_on"].isoformat())
            held = running.get(key[:3])
            if key in seen:
                found.append(Fault(number, "person", said_twice(seen[key])))
            elif key not in known and held is not None:
                found.append(Fault(number, "starts_on", _held(held)))
            seen.setdefault(key, number)
            if not found:
                steps.append(_step(number, raw, key, known.get(key)))
        faults += found
    return steps, faults


def _faults(number: int, raw: Values, units: Mapping[str, KnownUnit]) -> list[Fault]:
    found = []
    if raw["unit"] not in units or not units[raw["unit"]].inside:
        found.append(Fault(number, "unit", sentence(N_("There is no unit with this code here."))))
    if raw["place"] not in PLACE_WORDS:
        some = ("主任", "秘书长", "联络员", "老同志", "学生委员")
        found.append(Fault(number, "place", unknown_word(raw["place"], some)))
    if raw["ends_on"] and raw["ends_on"] < raw["starts_on"]:
        found.append(Fault(number, "ends_on", sentence(N_("The last day is before the first day."))))
    return found


def _held(key: Key) -> Any:
    return sentence(
        N_("This person holds this place since %(day)s. Please give that entry its last day first."),
        day=key.starts_on,
    )


def _step(number: int, raw: Values, key: Key, entry: KnownEntry | None) -> Step:
    label = f"{key.unit} {raw['place']} {key.person}"
    values = {**raw, "place": key.place, "key": list(key)}
    if entry is None:
        return Step(number, "new", label, values)
    kept = KnownEntry._fields if key.place in set(PostKind) else ("ends_on", "appointment")
    changes = {
        name: (getattr(entry, name), values[name])
        for name in kept
        if values[name] and values[name] != getattr(entry, name)
    }
    return Step(number, "changed" if changes else "same", label, values, changes)
