"""What a window for supplements brought: which criteria have something new before them, and what it is."""

from collections.abc import Iterable, Mapping
from typing import Final

from .evidence import EvidenceNumber
from .seal import SealedPiece

REASON_LIMIT: Final = 300  # characters

Brought = Mapping[str, tuple[str, ...]]
"""By criterion, what is new there: "2.1-03 v2", "2.1-07"; empty where only the answer was changed."""


def brought(
    before: Iterable[SealedPiece],
    after: Iterable[SealedPiece],
    places: Iterable[str],
    answered: Iterable[str] = (),
) -> Brought:
    """What the unit supplemented at each of `places`, between the seal before and what stands now.

    `answered` are the criteria whose answer was changed. A piece is told with its version from the second
    on. Criteria where nothing is new are left out.
    """
    known = {piece.number: piece for piece in before}
    new: dict[str, list[str]] = {place: [] for place in answered}
    for piece in sorted(after, key=lambda each: EvidenceNumber.parse(each.number)):
        old = known.get(piece.number)
        for place in set(places) & set(piece.places):
            if old is None or place not in old.places or piece.revision > old.revision:
                version = f" v{piece.revision}" if piece.revision > 1 else ""
                new.setdefault(place, []).append(f"{piece.number}{version}")
    return {place: tuple(pieces) for place, pieces in sorted(new.items())}
