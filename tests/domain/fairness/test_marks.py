"""Marks: a table, the parts of a draw that are linked, the units with the same readers."""

import pytest

from app.domain.fairness import Group, complete_blocks, linked_groups
from app.domain.fairness.marks import table
from tests.domain.fairness.cases import of_units

CLOSED = of_units("9 8 . .", "7 9 . .", ". . 5 6")
ANCHORED = of_units("9 8 . .", "7 9 . .", ". . 5 6", "6 6 7 7", "5 5 9 9")


def test_a_reader_marks_a_unit_once():
    with pytest.raises(ValueError, match="r00 marks u00 twice"):
        table([*CLOSED, CLOSED[0]])


def test_closed_groups_share_nothing_and_one_anchor_links_them():
    assert linked_groups(CLOSED) == (
        Group(("u00", "u01"), ("r00", "r01")),
        Group(("u02",), ("r02", "r03")),
    )
    assert len(linked_groups(ANCHORED)) == 1
    assert linked_groups([]) == ()


def test_a_chain_of_readers_links_too():
    assert len(linked_groups(of_units("1 2 . .", ". 1 2 .", ". . 1 2"))) == 1


def test_blocks_are_units_with_exactly_the_same_readers_and_anchors_are_one():
    assert complete_blocks(table(ANCHORED)) == (
        Group(("u00", "u01"), ("r00", "r01")),
        Group(("u03", "u04"), ("r00", "r01", "r02", "r03")),
        Group(("u02",), ("r02", "r03")),
    )
