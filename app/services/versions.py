"""Comparing the version a person saw with the present one, for records that do not keep who changed them.

Not a deed itself: the deed that calls has asked the policy.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import StaleVersion, Theirs
from app.models.audit import AuditEntry
from app.queries import clock


def require_seen(
    session: Session, subject_id: UUID, *, seen: int, current: int, differences: Sequence[Theirs] = ()
) -> None:
    """Raises StaleVersion, with who changed the record last and when: the log knows."""
    if seen == current:
        return
    last = session.execute(
        select(AuditEntry.actor_name, AuditEntry.at)
        .where(AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    raise StaleVersion(
        who=last.actor_name if last else "",
        at=last.at if last else clock.now(session),
        version=current,
        differences=differences,
    )
