"""Numbers as people type them, and the sentence when they cannot be used."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.numerals import half_width, parse_count, parse_number, parse_score, plain

FIVE, TENTH = Decimal(5), Decimal("0.1")


def refusal(parse, *args):
    with pytest.raises(Invalid) as refused:
        parse(*args)
    return {name: str(reason) for name, reason in refused.value.fields.items()}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("９５", "95"), ("４。５", "4.5"), ("４．５", "4.5"), (" 4｡5　", "4.5"), ("－１", "-1"), ("4·5", "4.5")],
)
def test_full_width_digits_and_chinese_points_are_understood(typed, read):
    assert half_width(typed) == read


@pytest.mark.parametrize(
    ("typed", "score"),
    [("4.5", "4.5"), ("４。５", "4.5"), ("5", "5.0"), ("0", "0.0"), (".5", "0.5"), ("-0", "0.0")],
)
def test_a_score_on_the_grid_is_taken_with_the_places_of_its_step(typed, score):
    assert str(parse_score(typed, FIVE, TENTH)) == score


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please enter a number."),
        ("　", "Please enter a number."),
        ("很好", "Please enter digits only, such as 4.5."),
        ("4,5", "Please enter digits only, such as 4.5."),
        ("1e1", "Please enter digits only, such as 4.5."),
        ("NaN", "Please enter digits only, such as 4.5."),
        ("٤", "Please enter digits only, such as 4.5."),
        ("0" * 13, "Please enter digits only, such as 4.5."),
        ("999", "Please enter a score from 0 to 5."),
        ("-1", "Please enter a score from 0 to 5."),
        ("5.1", "Please enter a score from 0 to 5."),
        ("4.55", "Please enter a score in steps of 0.1."),
    ],
)
def test_what_is_no_score_on_this_scale_gets_its_sentence(typed, said):
    assert refusal(parse_score, typed, FIVE, TENTH, "score_2_1") == {"score_2_1": said}


@given(st.text(max_size=20))
def test_whatever_is_typed_gives_a_score_on_the_grid_or_a_sentence(typed):
    try:
        score = parse_score(typed, FIVE, TENTH)
    except Invalid:
        return
    assert 0 <= score <= FIVE
    assert score % TENTH == 0


def test_a_step_of_ten_is_kept_without_an_exponent():
    assert str(parse_score("20", Decimal(100), Decimal("0.50"))) == "20.0"


def test_a_count_is_whole_and_within_its_bounds():
    assert parse_count("１２", 30) == 12
    assert refusal(parse_count, "1.5", 30) == {"count": "Please enter a whole number."}
    assert refusal(parse_count, "31", 30) == {"count": "Please enter a number from 0 to 30."}
    assert refusal(parse_count, "-1", 30) == {"count": "Please enter a number from 0 to 30."}


def test_a_number_alone_may_be_negative():
    assert parse_number("－1.5") == Decimal("-1.5")


@pytest.mark.parametrize(("number", "text"), [("5.0", "5"), ("100", "100"), ("1E+2", "100"), ("0.10", "0.1")])
def test_numbers_are_shown_without_needless_zeros(number, text):
    assert plain(Decimal(number)) == text
