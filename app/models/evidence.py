"""Evidence: a file or link once, for many criteria; its revisions by digest."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.evidence import Visibility

from .base import Base, Line, Prose, Short, one_of, parent, utc_now


class Medium(StrEnum):
    FILE = "file"
    LINK = "link"
    ON_SITE = "on_site"  # 现场备查: place and keeper instead of a file


class Evidence(Base):
    """One piece of evidence of a unit. `number` (2.1-03) is permanent within the submission."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        CheckConstraint("medium <> 'link' OR url <> ''", name="link_has_url"),
        Index("ix_evidence_unit_id_created_at", "unit_id", "created_at"),
    )
    unit_id: Mapped[UUID] = parent("unit.id")
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    number: Mapped[Short]
    title: Mapped[Line]
    kind: Mapped[Short]  # of the framework's vocabulary
    medium: Mapped[Medium] = mapped_column(one_of(Medium))
    visibility: Mapped[Visibility] = mapped_column(one_of(Visibility), default=Visibility.REVIEWERS)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    event_on: Mapped[date | None]  # when the fact happened
    note: Mapped[Prose] = mapped_column(default="")
    url: Mapped[Prose] = mapped_column(default="")
    outlet: Mapped[Short] = mapped_column(default="")  # 媒体
    outlet_level: Mapped[Short] = mapped_column(default="")  # 级别: a code of domain/evidence.OUTLET_LEVELS
    place: Mapped[Line] = mapped_column(default="")  # on site: where it is kept
    keeper: Mapped[Short] = mapped_column(default="")  # on site: who keeps it
    created_by_id: Mapped[UUID] = parent("user.id")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    revision_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class EvidenceRevision(Base):
    """The bytes of a file, by digest; an older one is kept and shown as v1, v2 …"""

    __tablename__ = "evidence_revision"
    __table_args__ = (
        UniqueConstraint("evidence_id", "ordinal"),
        CheckConstraint("size >= 0", name="size"),
    )
    evidence_id: Mapped[UUID] = parent("evidence.id")
    ordinal: Mapped[int]
    digest: Mapped[Short] = mapped_column(index=True)
    filename: Mapped[Prose]  # exactly as it was called
    media_type: Mapped[Short]
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int | None]
    reason: Mapped[Prose] = mapped_column(default="")
    uploaded_by_id: Mapped[UUID] = parent("user.id")
    uploaded_at: Mapped[datetime] = mapped_column(default=utc_now)


class EvidenceLink(Base):
    """A piece of evidence serves a criterion (or a bonus item, or a rectification item)."""

    __tablename__ = "evidence_link"
    __table_args__ = (UniqueConstraint("evidence_id", "criterion"),)
    evidence_id: Mapped[UUID] = parent("evidence.id")
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    criterion: Mapped[Short]  # a criterion's code, "bonus:B1", or "item:<number>"
    requirement: Mapped[int] = mapped_column(default=0)  # which of the criterion's requirements, from 0
    linked_at: Mapped[datetime] = mapped_column(default=utc_now)


class EvidenceOrigin(Base):
    """Where a piece was taken from: the unit's box, or last year's piece, which somebody must confirm."""

    __tablename__ = "evidence_origin"
    __table_args__ = (
        UniqueConstraint("evidence_id"),
        CheckConstraint("(boxed_id IS NULL) <> (taken_from_id IS NULL)", name="one_origin"),
    )
    evidence_id: Mapped[UUID] = parent("evidence.id", index=False)
    boxed_id: Mapped[UUID | None] = mapped_column(ForeignKey("boxed_piece.id"), index=True)
    taken_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    to_be_confirmed: Mapped[bool] = mapped_column(default=False)


class EvidenceOpening(Base):
    """Who opened which evidence, and its newest version seen; shown to coordinator and unit after release,
    never during.
    """

    __tablename__ = "evidence_opening"
    __table_args__ = (UniqueConstraint("evidence_id", "user_id"),)
    evidence_id: Mapped[UUID] = parent("evidence.id")
    user_id: Mapped[UUID] = parent("user.id")
    first_at: Mapped[datetime] = mapped_column(default=utc_now)
    revision: Mapped[int] = mapped_column(default=0)
