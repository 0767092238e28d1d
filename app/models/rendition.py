"""Pages of an Office file as a PDF, by the digest of the file: made by the worker where LibreOffice is."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Short, one_of, utc_now


class RenditionState(StrEnum):
    READY = "ready"
    FAILED = "failed"  # tried again once, then the file is only downloaded


class Rendition(Base):
    """What was made of one file. No row: nothing was tried yet."""

    __tablename__ = "rendition"
    __table_args__ = (
        CheckConstraint(
            "state <> 'ready' OR (pages >= 1 AND rendition_digest <> '')", name="ready_has_pages"
        ),
    )
    source_digest: Mapped[Short] = mapped_column(unique=True)
    rendition_digest: Mapped[Short] = mapped_column(default="")
    state: Mapped[RenditionState] = mapped_column(one_of(RenditionState))
    pages: Mapped[int | None]
    fault: Mapped[Short] = mapped_column(default="")  # for the operator, a code of reporting/renditions
    attempts: Mapped[int] = mapped_column(default=1)
    tried_at: Mapped[datetime] = mapped_column(default=utc_now)
