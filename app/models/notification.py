"""The outbox: what people are told, written with the change, delivered by the worker."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Line, Prose, one_of, parent, utc_now


class NotificationState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    INTERNAL = "internal"  # shown on the page only


class Notification(Base):
    """A message to one person. Never carries a score or personal data outside the system."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_user_id_created_at", "user_id", "created_at"),)
    user_id: Mapped[UUID] = parent("user.id")
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    text: Mapped[Line]  # a message id
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    link: Mapped[Line] = mapped_column(default="")  # a path of the site
    state: Mapped[NotificationState] = mapped_column(
        one_of(NotificationState), default=NotificationState.WAITING, index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    read_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[Prose] = mapped_column(default="")
