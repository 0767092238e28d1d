"""The audit entries: who did what to what, in order, with old and new values."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Prose, Short, utc_now


class AuditEntry(Base):
    """One deed. Written in the same transaction as the change; never changed or deleted (triggers refuse)."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_campaign_id_sequence", "campaign_id", "sequence"),
        Index("ix_audit_entry_unit_id_sequence", "unit_id", "sequence"),
        Index("ix_audit_entry_subject_id_sequence", "subject_id", "sequence"),
    )
    sequence: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), unique=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[Short]
    action: Mapped[Short]
    subject_id: Mapped[UUID | None]
    campaign_id: Mapped[UUID | None]
    unit_id: Mapped[UUID | None]
    reason: Mapped[Prose] = mapped_column(default="")
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field -> [old, new]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
