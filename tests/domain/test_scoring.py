"""One review: sections, not-applicable, total, and what is refused."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.errors import Conflict
from app.domain.scoring import decimal, half_up, score_review, with_agreed
from tests.domain.result_cases import D, even_scores, framework, scores_of


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction("0.005"), "0.01"),
        (Fraction("0.0049999999999999999999999999999999999999"), "0.00"),
        (Fraction(2696, 30), "89.87"),
        (Decimal("90.560"), "90.56"),
        (Fraction(100), "100.00"),
    ],
)
def test_a_half_goes_up_and_nothing_less_does(exact, rounded):
    assert str(half_up(exact, 2)) == rounded


def test_an_exact_third_is_shown_to_28_digits():
    assert str(decimal(Fraction(1, 3))) == "0." + "3" * 28


def test_a_total_is_the_sum_of_its_sections_and_they_of_their_criteria():
    score = score_review(framework(), scores_of(88.4))
    assert score.total == D("88.4")
    assert score.reachable == 100
    assert sum(section.part for section in score.sections) == Fraction("88.4")
    assert [section.given for section in score.sections] == [section.score for section in score.sections]


def test_section_7_with_7_3_not_applicable_and_5_1_of_6_is_6_80():
    scores = scores_of(100) | {"7.1": D("3.4"), "7.2": D("1.7"), "7.3": None}
    section = next(s for s in score_review(framework(), scores).sections if s.code == "7")
    assert (section.given, section.applicable, section.score) == (D("5.1"), D(6), D("6.8"))


def test_a_scaled_section_is_not_rounded():
    scores = scores_of(100) | {"7.1": D("3.3"), "7.2": D("1.7"), "7.3": None}
    section = next(s for s in score_review(framework(), scores).sections if s.code == "7")
    assert section.exact == Fraction(5 * 8, 6)


def test_a_section_in_which_nothing_applies_is_dropped_and_the_total_scaled_to_100():
    # 92 points are left; 80 % of each of them is 80 % of 100
    score = score_review(framework(), even_scores("0.8") | {"7.1": None, "7.2": None, "7.3": None})
    section = next(s for s in score.sections if s.code == "7")
    assert (section.score, section.exact, section.part) == (None, None, 0)
    assert score.reachable == 92
    assert score.total == 80


def test_a_review_in_which_nothing_applies_has_no_score():
    with pytest.raises(Conflict, match="nothing applies"):
        score_review(framework(), dict.fromkeys(scores_of(100)))


def test_agreed_scores_stand_in_the_place_of_the_reviewers_own():
    assert with_agreed({"1.1": D(1), "1.2": D(2), "1.3": D(3)}, {"1.1": D(4), "1.2": None}) == {
        "1.1": D(4),
        "1.2": None,
        "1.3": D(3),
    }


def test_scores_must_be_those_of_the_framework():
    whole = scores_of(90)
    with pytest.raises(ValueError, match=r"do not match the criteria: \['1.1'\]"):
        score_review(framework(), {code: score for code, score in whole.items() if code != "1.1"})
    with pytest.raises(ValueError, match=r"do not match the criteria: \['99.1'\]"):
        score_review(framework(), whole | {"99.1": D(1)})


@pytest.mark.parametrize("score", ["999", "-0.1", "4.1"])
def test_a_score_off_its_scale_never_enters_a_result(score):
    with pytest.raises(ValueError, match=f"1.1: {score} is outside 0 to 4"):
        score_review(framework(), scores_of(90) | {"1.1": D(score)})


def test_not_applicable_is_refused_where_the_framework_knows_none():
    strict = replace(framework(), scoring=replace(framework().scoring, allow_not_applicable=False))
    with pytest.raises(ValueError, match=r"1\.1: this framework knows no not-applicable"):
        score_review(strict, scores_of(90) | {"1.1": None})
