"""Document numbers as offices write them."""

import pytest

from app.domain.numbering import document_number, kind_prefix


def test_a_certificate_text_carries_its_series():
    assert document_number("关评", 2025, 3, series="优字", width=3) == "关评〔2025〕优字第003号"


def test_in_english_it_has_neither_characters_nor_brackets():
    assert document_number("QA", 2025, 3, series="AW", width=3, language="en") == "QA-2025-AW-003"
    assert (
        document_number("QA", 2025, 3, series="AW", width=3, reissue=1, language="en") == "QA-2025-AW-003-R1"
    )
    assert document_number(kind_prefix("QA", "feedback", "en"), 2025, 7, language="en") == "QA-FL-2025-07"
    assert document_number("", 2025, 7, language="en") == "2025-07"


def test_a_reissued_certificate_keeps_its_number_with_a_suffix():
    assert document_number("关评", 2025, 3, series="优字", width=3, reissue=1) == "关评〔2025〕优字第003号-R1"


def test_a_feedback_letter_has_no_series():
    assert document_number("关评反", 2025, 7) == "关评反〔2025〕07号"


@pytest.mark.parametrize(("year", "number"), [(25, 1), (10000, 1), (2025, 0)])
def test_a_year_of_four_digits_and_a_number_from_one_are_needed(year, number):
    with pytest.raises(ValueError, match="document"):
        document_number("关评", year, number)
