"""What a unit may say on one criterion: level and points agree, texts stay short, refusals name a field."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.answer import REASON_LIMIT, AnswerContent, clean, revised
from app.domain.errors import Invalid
from app.domain.framework import Framework
from app.reporting.framework_files import starting_set

FRAMEWORKS = {file.framework.code: file.framework for file in starting_set()}
QUALITY = FRAMEWORKS["college-committee-quality"]
EVERYTHING_APPLIES = FRAMEWORKS["five-good"]
FIRST = QUALITY.criterion("1.1")  # 4 points; A from 3.6 (usual 3.8), B from 3.0 (usual 3.3)
YES_OR_NO = replace(FIRST, method="check")
NOTHING = AnswerContent()
GOOD = AnswerContent(level="B", self_score=Decimal("3.2"))


def told(refusal) -> dict[str, str]:
    return {field: str(reason) for field, reason in refusal.value.fields.items()}


def refused(typed, kept=NOTHING, criterion=FIRST, framework: Framework = QUALITY) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        revised(criterion, framework, kept, typed)
    return told(refusal)


# what an answer says


@pytest.mark.parametrize(
    ("content", "answered"),
    [
        (NOTHING, False),
        (AnswerContent(texts={"achievement": "银发讲坛坚持五年。"}), False),
        (AnswerContent(self_score=Decimal(0)), True),
        (AnswerContent(not_applicable=True), False),
        (AnswerContent(not_applicable=True, not_applicable_reason=" \n"), False),
        (AnswerContent(self_score=Decimal(3), not_applicable=True), False),
        (AnswerContent(not_applicable=True, not_applicable_reason="本学院没有离退休支部。"), True),
    ],
)
def test_a_criterion_is_answered_by_a_score_or_by_the_reason_why_none_is_due(content, answered):
    assert content.is_answered is answered


@pytest.mark.parametrize(
    ("content", "counted"),
    [
        (NOTHING, Decimal(0)),
        (GOOD, Decimal("3.2")),
        (replace(GOOD, not_applicable=True), Decimal(0)),
    ],
)
def test_only_the_score_of_a_criterion_that_applies_counts(content, counted):
    assert content.counted == counted


def test_a_form_shows_every_field_as_it_was_written():
    content = AnswerContent("B", Decimal("3.0"), {"problems": "记录不全。"}, True, "没有支部。")
    names = ("level", "self_score", "problems", "not_applicable", "not_applicable_reason")
    assert [content.words(name) for name in names] == ["B", "3", "记录不全。", "yes", "没有支部。"]


def test_a_form_shows_nothing_where_nothing_was_written():
    names = ("level", "self_score", "problems", "not_applicable", "not_applicable_reason")
    assert [NOTHING.words(name) for name in names] == ["", "", "", "", ""]


def test_a_text_is_kept_with_one_character_for_each_line_end_and_none_at_the_end():
    assert clean("  第一行\r\n第二行 \r\n\n") == "  第一行\n第二行"


# texts


def test_a_typed_text_is_kept_and_the_others_stay():
    kept = replace(GOOD, texts={"achievement": "旧成效", "problems": "旧问题"})
    assert revised(FIRST, QUALITY, kept, {"achievement": "新成效\r\n"}) == replace(
        kept, texts={"achievement": "新成效", "problems": "旧问题"}
    )


def test_what_the_framework_does_not_ask_for_is_not_kept():
    assert revised(FIRST, QUALITY, GOOD, {"evidence_summary": "材料齐全"}) == GOOD


def test_a_text_may_fill_its_limit():
    assert revised(FIRST, QUALITY, NOTHING, {"problems": "字" * 300}).texts == {"problems": "字" * 300}


def test_a_text_over_its_limit_is_refused_with_how_much_is_too_many():
    assert refused({"problems": "字" * 302}) == {
        "problems": "Please keep this to 300 characters; 2 are too many. Nothing you typed is lost."
    }


# not applicable


def test_a_unit_may_say_why_a_criterion_does_not_apply():
    typed = {"not_applicable": True, "not_applicable_reason": "由" * REASON_LIMIT}
    assert revised(FIRST, QUALITY, GOOD, typed) == replace(
        GOOD, not_applicable=True, not_applicable_reason="由" * REASON_LIMIT
    )


def test_a_reason_alone_leaves_the_mark_as_it_was():
    kept = AnswerContent(not_applicable=True, not_applicable_reason="旧原因")
    assert revised(FIRST, QUALITY, kept, {"not_applicable_reason": "新原因"}) == replace(
        kept, not_applicable_reason="新原因"
    )


def test_a_mark_taken_back_leaves_the_reason_as_it_was():
    kept = AnswerContent(not_applicable=True, not_applicable_reason="旧原因")
    assert revised(FIRST, QUALITY, kept, {"not_applicable": ""}) == replace(kept, not_applicable=False)


def test_a_reason_over_its_limit_is_refused():
    assert refused({"not_applicable_reason": "由" * (REASON_LIMIT + 1)}) == {
        "not_applicable_reason": (
            "Please keep this to 300 characters; 1 are too many. Nothing you typed is lost."
        )
    }


def test_where_every_criterion_applies_none_can_be_left_out():
    first = EVERYTHING_APPLIES.criterion("1.1")
    assert refused({"not_applicable": "yes"}, criterion=first, framework=EVERYTHING_APPLIES) == {
        "not_applicable": "Every criterion of this framework applies to every unit."
    }


def test_where_every_criterion_applies_it_may_be_said_that_one_does():
    first = EVERYTHING_APPLIES.criterion("1.1")
    assert revised(first, EVERYTHING_APPLIES, NOTHING, {"not_applicable": ""}) == NOTHING


# level and points


@pytest.mark.parametrize(
    ("kept", "typed", "level", "score"),
    [
        pytest.param(NOTHING, {"level": "A"}, "A", "3.8", id="a level brings its usual score"),
        pytest.param(GOOD, {"level": "A"}, "A", "3.8", id="a new level replaces a score outside it"),
        pytest.param(
            AnswerContent(self_score=Decimal("3.2")), {"level": "B"}, "B", "3.2", id="a score inside it stays"
        ),
        pytest.param(
            GOOD, {"level": "A", "self_score": "3.2"}, "A", "3.8", id="of both typed the changed level counts"
        ),
        pytest.param(GOOD, {"level": "A", "self_score": ""}, "A", "3.8", id="no score beside a new level"),
        pytest.param(NOTHING, {"self_score": "３。６"}, "A", "3.6", id="points bring their level"),
        pytest.param(
            GOOD, {"level": "B", "self_score": "3.7"}, "A", "3.7", id="of both typed the changed score counts"
        ),
        pytest.param(GOOD, {"level": "A", "self_score": "3.9"}, "A", "3.9", id="both changed and agree"),
        pytest.param(GOOD, {"level": "", "self_score": "2.5"}, "C", "2.5", id="points beside no level"),
        pytest.param(GOOD, {"level": "B", "self_score": "3.2"}, "B", "3.2", id="nothing changed"),
        pytest.param(GOOD, {"level": ""}, "B", "3.2", id="a score is not left without its level"),
    ],
)
def test_what_changed_of_level_and_points_counts(kept, typed, level, score):
    assert revised(FIRST, QUALITY, kept, typed) == replace(kept, level=level, self_score=Decimal(score))


@pytest.mark.parametrize("typed", [{"self_score": " "}, {"level": "", "self_score": ""}])
def test_points_taken_back_take_their_level_with_them(typed):
    assert revised(FIRST, QUALITY, GOOD, typed) == NOTHING


def test_level_and_points_that_both_changed_and_disagree_are_refused():
    assert refused({"level": "A", "self_score": "2.5"}, GOOD) == {
        "self_score": "Level A covers 3.6 to 4 points. Please change the level or the points."
    }


def test_a_level_that_is_not_shown_is_refused():
    assert refused({"level": "优"}) == {"level": "Please choose one of the levels shown."}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("四分", "Please enter digits only, such as 4.5."),
        ("4.1", "Please enter a score from 0 to 4."),
        ("3.25", "Please enter a score in steps of 0.1."),
    ],
)
def test_points_that_are_no_score_are_refused(typed, sentence):
    assert refused({"self_score": typed}) == {"self_score": sentence}


@pytest.mark.parametrize("typed", ["0", "4"])
def test_a_check_allows_all_or_nothing(typed):
    assert revised(YES_OR_NO, QUALITY, NOTHING, {"self_score": typed}).self_score == Decimal(typed)


def test_a_check_refuses_what_lies_between():
    assert refused({"self_score": "2"}, criterion=YES_OR_NO) == {
        "self_score": "Please enter a score that this criterion allows: from 0 to 4."
    }


def test_a_refusal_names_every_field_that_cannot_be_used():
    typed = {"achievement": "字" * 501, "not_applicable_reason": "由" * 301, "level": "优"}
    assert set(refused(typed)) == {"achievement", "not_applicable_reason", "level"}
