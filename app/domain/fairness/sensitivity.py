"""Would a grade or an award change if one reader were replaced? Everything is computed anew, nothing is kept.

Each reader is taken out in two ways: left out, and replaced by the mean of the unit's other readers of the
same panel (of all others where the panel has no other). The first asks how much hangs on this reader, the
second does so with as many reviews as before, so that trimming and panel weights stay. Results, quota and
awards come from result.py, standing.py and awards.py: no formula is written twice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import mean

from ..awards import award_candidates
from ..framework import Framework
from ..panel import SubmittedReview
from ..ranking import NO_VOTES, BorderVotes
from ..result import UnitRecord, UnitResult, unit_result
from ..scoring import decimal
from ..standing import standing


class Way(StrEnum):
    """How a reader is taken out."""

    LEFT_OUT = "left_out"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided after the figures; it stays when a reader is replaced (see awards.py)."""

    votes: BorderVotes = NO_VOTES
    proposed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    passed_over: Collection[tuple[str, str]] = ()


NOTHING_DECIDED = Decided()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands: base score and total as rounded for the result, band after the quota, awards.

    `undecided`: it is tied across the last place of its band, and people must vote.
    """

    base: Decimal
    total: Decimal
    band: str
    awards: tuple[str, ...]
    undecided: bool

    def differs(self, other: "Place") -> bool:
        """Whether grade or award differ; other points alone are no difference."""
        return (self.band, self.awards, self.undecided) != (other.band, other.awards, other.undecided)


@dataclass(frozen=True, slots=True)
class Move:
    """A unit whose grade or award would be another; it need not be one that the reader has read."""

    unit: str
    before: Place
    after: Place


@dataclass(frozen=True, slots=True)
class Swing:
    """What taking one reader out in one way would change.

    `alone`: units that nobody else has read, left as they are, for nobody can say.
    """

    reader: str
    way: Way
    moves: tuple[Move, ...]
    alone: tuple[str, ...]


def sensitivity(
    framework: Framework,
    records: Sequence[UnitRecord],
    readers: Mapping[str, Mapping[str, str]],
    decided: Decided = NOTHING_DECIDED,
) -> tuple[Swing, ...]:
    """For every reader and both ways what would change; a reader without moves changed nothing.

    `records`: all units with a result; `readers`: reader → unit → the key of the review there. Costs one
    standing of all units for each reader and way. Raises KeyError for a unit or a review that is not there,
    and what `unit_result` raises for a unit without a result.
    """
    by_unit = {record.unit: record for record in records}
    results = {unit: unit_result(framework, record, 1) for unit, record in by_unit.items()}
    before = _places(framework, results, decided)
    return tuple(
        _swing(framework, reader, way, {unit: (by_unit[unit], key) for unit, key in read.items()},
               results, before, decided)
        for reader, read in readers.items()
        for way in Way
    )  # fmt: skip


def taken_out(record: UnitRecord, key: str, way: Way) -> UnitRecord | None:
    """The record of a unit without this review, or with the others' mean in its place; None when there is no
    other. Raises KeyError when the unit has no such review.
    """
    gone = {review.key: review for review in record.reviews}[key]
    others = [review for review in record.reviews if review.key != key]
    if not others:
        return None
    if way is Way.LEFT_OUT:
        return replace(record, reviews=others)
    stand_in = _mean_of([review for review in others if review.panel == gone.panel] or others, gone)
    return replace(record, reviews=[stand_in if review is gone else review for review in record.reviews])


def _mean_of(others: Sequence[SubmittedReview], gone: SubmittedReview) -> SubmittedReview:
    """A review with the mean of the others' scores; not applicable where all of them say so."""
    given = {code: [each.scores[code] for each in others] for code in gone.scores}
    return replace(gone, scores={code: _mean(scores) for code, scores in given.items()})


def _mean(scores: Sequence[Decimal | None]) -> Decimal | None:
    scored = [Fraction(score) for score in scores if score is not None]
    return decimal(mean(scored)) if scored else None


def _swing(
    framework: Framework, reader: str, way: Way, read: Mapping[str, tuple[UnitRecord, str]],
    results: Mapping[str, UnitResult], before: Mapping[str, Place], decided: Decided,
) -> Swing:  # fmt: skip
    changed = {unit: taken_out(record, key, way) for unit, (record, key) in read.items()}
    anew = {unit: unit_result(framework, record, 1) for unit, record in changed.items() if record}
    after = _places(framework, {**results, **anew}, decided)
    return Swing(
        reader,
        way,
        tuple(_moves(before, after)),
        tuple(unit for unit, record in changed.items() if record is None),
    )


def _moves(before: Mapping[str, Place], after: Mapping[str, Place]) -> Iterator[Move]:
    for unit, place in after.items():
        if place.differs(before[unit]):
            yield Move(unit, before[unit], place)


def _places(framework: Framework, results: Mapping[str, UnitResult], decided: Decided) -> dict[str, Place]:
    standings = standing(framework, list(results.values()), decided.votes)
    awards = award_candidates(
        framework, standings, proposed=decided.proposed, passed_over=decided.passed_over
    )
    return {
        each.unit: Place(
            results[each.unit].base,
            results[each.unit].total,
            each.band,
            awards.of(each.unit),
            each.undecided,
        )
        for each in standings.units
    }
