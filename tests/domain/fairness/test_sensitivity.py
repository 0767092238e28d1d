"""Would a grade or an award change if one reader were replaced? Against results computed by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.fairness import Decided, Way, sensitivity
from app.domain.fairness.sensitivity import taken_out
from app.domain.ranking import BorderVotes
from app.domain.result import UnitRecord, unit_result
from app.domain.standing import standing
from tests.domain.result_cases import D, even_scores, framework, review, reviews_of

RULES = framework()


def unit(name: str, *totals: float, panel: str = "expert") -> UnitRecord:
    return UnitRecord(name, reviews_of(totals, panel))


def keys(records: list[UnitRecord], number: int) -> dict[str, str]:
    """One person who wrote the `number`-th review of every unit."""
    return {record.unit: f"expert{number}" for record in records}


FIELD = [
    unit("甲", 95, 95, 95),
    unit("乙", 92, 92, 80),  # mean 88: good; without the third 92
    unit("丙", 70, 70, 70),
    unit("丁", 62, 62, 55),  # mean 59.67, below 60; without the third 62
]


def test_who_would_stand_elsewhere_and_by_what_figures():
    left_out, mean = sensitivity(RULES, FIELD, {"严": keys(FIELD, 3)})
    assert (left_out.way, mean.way, left_out.reader) == (Way.LEFT_OUT, Way.MEAN, "严")
    moved = {move.unit: (move.before.base, move.after.base) for move in left_out.moves}
    assert moved["丁"] == (D("59.67"), D("62.00"))
    assert {move.unit for move in mean.moves} == set(moved)
    (low,) = [move for move in left_out.moves if move.unit == "丁"]
    assert low.before.band != low.after.band
    assert low.before.awards == ()
    assert low.after.awards != ()
    assert (left_out.alone, mean.alone) == ((), ())


def test_the_bands_are_those_of_a_standing_computed_without_the_reader():
    (left_out, _) = sensitivity(RULES, FIELD, {"严": keys(FIELD, 3)})
    without = [replace(record, reviews=record.reviews[:2]) for record in FIELD]
    bands = [
        {each.unit: each.band for each in standing(RULES, [unit_result(RULES, r, 1) for r in records]).units}
        for records in (FIELD, without)
    ]
    expected = {
        name: (bands[0][name], bands[1][name]) for name in bands[0] if bands[0][name] != bands[1][name]
    }
    found = {m.unit: (m.before.band, m.after.band) for m in left_out.moves if m.before.band != m.after.band}
    assert found == expected != {}


def test_other_points_alone_are_no_difference_and_one_who_agrees_changes_nothing():
    swings = sensitivity(RULES, FIELD, {"平": keys(FIELD, 1), "甲": {"甲": "expert3"}})
    assert [(swing.reader, swing.moves) for swing in swings[2:]] == [("甲", ()), ("甲", ())]
    assert "丙" not in {move.unit for swing in swings for move in swing.moves}


def test_a_unit_the_reader_never_saw_may_lose_its_place():
    # four units, one place for excellent (floor(0.3 × 4)): 乙 overtakes 甲 without its severe third reader
    field = [unit("甲", 93, 93, 93), unit("乙", 96, 96, 80), unit("丙", 70, 70, 70), unit("丁", 65, 65, 65)]
    left_out, _ = sensitivity(RULES, field, {"严": {"乙": "expert3"}})
    assert {move.unit for move in left_out.moves} == {"甲", "乙"}


def test_where_nobody_else_has_read_it_nobody_can_say():
    field = [*FIELD, unit("戊", 75)]
    for swing in sensitivity(RULES, field, {"独": {"戊": "expert1"}}):
        assert (swing.alone, swing.moves) == (("戊",), ())


def test_what_people_decided_stays_decided():
    decided = Decided(proposed={"brand": ["丁"]}, passed_over={("qualified", "丁")})
    moves = {
        kind: [
            (m.before.awards, m.after.awards) for m in sensitivity(RULES, FIELD, {"严": one}, given)[0].moves
        ]
        for one in [{"丁": "expert3"}]
        for kind, given in {"open": Decided(), "decided": decided}.items()
    }
    assert moves == {"open": [((), ("qualified",))], "decided": [(("brand",), ("brand",))]}


def test_a_tie_that_goes_away_is_a_move_and_a_vote_on_it_is_heard():
    field = [unit("甲", 95, 95, 95), unit("乙", 96, 95, 94), unit("丙", 70, 70, 70), unit("丁", 65, 65, 60)]
    mild = {"宽": {"乙": "expert1"}}
    for swing in sensitivity(RULES, field, mild):
        assert {m.unit: (m.before.undecided, m.after.undecided) for m in swing.moves} == {
            "甲": (True, False),
            "乙": (True, False),
        }
    left_out, _ = sensitivity(RULES, field, mild, Decided(BorderVotes({}, [["乙", "甲"]])))
    assert {m.unit: (m.before.band, m.after.band) for m in left_out.moves} == {
        "甲": ("good", "excellent"),
        "乙": ("excellent", "good"),
    }


def test_the_mean_of_the_same_panel_takes_the_place_and_keeps_its_weight():
    record = UnitRecord("甲", [*reviews_of((90, 80, 60)), *reviews_of((70,), "peer")])
    mean = taken_out(record, "expert3", Way.MEAN)
    assert [each.panel for each in mean.reviews] == ["expert", "expert", "expert", "peer"]
    assert mean.reviews[2].scores == {
        code: (score + mean.reviews[1].scores[code]) / 2 for code, score in mean.reviews[0].scores.items()
    }
    lone = taken_out(record, "peer1", Way.MEAN)  # nobody else in its panel: the mean of all others
    assert sum(lone.reviews[3].scores.values()) == pytest.approx(Decimal(230) / 3)
    assert lone.reviews[3].panel == "peer"


def test_not_applicable_stands_in_only_where_all_others_say_so():
    first, *others = [criterion.code for criterion in RULES.criteria]
    scored, empty = even_scores("0.8"), {**even_scores("0.8"), first: None}
    half = UnitRecord("甲", [review(scored, key="a"), review(empty, key="b"), review(empty, key="c")])
    assert taken_out(half, "a", Way.MEAN).reviews[0].scores[first] is None
    assert taken_out(half, "b", Way.MEAN).reviews[1].scores[first] == scored[first]
    assert taken_out(half, "b", Way.MEAN).reviews[1].scores[others[0]] == scored[others[0]]


def test_a_review_that_is_not_there_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        sensitivity(RULES, FIELD, {"谁": {"甲": "expert9"}})
    with pytest.raises(KeyError):
        sensitivity(RULES, FIELD, {"谁": {"癸": "expert1"}})
