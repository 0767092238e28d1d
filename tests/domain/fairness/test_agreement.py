"""Which coefficient a draw allows, and the sentence that says why."""

from fractions import Fraction

from app.domain.fairness import Basis, Group, agreement
from app.domain.fairness.agreement import REASONS
from app.domain.fairness.marks import ONE_READER, TOO_FEW_UNITS
from tests.domain.fairness.cases import SHROUT_FLEISS, of_units


def test_where_everybody_read_everything_orders_are_compared():
    found = agreement(of_units(*SHROUT_FLEISS))
    assert (found.basis, found.why) == (Basis.WHOLE, REASONS[Basis.WHOLE])
    assert [(len(each.block.units), each.w.units) for each in found.blocks] == [(6, 6)]


def test_a_linked_draw_compares_orders_in_blocks_and_anchors_only():
    anchored = of_units(
        "9 8 . .", "7 6 . .", "5 4 . .",  # a block in one order
        ". . 5 6", ". . 7 8", ". . 8 9",  # another
        "6 6 7 7", "5 5 6 8", "8 9 9 9",  # three anchors
        "9 . 8 .", ". 5 . 7",  # single ones
    )  # fmt: skip
    found = agreement(anchored)
    assert (found.basis, found.why) == (Basis.BLOCKS, REASONS[Basis.BLOCKS])
    assert [each.block for each in found.blocks] == [
        Group(("u00", "u01", "u02"), ("r00", "r01")),
        Group(("u03", "u04", "u05"), ("r02", "r03")),
        Group(("u06", "u07", "u08"), ("r00", "r01", "r02", "r03")),
    ]
    assert [each.w.value for each in found.blocks[:2]] == [1, 1]
    assert found.blocks[2].w.value < 1
    assert (found.icc.units, found.alpha.units) == (11, 11)


def test_without_blocks_the_icc_and_alpha_speak():
    mixed = of_units("9 8 .", "7 . 6", ". 5 4", "3 2 .")  # two units with the same readers are no block
    found = agreement(mixed)
    assert (found.basis, found.blocks, found.why) == (Basis.PAIRS, (), REASONS[Basis.PAIRS])
    # by hand: half a point² within each unit; means 8.5, 6.5, 4.5, 2.5, so 40 points² between on 3 degrees
    assert found.icc.value == 1 - Fraction(1, 2) / Fraction(40, 3)
    assert found.alpha.value > Fraction(1, 2)


def test_one_reader_or_nobody():
    alone = agreement(of_units("9", "8", "7"))
    assert (alone.basis, alone.icc.why, alone.alpha.why) == (Basis.PAIRS, ONE_READER, ONE_READER)
    assert agreement([]).icc.why == TOO_FEW_UNITS
