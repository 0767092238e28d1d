"""Candidates: the highest grade award a unit reaches, other awards besides."""

import pytest

from app.domain.awards import award_candidates, full_name, next_grade_award, reaches
from app.domain.errors import Conflict
from app.domain.ranking import BorderVotes
from app.domain.standing import NeedsVote, standing
from tests.domain.result_cases import framework, unit_with

TOTALS = dict(zip("甲乙丙丁戊己庚辛壬癸", [99, 98, 97, 96, 85, 84, 83, 70, 65, 50], strict=True))


def found(totals=TOTALS, votes=None, rules=None, **given):
    rules = rules or framework()
    units = [unit_with(unit, total, rules=rules) for unit, total in totals.items()]
    return award_candidates(rules, standing(rules, units, votes or BorderVotes({})), **given)


def lists(awards):
    return {entry.award: entry.units for entry in awards.lists if entry.units}


def test_each_unit_is_a_candidate_for_its_highest_grade_award_only():
    # ten units: three excellent (floor(0.3 × 10)), all three model; 丁 is good because of the quota
    assert lists(found()) == {"demo": ("甲", "乙", "丙"), "qualified": ("丁", "戊", "己", "庚", "辛", "壬")}
    assert found().of("甲") == ("demo",)
    assert found().of("癸") == ()


def test_what_the_highest_award_has_no_place_for_takes_the_next():
    many = {f"U{n:02}": 99 - n / 10 for n in range(14)}  # floor(4.2) = 4 excellent, three model
    awards = found(many)
    assert lists(awards)["demo"] == ("U00", "U01", "U02")
    assert lists(awards)["advanced"] == ("U03",)
    assert awards.of("U03") == ("advanced",)


def test_a_unit_passed_over_takes_the_next_award_of_its_band():
    awards = found(passed_over={("demo", "乙")})
    assert lists(awards)["demo"] == ("甲", "丙")
    assert lists(awards)["advanced"] == ("乙",)


def test_other_awards_come_besides():
    awards = found(proposed={"brand": ["癸", "甲"]})
    assert awards.of("甲") == ("demo", "brand")
    assert awards.of("癸") == ("brand",)
    assert [entry.award for entry in awards.lists] == ["demo", "advanced", "qualified", "brand", "case"]
    assert [entry.is_grade for entry in awards.lists] == [True, True, True, False, False]
    assert [entry.open_places for entry in awards.lists] == [0, None, None, None, None]


def test_a_tie_across_an_awards_last_place_needs_a_vote_and_gives_nothing_lower_meanwhile():
    tied = {f"U{n:02}": total for n, total in enumerate([99, 98, 97, 97, *[70] * 10])}
    awards = found(tied)
    assert awards.needs_vote == (NeedsVote("demo", 1, ("U02", "U03")),)
    assert awards.of("U02") == ()
    voted = found(tied, BorderVotes({"U02": 1, "U03": 6}))
    assert voted.needs_vote == ()
    assert (voted.of("U03"), voted.of("U02")) == (("demo",), ("advanced",))


def test_a_unit_whose_band_waits_for_a_vote_is_a_candidate_for_nothing():
    awards = found({"甲": 95, "乙": 95, "丙": 70})
    assert (awards.of("甲"), awards.of("丙")) == ((), ("qualified",))


def test_more_proposals_than_places_are_refused():
    rules = framework("five-good")
    eleven = [f"U{n}" for n in range(11)]
    with pytest.raises(Conflict, match="At most 10 can be proposed for this award; there are 11"):
        found({"甲": 95}, rules=rules, proposed={"ten_best": eleven})
    awards = found({"甲": 95}, rules=rules, proposed={"ten_best": eleven[:10]})
    assert [entry.open_places for entry in awards.lists if entry.award == "ten_best"] == [0]
    assert awards.of("甲") == ("fivegood_model",)


@pytest.mark.parametrize("award", ["demo", "none_such"])
def test_only_awards_without_a_band_are_proposed_for(award):
    with pytest.raises(KeyError):
        found(proposed={award: ["甲"]})


def test_a_full_name_has_no_abbreviation_and_repeats_nothing():
    ending = "关心下一代工作委员会"
    whole = "明德大学文学院关心下一代工作委员会"
    assert full_name("明德大学关工委", "文学院关工委", ending) == whole
    assert full_name("明德大学", "明德大学文学院", ending) == whole
    assert full_name("明德大学", whole, ending) == whole
    assert full_name("明德大学", "文学院", "") == "明德大学文学院"


def test_the_next_award_is_the_next_lower_one_the_band_reaches():
    rules = framework()
    demo, advanced, qualified, brand = rules.awards[:4]
    assert next_grade_award(rules, demo, "excellent") == advanced
    assert next_grade_award(rules, advanced, "good") == qualified
    assert next_grade_award(rules, qualified, "excellent") is None
    assert next_grade_award(rules, brand, "excellent") is None
    assert [reaches(rules, award, "good") for award in (demo, qualified, brand)] == [False, True, True]
