"""What a spreadsheet of units or people would do: row by row new, changed or the same, or what is wrong.

Pure: the rows as read and what is known go in; steps and faults come out. Nothing is written here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .actors import Role
from .errors import Sentence, sentence
from .sign_in import plain_name
from .text import N_
from .unit import BELOW, UnitKind

Values = Mapping[str, Any]

KIND_WORDS: Mapping[str, UnitKind] = {
    "省": UnitKind.PROVINCE, "市": UnitKind.REGION, "地区": UnitKind.REGION, "大学": UnitKind.UNIVERSITY,
    "高等学校": UnitKind.UNIVERSITY, "学院": UnitKind.COLLEGE, "二级学院": UnitKind.COLLEGE,
    "区": UnitKind.DISTRICT, "县": UnitKind.DISTRICT, "区县": UnitKind.DISTRICT, "街道": UnitKind.SUBDISTRICT,
    "乡镇": UnitKind.SUBDISTRICT, "社区": UnitKind.COMMUNITY, "村": UnitKind.COMMUNITY,
    "校外单位": UnitKind.EXTERNAL, **{kind.value: kind for kind in UnitKind},
}  # fmt: skip
ROLE_WORDS: Mapping[str, Role] = {
    "填报人": Role.CONTRIBUTOR, "联络员": Role.CONTRIBUTOR, "委员": Role.MEMBER, "老同志": Role.MEMBER,
    "审签人": Role.SIGNATORY, "评审专家": Role.REVIEWER, "评审": Role.REVIEWER, "互评人": Role.REVIEWER,
    "秘书处": Role.COORDINATOR, "领导小组": Role.BOARD, "督导": Role.OBSERVER,
    "系统管理员": Role.ADMINISTRATOR,
    **{role.value: role for role in Role},
}  # fmt: skip
OF_THE_WHOLE = frozenset({Role.REVIEWER, Role.BOARD, Role.OBSERVER})  # held where the import is made


class Fault(NamedTuple):
    """What is wrong with a cell: the row as Excel shows it, the column's key, what to do."""

    row: int
    column: str
    reason: Sentence


@dataclass(frozen=True)
class Step:
    """What a row does. `deed` is new, changed or same; `changes` maps a field to (old, new)."""

    row: int
    deed: str
    label: str
    values: dict[str, Any]
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


class KnownUnit(NamedTuple):
    """A unit that exists; `inside` when the import may touch it."""

    kind: UnitKind
    name: str
    name_en: str
    student_count: int | None
    phone: str
    inside: bool


class KnownPerson(NamedTuple):
    """An account that exists, with the roles in force as (role, unit code)."""

    name: str
    unit: str
    phone: str
    email: str
    duty: str
    roles: frozenset[tuple[Role, str]]
    inside: bool


def plan_units(
    rows: Sequence[tuple[int, Values]], known: Mapping[str, KnownUnit]
) -> tuple[list[Step], list[Fault]]:
    """Steps in the order in which they can be taken (a unit after the one above it), and faults."""
    steps, faults = [], []
    kinds = {code: unit.kind for code, unit in known.items()}
    seen: dict[str, int] = {}
    for number, values in rows:
        code, kind = values["code"], KIND_WORDS.get(values["kind"])
        found = [Fault(number, "code", said_twice(seen[code]))] if code in seen else []
        seen.setdefault(code, number)
        if kind is None:
            found.append(
                Fault(number, "kind", unknown_word(values["kind"], ("大学", "学院", "区", "街道", "社区")))
            )
        else:
            kinds.setdefault(code, kind)
        faults += found
        if not found and kind is not None:
            steps.append(_unit_step(number, {**values, "kind": kind.value}, known.get(code)))
    parents = {step.values["code"]: step.values["parent"] for step in steps if step.deed == "new"}
    for step in steps:
        faults += _unit_faults(step, known, kinds, parents)
    return _from_above(steps, parents), faults


