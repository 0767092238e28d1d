"""The seals of a submission: what was handed in, fixed each time it was handed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Prose, Short, parent, utc_now


class Seal(Base):
    """The list of all evidence as it was handed in, and the digest of the list. Never changed: corrections
    make a new one. domain/seal.py says what the manifest is.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("submission_id", "ordinal"),)
    submission_id: Mapped[UUID] = parent("submission.id", index=False)
    ordinal: Mapped[int]
    manifest: Mapped[Prose]
    root: Mapped[Short]
    sealed_by_id: Mapped[UUID] = parent("user.id")
    sealed_at: Mapped[datetime] = mapped_column(default=utc_now)
