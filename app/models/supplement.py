"""补正 during the reviews: what may be supplemented until when, and who is asked to look again."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Prose, Short, parent, utc_now

STILL_OPEN = text("closed_at IS NULL")


class Supplement(Base):
    """A window opened by the coordinator; open until the unit says done or its day passes. The seal before it
    is what was judged till then, the seal after it is what is judged from then on.
    """

    __tablename__ = "supplement"
    __table_args__ = (
        Index(
            "uq_supplement_open_submission_id",
            "submission_id",
            unique=True,
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
    )
    submission_id: Mapped[UUID] = parent("submission.id")
    reason: Mapped[Prose]
    due_at: Mapped[datetime]
    opened_by_id: Mapped[UUID] = parent("user.id")
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    sealed_before: Mapped[int]  # the ordinal of the seal
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))  # None: its day passed
    closed_at: Mapped[datetime | None]
    sealed_after: Mapped[int | None]


class SupplementPlace(Base):
    """A criterion that the window names: its evidence, and its answer where that was ticked."""

    __tablename__ = "supplement_place"
    __table_args__ = (UniqueConstraint("supplement_id", "criterion"),)
    supplement_id: Mapped[UUID] = parent("supplement.id", index=False)
    criterion: Mapped[Short]
    answers: Mapped[bool] = mapped_column(default=False)
    answer_version: Mapped[int] = mapped_column(default=0)  # of the answer when the window was opened


class Reconsideration(Base):
    """A reviewer who had scored a criterion is asked to confirm or change; the first judgement is kept."""

    __tablename__ = "reconsideration"
    __table_args__ = (
        UniqueConstraint("supplement_id", "review_id", "criterion"),
        Index("ix_reconsideration_review_id_decided_at", "review_id", "decided_at"),
    )
    supplement_id: Mapped[UUID] = parent("supplement.id", index=False)
    review_id: Mapped[UUID] = parent("review.id", index=False)
    criterion: Mapped[Short]
    first_level: Mapped[Short] = mapped_column(default="")
    first_score: Mapped[Decimal | None]
    first_not_applicable: Mapped[bool] = mapped_column(default=False)
    first_comment: Mapped[Prose] = mapped_column(default="")
    reason: Mapped[Prose] = mapped_column(default="")  # why it was changed; empty: confirmed as it stood
    told_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]  # None: neither confirmed nor changed
