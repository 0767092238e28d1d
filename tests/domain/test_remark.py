"""What a remark hangs on: moments of a film as people write them, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.remark import moment_words, parse_moment


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("75", 75), ("1:15", 75), ("0:01:15", 75), ("１：１５", 75), ("1:01:15", 3675), ("0", 0)],
)
def test_a_moment_may_be_written_in_several_ways(written: str, seconds: int) -> None:
    assert parse_moment(written) == seconds


@pytest.mark.parametrize("written", ["", "soon", "1:2:3:4", "-5", "25:00:00", "1:xx"])
def test_what_is_no_moment_of_a_film_is_told_beside_the_field(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_moment(written, "at")
    assert list(refusal.value.fields) == ["at"]


@given(st.integers(0, 86_399))
def test_a_moment_is_read_back_as_it_is_told(second: int) -> None:
    assert parse_moment(moment_words(Decimal(second))) == second
