"""The shadow: published mixed models; planted severity is found where a draw is linked, and only there."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fairness import Mark, linked_groups, shadow
from app.domain.fairness.linear import solve
from app.domain.fairness.severity import CLOSED_GROUPS, NO_DIFFERENCE, TOO_FEW_MARKS
from tests.domain.fairness.cases import marks_of, of_readers, of_units, tables_with_gaps

# Montgomery, Design and Analysis of Experiments, the catalyst experiment (balanced incomplete blocks):
# catalysts are the readers, batches the units
CATALYSTS = of_readers("73 74 . 71", ". 75 67 72", "73 75 68 .", "75 . 72 75")
# Robinson (1991), section 2: herds are the units, sires the readers; D was used twice in two herds
LACTATIONS = [
    Mark(herd, sire, Decimal(milk))
    for herd, sire, milk in (
        ("1", "A", 110), ("1", "D", 100),
        ("2", "B", 110), ("2", "D", 100), ("2", "D", 100),
        ("3", "C", 110), ("3", "C", 110), ("3", "D", 100), ("3", "D", 100),
    )
]  # fmt: skip


def test_least_squares_of_montgomerys_incomplete_blocks():
    found = shadow(CATALYSTS, ratio=0)
    effects = [-severity for severity in found.severities.values()]
    assert effects == pytest.approx([-9 / 8, -7 / 8, -4 / 8, 20 / 8])


def test_variances_of_montgomerys_incomplete_blocks():
    found = shadow(CATALYSTS)
    assert found.noise == pytest.approx(0.65)  # the printed mean square of error
    assert found.readers_spread == pytest.approx(
        (22.75 - 3 * 0.65) / 8
    )  # printed, adjusted treatments: 22.75
    # shrunk by 8/3 of ρ = 0.25: each effect times 8/3 / (8/3 + 1/4)
    shrunk = [-severity for severity in found.severities.values()]
    factor = (8 / 3) / (8 / 3 + 0.25)
    assert shrunk == pytest.approx([effect * factor for effect in (-9 / 8, -7 / 8, -4 / 8, 20 / 8)])


def test_the_predictions_robinson_prints():
    found = shadow(LACTATIONS, ratio=10)
    assert [round(-each, 2) for each in found.severities.values()] == [0.40, 0.52, 0.76, -1.67]
    assert [round(each.shadow, 2) for each in found.units] == [105.64, 104.28, 105.46]
    assert [round(each.raw, 2) for each in found.units] == [105.00, 103.33, 105.00]


def backfitted(marks: list[Mark], ratio: float) -> dict[str, float]:
    """Readers and units in turn, each set to what the others leave, until nothing moves."""
    severity = dict.fromkeys((mark.reader for mark in marks), 0.0)
    for _ in range(3000):
        worth = {
            unit: sum(float(m.score) + severity[m.reader] for m in own) / len(own)
            for unit in {mark.unit for mark in marks}
            if (own := [mark for mark in marks if mark.unit == unit])
        }
        before = dict(severity)
        for reader in severity:
            own = [mark for mark in marks if mark.reader == reader]
            severity[reader] = sum(worth[m.unit] - float(m.score) for m in own) / (len(own) + ratio)
        if max(abs(severity[reader] - before[reader]) for reader in before) < 1e-12:
            break
    return severity


@given(tables_with_gaps(), st.sampled_from([0.5, 2, 10]))
def test_backfitting_finds_the_same_and_every_group_adds_up_to_nothing(
    rows: list[list[int | None]], ratio: float
):
    marks = marks_of(rows)
    found = shadow(marks, ratio)
    naive = backfitted(marks, ratio)
    assert found.severities == pytest.approx(naive, abs=1e-6)
    for group in found.groups:
        assert sum(found.severities[reader] for reader in group.readers) == pytest.approx(0, abs=1e-9)


def planted(reads: list[tuple[int, int]], severities: list[int], noise: float = 0) -> list[Mark]:
    chance = Random(7)
    return [
        Mark(
            f"u{unit:02}",
            f"r{reader:02}",
            Decimal(80 + unit % 5 - severities[reader]) + Decimal(chance.gauss(0, noise)),
        )
        for unit, reader in reads
    ]


def test_a_linked_draw_gives_planted_severity_back():
    ring = [(unit, (unit + step) % 6) for unit in range(6) for step in range(3)]
    found = shadow(planted(ring, [5, -3, 1, 0, -2, -1]))
    assert list(found.severities.values()) == pytest.approx([5, -3, 1, 0, -2, -1])
    assert [each.shadow for each in found.units] == pytest.approx([80, 81, 82, 83, 84, 80])
    assert (found.why, found.warning, len(found.groups)) == ("", "", 1)
    assert found.noise == pytest.approx(0)


def test_closed_groups_hide_what_a_whole_group_has_in_common():
    closed = [(unit, reader) for unit in range(6) for reader in range(4) if unit // 3 == reader // 2]
    found = shadow(planted(closed, [6, 4, -6, -4]))
    assert list(found.severities.values()) == pytest.approx([1, -1, -1, 1])
    assert [each.gap for each in found.units] == pytest.approx([0] * 6)
    assert (found.why, found.warning, len(found.groups)) == ("", CLOSED_GROUPS, 2)


def test_the_order_of_the_marks_changes_nothing():
    marks = planted(
        [(unit, (unit + step) % 6) for unit in range(6) for step in range(3)], [5, -3, 1, 0, -2, -1], 2
    )
    assert shadow(marks[::-1]) == shadow(marks)
    assert all(shadow(marks).severities[reader] != 0 for reader in shadow(marks).severities)


def test_what_cannot_be_known_is_nought_and_says_so():
    alone = shadow(of_units("9 .", "8 .", ". 7"))
    assert (alone.severities, alone.why) == ({"r00": 0, "r01": 0}, TOO_FEW_MARKS)
    assert alone.warning == TOO_FEW_MARKS  # before the closed groups, which it has too
    bare = shadow(of_units("9 8", "5 ."))  # two readers, one unit in common: no mark is left for the noise
    assert (bare.why, bare.noise, bare.readers_spread) == (TOO_FEW_MARKS, None, None)
    same = shadow(of_units("9 9", "8 8", "7 7"))
    assert (same.why, same.noise, same.readers_spread) == (NO_DIFFERENCE, 0, 0)
    noisy = shadow(of_units("9 5", "5 9", "7 7"))
    assert (noisy.why, noisy.severities) == (NO_DIFFERENCE, {"r00": 0, "r01": 0})
    assert shadow([]).why == TOO_FEW_MARKS
    assert shadow([], ratio=1).severities == {}


def test_a_ratio_below_nothing_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        shadow([], ratio=-1)


def test_equations_by_hand():
    assert solve([[4, 2, 0], [2, 5, 0], [0, 0, 2]], [10, 13, 6]) == pytest.approx([1.5, 2, 3])
    assert solve([], []) == []
    with pytest.raises(ZeroDivisionError):
        solve([[1, 1], [1, 1]], [1, 2])


def test_a_single_mark_is_a_group_of_its_own():
    assert len(linked_groups(of_units("9"))) == len(shadow(of_units("9")).groups) == 1
