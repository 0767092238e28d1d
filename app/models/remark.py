"""What a reviewer pins to a place in the evidence, or to what was searched and not found."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.remark import Pinned

from .base import Base, Prose, Short, one_of, parent, utc_now


class Remark(Base):
    """One remark; it stays where it was pinned, also in a version of the file that was replaced since."""

    __tablename__ = "remark"
    __table_args__ = (
        Index("ix_remark_submission_id_evidence_id", "submission_id", "evidence_id"),
        Index("ix_remark_review_id_criterion", "review_id", "criterion"),
        CheckConstraint("deduction IS NULL OR deduction > 0", name="deduction"),
        CheckConstraint("(pinned = 'not_found') = (evidence_id IS NULL)", name="pinned_to_evidence"),
        CheckConstraint(
            "pinned <> 'region' OR (page IS NOT NULL AND x IS NOT NULL AND y IS NOT NULL"
            " AND width IS NOT NULL AND height IS NOT NULL)",
            name="region",
        ),
        CheckConstraint("pinned <> 'moment' OR second IS NOT NULL", name="moment"),
    )
    review_id: Mapped[UUID] = parent("review.id", index=False)
    submission_id: Mapped[UUID] = parent("submission.id", index=False)
    criterion: Mapped[Short]
    pinned: Mapped[Pinned] = mapped_column(one_of(Pinned))
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    revision: Mapped[int | None]  # which version of the file was looked at
    page: Mapped[int | None]
    x: Mapped[Decimal | None]  # fractions of the page, from the upper left corner
    y: Mapped[Decimal | None]
    width: Mapped[Decimal | None]
    height: Mapped[Decimal | None]
    second: Mapped[Decimal | None]  # of a film
    text: Mapped[Prose]
    deduction: Mapped[Decimal | None]  # points; says why, changes no score
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)
