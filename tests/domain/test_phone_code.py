"""The code of a telephone's pass: written for people, read however they type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.phone_code import ALPHABET, ENTROPY, code_from, code_of, read, written


@given(st.binary(min_size=ENTROPY, max_size=ENTROPY))
def test_what_is_written_is_read_again_also_in_small_or_wide_letters(random: bytes) -> None:
    code = code_from(random)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    assert (len(code), set(code) <= set(ALPHABET)) == (16, True)
    assert {read(each) for each in (written(code), code.lower(), f" {wide} ", "—".join(code))} == {code}


def test_different_bytes_give_different_codes() -> None:
    assert len({code_from(number.to_bytes(ENTROPY)) for number in range(0, 2**80, 2**80 // 999)}) == 1000
    with pytest.raises(ValueError, match="10 bytes"):
        code_from(b"short")


def test_signs_that_look_alike_are_taken_for_the_one_in_the_alphabet_and_the_rest_is_no_code() -> None:
    assert read("OIL0-1111-2222-3333") == "0110111122223333"
    assert [read(each) for each in ("", "ABCD", "U" * 16, "A" * 17, "?" * 16)] == [None] * 5


def test_a_printed_code_follows_from_its_seed_and_its_place_and_from_nothing_else() -> None:
    assert code_of("seed", "2.1") == code_of("seed", "2.1")
    assert len({code_of(seed, place) for seed in ("seed", "other") for place in ("2.1", "2.2")}) == 4
