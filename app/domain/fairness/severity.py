"""The shadow: how severe each reader is, and where units would stand without it. It changes no score.

Two-way additive model: score = unit − severity of the reader + noise, units fixed, readers random. The
severities are the best linear unbiased predictions: readers with few units, or a noise that is large beside
the differences of readers, are shrunk towards 0. Source: Henderson's mixed model equations as in Robinson,
That BLUP is a good thing: the estimation of random effects, Statistical Science 6 (1991) 15–32; the two
variances by Henderson's method 3 (Estimation of variance and covariance components, Biometrics 9 (1953)
226–252).

A reader can be compared with those only to whom the draw links him. In a closed group severe readers and weak
units look the same: severities add up to 0 in every group, whatever its readers are like among all.

Floating point, for these are estimates with an uncertainty of points; no result, grade or award comes from
here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from ..text import N_
from .linear import solve
from .marks import Group, Mark, linked_groups

NEGLIGIBLE: Final = 1e-9  # points²: less is what floating point leaves of 0

CLOSED_GROUPS: Final = N_(
    "The draw falls into groups that share no reader and no unit. How severe the readers of one group are "
    "beside those of another cannot be known."
)
TOO_FEW_MARKS: Final = N_("Too few units were read by several readers to tell how severe somebody is.")
NO_DIFFERENCE: Final = N_("The readers differ no more than chance would have it, so no severity is told.")


@dataclass(frozen=True, slots=True)
class UnitShadow:
    """A unit's mean of marks as given (`raw`) and without the severity of its readers (`shadow`), points."""

    unit: str
    raw: float
    shadow: float

    @property
    def gap(self) -> float:
        """raw − shadow: above 0 the unit met mild readers. A large one calls people (rule 2.6)."""
        return self.raw - self.shadow


@dataclass(frozen=True, slots=True)
class Shadow:
    """What the shadow found.

    `severities`: reader → points given below what others would give, shrunk; below 0 is mild. `units` in
    alphabetical order. `noise` and `readers_spread` are variances in points², None when they cannot be
    known. `why` is empty, or says why every severity is 0.
    """

    severities: Mapping[str, float]
    units: tuple[UnitShadow, ...]
    groups: tuple[Group, ...]
    noise: float | None = None
    readers_spread: float | None = None
    why: str = ""

    @property
    def warning(self) -> str:
        """What a reader of these figures must know first, or nothing."""
        return self.why or (CLOSED_GROUPS if len(self.groups) > 1 else "")


def shadow(marks: Sequence[Mark], ratio: float | None = None) -> Shadow:
    """The severities and shadows of all marks; the same marks in another order bring the same.

    `ratio` is the variance of the noise over that of the readers, 0 or more (0: nothing is shrunk, plain
    least squares); None finds it in the marks. Raises ValueError for a negative ratio.
    """
    if ratio is not None and ratio < 0:
        raise ValueError("a ratio of variances is not negative")
    ordered = sorted(marks)
    groups = linked_groups(ordered)
    severities = dict.fromkeys(sorted({mark.reader for mark in marks}), 0.0)
    noise = spread = None
    why = ""
    if ratio is None:
        noise, spread = _variances(ordered, groups)
        if noise is None or spread is None:
            why = TOO_FEW_MARKS
        elif spread <= NEGLIGIBLE:
            why = NO_DIFFERENCE
        else:
            ratio = noise / spread
    if ratio is not None:
        for equations in _equations(ordered, groups):
            severities |= equations.severities(ratio)
    return Shadow(severities, _units(ordered, severities), groups, noise, spread, why)


@dataclass(frozen=True, slots=True)
class _Equations:
    """The normal equations of one group's readers after the units are absorbed: `left` u = `right`."""

    readers: tuple[str, ...]
    left: list[list[float]]
    right: list[float]

    def severities(self, ratio: float) -> dict[str, float]:
        """Reader → severity: the deviations u with their sign turned, for a severe reader gives less.

        They add up to 0 in the group. Saying so (one more in each cell) changes no solution, and lets plain
        least squares, which leave a constant free, have one.
        """
        left = [
            [value + 1 + (ratio if row == column else 0) for column, value in enumerate(values)]
            for row, values in enumerate(self.left)
        ]
        return {reader: -u for reader, u in zip(self.readers, solve(left, self.right), strict=True)}


def _equations(marks: Sequence[Mark], groups: Sequence[Group]) -> list[_Equations]:
    """left: Z'MZ, right: Z'My, where M takes the mean of its unit out of every mark."""
    rows = defaultdict(list)
    for unit, reader, score in marks:
        rows[unit].append((reader, float(score)))
    found = []
    for group in groups:
        place = {reader: number for number, reader in enumerate(group.readers)}
        left = [[0.0] * len(place) for _ in place]
        right = [0.0] * len(place)
        for unit in group.units:
            middle = fmean(given for _, given in rows[unit])
            for reader, given in rows[unit]:
                right[place[reader]] += given - middle
            counts = Counter(place[reader] for reader, _ in rows[unit])
            for one, often in counts.items():
                left[one][one] += often
                for other, times in counts.items():
                    left[one][other] -= often * times / len(rows[unit])
        found.append(_Equations(group.readers, left, right))
    return found


def _variances(marks: Sequence[Mark], groups: Sequence[Group]) -> tuple[float | None, float | None]:
    """The variances of noise and readers: what fitting the readers after the units takes off the squares,
    against what is left. The second may come out below 0.
    """
    of_readers = sum(len(group.readers) - 1 for group in groups)
    free = len(marks) - sum(len(group.units) for group in groups) - of_readers
    if of_readers < 1 or free < 1:
        return None, None
    equations = _equations(marks, groups)
    taken = -sum(
        severity * right
        for each in equations
        for severity, right in zip(each.severities(0).values(), each.right, strict=True)
    )
    trace = sum(each.left[place][place] for each in equations for place in range(len(each.readers)))
    noise = max(0.0, _within(marks) - taken) / free
    return noise, (taken - noise * of_readers) / trace


def _within(marks: Sequence[Mark]) -> float:
    raw = _raw(marks)
    return sum((float(mark.score) - raw[mark.unit]) ** 2 for mark in marks)


def _raw(marks: Sequence[Mark]) -> dict[str, float]:
    scores = defaultdict(list)
    for mark in marks:
        scores[mark.unit].append(float(mark.score))
    return {unit: fmean(given) for unit, given in scores.items()}


def _units(marks: Sequence[Mark], severities: Mapping[str, float]) -> tuple[UnitShadow, ...]:
    raw = _raw(marks)
    without = defaultdict(list)
    for mark in marks:
        without[mark.unit].append(float(mark.score) + severities[mark.reader])
    return tuple(UnitShadow(unit, raw[unit], fmean(without[unit])) for unit in sorted(raw))
