"""What pages and rules ask of a framework: order, levels, usual scores, evidence, languages."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.framework import LocaleText
from app.domain.framework_reading import as_json, framework_of
from app.domain.grid import on_grid, round_half_up, round_up
from app.reporting.framework_files import starting_set

FILES = {file.framework.code: file for file in starting_set()}
COLLEGE = FILES["college-committee-quality"].framework
FIVE = FILES["five-good"].framework
PARTY = FILES["party-building-review"].framework
ESG = FILES["esg-2015-part1"].framework
ALL_CRITERIA = [criterion for file in FILES.values() for criterion in file.framework.criteria]


def test_the_worked_example_of_the_level_method():
    # SCHEMA §13: item 1.2 of party-building-review (max 8), level B: 0.82 x 8 = 6.56 -> 6.6; range 6.0-7.1.
    level = PARTY.criterion("1.2").level("B")
    assert (level.usual, level.low, level.high) == (Decimal("6.6"), Decimal("6.0"), Decimal("7.1"))


def test_criteria_stand_in_the_order_of_the_document():
    codes = [criterion.code for criterion in ESG.criteria]
    assert codes[:4] == ["1.1.1", "1.1.2", "1.1.3", "1.2.1"]
    assert codes[-1] == "1.10.2"


def test_one_can_walk_from_the_first_criterion_to_the_last_and_back():
    walked, criterion = [], COLLEGE.criteria[0]
    while criterion:
        walked.append(criterion)
        criterion = COLLEGE.next(criterion.code)
    assert tuple(walked) == COLLEGE.criteria
    assert COLLEGE.previous("1.1") is None
    assert COLLEGE.previous("2.1").code == "1.4"


def test_things_are_found_by_their_code():
    assert COLLEGE.criterion("2.1").title.in_language("en") == "Complete team with clear duties"
    assert COLLEGE.has_criterion("2.1")
    assert not COLLEGE.has_criterion("9.9")
    assert COLLEGE.section_of("2.1").code == "2"
    assert COLLEGE.band("good").min == 80
    assert COLLEGE.bonus_item("B3").tier("municipal").score == Decimal("0.5")
    assert COLLEGE.precondition("P5").on_fail.band == "pass"
    assert COLLEGE.veto("V3").effect.kind == "cap_band"
    assert COLLEGE.award("demo").max_count == 3
    assert COLLEGE.level("B").default_ratio == Decimal("0.82")
    with pytest.raises(KeyError):
        COLLEGE.criterion("9.9")


def test_a_criterion_without_its_own_rubric_shows_the_general_text():
    assert ESG.criterion("1.1.1").level("F").text == ESG.level("F").text
    assert COLLEGE.criterion("1.1").level("A").text != COLLEGE.level("A").text


def test_a_mean_between_two_ranges_belongs_to_the_lower_level():
    criterion = PARTY.criterion("1.2")
    assert criterion.level_of(Decimal("7.1")).code == "B"
    assert criterion.level_of(Decimal("7.17")).code == "B"
    assert criterion.level_of(Decimal("7.2")).code == "A"


@pytest.mark.parametrize("score", ["-0.1", "8.1"])
def test_a_score_outside_the_maximum_has_no_level(score):
    with pytest.raises(ValueError, match=r"outside 0…8 of criterion 1\.2"):
        PARTY.criterion("1.2").level_of(Decimal(score))


def test_the_section_profile_takes_a_level_by_ratio():
    assert [ESG.level_for_ratio(Decimal(ratio)).code for ratio in ("1", "0.9", "0.899", "0.4", "0")] == list(
        "FFSPN"
    )


@pytest.mark.parametrize("framework", [COLLEGE, FIVE, PARTY], ids=lambda framework: framework.code)
def test_three_narrative_fields_are_usual(framework):
    fields = [(field.code, field.limit) for field in framework.report_fields]
    assert fields == [("achievement", 500), ("problems", 300), ("improvement", 300)]


def test_a_framework_may_ask_for_a_summary_of_evidence():
    codes = [field.code for field in ESG.report_fields]
    assert codes == ["achievement", "evidence_summary", "problems", "improvement"]


def test_scores_lie_on_the_grid():
    assert COLLEGE.on_grid(Decimal("3.7"))
    assert not COLLEGE.on_grid(Decimal("3.75"))


def test_a_reviewer_may_give_points_from_nought_to_the_maximum_on_the_grid():
    criterion = COLLEGE.criterion("2.1")
    given_scores = ["0", "5", "4.4", "4.45", "5.1", "-0.1"]
    assert [criterion.allows(Decimal(score)) for score in given_scores] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_yes_or_no_gives_all_or_nothing():
    criterion = replace(COLLEGE.criterion("2.1"), method="check")
    assert [criterion.allows(Decimal(score)) for score in ("0", "5", "2.5")] == [True, True, False]


def test_a_count_gives_whole_times_up_to_the_maximum():
    criterion = replace(COLLEGE.criterion("2.1"), method="count", unit_score=Decimal("1.5"))
    assert [criterion.allows(Decimal(score)) for score in ("3", "4.5", "5", "4")] == [True, True, True, False]


def test_a_scan_fits_wherever_pictures_do():
    roster = COLLEGE.criterion("2.2").evidence[0]
    photos = COLLEGE.criterion("3.3").evidence[0]
    assert [photos.accepts(name) for name in ("jpg", ".JPG", "tif", "tiff", "pdf")] == [True] * 4 + [False]
    assert [roster.accepts(name) for name in ("xlsx", "pdf", "tif")] == [True, True, False]


def test_a_link_is_not_a_file():
    news = COLLEGE.criterion("7.2").evidence[0]
    assert news.accepts_links
    assert not news.accepts("url")
    assert not COLLEGE.criterion("2.2").evidence[0].accepts_links


def test_what_is_sensitive_and_what_blocks_is_known():
    assert [requirement.sensitive for requirement in COLLEGE.criterion("2.2").evidence] == [True]
    assert [requirement.kind for requirement in COLLEGE.criterion("1.4").required_evidence] == ["plan"]
    assert [criterion.code for criterion in COLLEGE.criteria if criterion.mandatory] == [
        "1.2",
        "2.1",
        "3.2",
        "4.2",
    ]


def test_texts_fall_back_to_the_default_language_and_then_to_any():
    text = LocaleText({"zh": "优秀", "en": "Excellent"}, "zh")
    shown = [text.in_language(language) for language in ("en", "en-GB", "zh_Hans_CN", "fr", None)]
    assert shown == ["Excellent", "Excellent", "优秀", "优秀", "优秀"]
    assert LocaleText({"de": "Gut"}, "zh").in_language("en") == "Gut"
    assert LocaleText({}, "zh").in_language("en") == ""
    assert str(text) == "优秀"
    assert (bool(text), bool(LocaleText({}))) == (True, False)


@given(st.sampled_from(ALL_CRITERIA), st.data())
def test_every_score_on_the_grid_has_exactly_one_level(criterion, data):
    steps = data.draw(st.integers(0, int(criterion.max_score / criterion.step)))
    score = steps * criterion.step
    assert [level.code for level in criterion.levels if level.covers(score)] == [
        criterion.level_of(score).code
    ]
    assert criterion.allows(score)


@given(st.sampled_from(ALL_CRITERIA), st.sampled_from(range(4)))
def test_the_usual_score_of_a_level_may_be_given_and_has_that_level(criterion, position):
    level = criterion.levels[position]
    assert criterion.allows(level.usual)
    assert criterion.level_of(level.usual) == level


@given(
    st.decimals(0, 100, places=4),
    st.sampled_from([Decimal("0.1"), Decimal("0.5"), Decimal("1"), Decimal("0.25")]),
)
def test_rounding_ends_on_the_grid_and_never_further_than_it_should(score, step):
    assert on_grid(round_half_up(score, step), step)
    assert -step / 2 < round_half_up(score, step) - score <= step / 2
    assert 0 <= round_up(score, step) - score < step


@pytest.mark.parametrize("file", FILES.values(), ids=lambda file: file.framework.code)
def test_a_framework_kept_as_json_comes_back_the_same(file):
    assert framework_of(as_json(file.document)) == file.framework


def test_a_stored_framework_that_was_changed_behind_our_back_is_not_used():
    document = as_json(FILES["five-good"].document)
    document["scoring"]["base_total"] = "99"
    with pytest.raises(ValueError, match=r"a stored framework is damaged.*base_total is 99"):
        framework_of(document)
