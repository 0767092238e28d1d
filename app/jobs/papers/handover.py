"""交接单 (PROCESS §4.20): what is open, what was done, by whom a role is handed to whom."""

from sqlalchemy.orm import Session

from app.domain.vocabulary import name_of
from app.models.document import Document
from app.queries import clock, handovers
from app.reporting.documents.rendering import pdf
from app.reporting.documents.unit import HandOver, OpenTask
from app.reporting.documents.wording import translator
from evidence_store import EvidenceStore


def form(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The form as it stands: the places to sign stay open until somebody has confirmed."""
    row, say = handovers.handover(session, document.subject_id), translator(document.locale)
    return pdf(
        HandOver(
            generated_at=clock.now(session),
            language=document.locale,
            unit=row.unit,
            campaign="",
            version="1",
            number=row.number,
            role=say(name_of(row.role)),
            from_person=row.from_person,
            to_person=row.to_person,
            effective=row.on,
            tasks=tuple(OpenTask(task=line) for line in _lines(row.open_tasks)),
            done=_lines(row.done_tasks),
            confirmed_from=row.from_confirmed_at,
            confirmed_to=row.to_confirmed_at,
            confirmed_by_coordinator=row.office_confirmed_at,
        )
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
