"""The rules of signing in."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain import sign_in
from app.domain.sign_in import PER_ADDRESS, PER_NAME, WINDOW, password_fault, wait_until

NOON = datetime(2025, 11, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, None), (4, None), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (60, 15)]
)
def test_each_further_failure_doubles_the_wait(failures: int, minutes: int | None):
    wait = wait_until([NOON] * failures, PER_NAME)
    assert wait == (None if minutes is None else NOON + timedelta(minutes=minutes))


def test_the_wait_is_counted_from_the_newest_failure():
    moments = [NOON - timedelta(minutes=each) for each in range(5)]
    assert wait_until(moments, PER_NAME) == NOON + timedelta(minutes=1)


def test_an_address_of_a_whole_campus_has_more_patience():
    assert wait_until([NOON] * 49, PER_ADDRESS) is None
    assert wait_until([NOON] * 50, PER_ADDRESS) == NOON + timedelta(minutes=1)
    assert timedelta(minutes=15) == WINDOW


def test_codes_have_eight_letters_none_of_which_looks_like_another():
    codes = {sign_in.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)).isdisjoint("0O1lLIo")


def test_a_code_is_read_as_people_type_it():
    assert sign_in.plain_code(" abcd-2345 ") == "ABCD2345"
    assert sign_in.plain_code("ＡＢＣＤ－２３４５") == "ABCD2345"


def test_a_sign_in_name_is_compared_in_small_narrow_letters():
    assert sign_in.plain_name(" Ｗｅｎｘｕｅ01 ") == "wenxue01"


def test_who_reads_large_print_has_twice_the_time():
    assert sign_in.idle(large_print=False) == timedelta(minutes=30)
    assert sign_in.idle(large_print=True) == timedelta(minutes=60)


@pytest.mark.parametrize(
    "password", ["春眠不觉晓处处闻", "correct horse", "liaison-2025!", "a" * 5 + "bcdefgh"]
)
def test_a_password_of_eight_characters_is_taken(password: str):
    assert password_fault(password, "wenxue") is None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short-1",
        "x" * 129,
        "my-WenXue-pass",
        "12345678",
        "password1",
        "aaaaaaaa",
        "abababab",
        "Woaini520",
    ],
)
def test_a_password_that_is_short_or_guessed_first_is_refused(password: str):
    assert password_fault(password, "wenxue") is not None
