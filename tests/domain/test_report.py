"""The self-evaluation report is cut into its chapters, and paper counts them by itself."""

import pytest

from app.domain.report import CHAPTERS, chapters


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chapter_has_its_heading_with_and_without_its_number(language: str) -> None:
    (only,) = chapters(f"{CHAPTERS[language][2]}\n“银发讲坛”坚持五年。", language)
    assert only.heading == CHAPTERS[language][2]
    assert only.title == {"zh": "特色亮点", "en": "Highlights"}[language]
    assert only.body == "“银发讲坛”坚持五年。"


def test_what_stands_before_the_first_heading_has_none() -> None:
    (only,) = chapters("我们改过。", "zh")
    assert (only.heading, only.title) == ("", "")
