"""The box of a unit: what it collects all year, before any campaign asks for it.

Not evidence without a submission: a boxed piece has no number, no kind and no place of a framework, is seen
by the unit alone, and may serve two campaigns. Attached, it becomes evidence with the same digest, which
costs the store nothing, and `EvidenceOrigin` says where it came from.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Line, Prose, Short, one_of, parent, utc_now
from .evidence import Medium


class BoxedPiece(Base):
    """A file, a link or a place on site that a unit keeps for later."""

    __tablename__ = "boxed_piece"
    __table_args__ = (
        CheckConstraint("medium <> 'file' OR (digest <> '' AND size >= 0)", name="file_has_content"),
        CheckConstraint("medium <> 'link' OR url <> ''", name="link_has_url"),
        Index("ix_boxed_piece_unit_id_created_at", "unit_id", "created_at"),
    )
    unit_id: Mapped[UUID] = parent("unit.id", index=False)
    medium: Mapped[Medium] = mapped_column(one_of(Medium))
    title: Mapped[Line]
    event_on: Mapped[date | None]
    note: Mapped[Prose] = mapped_column(default="")
    url: Mapped[Prose] = mapped_column(default="")
    outlet: Mapped[Short] = mapped_column(default="")
    outlet_level: Mapped[Short] = mapped_column(default="")
    place: Mapped[Line] = mapped_column(default="")  # on site: where it is kept
    keeper: Mapped[Short] = mapped_column(default="")
    digest: Mapped[Short] = mapped_column(default="", index=True)
    filename: Mapped[Prose] = mapped_column(default="")  # exactly as it was called
    media_type: Mapped[Short] = mapped_column(default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    pages: Mapped[int | None]
    personal: Mapped[Prose] = mapped_column(default="")  # which numbers of persons were found, and how many
    created_by_id: Mapped[UUID] = parent("user.id")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class BoxTag(Base):
    """A word by which a piece is found again: the unit's own, or a section's or criterion's code."""

    __tablename__ = "box_tag"
    __table_args__ = (UniqueConstraint("piece_id", "word"),)
    piece_id: Mapped[UUID] = mapped_column(ForeignKey("boxed_piece.id", ondelete="CASCADE"))
    word: Mapped[Short] = mapped_column(index=True)
