"""The places of bands with a quota, what overflows, who must be voted on."""

from dataclasses import replace

import pytest

from app.domain.ranking import BorderVotes
from app.domain.result import unit_result
from app.domain.standing import (
    FEW_UNITS_WARNING,
    NeedsVote,
    QuotaMove,
    places_for,
    share_places,
    standing,
)
from tests.domain.result_cases import D, framework, unit_with, unit_x


def units_of(**totals):
    return [unit_with(unit, total) for unit, total in totals.items()]


def grades(found):
    return {unit.unit: unit.band for unit in found.units}


def quotas(rules, **ratios):
    """`rules` with these quotas: band → (ratio, overflow_to)."""
    return replace(
        rules,
        grade_bands=tuple(
            replace(band, quota_ratio=D(ratios[band.code][0]), overflow_to=ratios[band.code][1])
            if band.code in ratios
            else replace(band, quota_ratio=None, overflow_to=None)
            for band in rules.grade_bands
        ),
    )


def test_of_24_units_seven_may_be_excellent():
    # floor(0.30 × 24) = floor(7.2) = 7: of nine that reach 90 the two last move to 良好
    totals = [98, 97, 96, 95, "94.5", 94, 93, 92, 91, *range(70, 85)]
    found = standing(framework(), [unit_with(f"U{n:02}", total) for n, total in enumerate(totals)])
    quota = found.quotas[0]
    assert (quota.band, quota.ratio, quota.base, quota.places) == ("excellent", D("0.3"), 24, 7)
    assert quota.reached == tuple(f"U{n:02}" for n in range(9))
    assert quota.placed == tuple(f"U{n:02}" for n in range(7))
    assert (quota.moved, quota.undecided) == (("U07", "U08"), ())
    moved = found.of("U07")
    assert (moved.rank, moved.candidate, moved.band) == (8, "excellent", "good")
    assert moved.moves == (QuotaMove("excellent", "good", "Because of the quota"),)
    assert found.of("U06").moves == ()
    assert (found.needs_vote, found.warnings) == ((), ())


def test_unit_x_is_excellent_among_the_first_seven_of_24_and_else_good_with_the_note():
    x = unit_result(framework(), unit_x())  # 94.56
    below = [unit_with(f"U{n:02}", 70) for n in range(17)]
    six, seven = ([unit_with(f"T{n}", 95 + n / 10) for n in range(many)] for many in (6, 7))
    assert standing(framework(), [x, *six, *below]).of("X").band == "excellent"
    found = standing(framework(), [x, *seven, *below[:16]])
    assert (found.quotas[0].base, found.quotas[0].places) == (24, 7)
    assert found.of("X").band == "good"
    assert found.of("X").moves == (QuotaMove("excellent", "good", "Because of the quota"),)


def test_with_three_units_one_may_be_excellent_though_the_floor_is_0():
    found = standing(framework(), units_of(甲=95, 乙=92, 丙=70))
    assert grades(found) == {"甲": "excellent", "乙": "good", "丙": "pass"}


def test_no_place_is_made_where_nobody_reaches_the_band():
    found = standing(framework(), units_of(甲=85, 乙=82, 丙=70))
    assert (found.quotas[0].places, found.quotas[0].reached) == (0, ())


def test_the_quota_looks_at_the_band_after_effects():
    results = [unit_with("甲", 95, failed_preconditions=frozenset({"P5"})), *units_of(乙=92, 丙=70)]
    assert grades(standing(framework(), results)) == {"甲": "pass", "乙": "excellent", "丙": "pass"}


def test_a_tie_across_the_last_place_is_left_to_people():
    results = units_of(甲=95, 乙=92, 丙=92, 丁=91, 戊=70, 己=70, 庚=70)  # floor(2.1) = 2 places
    found = standing(framework(), results)
    assert found.needs_vote == (NeedsVote("excellent", 1, ("丙", "乙")),)
    assert found.quotas[0].moved == ("丁",)
    tied = found.of("乙")
    assert (tied.undecided, tied.band, tied.rank, tied.tied_with) == (True, "excellent", 2, ("丙",))
    assert not found.of("甲").undecided


