"""The order of a campaign's units: the basis first, then each tie-breaker in turn, then what people decided.

Units that nothing separates share a rank. Source: the frameworks' schema §9 steps 5 and 8.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .framework import Framework
from .result import UnitResult
from .scoring import half_up

Key = Callable[[UnitResult], Decimal | int | None]

COMMITTEE = "committee"  # the name of the last word, beside the tie-breakers' own names


@dataclass(frozen=True, slots=True)
class BorderVotes:
    """What people decided about units that the figures leave equal.

    `votes`: unit → votes in favour, for the `panel_vote` tie-breaker; it is used only where every unit of the
    tied group has one. `decisions`: each a recorded decision of the committee, its units from the first down.
    """

    votes: Mapping[str, int]
    decisions: Sequence[Sequence[str]] = ()


NO_VOTES = BorderVotes({})


@dataclass(frozen=True, slots=True)
class Ranked:
    """A group of units that nothing separates (usually one) at its `rank` from 1.

    `decided_by` names what separated the group from units equal up to there: a tie-breaker's name, COMMITTEE,
    or "" when the basis alone did.
    """

    rank: int
    units: tuple[UnitResult, ...]
    decided_by: str


def rank(framework: Framework, results: Sequence[UnitResult], votes: BorderVotes = NO_VOTES) -> list[Ranked]:
    """All units from the first down, those that nothing separates together; within a group by unit name.

    With basis `none` all units are one group, unless a tie-breaker or a decision separates them.
    """
    groups = [("", sorted(results, key=lambda result: result.unit))] if results else []
    for name, key in _keys(framework, votes):
        groups = [part for group in groups for part in _split(*group, name, key)]
    groups = [part for group in groups for part in _decide(*group, votes)]
    ranked, place = [], 1
    for decided_by, units in groups:
        ranked.append(Ranked(place, tuple(units), decided_by))
        place += len(units)
    return ranked


def section_value(framework: Framework, result: UnitResult, code: str) -> Decimal:
    """The section's mean; where it did not apply to the unit, the share the unit reached of everything else.

    This is what scaling the total up already means: what does not apply neither helps nor harms.
    """
    figure = next(section for section in result.sections if section.code == code)
    if figure.mean is not None:
        return figure.mean
    return half_up(result.base * figure.max_score / result.base_total, framework.scoring.precision)


def _keys(framework: Framework, votes: BorderVotes) -> list[tuple[str, Key]]:
    basis: dict[str, Key] = {"total_with_bonus": lambda r: r.total, "base_total": lambda r: r.base}
    first: list[tuple[str, Key]] = (
        [] if framework.ranking.basis == "none" else [("", basis[framework.ranking.basis])]
    )
    return first + [(name, _breaker(framework, name, votes)) for name in framework.ranking.tie_breakers]


def _breaker(framework: Framework, name: str, votes: BorderVotes) -> Key:
    kind, _, code = name.partition(":")
    breakers: dict[str, Key] = {
        "base_total": lambda result: result.base,
        "bonus": lambda result: result.bonus.counted,
        "panel_vote": lambda result: votes.votes.get(result.unit),
        "section": lambda result: section_value(framework, result, code),
    }
    return breakers[kind]


def _split(
    decided_by: str, units: list[UnitResult], name: str, key: Key
) -> list[tuple[str, list[UnitResult]]]:
    """The group in parts of equal key, the greatest first; undivided where the key is missing for a unit."""
    values = [(key(unit), unit) for unit in units]
    known = {value for value, _ in values if value is not None}
    if len(known) < 2 or any(value is None for value, _ in values):
        return [(decided_by, units)]
    return [(name, [unit for v, unit in values if v == value]) for value in sorted(known, reverse=True)]


def _decide(
    decided_by: str, units: list[UnitResult], votes: BorderVotes
) -> list[tuple[str, list[UnitResult]]]:
    names = {unit.unit for unit in units}
    for decision in votes.decisions:
        if len(units) > 1 and names <= set(decision):
            ordered = sorted(units, key=lambda unit: list(decision).index(unit.unit))
            return [(COMMITTEE, [unit]) for unit in ordered]
    return [(decided_by, units)]
