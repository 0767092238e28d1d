"""The holiday calendar of a house: each change of a year is a new line, so that old deadlines keep theirs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, parent, utc_now


class CalendarYear(Base):
    """One version of a year's holidays and shifted working days; `owner_id` is the top of the tree."""

    __tablename__ = "calendar_year"
    __table_args__ = (UniqueConstraint("owner_id", "year", "ordinal"),)
    owner_id: Mapped[UUID] = parent("unit.id", index=False)
    year: Mapped[int]
    ordinal: Mapped[int]  # 1 is the first change
    arrangement: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)
    recorded_by_id: Mapped[UUID] = parent("user.id")
