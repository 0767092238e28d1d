"""Papers that were asked for: a document is a job with progress, never a request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Line, Prose, Short, utc_now


class Document(Base):
    """A paper asked for: made by the worker, kept in the evidence store by digest."""

    __tablename__ = "document"
    kind: Mapped[Short]  # letter, report, certificate, archive …
    subject_id: Mapped[UUID] = mapped_column(index=True)
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    locale: Mapped[Short] = mapped_column(default="zh")
    filename: Mapped[Line]
    state: Mapped[Short] = mapped_column(default="waiting", index=True)  # waiting, working, ready, failed
    done: Mapped[int] = mapped_column(default=0)  # progress on long work
    total: Mapped[int] = mapped_column(default=1)
    digest: Mapped[Short] = mapped_column(default="")
    media_type: Mapped[Short] = mapped_column(default="application/pdf")
    failure: Mapped[Prose] = mapped_column(default="")
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    ready_at: Mapped[datetime | None]
