"""Criteria are found by section and by words in any text and any language."""

import pytest

from app.domain.framework_search import matching
from app.reporting.framework_files import starting_set

COLLEGE = next(
    file.framework for file in starting_set() if file.framework.code == "college-committee-quality"
)


def codes(**narrowed: str) -> list[str]:
    return [criterion.code for _, criteria in matching(COLLEGE, **narrowed) for criterion in criteria]


def test_without_a_filter_everything_is_there():
    assert codes() == [criterion.code for criterion in COLLEGE.criteria]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("台账", ["3.2", "6.4"]),
        ("satisfaction", ["8.1"]),
        ("SATISFACTION 受益", ["8.1"]),
        ("7.1", ["7.1"]),
        ("没有这样的词", []),
    ],
)
def test_all_words_must_be_there(words, found):
    assert codes(words=words) == found


def test_a_section_narrows_and_an_unknown_one_is_empty():
    assert codes(section="8") == ["8.1", "8.2"]
    assert codes(section="8", words="台账") == []
    assert codes(section="99") == []
