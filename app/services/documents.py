"""Asking for papers and handing them out. A paper is made by the worker, never in a request."""

from typing import BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actors import Actor
from app.domain.errors import Conflict
from app.domain.papers import PAPERS
from app.domain.text import N_
from app.models.document import Document
from app.queries import documents
from evidence_store import Digest, EvidenceStore

from . import audit


def ask(
    session: Session,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    *,
    filename: str,
    locale: str = "zh",
    campaign_id: UUID | None = None,
) -> Document:
    """Ask for a paper of `kind` about a thing; one that is being made already is not asked for twice.

    Raises NotFound or NotPermitted.
    """
    paper = PAPERS[kind]
    subject = documents.subject_of(session, kind, subject_id)
    policy.require(actor, paper.action, subject, seen_by=paper.action)
    newest = documents.newest(session, kind, subject_id, locale)
    if newest is not None and newest.state in ("waiting", "working"):
        return newest
    asked = Document(
        kind=kind,
        subject_id=subject_id,
        campaign_id=campaign_id,
        locale=locale,
        filename=filename,
        media_type=paper.media_type,
        asked_by_id=actor.user_id,
    )
    session.add(asked)
    audit.record(
        session,
        actor,
        paper.action,
        subject_id,
        campaign_id=campaign_id,
        unit_id=subject.unit_id,
        paper=kind,
    )
    return asked


def take(
    session: Session, store: EvidenceStore, actor: Actor, document_id: UUID
) -> tuple[Document, BinaryIO]:
    """A finished paper and its bytes, open for reading.

    Raises NotFound, or Conflict while it is being made or when that failed.
    """
    found = documents.standing(session, actor, document_id)
    if found.state == "failed":
        raise Conflict(N_("This paper could not be made. Please ask for it again or call the office."))
    if found.state != "ready":
        raise Conflict(N_("This paper is still being made."))
    return found, store.open(Digest(found.digest))
