"""What a refusal leaves behind: its sentence and nothing else; and what a deed leaves: its entry.

with refused(session, Conflict, "This piece is withdrawn already."):
    evidence_changes.withdraw(session, writer, piece.id)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Invalid
from app.models.audit import AuditEntry

WRITING = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def refused(session: Session, kind: type[DomainError], /, *sentences: str, **fields: str) -> Iterator[Any]:
    """The deed inside is refused in exactly these words (`fields`: by field), and has written nothing."""
    session.flush()
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith(WRITING):
            sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        with pytest.raises(kind) as refusal:
            yield refusal
    finally:
        event.remove(engine, "before_cursor_execute", note)
    error = refusal.value
    assert type(error) is kind
    if isinstance(error, Invalid):
        assert {name: str(reason) for name, reason in error.fields.items()} == fields
    elif sentences:
        assert [str(reason) for reason in error.reasons] == list(sentences)
    changed = [each for each in session.dirty if session.is_modified(each)]
    assert (sent, list(session.new), changed, list(session.deleted)) == ([], [], [], [])


def trace(session: Session) -> AuditEntry:
    """The newest entry of the log."""
    return session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()


def traced(session: Session) -> tuple[str, Any, dict[str, Any], dict[str, Any]]:
    """Of the newest entry: the action, whom or what it is about, the changes, the further details."""
    entry = trace(session)
    return entry.action, entry.subject_id, entry.changes, entry.details


def entries(session: Session) -> list[str]:
    """The actions of the log, in their order."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))
