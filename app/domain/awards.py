"""Who is a candidate for which award: the highest grade award a unit reaches, other awards besides.

Grade awards name a band; a unit in that band or a better one is a candidate, in the order of the ranking
and up to `max_count`. Awards without a band take the units people proposed. A candidate list is a
proposal: where the framework says `needs_decision`, only the recorded decision makes it an award. Source:
the frameworks' schema §10; the product's rule 2.11.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .errors import Conflict, sentence
from .framework import Framework
from .framework_scale import Award
from .grading import band_order
from .standing import NeedsVote, Standing, share_places
from .text import N_


class Honoured(StrEnum):
    """Whom a certificate names that is not given to a unit."""

    PERSON = "person"
    REVIEWER = "reviewer"


# no framework's award is called so: a code begins with a letter or a digit
PERSON_CODE: Final = "@person"
THANKS_CODE: Final = "@thanks"
ADDRESSES: Final = ("同志", "老师", "教授")


@dataclass(frozen=True, slots=True)
class AwardList:
    """One award's candidates in the order of the ranking; `undecided` are tied across its last places."""

    award: str
    is_grade: bool
    units: tuple[str, ...]
    undecided: tuple[str, ...]
    open_places: int | None


@dataclass(frozen=True, slots=True)
class Awards:
    """The lists in the framework's order, grade awards from the highest; and the votes still needed."""

    lists: tuple[AwardList, ...]

    @property
    def needs_vote(self) -> tuple[NeedsVote, ...]:
        return tuple(
            NeedsVote(found.award, found.open_places or 0, found.undecided)
            for found in self.lists
            if found.undecided
        )

    def of(self, unit: str) -> tuple[str, ...]:
        """The awards a unit is a candidate for: at most one grade award, then the others."""
        return tuple(found.award for found in self.lists if unit in found.units)


def award_candidates(
    framework: Framework,
    standing: Standing,
    *,
    proposed: Mapping[str, Sequence[str]] | None = None,
    passed_over: Collection[tuple[str, str]] = (),
) -> Awards:
    """The candidates of every award.

    `proposed`: award without a band → units proposed, best first. `passed_over`: (award, unit) pairs that
    do not meet the award's own rule (such as “two years running”), as a person recorded. Units whose band
    waits for a vote are candidates for nothing yet. Raises Conflict when more are proposed than
    `max_count`, and KeyError for a proposal to an unknown award or one that goes by band.
    """
    order = band_order(framework)
    graded = [award for award in framework.awards if award.band is not None]
    graded.sort(key=lambda award: order[award.band or ""])  # stable: the framework's order within a band
    lists: list[AwardList] = []
    settled = {unit.unit for unit in standing.units if unit.undecided}
    for award in graded:
        found = _graded(framework, award, standing, settled | {u for a, u in passed_over if a == award.code})
        settled |= {*found.units, *found.undecided}
        lists.append(found)
    free = {award.code: award for award in framework.awards if award.band is None}
    asked = {free[code].code: units for code, units in (proposed or {}).items()}
    lists += [_proposed(award, asked.get(award.code, ())) for award in free.values()]
    return Awards(tuple(lists))


def _graded(framework: Framework, award: Award, standing: Standing, settled: Collection[str]) -> AwardList:
    order = band_order(framework)
    reach = {u.unit for u in standing.units if order[u.band] <= order[award.band or ""]} - set(settled)
    groups = [[r.unit for r in group.units if r.unit in reach] for group in standing.ranked]
    most = len(reach) if award.max_count is None else award.max_count
    shares = share_places([group for group in groups if group], most)
    open_places = None if award.max_count is None else shares.open_places
    return AwardList(award.code, True, shares.placed, shares.undecided, open_places)


def _proposed(award: Award, units: Sequence[str]) -> AwardList:
    if award.max_count is not None and len(units) > award.max_count:
        raise Conflict(
            sentence(
                N_("At most %(most)s can be proposed for this award; there are %(found)s."),
                most=award.max_count,
                found=len(units),
            )
        )
    return AwardList(award.code, False, tuple(units), (), award.max_count and award.max_count - len(units))


def is_participation(award: Award) -> bool:
    """Whether everybody who went through the whole procedure receives it, without a decision on each."""
    return award.band is None and not award.needs_decision


def reaches(framework: Framework, award: Award, band: str) -> bool:
    """Whether a unit in this band may be given the award: an award without a band asks for none."""
    order = band_order(framework)
    return award.band is None or (band in order and order[band] <= order[award.band])


def next_grade_award(framework: Framework, award: Award, band: str) -> Award | None:
    """The next lower grade award a unit in this band reaches when it is passed over for `award`, or None."""
    order = band_order(framework)
    graded = sorted((each for each in framework.awards if each.band), key=lambda each: order[each.band or ""])
    if award not in graded:
        return None
    lower = graded[graded.index(award) + 1 :]
    return next((each for each in lower if reaches(framework, each, band)), None)


ABBREVIATIONS: Final = ("关工委",)  # an official name has none; what follows the name takes their place


def full_name(owner: str, unit: str, ending: str) -> str:
    """A unit's full official name as proposed for its certificate: the owner's name, the unit's, and its
    `ending` in the place of an abbreviation (明德大学关工委, 文学院关工委, 关心下一代工作委员会).
    """
    if ending:
        owner, unit = _unshortened(owner), _unshortened(unit)
    name = unit if unit.startswith(owner) else owner + unit
    return name if name.endswith(ending) else name + ending


def _unshortened(name: str) -> str:
    for short in ABBREVIATIONS:
        name = name.removesuffix(short)
    return name
