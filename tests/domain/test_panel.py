"""A panel: trimming, means, shares, outliers. The figures are those of the schema's worked example."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.panel import Dropped, panel_figures
from tests.domain.result_cases import EXPERTS, PEERS, D, framework, review, reviews_of, scores_of


def figures(reviews, rules=None, agreed=None):
    return {panel.code: panel for panel in panel_figures(rules or framework(), reviews, agreed or {})}


def dropped(panel):
    return {review.key: review.dropped for review in panel.reviews if not review.kept}


def test_five_experts_lose_one_highest_and_one_lowest():
    # (88.4 + 91.0 + 90.2) / 3 = 269.6 / 3 = 89.8666…
    panel = figures(reviews_of(EXPERTS))["expert"]
    assert dropped(panel) == {"expert4": Dropped.LOWEST, "expert5": Dropped.HIGHEST}
    assert panel.trimmed
    assert panel.exact_mean == Fraction("269.6") / 3
    assert str(panel.unrounded_mean) == "89.86666666666666666666666667"
    assert panel.mean == D("89.87")


def test_the_gymnast_of_a_textbook():
    # Mann, Introductory Statistics (7th edition), exercise 3.86, in tenths: 9.4 9.7 9.5 9.5 9.4 9.6 9.5
    panel = figures(reviews_of((94, 97, 95, 95, 94, 96, 95)))["expert"]
    assert panel.exact_mean == 95


def test_three_peers_are_not_trimmed():
    # (92.0 + 90.0 + 94.5) / 3 = 276.5 / 3 = 92.1666…
    panel = figures(reviews_of(PEERS, "peer"))["peer"]
    assert (panel.trimmed, dropped(panel), panel.mean) == (False, {}, D("92.17"))


def test_the_furthest_expert_is_10_7_from_the_median_and_no_outlier():
    panel = figures(reviews_of(EXPERTS))["expert"]
    assert panel.median == D("90.2")
    assert max(review.distance for review in panel.reviews) == D("10.7")
    assert [review.outlier for review in panel.reviews] == [False] * 5


def test_a_total_exactly_15_from_the_median_is_an_outlier_and_changes_nothing():
    panel = figures(reviews_of([90, 90, 75, 75.1]))["expert"]  # median 82.55
    assert [review.outlier for review in panel.reviews] == [False] * 4
    panel = figures(reviews_of([90, 90, 75]))["expert"]
    assert [review.outlier for review in panel.reviews] == [False, False, True]
    assert panel.mean == 85


def test_of_equal_totals_exactly_one_is_dropped_the_later_submitted():
    panel = figures(reviews_of([95, 95, 80, 80, 90]))["expert"]
    assert dropped(panel) == {"expert2": Dropped.HIGHEST, "expert4": Dropped.LOWEST}
    assert panel.mean == D("88.33")  # (95 + 80 + 90) / 3


def test_of_five_equal_totals_the_last_two_are_dropped():
    panel = figures(reviews_of([90] * 5))["expert"]
    assert dropped(panel) == {"expert5": Dropped.HIGHEST, "expert4": Dropped.LOWEST}


def test_of_equal_totals_submitted_at_one_moment_the_key_decides():
    same = [review(scores_of(90), key=key) for key in "edcba"]
    panel = figures(same)["expert"]
    assert [r.key for r in panel.reviews] == list("abcde")
    assert dropped(panel) == {"e": Dropped.HIGHEST, "d": Dropped.LOWEST}


def test_no_trimming_where_the_framework_wants_none():
    rules = framework("esg-2015-part1")
    panel = figures(reviews_of([90, 80, 70, 60, 50], "panel", rules), rules)["panel"]
    assert (panel.trimmed, panel.mean) == (False, 70)


@pytest.mark.parametrize("least", [0, None, 2])
def test_two_reviews_are_never_trimmed_away(least):
    rule = replace(framework().review.trim, min_reviewers=least)
    rules = replace(framework(), review=replace(framework().review, trim=rule))
    assert figures(reviews_of([90, 80]), rules)["expert"].mean == 85


def test_an_empty_panel_gives_its_weight_to_the_others_in_proportion():
    rules = framework("party-building-review")  # 0.4, 0.2, 0.2, 0.2
    found = figures(
        [*reviews_of([90], "leaders", rules), *reviews_of([80], "peers", rules)],
        rules,
    )
    assert {code: panel.share for code, panel in found.items()} == {
        "leaders": Fraction(2, 3),
        "departments": 0,
        "peers": Fraction(1, 3),
        "masses": 0,
    }
    assert found["departments"].mean is None
    assert found["departments"].unrounded_mean is None
    assert found["departments"].median is None
    assert found["departments"].term == 0
    assert found["departments"].weight == D("0.2")
    assert str(found["peers"].counted_weight) == "0." + "3" * 28
    assert found["leaders"].term == 60


def test_an_agreed_score_replaces_every_review_and_the_first_scores_stay():
    low = scores_of(90) | {"1.1": D(0)}
    panel = figures([review(low), review(scores_of(90), key="专家2", minute=1)], agreed={"1.1": D(3)})[
        "expert"
    ]
    assert [r.first.total for r in panel.reviews] == [D(86), D(90)]
    assert [r.total for r in panel.reviews] == [D(89), D(89)]


def test_criteria_agreed_as_not_applicable_leave_every_review():
    agreed = {"7.3": None}
    panel = figures([review(scores_of(100))], agreed=agreed)["expert"]
    assert panel.reviews[0].counted.sections[6].applicable == 6
    assert panel.reviews[0].first.sections[6].applicable == 8


def test_a_review_of_an_unknown_panel_is_refused():
    with pytest.raises(ValueError, match=r"no such panel: \['jury'\]"):
        figures([review(scores_of(90), panel="jury")])


def test_thirds_add_up_exactly():
    # 7.3 not applicable: 2.9 × 8 / 6 = 3.8666… and 5.8 × 8 / 6 = 7.7333…; 92 + 11.6 / 2 = 97.8
    thirds = [
        scores_of(100) | {"7.1": a, "7.2": b, "7.3": None} for a, b in ((D("2.9"), D(0)), (D(4), D("1.8")))
    ]
    panel = figures([review(scores, key=str(n)) for n, scores in enumerate(thirds)])["expert"]
    assert panel.exact_mean == Fraction("97.8")