def test_a_recorded_vote_fills_the_last_place():
    results = units_of(甲=95, 乙=92, 丙=92, 丁=91, 戊=70, 己=70, 庚=70)
    found = standing(framework(), results, BorderVotes({"乙": 7, "丙": 4}))
    assert found.needs_vote == ()
    assert (found.of("乙").band, found.of("丙").band) == ("excellent", "good")
    assert found.of("乙").decided_by == "panel_vote"
    found = standing(framework(), results, BorderVotes({"乙": 5, "丙": 5}, [["丙", "乙"]]))
    assert (found.of("丙").band, found.of("乙").band) == ("excellent", "good")


def test_a_tie_away_from_the_border_needs_no_vote():
    found = standing(framework(), units_of(甲=95, 乙=80, 丙=80, 丁=70))
    assert found.needs_vote == ()
    assert found.of("乙").tied_with == ("丙",)


def test_what_overflows_counts_in_the_next_bands_quota():
    rules = quotas(framework(), excellent=("0.3", "good"), good=("0.3", "pass"))
    # five units, floor(1.5) = 1 place each: 甲 excellent; 乙 moves on to the place of good, 丙 and 丁 further
    found = standing(rules, units_of(甲=95, 乙=92, 丙=91, 丁=85, 戊=50))
    assert grades(found) == {"甲": "excellent", "乙": "good", "丙": "pass", "丁": "pass", "戊": "fail"}
    assert found.of("丙").moves == (QuotaMove("excellent", "good"), QuotaMove("good", "pass"))
    assert [quota.reached for quota in found.quotas] == [("甲", "乙", "丙"), ("乙", "丙", "丁")]


@pytest.mark.parametrize("target", [None, "excellent"])
def test_a_quota_without_a_lower_band_is_an_error_when_it_overflows(target):
    rules = quotas(framework(), excellent=("0.3", target))
    with pytest.raises(ValueError, match="no lower band to move to"):
        standing(rules, units_of(甲=95, 乙=92))


def test_a_framework_that_ranks_nobody_shows_no_ranks():
    rules = replace(framework(), ranking=replace(framework().ranking, basis="none", tie_breakers=()))
    found = standing(quotas(rules), units_of(甲=95, 乙=92))
    assert [(unit.unit, unit.rank, unit.tied_with, unit.band) for unit in found.units] == [
        ("乙", None, (), "excellent"),
        ("甲", None, (), "excellent"),
    ]
    assert (found.quotas, found.warnings) == ((), ())


def test_two_units_are_too_few_for_a_quota_to_mean_much():
    assert standing(framework(), units_of(甲=95, 乙=92)).warnings == (FEW_UNITS_WARNING,)
    assert standing(framework(), units_of(甲=95, 乙=92, 丙=91)).warnings == ()
    assert standing(framework(), []).warnings == ()


def test_a_unit_given_twice_is_an_error_and_a_stranger_has_no_standing():
    with pytest.raises(ValueError, match="twice"):
        standing(framework(), [*units_of(甲=95), *units_of(甲=92)])
    with pytest.raises(KeyError):
        standing(framework(), units_of(甲=95)).of("乙")


@pytest.mark.parametrize(
    ("base", "reached", "places"), [(24, 9, 7), (3, 1, 1), (3, 0, 0), (10, 5, 3), (0, 0, 0)]
)
def test_places_are_rounded_down_and_at_least_one(base, reached, places):
    assert places_for(framework().band("excellent"), base, reached) == places


@pytest.mark.parametrize(
    ("groups", "places", "placed", "left", "undecided", "open_places"),
    [
        ([["a"], ["b"], ["c"]], 2, ("a", "b"), ("c",), (), 0),
        ([["a", "b"], ["c"]], 2, ("a", "b"), ("c",), (), 0),
        ([["a"], ["b", "c"], ["d"]], 2, ("a",), ("d",), ("b", "c"), 1),
        ([["a"]], 3, ("a",), (), (), 2),
        ([], 0, (), (), (), 0),
    ],
)
def test_places_go_to_whole_groups(groups, places, placed, left, undecided, open_places):
    shares = share_places(groups, places)
    assert (shares.placed, shares.left, shares.undecided, shares.open_places) == (
        placed,
        left,
        undecided,
        open_places,
    )
