"""A certificate's serial and public code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.certificate import (
    Serial,
    check_digits,
    code_begins,
    parse_serial,
    plain_number,
    public_code,
    read_public_code,
)
from app.domain.errors import Invalid

serials = st.builds(Serial, st.integers(1000, 9999), st.integers(1, 999_999), st.integers(0, 99))


def test_the_check_digits_are_those_of_the_standards_own_example():
    assert check_digits("794") == "44"  # ISO/IEC 7064, MOD 97-10: 79444 is 1 modulo 97


def test_a_serial_is_written_in_groups_and_a_reissue_keeps_its_number():
    # 97 · 2087628868 = 202500000196, so 202500000300 leaves 104 − 97 = 7, and 98 − 7 = 91
    serial = Serial(2025, 3)
    assert str(serial) == "AC-2025-000003-91"
    assert str(serial.reissued()) == f"{serial}-R1"
    assert str(serial.reissued().reissued()) == f"{serial}-R2"


@given(serials)
def test_what_is_written_is_read_again(serial):
    assert parse_serial(str(serial)) == serial


def test_case_full_width_and_dashes_are_forgiven():
    serial = Serial(2025, 3, 1)
    assert parse_serial(f" {str(serial).lower().replace('-', '－')} ") == serial
    assert parse_serial(str(serial).replace("-", "")) == serial
    assert parse_serial(str(serial).replace("-", " — ")) == serial


@given(serials, st.integers(0, 11), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(serial, place, more):
    digits = list(str(Serial(serial.year, serial.number)).replace("-", "")[2:])
    digits[place] = str((int(digits[place]) + more) % 10)
    with pytest.raises(Invalid):
        parse_serial("AC" + "".join(digits))


@given(serials, st.integers(0, 10))
def test_every_swap_of_different_neighbours_is_noticed(serial, place):
    digits = list(str(Serial(serial.year, serial.number)).replace("-", "")[2:])
    swapped = digits.copy()
    swapped[place], swapped[place + 1] = digits[place + 1], digits[place]
    if swapped != digits:
        with pytest.raises(Invalid):
            parse_serial("AC" + "".join(swapped))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "A certificate number looks like AC-2025-000003-91."),
        ("AC-2025-000003", "A certificate number looks like AC-2025-000003-91."),
        ("AC-2025-000003-00", "Please check the digits: one of them was mistyped."),
        (
            f"AC-2025-000000-{check_digits('2025000000')}",
            "Please check the digits: one of them was mistyped.",
        ),
        (
            f"AC-0025-000003-{check_digits('0025000003')}",
            "Please check the digits: one of them was mistyped.",
        ),
    ],
)
def test_what_is_no_serial_gets_its_sentence(typed, said):
    with pytest.raises(Invalid) as refused:
        parse_serial(typed, "number")
    assert {name: str(reason) for name, reason in refused.value.fields.items()} == {"number": said}


@pytest.mark.parametrize(
    "fields", [(999, 1), (10000, 1), (2025, 0), (2025, 1_000_000), (2025, 1, 100), (2025, 1, -1)]
)
def test_a_serial_outside_its_form_cannot_be_made(fields):
    with pytest.raises(ValueError, match="no such serial"):
        Serial(*fields)


def test_a_public_code_has_26_characters_for_128_bits():
    assert public_code(bytes(16)) == "0" * 26
    assert public_code(b"\xff" * 16) == "7" + "Z" * 25
    with pytest.raises(ValueError, match="16 random bytes"):
        public_code(bytes(15))


@given(st.binary(min_size=16, max_size=16))
def test_a_public_code_is_read_however_it_is_typed(random):
    code = public_code(random)
    assert read_public_code(code) == code
    spoken = " ".join(code[n : n + 5] for n in range(0, 26, 5)).lower().replace("0", "o").replace("1", "l")
    assert read_public_code(spoken) == code


@given(st.lists(st.binary(min_size=16, max_size=16), unique=True, min_size=2))
def test_different_bits_give_different_codes(many):
    assert len({public_code(random) for random in many}) == len(many)


@pytest.mark.parametrize("typed", ["", "0" * 25, "0" * 27, "U" + "0" * 25, "8" + "0" * 25, "优" + "0" * 25])
def test_what_is_no_code_is_none(typed):
    assert read_public_code(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "关评[2025]优字第003号",
        "关评（2025）优字第 003 号",
        "关评【２０２５】优字第003号",
        "关评〔2025〕优字第003号",
    ],
)
def test_a_number_is_understood_with_other_brackets_blanks_and_wide_digits(typed):
    assert plain_number(typed) == "关评〔2025〕优字第003号"


def test_a_serial_typed_as_a_number_gets_its_dashes():
    serial = Serial(2025, 3)
    assert plain_number(str(serial).replace("-", "").lower()) == str(serial)
    assert plain_number("关评〔2025〕优字第003号-r1") == "关评〔2025〕优字第003号-R1"


def test_eight_characters_of_a_code_are_enough_to_type_and_seven_are_not():
    assert code_begins("7k2m 4qx9") == "7K2M4QX9"
    assert code_begins("7K2M4QXO") == "7K2M4QX0"
    assert code_begins("7K2M4QX") is None
    assert code_begins("7K2M4QX!") is None
    assert code_begins("7" * 27) is None
