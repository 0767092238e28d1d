"""The self-evaluation report is compiled from the answers, cut into its chapters and measured."""

import pytest

from app.domain.answer import AnswerContent
from app.domain.report import CHAPTERS, Chapter, chapters, compiled, length, share_of_problems
from app.reporting.framework_files import starting_set

QUALITY = next(
    file.framework for file in starting_set() if file.framework.code == "college-committee-quality"
)
FIRST, SECOND = QUALITY.sections[0].title, QUALITY.sections[1].title
ANSWERS = {
    "1.1": AnswerContent(texts={"achievement": "党建带关建。\n", "problems": " 会议记录不全。"}),
    "1.2": AnswerContent(texts={"achievement": " "}),
    "1.3": AnswerContent(texts={"achievement": "不应出现。"}, not_applicable=True),
    "1.4": AnswerContent(texts={"achievement": "经费有保障。"}),
    "2.1": AnswerContent(texts={"achievement": "老同志进课堂。"}),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chapter_has_its_heading_with_and_without_its_number(language: str) -> None:
    (only,) = chapters(f"{CHAPTERS[language][2]}\n“银发讲坛”坚持五年。", language)
    assert only.heading == CHAPTERS[language][2]
    assert only.title == {"zh": "特色亮点", "en": "Highlights"}[language]
    assert only.body == "“银发讲坛”坚持五年。"


def test_what_stands_before_the_first_heading_has_none() -> None:
    (only,) = chapters("我们改过。", "zh")
    assert (only.heading, only.title) == ("", "")


def test_a_text_without_a_word_has_no_chapter() -> None:
    assert chapters(" \n", "zh") == ()


def test_only_a_heading_on_a_line_of_its_own_begins_a_chapter() -> None:
    text = "前言\n一、基本情况 \n见“三、特色亮点”一章。\n四、存在问题与原因\n记录不全。\n"
    assert chapters(text, "zh") == (
        Chapter("", "前言"),
        Chapter("一、基本情况", "见“三、特色亮点”一章。"),
        Chapter("四、存在问题与原因", "记录不全。"),
    )


def test_a_report_gathers_by_section_what_was_said_on_criteria_that_apply() -> None:
    zh = "zh"
    assert compiled(QUALITY, ANSWERS, "学院有老同志三十人。", zh) == (
        "一、基本情况\n学院有老同志三十人。\n\n"
        f"二、主要做法与成效\n{FIRST.in_language(zh)}\n1.1 党建带关建。\n1.4 经费有保障。\n"
        f"{SECOND.in_language(zh)}\n2.1 老同志进课堂。\n\n"
        "三、特色亮点\n\n"
        f"四、存在问题与原因\n{FIRST.in_language(zh)}\n1.1 会议记录不全。\n\n"
        "五、整改与下一步打算"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_of_no_answers_has_its_five_headings(language: str) -> None:
    assert compiled(QUALITY, {}, "", language) == "\n\n".join(CHAPTERS[language])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_compiled_report_is_cut_into_the_chapters_it_was_made_of(language: str) -> None:
    found = chapters(compiled(QUALITY, ANSWERS, "学院概况", language), language)
    assert tuple(chapter.heading for chapter in found) == CHAPTERS[language]
    assert found[3].body == f"{FIRST.in_language(language)}\n1.1 会议记录不全。"


def test_blanks_and_line_ends_do_not_make_a_report_longer() -> None:
    assert length(" 银发\t讲坛\r\n　五年 ") == 6


def test_the_share_of_problems_is_measured_without_headings() -> None:
    parts = chapters("一、基本情况\n学院概况 三十人\n\n四、存在问题与原因\n记录不全", "zh")
    assert share_of_problems(parts, "zh") == 4 / 11


@pytest.mark.parametrize("parts", [(), (Chapter("四、存在问题与原因", ""),)])
def test_an_empty_report_has_no_share_of_problems(parts: tuple[Chapter, ...]) -> None:
    assert share_of_problems(parts, "zh") == 0.0
