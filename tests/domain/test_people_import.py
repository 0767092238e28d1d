"""What a spreadsheet of units or people would do, and what is said about a cell that cannot be used."""

from datetime import date

import pytest

from app.domain.actors import Role
from app.domain.errors import sentence
from app.domain.people_import import Fault, KnownPerson, KnownUnit, plan_people, plan_units
from app.domain.unit import UnitKind

UNITS = {
    "A": KnownUnit(UnitKind.UNIVERSITY, "江城大学", "", None, "", True),
    "A1": KnownUnit(UnitKind.COLLEGE, "文学院", "", 900, "027-1", True),
    "Z": KnownUnit(UnitKind.UNIVERSITY, "外地大学", "", None, "", False),
}
WANG = KnownPerson(
    "乙老师", "A1", "027-1", "wang@example.cn", "", frozenset({(Role.CONTRIBUTOR, "A1")}), True
)
PEOPLE = {"wang": WANG, "zhao": WANG._replace(name="赵敏", unit="Z", inside=False)}
NO_UNIT = sentence("There is no unit with this code here.")
NOT_BELOW = sentence("A unit of this kind cannot stand directly below that one.")


def unit(code="A2", name="理学院", kind="学院", parent="A", **more):
    return {"code": code, "name": name, "kind": kind, "parent": parent} | {
        "name_en": "", "student_count": None, "phone": "", **more
    }  # fmt: skip


def person(sign_in_name="li", name="甲老师", unit="A1", roles="联络员", **more):
    empty = {"phone": "", "email": "", "duty": "", "starts_on": None, "ends_on": None}
    return {"sign_in_name": sign_in_name, "name": name, "unit": unit, "roles": roles, **empty, **more}


def units_of(*rows):
    return plan_units(list(enumerate(rows, 2)), UNITS)


def people_of(*rows):
    return plan_people(list(enumerate(rows, 2)), PEOPLE, UNITS, "A")


def deeds(steps):
    return [(step.row, step.deed, step.label, step.changes) for step in steps]


def test_a_new_unit_is_planned_with_the_kind_its_word_means():
    steps, faults = units_of(unit())
    assert deeds(steps) == [(2, "new", "A2 理学院", {})]
    assert steps[0].values == unit(kind="college")
    assert faults == []


def test_a_known_unit_is_changed_only_where_something_else_is_written():
    steps, faults = units_of(unit("A1", "文学院", student_count=950, phone="027-1"))
    assert deeds(steps) == [(2, "changed", "A1 文学院", {"student_count": (900, 950)})]
    assert faults == []


def test_an_empty_cell_leaves_a_known_unit_the_same():
    steps, faults = units_of(unit("A1", "文学院"))
    assert deeds(steps) == [(2, "same", "A1 文学院", {})]
    assert faults == []


def test_units_are_taken_from_above_whatever_their_order_in_the_sheet():
    province = KnownUnit(UnitKind.PROVINCE, "湖北省", "", None, "", True)
    rows = [
        (2, unit("D11", "东湖社区", "社区", "D1")),
        (3, unit("D1", "珞珈街道", "街道", "D")),
        (4, unit("D", "武昌区", "区", "P")),
    ]
    steps, faults = plan_units(rows, {"P": province})
    assert [step.values["code"] for step in steps] == ["D", "D1", "D11"]
    assert faults == []


def test_units_that_stand_below_each_other_are_refused_without_end_being_sought():
    steps, faults = units_of(unit("B", "甲学院", "学院", "C"), unit("C", "乙大学", "大学", "B"))
    assert {step.values["code"] for step in steps} == {"B", "C"}
    assert faults == [Fault(3, "kind", NOT_BELOW)]


def test_a_code_written_twice_is_refused_the_second_time():
    steps, faults = units_of(unit(), unit(name="工学院"))
    assert deeds(steps) == [(2, "new", "A2 理学院", {})]
    assert faults == [Fault(3, "code", sentence("This stands in row %(row)s already.", row=2))]


@pytest.mark.parametrize(("written", "shown"), [("车间", "车间"), ("", "—")])
def test_a_kind_nobody_knows_is_refused_with_examples(written, shown):
    steps, faults = units_of(unit(kind=written))
    reason = sentence(
        "“%(word)s” is not known here. Please write for example: %(some)s.",
        word=shown,
        some="大学、学院、区、街道、社区",
    )
    assert (steps, faults) == ([], [Fault(2, "kind", reason)])


def test_the_code_of_a_unit_elsewhere_is_refused():
    reason = sentence("This code belongs to a unit elsewhere.")
    assert units_of(unit("Z", "外地大学", "大学"))[1] == [Fault(2, "code", reason)]