def plan_people(
    rows: Sequence[tuple[int, Values]],
    known: Mapping[str, KnownPerson],
    units: Mapping[str, KnownUnit],
    whole: str,
) -> tuple[list[Step], list[Fault]]:
    """Steps and faults of a list of people; `whole` is the code of the unit where the import is made."""
    steps, faults = [], []
    seen: dict[str, int] = {}
    for number, raw in rows:
        name = plain_name(raw["sign_in_name"])
        roles, found = _roles(number, raw)
        if name in seen:
            found.append(Fault(number, "sign_in_name", said_twice(seen[name])))
        seen.setdefault(name, number)
        person = known.get(name)
        if raw["unit"] not in units or not units[raw["unit"]].inside:
            found.append(Fault(number, "unit", sentence(N_("There is no unit with this code here."))))
        if person is not None and not person.inside:
            found.append(
                Fault(number, "sign_in_name", sentence(N_("This name belongs to somebody elsewhere.")))
            )
        if raw["email"] and not re.fullmatch(r"[^@\s]+@[^@\s]+", raw["email"]):
            found.append(Fault(number, "email", sentence(N_("Please write a whole e-mail address."))))
        if raw["starts_on"] and raw["ends_on"] and raw["ends_on"] < raw["starts_on"]:
            found.append(Fault(number, "ends_on", sentence(N_("The last day is before the first day."))))
        faults += found
        if not found:
            wanted = [(role, whole if role in OF_THE_WHOLE else raw["unit"]) for role in roles]
            steps.append(_person_step(number, {**raw, "sign_in_name": name}, wanted, person))
    return steps, faults


def _roles(number: int, raw: Values) -> tuple[list[Role], list[Fault]]:
    words = [word for word in re.split(r"[、,，;；/\s]+", raw["roles"] or "") if word]
    unknown = [word for word in words if word not in ROLE_WORDS]
    faults = [
        Fault(number, "roles", unknown_word(word, ("联络员", "审签人", "评审专家", "委员", "秘书处")))
        for word in unknown
    ]
    known = dict.fromkeys(ROLE_WORDS[word] for word in words if word in ROLE_WORDS)  # one role, two words
    return list(known), faults


def _person_step(
    number: int, values: dict[str, Any], wanted: list[tuple[Role, str]], person: KnownPerson | None
) -> Step:
    have = person.roles if person else frozenset()
    new_roles = [[role.value, code] for role, code in wanted if (role, code) not in have]
    values = values | {"roles": new_roles}
    label = f"{values['name']}（{values['sign_in_name']}）"
    if person is None:
        return Step(number, "new", label, values)
    changes = {
        name: (getattr(person, name), values[name])
        for name in ("name", "unit", "phone", "email", "duty")
        if values[name] and values[name] != getattr(person, name)
    }
    if new_roles:
        changes["roles"] = ("", [role for role, _ in new_roles])
    return Step(number, "changed" if changes else "same", label, values, changes)


def _unit_step(number: int, values: dict[str, Any], unit: KnownUnit | None) -> Step:
    label = f"{values['code']} {values['name']}"
    if unit is None:
        return Step(number, "new", label, values)
    changes = {
        name: (getattr(unit, name), values[name])
        for name in ("name_en", "student_count", "phone")
        if values[name] not in (None, "") and values[name] != getattr(unit, name)
    }
    return Step(number, "changed" if changes else "same", label, values, changes)


def _unit_faults(
    step: Step, known: Mapping[str, KnownUnit], kinds: Mapping[str, UnitKind], parents: Mapping[str, str]
) -> list[Fault]:
    values = step.values
    unit = known.get(values["code"])
    if unit is not None:
        if not unit.inside:
            return [Fault(step.row, "code", sentence(N_("This code belongs to a unit elsewhere.")))]
        if unit.name != values["name"]:
            reason = sentence(
                N_("This unit is called “%(name)s”. Please rename it on its page, with a date."),
                name=unit.name,
            )
            return [Fault(step.row, "name", reason)]
        return []
    parent = values["parent"]
    above = known.get(parent)
    if (above is None and parent not in parents) or (above is not None and not above.inside):
        return [Fault(step.row, "parent", sentence(N_("There is no unit with this code here.")))]
    if UnitKind(values["kind"]) not in BELOW[kinds[parent]]:
        reason = sentence(N_("A unit of this kind cannot stand directly below that one."))
        return [Fault(step.row, "kind", reason)]
    return []


def _from_above(steps: list[Step], parents: Mapping[str, str]) -> list[Step]:
    """Units sorted by how many new ones stand above them."""

    def depth(code: str) -> int:
        count = 0
        while code in parents and count <= len(parents):
            code, count = parents[code], count + 1
        return count

    return sorted(steps, key=lambda step: depth(step.values["code"]))


def said_twice(row: int) -> Sentence:
    """That a row repeats one above it."""
    return sentence(N_("This stands in row %(row)s already."), row=row)


def unknown_word(word: str, some: Sequence[str]) -> Sentence:
    """That a word means nothing here, with some that do."""
    return sentence(
        N_("“%(word)s” is not known here. Please write for example: %(some)s."),
        word=word or "—",
        some="、".join(some),
    )
