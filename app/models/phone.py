"""Passes for a telephone: who lets it add evidence at which place, and until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Short, parent, utc_now


class PhonePass(Base):
    """A one-purpose key: it adds files at one place of one submission, in its maker's name, for minutes."""

    __tablename__ = "phone_pass"
    token_digest: Mapped[Short] = mapped_column(unique=True)
    submission_id: Mapped[UUID] = parent("submission.id")
    place: Mapped[Short]
    made_by_id: Mapped[UUID] = parent("user.id")
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    received: Mapped[int] = mapped_column(default=0)
