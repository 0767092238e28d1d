"""The draw: who reads which unit. Everyone can run it again from the published record.

How it works. Every pair of a unit and a reviewer draws a lot: the SHA-256 of the seed, the attempt and
the two ids. In each panel the units with the fewest possible readers come first; each takes the permitted
readers with the fewest units so far, the smaller lot deciding between equals. Where nobody is left, a
reader is asked to hand a unit on to another (as in Kuhn's matching). At the end units are moved from readers
with many to readers with few until no load differs by more than one, where that can be reached. If
something is still missing, the next attempt draws other lots; the best attempt counts.

Never: a reader of the own unit or with a conflict, two whose units would read each other, more units than
the reader's limit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from json import dumps
from typing import Final

ATTEMPTS: Final = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be drawn: `home` is the unit he or she belongs to ("" from outside)."""

    id: str
    home: str = ""
    limit: int = 8


@dataclass(frozen=True, slots=True)
class PanelInput:
    """A panel: who sits in it, and how many of them read each unit."""

    id: str
    readers: tuple[Reader, ...]
    per_unit: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit and its reader in a panel."""

    panel: str
    unit: str
    reader: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides a draw: ids of units, the panels, who must not read whom, what stands already."""

    units: tuple[str, ...]
    panels: tuple[PanelInput, ...]
    conflicts: frozenset[tuple[str, str]] = frozenset()  # (reader, unit)
    standing: frozenset[Pair] = frozenset()

    @property
    def digest(self) -> str:
        """SHA-256 of the inputs in one fixed order: the same inputs, the same digest."""
        known = {
            "units": sorted(self.units),
            "panels": [
                {"id": each.id, "per_unit": each.per_unit,
                 "readers": sorted((asdict(reader) for reader in each.readers), key=lambda r: r["id"])}
                for each in sorted(self.panels, key=lambda panel: panel.id)
            ],
            "conflicts": sorted(self.conflicts),
            "standing": sorted((pair.panel, pair.unit, pair.reader) for pair in self.standing),
        }  # fmt: skip
        return sha256(dumps(known, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Shortage:
    """A unit that lacks readers in a panel, and why each member could not be drawn."""

    panel: str
    unit: str
    missing: int
    own: int = 0
    conflicted: int = 0
    swapping: int = 0
    full: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a draw brought: new pairs, loads of everybody after it, and what is still missing."""

    pairs: tuple[Pair, ...]
    loads: Mapping[str, int]
    shortages: tuple[Shortage, ...] = ()
    spread: int = 0  # the greatest load less the smallest, in the least even panel
    attempt: int = 0

    @property
    def complete(self) -> bool:
        return not self.shortages


def lot(seed: str, *parts: object) -> str:
    """The lot of a pair: the SHA-256 of seed and parts, in hexadecimal."""
    return sha256("|".join([seed, *map(str, parts)]).encode()).hexdigest()


def draw(inputs: Inputs, seed: str) -> Outcome:
    """Fill every panel of every unit as far as it goes; the same inputs and seed give the same outcome."""
    best = _Board(inputs, f"{seed}#0").run(0)
    for attempt in range(1, ATTEMPTS):
        if _worth(best) <= (_unavoidable(inputs), 1):
            break
        best = min(best, _Board(inputs, f"{seed}#{attempt}").run(attempt), key=_worth)
    return best


def _unavoidable(inputs: Inputs) -> int:
    """How many readers lack however the lots fall: more are asked for than there is room."""
    units = len(inputs.units)
    rooms = (sum(min(each.limit, units) for each in panel.readers) for panel in inputs.panels)
    return sum(max(0, units * p.per_unit - room) for p, room in zip(inputs.panels, rooms, strict=True))


def _worth(outcome: Outcome) -> tuple[int, int]:
    return sum(each.missing for each in outcome.shortages), max(outcome.spread, 1)


def pseudonyms(seed: str, unit: str, readers: Iterable[str]) -> dict[str, int]:
    """专家1…n of a unit: the readers in the order of their lots, another order in every unit."""
    ordered = sorted(readers, key=lambda reader: lot(seed, "pseudonym", unit, reader))
    return {reader: number for number, reader in enumerate(ordered, start=1)}


@dataclass
class _Board:
    """One attempt: who reads what so far."""

    inputs: Inputs
    seed: str
    readers_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    units_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    placed: set[Pair] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.people = {each.id: each for panel in self.inputs.panels for each in panel.readers}
        self.homes = defaultdict(set)
        for each in self.people.values():
            if each.home:
                self.homes[each.home].add(each.id)
        for pair in self.inputs.standing:
            self._take(pair)

    def run(self, attempt: int) -> Outcome:
        shortages: list[Shortage] = []
        for panel in sorted(self.inputs.panels, key=lambda each: (len(each.readers), each.id)):
            shortages += self._fill(panel)
            self._level(panel)
        new = sorted(
            self.placed - self.inputs.standing, key=lambda pair: (pair.unit, pair.panel, pair.reader)
        )
        loads = {each: len(self.units_of[each]) for each in self.people}
        of_panels = [[loads[each.id] for each in panel.readers] for panel in self.inputs.panels]
        spread = max((max(of) - min(of) for of in of_panels if of), default=0)
        return Outcome(tuple(new), loads, tuple(shortages), spread, attempt)

    # what is permitted

    def _may(self, unit: str, reader: str) -> bool:
        """Whether the reader may read the unit, load aside."""
        person = self.people[reader]
        return (
            person.home != unit
            and (reader, unit) not in self.inputs.conflicts
            and reader not in self.readers_of[unit]
            and not self._swaps(unit, person)
        )

    def _swaps(self, unit: str, person: Reader) -> bool:
        """Whether somebody of that unit reads the unit of this person."""
        return bool(person.home) and bool(self.homes[unit] & self.readers_of[person.home])

    def _full(self, reader: str) -> bool:
        return len(self.units_of[reader]) >= self.people[reader].limit

    # the steps

    def _fill(self, panel: PanelInput) -> list[Shortage]:
        open_to = {
            unit: sum(self._may(unit, each.id) for each in panel.readers) for unit in self.inputs.units
        }
        order = sorted(self.inputs.units, key=lambda unit: (open_to[unit], lot(self.seed, panel.id, unit)))
        for _ in range(panel.per_unit):
            for unit in order:
                if self._count(panel, unit) < panel.per_unit:
                    self._place(panel, unit, set())
        return [self._shortage(panel, unit) for unit in order if self._count(panel, unit) < panel.per_unit]

    def _place(self, panel: PanelInput, unit: str, asked: set[str]) -> bool:
        """Find a reader for the unit; a full one may hand one of the units on. False when nobody is left."""
        for reader in self._candidates(panel, unit):
            if not self._full(reader):
                self._take(Pair(panel.id, unit, reader))
                return True
        for reader in self._candidates(panel, unit):
            if reader in asked:
                continue
            asked.add(reader)
            for other in self._movable(panel, reader):
                self._leave(Pair(panel.id, other, reader))
                self._take(Pair(panel.id, unit, reader))
                if self._place(panel, other, asked):
                    return True
                self._leave(Pair(panel.id, unit, reader))
                self._take(Pair(panel.id, other, reader))
        return False

    def _level(self, panel: PanelInput) -> None:
        """Move units from readers with many to readers with few, while that makes it more even."""
        while any(
            self._hand_on(panel, reader, len(self.units_of[reader]) - 2, set())
            for reader in self._by_load(panel)
        ):
            continue

    def _hand_on(self, panel: PanelInput, giver: str, goal: int, asked: set[str]) -> bool:
        """Hand a unit of `giver` to somebody with at most `goal`, or through somebody in between."""
        asked.add(giver)
        for unit in self._movable(panel, giver):
            self._leave(Pair(panel.id, unit, giver))
            for taker in self._candidates(panel, unit):
                if taker in asked:
                    continue
                light = len(self.units_of[taker]) <= goal
                self._take(Pair(panel.id, unit, taker))
                if light and not self._over(taker):
                    return True
                if self._hand_on(panel, taker, goal, asked):
                    return True
                self._leave(Pair(panel.id, unit, taker))
            self._take(Pair(panel.id, unit, giver))
        return False

    # the board itself

    def _candidates(self, panel: PanelInput, unit: str) -> list[str]:
        """Who may read the unit, the least busy first, lots between equals."""
        return sorted(
            (each.id for each in panel.readers if self._may(unit, each.id)),
            key=lambda reader: (len(self.units_of[reader]), lot(self.seed, panel.id, unit, reader)),
        )

    def _by_load(self, panel: PanelInput) -> list[str]:
        return sorted(
            (each.id for each in panel.readers),
            key=lambda reader: (-len(self.units_of[reader]), lot(self.seed, panel.id, reader)),
        )

    def _movable(self, panel: PanelInput, reader: str) -> list[str]:
        """The units of a reader in this panel that were drawn and not given by hand."""
        pairs = (Pair(panel.id, unit, reader) for unit in self.units_of[reader])
        return sorted(
            (pair.unit for pair in pairs if pair in self.placed and pair not in self.inputs.standing),
            key=lambda unit: lot(self.seed, "move", panel.id, unit, reader),
        )

    def _over(self, reader: str) -> bool:
        return len(self.units_of[reader]) > self.people[reader].limit

    def _count(self, panel: PanelInput, unit: str) -> int:
        return sum(Pair(panel.id, unit, reader) in self.placed for reader in self.readers_of[unit])

    def _take(self, pair: Pair) -> None:
        self.placed.add(pair)
        self.readers_of[pair.unit].add(pair.reader)
        self.units_of[pair.reader].add(pair.unit)

    def _leave(self, pair: Pair) -> None:
        self.placed.discard(pair)
        self.readers_of[pair.unit].discard(pair.reader)
        self.units_of[pair.reader].discard(pair.unit)

    def _shortage(self, panel: PanelInput, unit: str) -> Shortage:
        """Why a unit has too few readers: each member of the panel is counted once."""
        why: dict[str, int] = defaultdict(int)
        for each in panel.readers:
            if each.id in self.readers_of[unit]:
                continue
            if each.home == unit:
                why["own"] += 1
            elif (each.id, unit) in self.inputs.conflicts:
                why["conflicted"] += 1
            elif self._swaps(unit, each):
                why["swapping"] += 1
            else:
                why["full"] += 1
        return Shortage(panel.id, unit, panel.per_unit - self._count(panel, unit), **why)
