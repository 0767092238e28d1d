"""Leaving a trace. Every deed calls record(); nothing else writes audit entries."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import Actor
from app.models.audit import AuditEntry

LOG_LOCK = (
    7_017_001  # PostgreSQL's advisory lock of the log; on SQLite the writer already holds the only lock
)


def record(
    session: Session,
    actor: Actor,
    action: Action,
    subject_id: UUID | None,
    *,
    campaign_id: UUID | None = None,
    unit_id: UUID | None = None,
    reason: str = "",
    changes: Mapping[str, tuple[object, object]] | None = None,
    **details: object,
) -> AuditEntry:
    """Append one entry in the transaction of the change.

    `changes` maps a field to (old, new); other keywords are further details. Values become JSON texts.
    """
    entry = AuditEntry(
        sequence=_next(session),
        actor_id=actor.user_id,
        actor_name=actor.name,
        action=action.value,
        subject_id=subject_id,
        campaign_id=campaign_id,
        unit_id=unit_id,
        reason=reason,
        changes={name: [plain(old), plain(new)] for name, (old, new) in (changes or {}).items()},
        details={name: plain(value) for name, value in details.items()},
    )
    session.add(entry)
    session.flush()
    return entry


def difference(record_: object, **new: object) -> dict[str, tuple[object, object]]:
    """Which of the record's attributes would change, as field -> (old, new)."""
    return {name: (old, value) for name, value in new.items() if (old := getattr(record_, name)) != value}


def plain(value: object) -> Any:
    """A value as JSON keeps it: numbers as text, dates in ISO form."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(each) for each in value]
        case _:
            return str(value)


def _next(session: Session) -> Any:
    """The number after the last, read by the insert itself: one statement less on every save.

    The lock is held to the end of the transaction, or of the savepoint it was taken in: it is asked for once.
    """
    held = session.get_nested_transaction() or session.get_transaction()
    if session.get_bind().dialect.name == "postgresql" and session.info.get(LOG_LOCK) is not held:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOG_LOCK})
        session.info[LOG_LOCK] = session.get_nested_transaction() or session.get_transaction()
    return select(func.coalesce(func.max(AuditEntry.sequence), 0) + 1).scalar_subquery()
