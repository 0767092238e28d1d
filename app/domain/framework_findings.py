"""A finding of a check: where, why, and the places it rests on; and walking over what is checked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .document import Path, Reading
from .errors import Sentence, sentence
from .framework import EvidenceRequirement, Framework


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. It is not told when anything in a place it rests on is faulty already,
    nor when what must be given for it to make sense (a list that is referred to) is missing.
    """

    path: Path
    reason: Sentence
    rests_on: tuple[Path, ...]
    given: tuple[Path, ...] = ()

    def resting_on(self, *places: Path) -> "Finding":
        """The same finding, also resting on other places."""
        return replace(self, rests_on=(*self.rests_on, *places))

    def when_given(self, *lists: Path) -> "Finding":
        """The same finding, told only when these lists could be read."""
        return replace(self, given=lists)

    def holds(self, reading: Reading) -> bool:
        """Whether it is worth telling, after what the reading found."""
        places = (reading.places.get(place, place) for place in self.rests_on)
        return all(map(reading.is_sure, places)) and all(map(reading.is_there, self.given))


def finding(path: Path, text: str, **params: object) -> Finding:
    """A finding that rests on its own place only; `text` is marked with N_() where it is written."""
    return Finding(path, sentence(text, **params), (path,))


def evidence_of(framework: Framework) -> Iterator[tuple[Path, EvidenceRequirement]]:
    """Every evidence requirement, of criteria and of bonus items, with its place."""
    for first, section in enumerate(framework.sections):
        for second, criterion in enumerate(section.criteria):
            for third, requirement in enumerate(criterion.evidence):
                yield ("sections", first, "criteria", second, "evidence", third), requirement
    for first, item in enumerate(framework.bonus.items):
        for second, requirement in enumerate(item.evidence):
            yield ("bonus", "items", first, "evidence", second), requirement
