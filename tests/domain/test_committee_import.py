"""What a spreadsheet of posts and members would do, and what is said about a cell that cannot be used."""

from datetime import date

from app.domain.committee_import import Key, KnownEntry, plan_committees
from app.domain.errors import sentence
from app.domain.people_import import Fault, KnownUnit
from app.domain.unit import UnitKind

UNITS = {
    "A1": KnownUnit(UnitKind.COLLEGE, "文学院", "", 900, "", True),
    "Z": KnownUnit(UnitKind.COLLEGE, "外地学院", "", None, "", False),
}
DIRECTOR = Key("A1", "director", "甲老师", "2024-09-01")
VETERAN = Key("A1", "veteran", "乙老师", "2024-09-01")
KNOWN = {
    DIRECTOR: KnownEntry("书记", "6021", None, "院发1号"),
    VETERAN: KnownEntry("", "", date(2025, 8, 31), ""),
}


def entry(unit="A1", place="主任", person="甲老师", starts_on=date(2024, 9, 1), **more):
    empty = {"ends_on": None, "duty": "", "phone": "", "appointment": ""}
    return {"unit": unit, "place": place, "person": person, "starts_on": starts_on, **empty, **more}


def planned(*rows):
    steps, faults = plan_committees(list(enumerate(rows, 2)), KNOWN, UNITS)
    return [(step.row, step.deed, step.label, step.changes) for step in steps], faults


def test_an_entry_is_new_the_same_or_completed():
    rows = (entry(), entry(place="老同志", person="乙老师", duty="不记", appointment="院发2号"))
    assert planned(*rows, entry(place="秘书长", person="丙老师")) == (
        [
            (2, "same", "A1 主任 甲老师", {}),
            (3, "changed", "A1 老同志 乙老师", {"appointment": ("", "院发2号")}),
            (4, "new", "A1 秘书长 丙老师", {}),
        ],
        [],
    )
    assert planned(entry(phone="6022"))[0] == [(2, "changed", "A1 主任 甲老师", {"phone": ("6021", "6022")})]


def test_a_second_term_follows_an_ended_one_but_not_a_running_one():
    again = entry(place="老同志", person="乙老师", starts_on=date(2025, 9, 1))
    assert planned(again)[0] == [(2, "new", "A1 老同志 乙老师", {})]
    said = "This person holds this place since %(day)s. Please give that entry its last day first."
    assert planned(entry(starts_on=date(2025, 9, 1))) == (
        [], [Fault(2, "starts_on", sentence(said, day="2024-09-01"))],
    )  # fmt: skip


def test_faults_are_told_at_their_cells():
    rows = (
        entry(unit="Z"), entry(unit="B"), entry(place="会长"), entry(ends_on=date(2020, 1, 1)),
        entry(person="丁"), entry(person="丁"),
    )  # fmt: skip
    _, faults = planned(*rows)
    assert [(fault.row, fault.column) for fault in faults] == [
        (2, "unit"), (3, "unit"), (4, "place"), (5, "ends_on"), (7, "person"),
    ]  # fmt: skip
