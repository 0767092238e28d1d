"""The draw: never the own unit, never a swap, even loads, the same seed the same outcome."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.draw import Inputs, Outcome, Pair, PanelInput, Reader, Shortage, draw, pseudonyms


def units(count: int) -> tuple[str, ...]:
    return tuple(f"u{number:02}" for number in range(count))


def peers(count: int, per_unit: int, limit: int = 8) -> PanelInput:
    return PanelInput("peer", tuple(Reader(f"p{n:02}", f"u{n:02}", limit) for n in range(count)), per_unit)


def experts(count: int, per_unit: int, limit: int = 8) -> PanelInput:
    return PanelInput("expert", tuple(Reader(f"e{n:02}", "", limit) for n in range(count)), per_unit)


def swaps(outcome: Outcome) -> list[tuple[str, str]]:
    reads = {(pair.reader[1:], pair.unit[1:]) for pair in outcome.pairs if pair.panel == "peer"}
    return [(a, b) for a, b in reads if (b, a) in reads]


def readers_each(outcome: Outcome, panel: str) -> set[int]:
    return set(Counter(pair.unit for pair in outcome.pairs if pair.panel == panel).values())


@pytest.mark.parametrize("seed", ["2025", "a", "抽签"])
def test_six_units_with_two_peers_and_three_of_eight_experts(seed: str) -> None:
    inputs = Inputs(units(6), (experts(2, 1), peers(6, 2)))
    outcome = draw(inputs, seed)
    assert outcome.complete
    assert readers_each(outcome, "peer") == {2}
    assert readers_each(outcome, "expert") == {1}
    assert swaps(outcome) == []
    assert {outcome.loads[f"p{n:02}"] for n in range(6)} == {2}
    assert list(outcome.pairs) == sorted(outcome.pairs, key=lambda each: (each.unit, each.panel, each.reader))


def test_three_peers_a_unit_cannot_be_drawn_from_six_without_a_swap_and_it_says_why() -> None:
    outcome = draw(Inputs(units(6), (peers(6, 3),)), "2025")
    assert not outcome.complete
    assert swaps(outcome) == []
    assert sum(each.missing for each in outcome.shortages) == 3  # 15 pairs of units, 18 wanted
    assert all(each.own == 1 and each.swapping > 0 for each in outcome.shortages)


def test_too_few_places_are_told_with_their_reason() -> None:
    outcome = draw(Inputs(units(3), (experts(1, 1, limit=2),)), "2025")
    assert [(each.missing, each.full) for each in outcome.shortages] == [(1, 1)]


def test_what_no_lot_can_help_is_told_after_one_attempt() -> None:
    units = tuple(f"u{number}" for number in range(12))
    few = experts(6, per_unit=9)
    found = draw(Inputs(units, (few,)), "会议室")
    assert (found.attempt, sum(each.missing for each in found.shortages)) == (0, 12 * 9 - 6 * 8)


def test_a_conflict_is_respected_and_counted() -> None:
    inputs = Inputs(units(1), (experts(2, 2),), conflicts=frozenset({("e00", "u00")}))
    outcome = draw(inputs, "2025")
    assert outcome.pairs == (Pair("expert", "u00", "e01"),)
    assert outcome.shortages == (Shortage("expert", "u00", 1, conflicted=1),)


def test_what_stands_is_kept_and_only_the_rest_is_drawn() -> None:
    standing = frozenset({Pair("expert", "u00", "e00")})
    outcome = draw(Inputs(units(2), (experts(2, 1),), standing=standing), "2025")
    assert outcome.pairs == (Pair("expert", "u01", "e01"),)


def test_a_full_reader_hands_a_unit_on() -> None:
    conflicts = frozenset({("e01", "u00")})  # only e00 can read u00, and e00 has room for one
    panel = PanelInput("expert", (Reader("e00", "", 1), Reader("e01", "", 1)), 1)
    for seed in "abcdef":
        outcome = draw(Inputs(units(2), (panel,), conflicts=conflicts), seed)
        assert {(pair.unit, pair.reader) for pair in outcome.pairs} == {("u00", "e00"), ("u01", "e01")}


@pytest.mark.parametrize(
    "seed", ["0", "3", "4"]
)  # in these the first lots leave one unit to full readers only
def test_in_a_ring_of_full_readers_every_unit_is_read_all_the_same(seed: str) -> None:
    ring = {(f"e{r:02}", f"u{u:02}") for r in range(4) for u in range(4) if r not in (u, (u + 1) % 4)}
    inputs = Inputs(units(4), (experts(4, 1, limit=1),), conflicts=frozenset(ring))
    outcome = draw(inputs, seed)
    assert outcome.complete
    assert not {(pair.reader, pair.unit) for pair in outcome.pairs} & ring


def test_pseudonyms_differ_by_unit_and_repeat_by_seed() -> None:
    readers = [f"e{n}" for n in range(6)]
    orders = {tuple(pseudonyms("2025", unit, readers).items()) for unit in units(10)}
    assert len(orders) > 5
    assert pseudonyms("2025", "u00", readers) == pseudonyms("2025", "u00", reversed(readers))
    assert sorted(pseudonyms("2025", "u00", readers).values()) == [1, 2, 3, 4, 5, 6]


def test_the_digest_tells_inputs_apart_but_not_their_order() -> None:
    one = Inputs(units(3), (experts(2, 1), peers(3, 1)))
    other = Inputs(tuple(reversed(units(3))), (peers(3, 1), experts(2, 1)))
    assert one.digest == other.digest
    assert one.digest != Inputs(units(4), (experts(2, 1), peers(3, 1))).digest


@settings(max_examples=60, deadline=None)
@given(
    st.integers(5, 14), st.integers(0, 2), st.integers(1, 6), st.integers(0, 3),
    st.text(min_size=1, max_size=8),
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 13)), max_size=6),
)  # fmt: skip
def test_no_rule_is_ever_broken_and_the_same_seed_draws_the_same(
    count: int, per_peer: int, expert_count: int, per_expert: int, seed: str, declared: set[tuple[int, int]]
) -> None:
    conflicts = frozenset((f"e{a:02}", f"u{b:02}") for a, b in declared)
    inputs = Inputs(units(count), (experts(expert_count, per_expert), peers(count, per_peer)), conflicts)
    outcome = draw(inputs, seed)
    assert outcome == draw(inputs, seed)
    assert swaps(outcome) == []
    assert not [pair for pair in outcome.pairs if pair.reader[1:] == pair.unit[1:] and pair.panel == "peer"]
    assert not conflicts & {(pair.reader, pair.unit) for pair in outcome.pairs}
    assert len({(pair.unit, pair.reader) for pair in outcome.pairs}) == len(outcome.pairs)
    assert all(load <= 8 for load in outcome.loads.values())
    missing = {(each.panel, each.unit): each.missing for each in outcome.shortages}
    for panel in inputs.panels:
        for unit in inputs.units:
            drawn = sum(pair.panel == panel.id and pair.unit == unit for pair in outcome.pairs)
            assert drawn + missing.get((panel.id, unit), 0) == panel.per_unit


@settings(max_examples=40, deadline=None)
@given(st.integers(6, 20), st.integers(1, 2), st.integers(3, 9), st.text(min_size=1, max_size=8))
def test_loads_in_a_panel_differ_by_one_at_most_when_everybody_may_read_everything(
    count: int, per_unit: int, expert_count: int, seed: str
) -> None:
    inputs = Inputs(units(count), (experts(expert_count, per_unit, limit=50), peers(count, per_unit)))
    outcome = draw(inputs, seed)
    assert outcome.complete
    for letter in "ep":
        loads = [load for reader, load in outcome.loads.items() if reader[0] == letter]
        assert max(loads) - min(loads) <= 1


def test_a_unit_reaches_the_least_busy_reader_through_somebody_in_between() -> None:
    inputs = Inputs(units(3), (experts(3, 2),), frozenset({("e01", "u02")}))
    outcomes = [draw(inputs, seed) for seed in ("s", "t", "u", "v")]
    assert [(each.complete, set(each.loads.values())) for each in outcomes] == [(True, {2})] * 4
