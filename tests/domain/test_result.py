"""One unit's result: the worked example of the schema, bonus, refusals, agreement."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.errors import Conflict
from app.domain.grading import BandCheck, Cause, Effect
from app.domain.result import (
    AcceptedClaim,
    TooFewReviews,
    UnitRecord,
    bonus_figures,
    missing_agreement,
    split_on_applicability,
    unit_result,
)
from tests.domain.result_cases import (
    EXPERTS,
    D,
    even_scores,
    framework,
    review,
    reviews_of,
    scores_of,
    unit_x,
)


def test_unit_x_of_the_worked_example():
    result = unit_result(framework(), unit_x())
    assert [(panel.code, panel.mean) for panel in result.panels] == [
        ("expert", D("89.87")),
        ("peer", D("92.17")),
    ]
    # 0.7 × 89.87 = 62.909 and 0.3 × 92.17 = 27.651; together 90.560
    assert [panel.term for panel in result.panels] == [D("62.909"), D("27.651")]
    assert result.unrounded_base == D("90.56")
    assert str(result.base) == "90.56"
    assert result.bonus.counted == 4
    assert str(result.total) == "94.56"
    assert result.outliers == ()
    assert len(result.reviews) == 8
    assert result.grading.candidate == result.grading.band == "excellent"
    assert result.grading.checks == (BandCheck("excellent", D(90), True, D(85), True),)
    assert result.grading.effects == ()


def test_unit_x_without_funds_is_capped_and_keeps_its_score():
    result = unit_result(framework(), unit_x(failed_preconditions=frozenset({"P5"})))
    assert result.grading.candidate == "excellent"
    assert result.grading.effects == (Effect(Cause.PRECONDITION, "P5", "cap_band", "pass", "pass"),)
    assert (result.grading.band, result.total) == ("pass", D("94.56"))


def test_unit_x_without_any_peer_has_the_experts_base():
    result = unit_result(framework(), unit_x(reviews=reviews_of(EXPERTS)))
    assert result.base == D("89.87")
    assert [panel.counted_weight for panel in result.panels] == [1, 0]


def test_section_figures_add_up_to_the_base():
    result = unit_result(framework(), unit_x())
    assert sum(section.part for section in result.sections) == result.base


def test_bonus_alone_cannot_lift_a_weak_unit_to_the_top_band():
    claims = [AcceptedClaim("B1", D(4)), AcceptedClaim("B2", D(3))]
    result = unit_result(framework(), UnitRecord("W", reviews_of([84, 84, 84]), bonus=claims))
    assert (result.base, result.total) == (84, 91)
    assert result.grading.checks == (
        BandCheck("excellent", D(90), True, D(85), False),
        BandCheck("good", D(80), True, None, True),
    )
    assert result.grading.band == "good"


def test_claims_on_one_item_are_cut_at_the_item_and_all_at_the_cap():
    claims = [("B1", 4), ("B1", 3), ("B2", 3), ("B3", "0.5"), ("B3", 1), ("B4", 2), ("B5", 1)]
    bonus = bonus_figures(framework(), [AcceptedClaim(item, D(score)) for item, score in claims])
    assert [(line.item, line.sum, line.most, line.counted) for line in bonus.lines] == [
        ("B1", 7, 4, 4),
        ("B2", 3, 3, 3),
        ("B3", D("1.5"), 2, D("1.5")),
        ("B4", 2, 2, 2),
        ("B5", 1, 1, 1),
    ]
    assert bonus.lines[0].accepted == (4, 3)
    assert (bonus.sum, bonus.cap, bonus.counted) == (D("11.5"), 10, 10)


def test_without_claims_the_bonus_is_nothing():
    bonus = bonus_figures(framework(), [])
    assert (bonus.lines, bonus.sum, bonus.counted) == ((), 0, 0)


@pytest.mark.parametrize(("item", "score"), [("B9", 1), ("B1", -1)])
def test_a_bonus_that_does_not_exist_is_refused(item, score):
    with pytest.raises(ValueError, match=r"no such bonus item: \['B9'\]|0 or more"):
        bonus_figures(framework(), [AcceptedClaim(item, D(score))])


def test_a_total_may_exceed_100():
    result = unit_result(
        framework(), UnitRecord("T", reviews_of([99, 99, 99]), bonus=[AcceptedClaim("B1", D(4))])
    )
    assert result.total == 103


def test_a_unit_without_reviews_has_no_result_whatever_the_reason():
    with pytest.raises(TooFewReviews, match="no submitted review"):
        unit_result(framework(), UnitRecord("E", [], too_few_reason="评审人病假"))


def test_two_reviews_are_too_few_unless_a_reason_is_recorded():
    two = UnitRecord("F", [*reviews_of([90]), *reviews_of([80], "peer")])
    with pytest.raises(TooFewReviews, match="has 2 submitted reviews; at least 3 are needed"):
        unit_result(framework(), two)
    with pytest.raises(TooFewReviews):
        unit_result(framework(), replace(two, too_few_reason="  "))
    result = unit_result(framework(), replace(two, too_few_reason="一人病假"))
    assert (result.base, result.too_few_reason) == (87, "一人病假")  # 0.7 × 90 + 0.3 × 80


def test_a_campaign_may_set_its_own_minimum():
    two = UnitRecord("F", reviews_of([90, 80]))
    assert unit_result(framework(), two, minimum_reviews=2).base == 85
    with pytest.raises(TooFewReviews, match="at least 6 are needed"):
        unit_result(framework(), UnitRecord("F", reviews_of(EXPERTS)), minimum_reviews=6)


def test_the_minimum_counts_reviews_over_all_panels():
    result = unit_result(framework(), UnitRecord("G", [*reviews_of([90, 92]), *reviews_of([80], "peer")]))
    assert result.base == D("87.7")  # 0.7 × 91 + 0.3 × 80


def test_a_dropped_section_leaves_a_mean_of_none_and_parts_that_still_add_up():
    without = even_scores("0.8") | {"7.1": None, "7.2": None, "7.3": None}
    result = unit_result(
        framework(), UnitRecord("H", [review(without, key=str(n), minute=n) for n in range(3)])
    )
    seventh = result.sections[6]
    assert (seventh.code, seventh.mean, seventh.level, seventh.part) == ("7", None, None, 0)
    assert not seventh.is_below(D("0.6"))
    assert result.base == 80
    assert sum(section.part for section in result.sections) == 80


def test_where_only_one_reader_dropped_a_section_its_mean_is_the_others():
    without = even_scores("0.8") | {"7.1": None, "7.2": None, "7.3": None}
    reviews = [
        review(without, key="1"),
        *(review(even_scores("0.5"), key=str(n), minute=n) for n in (2, 3)),
        review(even_scores("0.5"), panel="peer", key="4"),
    ]
    seventh = unit_result(framework(), UnitRecord("I", reviews)).sections[6]
    assert (seventh.mean, seventh.part) == (4, D("3.07"))  # 0.7 × (0 + 4 + 4) / 3 + 0.3 × 4 = 3.0666…


def test_where_a_whole_panel_dropped_a_section_the_other_panel_speaks_alone():
    without = even_scores("0.8") | {"7.1": None, "7.2": None, "7.3": None}
    reviews = [review(without, key=str(n), minute=n) for n in range(3)]
    reviews.append(review(even_scores("0.5"), panel="peer", key="4"))
    assert unit_result(framework(), UnitRecord("J", reviews)).sections[6].mean == 4


def test_the_hundredths_left_over_go_into_the_largest_section():
    # three readers; sections 2–4 end in thirds, so that the rounded parts miss the base
    reviews = [
        review(scores_of(90) | {"1.1": D(a), "3.1": D(b), "7.1": D(c)}, key=str(n), minute=n)
        for n, (a, b, c) in enumerate([("3", "3", "0"), ("3", "3", "0"), ("3.1", "3.1", "0.1")])
    ]
    result = unit_result(framework(), UnitRecord("K", reviews))
    largest = max(framework().sections, key=lambda section: section.max_score).code
    adjusted = [section for section in result.sections if section.adjustment]
    # each of the three thirds 0.0333… is rounded down to 0.03, the base sees 0.1
    assert [(section.code, section.adjustment) for section in adjusted] == [(largest, D("0.01"))]
    assert sum(section.part for section in result.sections) == result.base


ESG = "esg-2015-part1"


def esg_reviews(*ratios):
    rules = framework(ESG)
    return [
        review(even_scores(ratio, rules), panel="panel", key=str(n), minute=n)
        for n, ratio in enumerate(ratios)
    ]


def test_where_consensus_is_required_open_disagreements_are_named():
    rules = framework(ESG)
    record = UnitRecord("U", esg_reviews("1", "1", "0.8"))
    codes = tuple(criterion.code for criterion in rules.criteria)
    assert missing_agreement(rules, record) == codes
    with pytest.raises(
        Conflict, match=f"agree on one level for each of these criteria: {codes[0]}, {codes[1]}"
    ):
        unit_result(rules, record)


def test_agreed_levels_settle_a_disagreement():
    rules = framework(ESG)
    agreed = {criterion.code: criterion.max_score for criterion in rules.criteria}
    result = unit_result(rules, UnitRecord("U", esg_reviews("1", "1", "0.5"), agreed=agreed))
    assert (result.base, result.grading.band) == (100, "full")


def test_readers_who_chose_the_same_level_agree_already():
    rules = framework(ESG)
    record = UnitRecord("U", esg_reviews("1", "0.9", "1"))
    assert missing_agreement(rules, record) == ()


def test_not_applicable_beside_a_level_is_a_disagreement():
    rules = framework(ESG)
    code = rules.criteria[0].code
    one, *others = esg_reviews("1", "1", "1")
    split = replace(one, scores=dict(one.scores) | {code: None})
    assert missing_agreement(rules, UnitRecord("U", [split, *others])) == (code,)


def test_a_split_over_not_applicable_calls_for_moderation_until_it_is_agreed():
    readers = [review(scores_of(90)), review(scores_of(90) | {"7.3": None}, key="专家2", minute=1)]
    assert split_on_applicability(UnitRecord("S", readers)) == ("7.3",)
    assert split_on_applicability(UnitRecord("S", readers, agreed={"7.3": None})) == ()
    assert split_on_applicability(UnitRecord("S", readers[:1])) == ()


def test_without_consensus_required_nothing_need_be_agreed():
    assert missing_agreement(framework(), unit_x()) == ()


def test_the_order_of_the_reviews_changes_nothing():
    assert unit_result(framework(), unit_x(reviews=list(reversed(unit_x().reviews)))) == unit_result(
        framework(), unit_x()
    )


def test_no_self_score_can_be_given_to_a_result():
    names = set(UnitRecord.__dataclass_fields__)
    assert not [name for name in names if "self" in name]
    assert framework().review.self_score_weight == Decimal(0)
