"""Parcels: a ZIP with the files of many criteria on its way to become evidence, file by file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.parcel import ParcelState

from .base import Base, Prose, Short, one_of, parent


class Parcel(Base):
    """A ZIP and who gave it. `began_at` lies before its first byte: begun in time, its files count."""

    __tablename__ = "parcel"
    submission_id: Mapped[UUID] = parent("submission.id")
    made_by_id: Mapped[UUID] = parent("user.id")
    digest: Mapped[Short]
    filename: Mapped[Prose]
    began_at: Mapped[datetime]
    given_at: Mapped[datetime | None]  # when its owner said what belongs where
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ParcelFile(Base):
    """One file of it: where it goes, and what became of it."""

    __tablename__ = "parcel_file"
    __table_args__ = (
        UniqueConstraint("parcel_id", "position"),
        CheckConstraint("(state = 'given') = (evidence_id IS NOT NULL)", name="given_is_evidence"),
        Index("ix_parcel_file_state", "state"),
    )
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcel.id", ondelete="CASCADE"))
    position: Mapped[int]  # in the directory of the ZIP
    path: Mapped[Prose]  # folders and name as its owner reads them
    size: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[Short] = mapped_column(default="")
    state: Mapped[ParcelState] = mapped_column(one_of(ParcelState), default=ParcelState.OFFERED)
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    refusal: Mapped[Prose] = mapped_column(default="")  # a message id, with its parameters beside it
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
