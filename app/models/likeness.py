"""What pictures look like, by the digest of the file: computed by the worker, a hint for the coordinator."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Prose, Short, utc_now


class Fingerprint(Base):
    """The look of a picture or of a PDF's pages; no bits where nothing could be drawn or told."""

    __tablename__ = "fingerprint"
    digest: Mapped[Short] = mapped_column(unique=True)
    bits: Mapped[Prose] = mapped_column(default="")  # 64 hex digits a page, see domain/likeness.py
    computed_at: Mapped[datetime] = mapped_column(default=utc_now)


class Likeness(Base):
    """Two different files look alike. Kept in both orders, so that a join needs one."""

    __tablename__ = "likeness"
    __table_args__ = (UniqueConstraint("first", "second"),)
    first: Mapped[Short]
    second: Mapped[Short]
