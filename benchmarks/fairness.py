"""Who reads what decides fairness more than any formula: `python -m benchmarks.fairness [--seed 2025]`.

Units of known worth are read by readers of known severity, under three draws with the same number of
readers for each unit: closed groups (every reader reads every unit of the group and no other), the same
with two anchor units that everybody reads, and panels mixed by the draw of `app.domain.draw`. Then the
shadow looks for what was planted. Planted twice: readers who are severe or mild by chance, and four severe
friends who sit in one panel.
"""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from decimal import Decimal
from random import Random
from statistics import correlation, fmean

from app.domain.draw import Inputs, PanelInput, Reader, draw
from app.domain.fairness import Mark, Shadow, shadow

UNITS, READERS, EACH, GROUPS, ANCHORS = 36, 12, 4, 3, 2
WORTH, SEVERITY, NOISE = 5.0, 4.0, 2.0  # standard deviations, in points of 100
FRIENDS = 8.0  # points
TOP = 9  # so many units would be excellent, a quarter


@dataclass(frozen=True)
class Field:
    """What is planted: worth of the units and severity of the readers, in points."""

    worth: dict[str, float]
    severity: dict[str, float]


Pairs = Iterable[tuple[str, str]]


def closed(field: Field, seed: str) -> Pairs:
    """Unit n and reader n in group n mod 3: four readers who read the same twelve units."""
    readers = list(field.severity)
    return [(unit, reader) for n, unit in enumerate(field.worth) for reader in readers[n % GROUPS :: GROUPS]]


def anchored(field: Field, seed: str) -> Pairs:
    """Closed groups, and two units that all twelve read."""
    anchors = [(unit, reader) for unit in list(field.worth)[:ANCHORS] for reader in field.severity]
    return dict.fromkeys([*closed(field, seed), *anchors])


def mixed(field: Field, seed: str) -> Pairs:
    """The draw of the product: four of the twelve readers for each unit, even loads."""
    readers = tuple(Reader(reader, "", UNITS) for reader in field.severity)
    outcome = draw(Inputs(tuple(field.worth), (PanelInput("expert", readers, EACH),)), seed)
    return [(pair.unit, pair.reader) for pair in outcome.pairs]


DRAWS: dict[str, Callable[[Field, str], Pairs]] = {
    "closed groups": closed,
    "closed groups, 2 anchors": anchored,
    "mixed panels": mixed,
}


def by_chance(chance: Random, number: int) -> float:
    """Every reader severe or mild on his own."""
    return chance.gauss(0, SEVERITY)


def friends(chance: Random, number: int) -> float:
    """The readers of the first closed group give eight points less than all others, who do not differ."""
    return FRIENDS * (1 - 1 / GROUPS) if number % GROUPS == 0 else -FRIENDS / GROUPS


PLANTED: dict[str, Callable[[Random, int], float]] = {
    f"Severe or mild by chance (± {SEVERITY:g} points)": by_chance,
    f"Four severe friends ({FRIENDS:g} points below all others), one group where groups are closed": friends,
}


def planted(chance: Random, severity: Callable[[Random, int], float]) -> Field:
    return Field(
        {f"u{n:02}": chance.gauss(80, WORTH) for n in range(UNITS)},
        {f"r{n:02}": severity(chance, n) for n in range(READERS)},
    )


def marked(field: Field, pairs: Pairs, chance: Random) -> list[Mark]:
    """Everybody's marks, to the tenth of a point; nothing is cut off at 100, so that the planted stays."""
    marks = []
    for unit, reader in sorted(pairs):
        score = field.worth[unit] - field.severity[reader] + chance.gauss(0, NOISE)
        marks.append(Mark(unit, reader, Decimal(round(score, 1))))
    return marks


@dataclass(frozen=True)
class Found:
    """What one campaign under one draw shows, against what was planted."""

    parts: int
    likeness: float  # correlation of found and planted severity
    missed: float  # root of the mean squared error of severity, in points
    off_raw: float  # the same of the units by their means, each set of figures about its own mean
    off_shadow: float
    wrong_raw: int  # units among the top nine that do not belong there
    wrong_shadow: int


def found(field: Field, shade: Shadow) -> Found:
    units = [each.unit for each in shade.units]
    readers = list(shade.severities)
    worth = [field.worth[unit] for unit in units]
    raw, without = [each.raw for each in shade.units], [each.shadow for each in shade.units]
    severe, seen = [field.severity[reader] for reader in readers], list(shade.severities.values())
    return Found(
        len(shade.groups),
        correlation(severe, seen) if any(seen) else 0.0,
        _error(severe, seen),
        _error(worth, raw),
        _error(worth, without),
        _wrong(worth, raw),
        _wrong(worth, without),
    )


def _error(true: list[float], told: list[float]) -> float:
    """How far the figures lie off when both are taken about their own mean: only comparisons count."""
    shift = fmean(told) - fmean(true)
    return float(fmean((b - a - shift) ** 2 for a, b in zip(true, told, strict=True)) ** 0.5)


def _wrong(true: list[float], told: list[float]) -> int:
    def top(figures: list[float]) -> set[int]:
        return set(sorted(range(len(figures)), key=lambda place: -figures[place])[:TOP])

    return len(top(told) - top(true))


def run(seed: int, times: int, severity: Callable[[Random, int], float]) -> dict[str, list[Found]]:
    """`times` campaigns under every draw, with the same units and readers and a noise of their own."""
    results: dict[str, list[Found]] = {name: [] for name in DRAWS}
    for number in range(times):
        field = planted(Random(f"{seed}/{number}"), severity)  # noqa: S311 -- to be run again, no secret
        for name, way in DRAWS.items():
            pairs = way(field, f"{seed}/{number}")
            chance = Random(f"{seed}/{number}/{name}")  # noqa: S311 -- as above
            results[name].append(found(field, shadow(marked(field, pairs, chance))))
    return results


HEAD = (
    "| draw | linked parts | severity found: correlation | off by | units by their means: off by "
    f"| by the shadow | wrong among {TOP} by means | by the shadow |\n|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=2025)
    asked.add_argument("--times", type=int, default=200, help="campaigns for each draw")
    given = asked.parse_args()
    print(
        f"seed {given.seed}, {given.times} campaigns: {UNITS} units (worth 80 ± {WORTH:g}), "
        f"{READERS} readers (noise ± {NOISE:g}), {EACH} for each unit"
    )
    for title, severity in PLANTED.items():
        print(f"\n{title}:\n\n{HEAD}")
        for name, campaigns in run(given.seed, given.times, severity).items():
            print(_line(name, campaigns))


def _line(name: str, campaigns: list[Found]) -> str:
    middle = [fmean(column) for column in zip(*(astuple(each) for each in campaigns), strict=True)]
    return f"| {name} | {middle[0]:g} | " + " | ".join(f"{each:.2f}" for each in middle[1:]) + " |"


if __name__ == "__main__":
    main()
