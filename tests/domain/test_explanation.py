"""A result told line by line, and kept as JSON."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.explanation import Step, as_json, explain, shown
from app.domain.ranking import BorderVotes
from app.domain.result import UnitRecord, unit_result
from app.domain.standing import standing
from tests.domain.result_cases import D, even_scores, framework, review, reviews_of, unit_with, unit_x


def lines(step, found):
    return [(line.label, line.figures, line.value) for line in found if line.step == step]


@pytest.mark.parametrize(
    ("number", "text"),
    [("89.86666666", "89.8666…"), ("90.5600", "90.56"), ("62.909", "62.909"), ("100", "100"), ("0", "0")],
)
def test_figures_are_cut_at_four_places_and_marked(number, text):
    assert shown(Decimal(number)) == text


def test_the_worked_example_can_be_told_step_by_step():
    result = unit_result(framework(), unit_x(failed_preconditions=frozenset({"P5"})))
    found = explain(result)
    assert [(label, value) for label, _, value in lines(Step.REVIEW, found)][:2] == [
        ("expert1", "88.4"),
        ("expert2", "91"),
    ]
    assert lines(Step.PANEL, found) == [
        (
            "expert",
            {
                "weight": "0.7",
                "share": "0.7",
                "trimmed": True,
                "kept": ["88.4", "91", "90.2"],
                "unrounded": "89.8666…",
            },
            "89.87",
        ),
        (
            "peer",
            {
                "weight": "0.3",
                "share": "0.3",
                "trimmed": False,
                "kept": ["92", "90", "94.5"],
                "unrounded": "92.1666…",
            },
            "92.17",
        ),
    ]
    terms = [
        {"panel": "expert", "share": "0.7", "mean": "89.87", "term": "62.909"},
        {"panel": "peer", "share": "0.3", "mean": "92.17", "term": "27.651"},
    ]
    assert lines(Step.BASE, found) == [("", {"terms": terms, "unrounded": "90.56"}, "90.56")]
    assert lines(Step.BONUS, found) == [
        ("B1", {"accepted": ["4"], "most": "4"}, "4"),
        ("", {"sum": "4", "cap": "10"}, "4"),
    ]
    assert lines(Step.TOTAL, found) == [("", {"base": "90.56", "bonus": "4"}, "94.56")]
    assert lines(Step.BAND, found) == [
        (
            "excellent",
            {"minimum": "90", "reached": True, "base_min": "85", "base_reached": True},
            "excellent",
        )
    ]
    assert lines(Step.PRECONDITION, found) == [("P5", {"kind": "cap_band", "named": "pass"}, "pass")]


def test_the_steps_come_in_the_order_of_the_computation():
    steps = [line.step for line in explain(unit_result(framework(), unit_x()))]
    order = list(Step)
    places = [order.index(step) for step in steps if step != Step.REVIEW]
    assert places == sorted(places)


def test_a_dropped_review_says_which_extreme_it_was():
    found = explain(unit_result(framework(), unit_x()))
    assert [figures["dropped"] for _, figures, _ in lines(Step.REVIEW, found)] == [
        None, None, None, "lowest", "highest", None, None, None,
    ]  # fmt: skip


def test_an_empty_panel_a_short_reason_and_a_dropped_section_have_their_lines():
    without = even_scores("0.8") | {"7.1": None, "7.2": None, "7.3": None}
    record = UnitRecord("H", [review(without)], too_few_reason="两位评审人病假")
    found = explain(unit_result(framework(), record))
    assert lines(Step.TOO_FEW, found) == [("", {"reviews": 1, "reason": "两位评审人病假"}, "")]
    assert lines(Step.PANEL, found)[1] == (
        "peer",
        {"weight": "0.3", "share": "0", "trimmed": False, "kept": [], "unrounded": None},
        "",
    )
    assert lines(Step.SECTION, found)[6] == (
        "7",
        {"max_score": "8", "level": None, "part": "0.00", "adjustment": "0"},
        "",
    )
    assert lines(Step.REVIEW, found)[0][1]["sections"]["7"] is None


def test_a_band_that_is_missed_has_a_line_without_a_value():
    found = explain(unit_with("甲", 85))
    assert [(label, value) for label, _, value in lines(Step.BAND, found)] == [
        ("excellent", ""),
        ("good", "good"),
    ]


def test_a_profile_tells_each_condition():
    rules = framework("esg-2015-part1")
    result = unit_result(rules, UnitRecord("U", [
        review(even_scores("1", rules), panel="panel", key=str(n), minute=n) for n in range(3)
    ]))  # fmt: skip
    conditions = [
        {"kind": "min_level", "level": "S", "wanted": 0, "found": 0, "holds": True},
        {"kind": "at_least", "level": "F", "wanted": 7, "found": 10, "holds": True},
    ]
    assert lines(Step.BAND, explain(result)) == [("full", {"conditions": conditions}, "full")]


def test_the_quota_is_told_in_numbers_without_naming_other_units():
    results = [unit_with(unit, total) for unit, total in {"甲": 95, "乙": 92, "丙": 70}.items()]
    found = standing(framework(), results)
    told = explain(results[1], found.of("乙"), found.quotas)
    quota = {"ratio": "0.3", "base": 3, "places": 1, "reached": 2, "order": 2}
    assert lines(Step.QUOTA, told) == [
        ("excellent", quota | {"note": "Because of the quota", "undecided": False}, "good")
    ]
    assert lines(Step.TIE, told) == []
    assert "甲" not in json.dumps(as_json(told), ensure_ascii=False)
    placed = explain(results[0], found.of("甲"), found.quotas)
    assert lines(Step.QUOTA, placed) == [
        ("excellent", quota | {"order": 1, "note": None, "undecided": False}, "excellent")
    ]
    assert lines(Step.QUOTA, explain(results[2], found.of("丙"), found.quotas)) == []


def test_a_tie_is_told_while_open_and_when_decided():
    results = [unit_with(unit, 95) for unit in "甲乙丙"]
    waiting = standing(framework(), results)
    told = explain(results[0], waiting.of("甲"), waiting.quotas)
    assert lines(Step.TIE, told) == [("", {"tied_with": 2, "undecided": True}, "")]
    voted = standing(framework(), results, BorderVotes({"甲": 5, "乙": 3, "丙": 1}))
    told = explain(results[0], voted.of("甲"), voted.quotas)
    assert lines(Step.TIE, told) == [("panel_vote", {"tied_with": 0, "undecided": False}, "excellent")]


def test_a_whole_computation_can_be_kept_as_json():
    result = unit_result(framework(), unit_x())
    kept = json.loads(json.dumps(as_json(result)))
    assert kept["base"] == "90.56"
    assert kept["panels"][0]["exact_mean"] == "1348/15"
    assert kept["panels"][0]["reviews"][3]["dropped"] == "lowest"
    json.dumps(as_json(standing(framework(), [result])))
    assert as_json({"at": datetime(2025, 1, 1, tzinfo=UTC), "n": 1, "yes": True, "none": None}) == {
        "at": "2025-01-01T00:00:00+00:00",
        "n": 1,
        "yes": True,
        "none": None,
    }
    assert as_json(Fraction(1, 3)) == "1/3"
    assert as_json(D("1.50")) == "1.50"


def test_an_outlier_is_marked_with_its_distance():
    found = explain(unit_result(framework(), UnitRecord("O", reviews_of([90, 90, 75]))))
    marked = [figures for _, figures, _ in lines(Step.REVIEW, found) if figures["outlier"]]
    assert [(figures["median"], figures["distance"]) for figures in marked] == [("90", "15")]
