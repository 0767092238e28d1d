"""The life of a paper in the worker: bytes into the store before the row says ready."""

from io import BytesIO
from uuid import UUID

from app.models.document import Document
from app.queries import clock

from .papers import MAKERS
from .surroundings import Surroundings


def begin(surroundings: Surroundings, document_id: UUID) -> list[UUID]:
    """Mark a paper as being made and say which parts it needs, in order; none when it is ready already."""
    with surroundings.transaction() as session:
        document = session.get_one(Document, document_id)
        if document.state == "ready":
            return []
        parts = MAKERS[document.kind].parts(session, document)
        document.state, document.done, document.total = "working", 0, len(parts) + 1
        return list(parts)


def finish(surroundings: Surroundings, document_id: UUID) -> None:
    """Make the paper, keep its bytes, and only then say that it is ready. Making it twice changes nothing.

    The work itself holds no lock: it reads, renders and stores; the row is written in a short transaction.
    """
    with surroundings.reading() as session:
        document = session.get_one(Document, document_id)
        if document.state == "ready":
            return
        content = MAKERS[document.kind].assemble(session, surroundings.store, document)
    digest = surroundings.store.put(BytesIO(content))
    with surroundings.transaction() as session:
        document = session.get_one(Document, document_id)
        document.digest, document.ready_at = digest.hex, clock.now(session)
        document.state, document.done = "ready", document.total
        MAKERS[document.kind].note(session, document)


def count_part(surroundings: Surroundings, document_id: UUID, done: int) -> None:
    """Show how far the work has come."""
    with surroundings.transaction() as session:
        document = session.get_one(Document, document_id)
        document.done = min(done, document.total)


def fail(surroundings: Surroundings, document_id: UUID, failure: str) -> None:
    """Say that the paper could not be made; what went wrong is kept for the operator."""
    with surroundings.transaction() as session:
        document = session.get_one(Document, document_id)
        document.state, document.failure = "failed", failure[:2000]


def make(surroundings: Surroundings, document_id: UUID) -> None:
    """The whole paper at once, parts first: what the worker's workflow does in steps."""
    for position, part in enumerate(begin(surroundings, document_id), start=1):
        make(surroundings, part)
        count_part(surroundings, document_id, position)
    finish(surroundings, document_id)
