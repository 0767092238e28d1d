"""Fingerprints of pictures: a copy is near, an empty sheet says nothing."""

import pytest

from app.domain.likeness import COLUMNS, ROWS, alike, fingerprint, is_telling, nearest, read, written

STEPS = [column * 15 for _ in range(ROWS) for column in range(COLUMNS)]


def test_each_bit_is_a_cell_darker_than_its_right_neighbour() -> None:
    assert fingerprint(STEPS) == 2**256 - 1
    assert fingerprint([*STEPS[:-1], 0]) == 2**256 - 2
    assert fingerprint([200] * COLUMNS * ROWS) == 0
    with pytest.raises(ValueError, match="272"):
        fingerprint([0])


def test_likeness_counts_what_is_set_not_what_is_empty_in_both() -> None:
    assert alike(0b1110, 0b0111) == 0.5
    assert (alike(0b1110, 0b1110), alike(0, 0)) == (1.0, 0.0)
    assert (is_telling(2**24 - 1), is_telling(2**23 - 1)) == (True, False)


def test_of_two_files_the_pages_that_are_most_alike_count_and_empty_ones_are_like_none() -> None:
    assert nearest((0, 0b1110, 0b1111), (0, 0b0111, 0b1110)) == (1.0, 2, 3)
    assert nearest((0,), (0,)) == nearest((), (0b1,)) == (0.0, 1, 1)


def test_pages_are_kept_one_behind_the_other_and_read_again() -> None:
    telling = 2**256 - 1
    assert read(written([telling, 3, 2**24 - 1])) == (telling, 0, 2**24 - 1)
    assert (written([3, 0]), written([]), read("")) == ("", "", ())
