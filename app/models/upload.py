"""Uploads under way: a file that comes in pieces, until it is claimed as evidence or its day has passed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Prose, Short, parent


class Upload(Base):
    """One file on its way. `began_at` is committed before its first byte: begun in time, it counts."""

    __tablename__ = "upload"
    __table_args__ = (CheckConstraint("length >= 0", name="length"),)
    user_id: Mapped[UUID] = parent("user.id")
    submission_id: Mapped[UUID] = parent("submission.id")
    criterion: Mapped[Short]  # where it is for, as a link of evidence names it
    requirement: Mapped[int]
    filename: Mapped[Prose]  # exactly as it was called
    told: Mapped[Prose]  # what the client said of it, given back as it came (tus Upload-Metadata)
    length: Mapped[int] = mapped_column(BigInteger)
    staged: Mapped[Prose] = mapped_column(default="")  # its name in the store, while it is not finished
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    held_until: Mapped[datetime | None]  # one writer at a time; a writer that died lets go by itself
    digest: Mapped[Short | None]  # of the whole, once it is finished
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    claimed_at: Mapped[datetime | None]
