"""Where each unit stands among the others: rank, the places of bands with a quota, who must be voted on.

Bands are filled from the top. What a band has no place for moves to `overflow_to` with a note, and counts
there when that band has a quota of its own. A tie across the last place is never settled by the program:
it names the units, and people vote. Units that are exempt or withdrawn have no result and so are not in
the quota base. Source: the frameworks' schema §9 steps 7–8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Final

from .framework import Framework
from .framework_scale import GradeBand
from .grading import band_order
from .ranking import NO_VOTES, BorderVotes, Ranked, rank
from .result import UnitResult
from .text import N_

QUOTA_NOTE: Final = N_("Because of the quota")
FEW_UNITS: Final = 2
FEW_UNITS_WARNING: Final = N_(
    "With so few units a quota and a ranking say little, and readers can be guessed. "
    "Consider publishing the grades without them."
)
QUOTA_ROUNDINGS: Final = {"floor": ROUND_FLOOR}


@dataclass(frozen=True, slots=True)
class QuotaMove:
    """A unit moved from one band to a lower one; `note` is a message id to be told."""

    from_band: str
    to_band: str
    note: str = QUOTA_NOTE


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit among the others.

    `rank` from 1, None where the framework ranks nobody; `tied_with` are the others of the same rank;
    `candidate` is the band before the quota, `band` after it. While `undecided`, `band` is the one voted on.
    """

    unit: str
    rank: int | None
    tied_with: tuple[str, ...]
    decided_by: str
    candidate: str
    band: str
    moves: tuple[QuotaMove, ...] = ()
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class QuotaFigures:
    """How the places of one band were given: `places` = floor(`ratio` × `base`), at least 1 if any
    reached it.
    """

    band: str
    ratio: Decimal
    base: int
    places: int
    reached: tuple[str, ...]
    placed: tuple[str, ...]
    moved: tuple[str, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedsVote:
    """Units tied across the last `places` places of a band or an award (`of`): people must vote."""

    of: str
    places: int
    units: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """All units from the first down, the quotas from the top down, the votes still needed, and warnings."""

    units: tuple[UnitStanding, ...]
    ranked: tuple[Ranked, ...]
    quotas: tuple[QuotaFigures, ...]
    needs_vote: tuple[NeedsVote, ...]
    warnings: tuple[str, ...]

    def of(self, unit: str) -> UnitStanding:
        """One unit's standing. Raises KeyError for a unit without a result."""
        return self._by_unit[unit]

    @cached_property
    def _by_unit(self) -> dict[str, UnitStanding]:
        return {standing.unit: standing for standing in self.units}


@dataclass(frozen=True, slots=True)
class Shares:
    """Places given to ranked groups: who has one, who has none, who is tied across the last ones."""

    placed: tuple[str, ...]
    left: tuple[str, ...]
    undecided: tuple[str, ...]
    open_places: int


def standing(framework: Framework, results: Sequence[UnitResult], votes: BorderVotes = NO_VOTES) -> Standing:
    """The standing of all units with a result (no unit twice, none exempt or withdrawn).

    Raises ValueError for a unit given twice.
    """
    if len({result.unit for result in results}) != len(results):
        raise ValueError("a unit stands twice among the results")
    ranked = rank(framework, results, votes)
    bands = {result.unit: result.grading.band for result in results}
    moves: dict[str, list[QuotaMove]] = {result.unit: [] for result in results}
    quotas = []
    for band in framework.grade_bands:
        if band.quota_ratio is not None:
            quota = _fill(band, ranked, bands, len(results))
            quotas.append(quota)
            for unit in quota.moved:
                target = _overflow(framework, band)
                bands[unit] = target
                moves[unit].append(QuotaMove(band.code, target))
    undecided = {unit for quota in quotas for unit in quota.undecided}
    return Standing(
        units=tuple(_units(framework, ranked, bands, moves, undecided)),
        ranked=tuple(ranked),
        quotas=tuple(quotas),
        needs_vote=tuple(
            NeedsVote(quota.band, quota.places - len(quota.placed), quota.undecided)
            for quota in quotas
            if quota.undecided
        ),
        warnings=(FEW_UNITS_WARNING,) if 0 < len(results) <= FEW_UNITS and quotas else (),
    )


def places_for(band: GradeBand, base: int, reached: int) -> int:
    """The places of a band with a quota: ratio × `base` units rounded as the band says, at least 1
    if reached.
    """
    ratio = band.quota_ratio or Decimal(0)
    places = int((ratio * base).to_integral_value(QUOTA_ROUNDINGS[band.quota_rounding or "floor"]))
    return max(places, 1) if reached else places


def share_places(groups: Sequence[Sequence[str]], places: int) -> Shares:
    """Give `places` to `groups` of equal units, best first; a group that does not fit whole is undecided."""
    placed: list[str] = []
    left: list[str] = []
    undecided: list[str] = []
    for group in groups:
        free = places - len(placed)
        if undecided or free == 0:
            left += group
        elif len(group) <= free:
            placed += group
        else:
            undecided += group
    return Shares(tuple(placed), tuple(left), tuple(undecided), places - len(placed))


def _fill(band: GradeBand, ranked: Sequence[Ranked], bands: dict[str, str], base: int) -> QuotaFigures:
    groups = [[r.unit for r in group.units if bands[r.unit] == band.code] for group in ranked]
    reached = tuple(unit for group in groups for unit in group)
    places = places_for(band, base, len(reached))
    shares = share_places([group for group in groups if group], places)
    return QuotaFigures(
        band=band.code,
        ratio=band.quota_ratio or Decimal(0),
        base=base,
        places=places,
        reached=reached,
        placed=shares.placed,
        moved=shares.left,
        undecided=shares.undecided,
    )


def _overflow(framework: Framework, band: GradeBand) -> str:
    """The band that takes what this one has no place for; it must lie lower, so that filling
    downwards ends.
    """
    order = band_order(framework)
    if band.overflow_to is None or order[band.overflow_to] <= order[band.code]:
        raise ValueError(f"band {band.code} has a quota but no lower band to move to")
    return band.overflow_to


def _units(
    framework: Framework,
    ranked: Sequence[Ranked],
    bands: dict[str, str],
    moves: dict[str, list[QuotaMove]],
    undecided: set[str],
) -> list[UnitStanding]:
    ranks = framework.ranking.basis != "none"
    return [
        UnitStanding(
            unit=result.unit,
            rank=group.rank if ranks else None,
            tied_with=tuple(r.unit for r in group.units if r is not result) if ranks else (),
            decided_by=group.decided_by,
            candidate=result.grading.band,
            band=bands[result.unit],
            moves=tuple(moves[result.unit]),
            undecided=result.unit in undecided,
        )
        for group in ranked
        for result in group.units
    ]
