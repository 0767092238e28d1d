"""The order of units: basis, tie-breakers in turn, the panel's vote, the committee's decision."""

from dataclasses import replace

import pytest

from app.domain.ranking import COMMITTEE, BorderVotes, rank, section_value
from app.domain.result import AcceptedClaim, UnitRecord, unit_result
from tests.domain.result_cases import D, even_scores, framework, review, unit_with


def ranked(results, votes=None, rules=None):
    found = rank(rules or framework(), results, votes or BorderVotes({}))
    return [(group.rank, [unit.unit for unit in group.units], group.decided_by) for group in found]


def with_bonus(unit, total, bonus):
    return unit_with(unit, total, bonus=[AcceptedClaim("B1", D(bonus))])


def with_scores(unit, scores):
    reviews = [review(scores, key=str(n), minute=n) for n in range(3)]
    return unit_result(framework(), UnitRecord(unit, reviews))


def test_nobody_is_ranked_where_nobody_has_a_result():
    assert ranked([]) == []


def test_the_total_with_bonus_orders_first():
    assert ranked([unit_with("甲", 88), with_bonus("乙", 86, 4), unit_with("丙", 89)]) == [
        (1, ["乙"], ""),
        (2, ["丙"], ""),
        (3, ["甲"], ""),
    ]


def test_of_equal_totals_the_higher_base_comes_first():
    assert ranked([with_bonus("甲", 86, 4), with_bonus("乙", 89, 1), unit_with("丙", 91)]) == [
        (1, ["丙"], ""),
        (2, ["乙"], "base_total"),
        (3, ["甲"], "base_total"),
    ]


def test_then_section_6_then_section_1():
    even = even_scores("0.8")
    more_6 = even | {"6.1": even["6.1"] + D("0.4"), "1.1": even["1.1"] - D("0.4")}
    more_1 = even | {"1.1": even["1.1"] + D("0.4"), "2.1": even["2.1"] - D("0.4")}
    assert ranked([with_scores("甲", even), with_scores("乙", more_1), with_scores("丙", more_6)]) == [
        (1, ["丙"], "section:6"),
        (2, ["乙"], "section:1"),
        (3, ["甲"], "section:1"),
    ]


def test_by_base_alone_the_bonus_may_still_break_a_tie():
    rules = replace(framework(), ranking=replace(framework().ranking, basis="base_total"))
    assert ranked([unit_with("甲", 90), with_bonus("乙", 90, 1)], rules=rules) == [
        (1, ["乙"], "bonus"),
        (2, ["甲"], "bonus"),
    ]


def test_units_that_nothing_separates_share_a_rank_and_the_next_is_skipped():
    assert ranked([unit_with("乙", 90), unit_with("甲", 90), unit_with("丙", 80)]) == [
        (1, ["乙", "甲"], ""),
        (3, ["丙"], ""),
    ]


def test_a_vote_separates_the_units_it_covers():
    tied = [unit_with(unit, 90) for unit in "甲乙丙"]
    assert ranked(tied, BorderVotes({"甲": 3, "乙": 5, "丙": 3})) == [
        (1, ["乙"], "panel_vote"),
        (2, ["丙", "甲"], "panel_vote"),
    ]


def test_a_vote_that_leaves_a_tied_unit_out_decides_nothing():
    tied = [unit_with(unit, 90) for unit in "甲乙丙"]
    assert ranked(tied, BorderVotes({"甲": 3, "乙": 5})) == [(1, ["丙", "乙", "甲"], "")]


def test_votes_count_only_where_the_framework_lists_them():
    rules = replace(framework(), ranking=replace(framework().ranking, tie_breakers=("base_total",)))
    tied = [unit_with(unit, 90) for unit in "甲乙"]
    assert ranked(tied, BorderVotes({"甲": 3, "乙": 5}), rules) == [(1, ["乙", "甲"], "")]


def test_the_committee_has_the_last_word_over_equals_only():
    units = [unit_with("甲", 90), unit_with("乙", 90), unit_with("丙", 91)]
    decided = BorderVotes({}, [["丁", "戊"], ["甲", "丙", "乙"]])
    assert ranked(units, decided) == [(1, ["丙"], ""), (2, ["甲"], COMMITTEE), (3, ["乙"], COMMITTEE)]


def test_without_a_basis_all_units_are_one_group():
    rules = framework("esg-2015-part1")
    reviews = [review(even_scores("1", rules), panel="panel", key=str(n), minute=n) for n in range(3)]
    results = [unit_result(rules, UnitRecord(unit, reviews)) for unit in "AB"]
    assert ranked(results, rules=rules) == [(1, ["A", "B"], "")]


def test_a_section_that_did_not_apply_neither_helps_nor_harms():
    without = even_scores("0.8") | {c.code: None for c in framework().section("6").criteria}
    result = with_scores("甲", without)
    most = framework().section("6").max_score
    assert section_value(framework(), result, "6") == D("0.8") * most
    assert section_value(framework(), result, "1") == D("0.8") * framework().section("1").max_score


def test_an_unknown_tie_breaker_is_an_error():
    rules = replace(framework(), ranking=replace(framework().ranking, tie_breakers=("alphabet",)))
    with pytest.raises(KeyError):
        ranked([unit_with("甲", 90)], rules=rules)
