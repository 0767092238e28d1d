"""The design's argument, simulated (`python -m benchmarks.fairness`): the draw decides, not the formula."""

from statistics import fmean

import pytest

from benchmarks.fairness import Found, by_chance, friends, run


@pytest.fixture(scope="module")
def of_friends() -> dict[str, list[Found]]:
    return run(2025, 4, friends)


def middle(campaigns: list[Found], name: str) -> float:
    return fmean(getattr(each, name) for each in campaigns)


def test_closed_groups_cannot_find_a_severe_group(of_friends: dict[str, list[Found]]):
    closed = of_friends["closed groups"]
    assert {each.parts for each in closed} == {3}
    assert abs(middle(closed, "likeness")) < 0.2
    assert all(each.off_shadow == pytest.approx(each.off_raw) for each in closed)


@pytest.mark.parametrize("draw", ["closed groups, 2 anchors", "mixed panels"])
def test_a_linked_draw_finds_it_and_the_shadow_puts_units_right(
    of_friends: dict[str, list[Found]], draw: str
):
    linked = of_friends[draw]
    assert {each.parts for each in linked} == {1}
    assert min(each.likeness for each in linked) > 0.9
    assert middle(linked, "off_shadow") < 0.7 * middle(linked, "off_raw")
    assert middle(linked, "wrong_shadow") < middle(linked, "wrong_raw")


def test_a_seed_brings_the_same_again():
    assert run(1, 1, by_chance) == run(1, 1, by_chance) != run(2, 1, by_chance)
