"""A criteria framework as it was imported: frozen, known by its digest. Its parts are domain/framework.py."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Prose, Short, utc_now


class FrameworkVersion(Base):
    """One version of one framework. `document` is the whole parsed file, numbers as text."""

    __tablename__ = "framework_version"
    __table_args__ = (UniqueConstraint("owner_id", "code", "version"), UniqueConstraint("owner_id", "digest"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[Short]
    version: Mapped[Short]
    digest: Mapped[Short] = mapped_column(index=True)
    status: Mapped[Short]  # draft, published, retired
    names: Mapped[dict[str, Any]]  # the locale text of the name, for lists
    source: Mapped[Prose]  # the file as it came, so that the digest can be computed again
    document: Mapped[dict[str, Any]]
    imported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    imported_at: Mapped[datetime] = mapped_column(default=utc_now)
