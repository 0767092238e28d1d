"""The versions of a file of evidence, each with what the virus check says of it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Sentence
from app.domain.scan import ScanState, closed
from app.models.account import User
from app.models.evidence import Evidence, EvidenceRevision

from . import scans

MOST = 20  # pieces of one unit with one content


class Revision(NamedTuple):
    """One version of a file."""

    ordinal: int
    digest: str
    filename: str
    media_type: str
    size: int
    pages: int | None
    reason: str
    uploaded_at: datetime
    uploaded_by: str
    scan: ScanState

    @property
    def closed(self) -> Sentence | None:
        """Why nobody can open it, None when it opens."""
        return closed(self.scan)


def of(session: Session, evidence_id: UUID) -> list[Revision]:
    """Every version of a file, the newest first. One statement."""
    rows = session.execute(
        select(
            EvidenceRevision.ordinal,
            EvidenceRevision.digest,
            EvidenceRevision.filename,
            EvidenceRevision.media_type,
            EvidenceRevision.size,
            EvidenceRevision.pages,
            EvidenceRevision.reason,
            EvidenceRevision.uploaded_at,
            User.name,
            scans.state(session, EvidenceRevision.digest),
        )
        .join(User, User.id == EvidenceRevision.uploaded_by_id)
        .where(EvidenceRevision.evidence_id == evidence_id)
        .order_by(EvidenceRevision.ordinal.desc())
    )
    return [Revision._make(row) for row in rows]


def pieces_with(session: Session, unit_id: UUID, digest: str, size: int) -> list[UUID]:
    """The unit's pieces, of any year, that have this content as a version and open. One statement."""
    wanted = (
        select(Evidence.id)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .where(
            Evidence.unit_id == unit_id,
            EvidenceRevision.digest == digest,
            EvidenceRevision.size == size,
            scans.opens(session, EvidenceRevision.digest),
        )
        .limit(MOST)
    )
    return list(session.scalars(wanted))
