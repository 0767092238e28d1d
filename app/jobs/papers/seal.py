"""The proof of the seals: every sealed file is read again, and what came of it is written down."""

from sqlalchemy.orm import Session

from app.domain.errors import Sentence
from app.models.document import Document
from app.queries import clock, seals, submissions
from app.reporting.documents import pdf, translator
from app.reporting.documents.submission import ProvenSeal, SealProof
from evidence_store import EvidenceStore

from .submission import seal_line


def proof(session: Session, store: EvidenceStore, document: Document) -> bytes:
    """Reads every file of every seal from the store: for the worker, who has the time, never a request."""
    standing = submissions.unasked(session, document.subject_id)
    say = translator(document.locale)

    def told(sentences: tuple[Sentence, ...]) -> tuple[str, ...]:
        return tuple(say(each.text) % each.params for each in sentences)

    return pdf(
        SealProof(
            generated_at=clock.now(session),
            language=document.locale,
            unit=standing.submission.unit_name,
            campaign=standing.campaign.title,
            version=standing.framework.version,
            proven=tuple(
                ProvenSeal(
                    seal=seal_line(each.seal),
                    files=each.files,
                    faults=told(each.faults),
                    changes=told(each.changes),
                )
                for each in seals.prove(session, store, standing.submission)
            ),
        )
    )
