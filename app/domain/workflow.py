"""The procedure as tables: stages, the moves between them, and what must hold before a move.

Read the tables of the procedure package top to bottom: they are the regulation. This module only gives
them their grammar and interprets it. Who may make a move is not decided here but in policy.py.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .errors import Sentence, TransitionRefused
from .text import N_


@dataclass(frozen=True, slots=True)
class Guard:
    """A pure predicate over the facts of a thing, and the sentence told when it does not hold."""

    holds: Callable[[Any], bool]
    otherwise: str
    figures: Callable[[Any], Mapping[str, object]] = lambda _: {}

    def blocker(self, facts: object) -> Sentence | None:
        """The sentence for the person, with its figures, or None when nothing stands in the way."""
        return None if self.holds(facts) else Sentence(self.otherwise, self.figures(facts))


def nothing_left(count: str, otherwise: str) -> Guard:
    """The guard that holds when the count of that name is zero; its sentence has `%(n)s` in it."""
    return Guard(lambda f: not getattr(f, count), otherwise, lambda f: {"n": getattr(f, count)})


REASON_GIVEN = Guard(lambda f: f.reason_given, N_("Please give a reason."))


@dataclass(frozen=True, slots=True)
class Transition:
    """A named move from one of `sources` to `target`, open when every guard holds."""

    name: str
    sources: frozenset[StrEnum]
    target: StrEnum
    guards: tuple[Guard, ...] = ()

    def blockers(self, facts: object) -> list[Sentence]:
        return [blocker for guard in self.guards if (blocker := guard.blocker(facts))]


Table = Mapping[str, Transition]


def move(name: str, sources: StrEnum | Iterable[StrEnum], target: StrEnum, *guards: Guard) -> Transition:
    """One row of a table; a single source may stand alone."""
    found = frozenset({sources}) if isinstance(sources, StrEnum) else frozenset(sources)
    return Transition(name, found, target, guards)


def table(*transitions: Transition) -> dict[str, Transition]:
    """The rows as a table by name. Raises ValueError when a name stands twice."""
    rows = {transition.name: transition for transition in transitions}
    if len(rows) != len(transitions):
        raise ValueError("a transition stands twice in its table")
    return rows


def transitions_from(rows: Table, stage: StrEnum) -> list[Transition]:
    """The moves that start at `stage`, in the table's order."""
    return [transition for transition in rows.values() if stage in transition.sources]


def target_of(rows: Table, name: str, stage: StrEnum, facts: object) -> StrEnum:
    """Where transition `name` leads from `stage`.

    Raises KeyError for a name the table does not hold, and TransitionRefused with every blocker.
    """
    transition = rows[name]
    if stage not in transition.sources:
        raise TransitionRefused(N_("This step is not open at the present stage."))
    if blockers := transition.blockers(facts):
        raise TransitionRefused(*blockers)
    return transition.target