def test_a_sheet_does_not_rename_a_unit():
    reason = sentence(
        "This unit is called “%(name)s”. Please rename it on its page, with a date.", name="文学院"
    )
    assert units_of(unit("A1", "人文学院"))[1] == [Fault(2, "name", reason)]


@pytest.mark.parametrize("parent", ["X", "Z", ""])
def test_a_unit_below_one_that_is_unknown_or_elsewhere_is_refused(parent):
    assert units_of(unit(parent=parent))[1] == [Fault(2, "parent", NO_UNIT)]


def test_a_kind_that_cannot_stand_below_that_one_is_refused():
    assert units_of(unit(kind="街道"))[1] == [Fault(2, "kind", NOT_BELOW)]


def test_a_new_person_gets_roles_at_the_unit_and_those_of_the_whole_where_the_import_is_made():
    steps, faults = people_of(person(" Li ", roles="联络员、评审专家，督导"))
    assert deeds(steps) == [(2, "new", "甲老师（li）", {})]
    assert steps[0].values == person(roles=[["contributor", "A1"], ["reviewer", "A"], ["observer", "A"]])
    assert faults == []


def test_two_words_for_one_role_are_one_role():
    steps, faults = people_of(person(roles="填报人、联络员"))
    assert steps[0].values["roles"] == [["contributor", "A1"]]
    assert faults == []


def test_a_person_may_be_listed_without_any_role():
    steps, faults = people_of(person(roles=None))
    assert steps[0].values == person(roles=[])
    assert faults == []


def test_a_known_person_is_changed_where_something_else_is_written_and_gains_only_new_roles():
    steps, faults = people_of(person("wang", "乙老师", phone="027-2", roles="联络员 审签人"))
    changes = {"phone": ("027-1", "027-2"), "roles": ("", ["signatory"])}
    assert deeds(steps) == [(2, "changed", "乙老师（wang）", changes)]
    assert steps[0].values["roles"] == [["signatory", "A1"]]
    assert faults == []


def test_a_known_person_with_nothing_new_stays_the_same():
    steps, faults = people_of(person("wang", "乙老师"))
    assert deeds(steps) == [(2, "same", "乙老师（wang）", {})]
    assert faults == []


def test_a_sign_in_name_written_twice_is_refused_however_it_is_written():
    steps, faults = people_of(person("li"), person("LI"))
    assert [step.row for step in steps] == [2]
    assert faults == [Fault(3, "sign_in_name", sentence("This stands in row %(row)s already.", row=2))]


def test_the_name_of_somebody_elsewhere_is_refused():
    reason = sentence("This name belongs to somebody elsewhere.")
    assert people_of(person("zhao", "赵敏")) == ([], [Fault(2, "sign_in_name", reason)])


@pytest.mark.parametrize("code", ["X", "Z"])
def test_a_person_of_a_unit_that_is_unknown_or_elsewhere_is_refused(code):
    assert people_of(person(unit=code)) == ([], [Fault(2, "unit", NO_UNIT)])


def test_a_role_nobody_knows_is_refused_with_examples():
    reason = sentence(
        "“%(word)s” is not known here. Please write for example: %(some)s.",
        word="厂长",
        some="联络员、审签人、评审专家、委员、秘书处",
    )
    assert people_of(person(roles="联络员/厂长")) == ([], [Fault(2, "roles", reason)])


@pytest.mark.parametrize("address", ["li", "li@", "@example.cn", "li xiu@example.cn", "a@b@c"])
def test_half_an_address_is_refused(address):
    reason = sentence("Please write a whole e-mail address.")
    assert people_of(person(email=address)) == ([], [Fault(2, "email", reason)])


def test_a_whole_address_is_taken():
    assert people_of(person(email="li@example.cn"))[1] == []


def test_a_last_day_before_the_first_is_refused():
    reason = sentence("The last day is before the first day.")
    row = person(starts_on=date(2025, 9, 2), ends_on=date(2025, 9, 1))
    assert people_of(row) == ([], [Fault(2, "ends_on", reason)])


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2025, 9, 1), date(2025, 9, 1)), (None, date(2025, 9, 1)), (date(2025, 9, 1), None)],
)
def test_a_single_day_or_an_open_end_is_taken(first, last):
    assert people_of(person(starts_on=first, ends_on=last))[1] == []


def test_everything_wrong_with_a_row_is_said_at_once():
    _, faults = people_of(person("zhao", unit="X", roles="厂长", email="li"))
    assert [fault.column for fault in faults] == ["roles", "unit", "sign_in_name", "email"]
