"""Office files and the PDFs made of them."""

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.filetypes import KINDS, Shown
from app.models.evidence import EvidenceRevision
from app.models.rendition import Rendition, RenditionState

from . import scans

MOST_ATTEMPTS = 2  # a machine that was too busy gets a second chance
RENDERED = [kind.media_type for kind in KINDS.values() if kind.shown is Shown.RENDITION]


def waiting(session: Session) -> tuple[str, str] | None:
    """Digest and media type of the next file to be rendered, what was never tried first. One statement."""
    row = session.execute(
        select(EvidenceRevision.digest, EvidenceRevision.media_type)
        .outerjoin(Rendition, Rendition.source_digest == EvidenceRevision.digest)
        .where(
            EvidenceRevision.media_type.in_(RENDERED),
            scans.opens(session, EvidenceRevision.digest),
            or_(
                Rendition.id.is_(None),
                and_(Rendition.state == RenditionState.FAILED, Rendition.attempts < MOST_ATTEMPTS),
            ),
        )
        .order_by(func.coalesce(Rendition.attempts, 0), EvidenceRevision.uploaded_at)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.digest, row.media_type)


def made(session: Session) -> list[str]:
    """The digests of all files of which a PDF was made. One statement."""
    return list(
        session.scalars(select(Rendition.source_digest).where(Rendition.state == RenditionState.READY))
    )


def of_source(session: Session, digest: str) -> str | None:
    """The digest of the PDF made of a file, or None where there is none. One statement."""
    return session.scalar(
        select(Rendition.rendition_digest).where(
            Rendition.source_digest == digest, Rendition.state == RenditionState.READY
        )
    )
