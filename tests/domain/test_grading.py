"""The band of one unit: by total, by profile, and under preconditions, floors and vetoes."""

from dataclasses import replace

import pytest

from app.domain.grading import Cause, Condition, RuleCheck, band_without_score, grade, lowest
from app.domain.section_figures import SectionFigure
from tests.domain.result_cases import D, framework

ESG = "esg-2015-part1"
NINETY = D(90)


def graded(rules, base=NINETY, total=None, sections=(), failed=(), vetoes=()):
    return grade(
        rules,
        base=base,
        total=base if total is None else total,
        sections=sections,
        failed_preconditions=frozenset(failed),
        vetoes=frozenset(vetoes),
    )


def profile(levels):
    return [SectionFigure(str(n), D(10), D(1), level, D(1)) for n, level in enumerate(levels, start=1)]


@pytest.mark.parametrize(
    ("base", "total", "band"),
    [
        ("90", "90", "excellent"),
        ("85", "90", "excellent"),
        ("84.99", "94.99", "good"),
        ("89.99", "89.99", "good"),
        ("80", "80", "good"),
        ("79.99", "79.99", "pass"),
        ("60", "60", "pass"),
        ("59.99", "59.99", "fail"),
        ("0", "0", "fail"),
    ],
)
def test_the_highest_band_whose_bounds_are_reached(base, total, band):
    assert graded(framework(), D(base), D(total)).band == band


@pytest.mark.parametrize(
    ("levels", "band"),
    [
        ("FFFFFFFSSS", "full"),
        ("FFFFFFSSSS", "substantial"),  # six F only
        ("FFFFFFFFFP", "substantial"),  # one section under S
        ("FFFFFFFFPP", "substantial"),
        ("FFFFFFFPPP", "partial"),  # three P
        ("FFFFFFFFNN", "partial"),
        ("FFFFFFFNNN", "non"),
    ],
)
def test_a_profile_takes_the_first_rule_that_fits(levels, band):
    assert graded(framework(ESG), sections=profile(levels)).band == band


def test_every_condition_of_the_rules_tried_is_kept():
    assert graded(framework(ESG), sections=profile("FFFFFFFPPP")).checks == (
        RuleCheck("full", (Condition("min_level", "S", 0, 3), Condition("at_least", "F", 7, 7))),
        RuleCheck("substantial", (Condition("min_level", "P", 0, 0), Condition("at_most", "P", 2, 3))),
        RuleCheck("partial", (Condition("at_most", "N", 2, 0),)),
    )


def test_a_section_that_does_not_apply_is_not_counted():
    sections = [*profile("FFFFFFFSS"), SectionFigure("10", D(10), None, None, D(0))]
    assert graded(framework(ESG), sections=sections).band == "full"


def test_rules_that_leave_a_unit_without_a_band_are_an_error():
    rules = framework(ESG)
    short = replace(
        rules, overall_judgement=replace(rules.overall_judgement, rules=rules.overall_judgement.rules[:1])
    )
    with pytest.raises(ValueError, match="must fit every unit"):
        graded(short, sections=profile("NNN"))


def test_of_several_effects_the_lowest_band_wins_and_each_is_kept():
    grading = graded(framework(), failed=["P6", "P5"], vetoes=["V1"])
    assert [(e.cause, e.code, e.kind, e.named, e.band) for e in grading.effects] == [
        (Cause.PRECONDITION, "P5", "cap_band", "pass", "pass"),
        (Cause.PRECONDITION, "P6", "cap_band", "good", "good"),
        (Cause.VETO, "V1", "band", "fail", "fail"),
    ]
    assert (grading.candidate, grading.band) == ("excellent", "fail")


def test_a_cap_above_the_candidate_changes_nothing():
    grading = graded(framework(), D(65), failed=["P6"])
    assert [effect.band for effect in grading.effects] == ["pass"]
    assert grading.band == "pass"


@pytest.mark.parametrize(("mean", "band", "under"), [("12", "model", []), ("11.99", "fail", ["2"])])
def test_a_section_under_the_floor_caps_the_band(mean, band, under):
    sections = [
        SectionFigure("1", D(20), D(20), "A", D(20)),
        SectionFigure("2", D(20), D(mean), "C", D(mean)),
    ]
    grading = graded(framework("five-good"), D(92), sections=sections)
    assert [e.code for e in grading.effects if e.cause == Cause.SECTION_FLOOR] == under
    assert grading.band == band


@pytest.mark.parametrize("given", [{"failed": ["P9"]}, {"vetoes": ["V9"]}])
def test_a_precondition_or_veto_of_another_framework_is_refused(given):
    with pytest.raises(ValueError, match="not in this framework"):
        graded(framework(), **given)


def test_a_unit_without_a_score_has_only_the_band_a_veto_puts_it_in():
    assert band_without_score(framework(), {"V4"}) == "fail"
    assert band_without_score(framework(), {"V3"}) is None  # a cap alone gives no band
    assert band_without_score(framework(), set()) is None


def test_the_lowest_of_bands():
    assert lowest(framework(), ["good", "pass", "excellent"]) == "pass"
