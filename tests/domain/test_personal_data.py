"""Numbers of persons in a text: found by their own check, never kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.personal_data import (
    PersonalNumber,
    counted,
    is_identity_number,
    passes_luhn,
    read,
    written,
)

IDENTITY, MOBILE, CARD = PersonalNumber.IDENTITY, PersonalNumber.MOBILE, PersonalNumber.BANK_CARD
# nobody's: the examples of GB 11643, and the well-known test numbers of the networks
ONE, TWO = "11010519491231002X", "440524188001010014"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"身份证号：{ONE}。", {IDENTITY: 1}),
        ("身份证号 11010519491231002x", {IDENTITY: 1}),
        ("１１０１０５１９４９１２３１００２Ｘ", {IDENTITY: 1}),
        (f"{ONE},{ONE}，{TWO}", {IDENTITY: 2}),
        ("电话13800138000、13900139000", {MOBILE: 2}),
        ("138 0013 8000 / 139-0013-9000 / +86 13700137000 / 8613600136000", {MOBILE: 4}),
        ("卡号 6222021234567890128", {CARD: 1}),
        ("4111 1111 1111 1111", {CARD: 1}),
        ("4111-1111-1111-1111；13800138000；" + ONE, {IDENTITY: 1, MOBILE: 1, CARD: 1}),
    ],
)
def test_a_number_of_a_person_is_found(text, found):
    assert counted([text]) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "第三学院关工委工作总结，2025年共42人次，经费138000.00元",
        "110105194912310021",  # the check does not fit
        "110105194913310027",  # no thirteenth month
        "110105178001010018",  # born in 1780
        "1101051949123100",
        f"{ONE}9",
        f"a{ONE}",
        "12800138000",
        "138001380001",
        "0.13800138000",
        "sha256:a13800138000b",
        "6222021234567890127",  # the check does not fit
        "1111111111111117",  # no network begins with 1
        "4111 1111-1111 1111",
        "2025-10-12 13:80",
        "8012 8013 8014 8015 8016",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text):
    assert counted([text]) == {}


def test_pages_are_counted_together():
    assert counted(["13800138000", "13800138000 13900139000"]) == {MOBILE: 2}


def test_an_identity_number_is_not_counted_again_as_a_card():
    number = next(n for n in map(valid, range(1000)) if passes_luhn(n) and n[0] in "3456")
    assert counted([number]) == {IDENTITY: 1}


def valid(serial: int) -> str:
    seventeen = f"44052419800101{serial:03d}"
    return next(f"{seventeen}{check}" for check in "0123456789X" if is_identity_number(f"{seventeen}{check}"))


@given(st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_makes_an_identity_number_none(serial, place, more):
    number = valid(serial) if serial else valid(1)
    changed = str((int(number[place]) + more) % 10)
    assert is_identity_number(number)
    assert not is_identity_number(number[:place] + changed + number[place + 1 :])


@given(st.text())
def test_any_text_can_be_looked_through(text):
    assert set(counted([text])) <= set(PersonalNumber)


def test_what_was_found_is_written_for_the_history_and_read_again():
    found = {IDENTITY: 2, CARD: 1}
    assert written(found) == "identity:2 bank_card:1"
    assert read(written(found)) == found
    assert (written({}), read(""), read(None)) == ("", {}, {})
