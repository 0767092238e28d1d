"""The seal of a submission: the list of all its evidence in one canonical text, and the digest of that text.

The manifest is JSON in one line: keys sorted, no spaces, UTF-8 as it is, pieces in the order of their
numbers, under the number of its FORMAT. The root is the SHA-256 of the manifest's UTF-8 bytes (of the whole
text, no Merkle tree): whoever has the manifest computes it with `sha256sum`. A file stands in it with its own
SHA-256, so that one printed line fixes every byte that was handed in.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from uuid import UUID

from .errors import Sentence, sentence
from .evidence import EvidenceNumber
from .text import N_

FORMAT = 1


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """A piece of evidence as it was handed in. `places` sorted; `digest`, `size` (bytes) and `revision`
    (from 1) of a file; `source` of anything else: the address of a link, where it is kept on site.
    """

    number: str
    title: str
    medium: str
    places: tuple[str, ...]
    filename: str = ""
    digest: str = ""
    size: int = 0
    revision: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All evidence of a submission at one moment."""

    campaign_id: UUID
    submission_id: UUID
    unit: str
    pieces: tuple[SealedPiece, ...]

    def text(self) -> str:
        """The canonical text, alike for alike evidence."""
        ordered = sorted(self.pieces, key=lambda piece: EvidenceNumber.parse(piece.number))
        said = {
            "format": FORMAT,
            "campaign": str(self.campaign_id),
            "submission": str(self.submission_id),
            "unit": self.unit,
            "evidence": [asdict(piece) for piece in ordered],
        }
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def root_of(text: str) -> str:
    """The SHA-256 of a manifest's text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def pieces_in(text: str) -> tuple[SealedPiece, ...]:
    """The pieces of a manifest, by number. Raises ValueError for a text of another format."""
    said = json.loads(text)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ValueError("not a manifest of a known format")
    return tuple(SealedPiece(**{**piece, "places": tuple(piece["places"])}) for piece in said["evidence"])


FIELDS = {
    "title": N_("%(number)s: the title is another."),
    "medium": N_("%(number)s: it is of another kind."),
    "places": N_("%(number)s: it serves other places."),
    "filename": N_("%(number)s: the file has another name."),
    "digest": N_("%(number)s: the file is another."),
    "size": N_("%(number)s: the size is another."),
    "revision": N_("%(number)s: it is another version."),
    "source": N_("%(number)s: the address or the place is another."),
}


def differences(sealed: Iterable[SealedPiece], now: Iterable[SealedPiece]) -> tuple[Sentence, ...]:
    """What differs between a seal and the records as they stand, by number; empty when nothing does."""
    before, after = ({piece.number: piece for piece in each} for each in (sealed, now))
    found = []
    for number in sorted(before.keys() | after.keys(), key=EvidenceNumber.parse):
        old, new = before.get(number), after.get(number)
        if old is None:
            found.append(sentence(N_("%(number)s: added since."), number=number))
        elif new is None:
            found.append(sentence(N_("%(number)s: withdrawn or gone since."), number=number))
        else:
            found += [
                sentence(FIELDS[field.name], number=number)
                for field in fields(SealedPiece)
                if getattr(old, field.name) != getattr(new, field.name)
            ]
    return tuple(found)
