"""Seals as pages and commands read them, and the proof: records and files held against what was sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Sentence, sentence
from app.domain.seal import Manifest, SealedPiece, differences, pieces_in, root_of
from app.domain.text import N_
from app.models.account import User
from app.models.seal import Seal
from app.models.submission import Submission
from evidence_store import Digest, EvidenceCorrupt, EvidenceMissing, EvidenceStore

from . import evidence


class SealRow(NamedTuple):
    """One seal."""

    ordinal: int
    root: str
    sealed_at: datetime
    sealed_by: str
    manifest: str

    @property
    def pieces(self) -> tuple[SealedPiece, ...]:
        return pieces_in(self.manifest)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of the proof of one seal: faults of its list or files, and what the records say otherwise."""

    seal: SealRow
    files: int  # read again, byte by byte
    faults: tuple[Sentence, ...]
    changes: tuple[Sentence, ...]  # of the newest seal only: an older one was replaced by a correction

    @property
    def holds(self) -> bool:
        """Whether every file is the one that was handed in."""
        return not self.faults


def of_submission(session: Session, submission_id: UUID) -> list[SealRow]:
    """Every seal, the newest first. One statement."""
    rows = session.execute(
        select(Seal.ordinal, Seal.root, Seal.sealed_at, User.name, Seal.manifest)
        .join(User, User.id == Seal.sealed_by_id)
        .where(Seal.submission_id == submission_id)
        .order_by(Seal.ordinal.desc())
    )
    return [SealRow(*row) for row in rows]


def newest(session: Session, submission_id: UUID) -> SealRow | None:
    """The seal that counts now, or None. One statement."""
    return next(iter(of_submission(session, submission_id)), None)


def manifest(session: Session, submission: Submission) -> Manifest:
    """All evidence of a submission as the records say it now. Two statements."""
    rows = evidence.standing(session, submission.id)
    return Manifest(
        campaign_id=submission.campaign_id,
        submission_id=submission.id,
        unit=submission.unit_name,
        pieces=tuple(_piece(row) for row in rows),
    )


def changes(session: Session, submission: Submission, seal: SealRow) -> tuple[Sentence, ...]:
    """What the records say otherwise than a seal. Two statements."""
    return differences(seal.pieces, manifest(session, submission).pieces)


def prove(session: Session, store: EvidenceStore, submission: Submission) -> list[Proof]:
    """Hold every seal of a submission against its own root and the files in the store, read byte by byte, and
    the newest against the records. The newest first; a file in several seals is read once.
    """
    read: dict[tuple[str, int], str | None] = {}
    proofs = []
    for position, seal in enumerate(of_submission(session, submission.id)):
        if root_of(seal.manifest) != seal.root:
            fault = sentence(N_("The list itself was changed: it no longer gives the sealed digest."))
            proofs.append(Proof(seal, 0, (fault,), ()))
            continue
        sealed = [piece for piece in seal.pieces if piece.digest]
        faults = []
        for piece in sealed:
            key = piece.digest, piece.size
            if key not in read:
                read[key] = _fault(store, piece)
            if words := read[key]:
                faults.append(sentence(words, number=piece.number, file=piece.filename))
        since = () if position else changes(session, submission, seal)
        proofs.append(Proof(seal, len(sealed), tuple(faults), since))
    return proofs


def _fault(store: EvidenceStore, piece: SealedPiece) -> str | None:
    """What is wrong with the kept bytes of a sealed file, None when nothing is."""
    digest = Digest.parse(piece.digest)
    try:
        store.verify(digest)
        size = store.size(digest)
    except EvidenceMissing:
        return N_("%(number)s %(file)s: the file is missing.")
    except EvidenceCorrupt:
        return N_("%(number)s %(file)s: the kept bytes are not those that were handed in.")
    return None if size == piece.size else N_("%(number)s %(file)s: the size is not the sealed one.")


def _piece(row: evidence.EvidenceRow) -> SealedPiece:
    return SealedPiece(
        number=row.number,
        title=row.title,
        medium=row.medium.value,
        places=tuple(sorted(use.place for use in row.uses)),
        filename=row.filename or "",
        digest=row.digest or "",
        size=row.size or 0,
        revision=row.revision_count,
        source=row.url or " · ".join(filter(None, (row.place, row.keeper))),
    )
