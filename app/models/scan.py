"""What the virus scanner said of a file, by the digest of its bytes."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.scan import ScanFailure, ScanState

from .base import Base, Line, Short, one_of, utc_now


class Scan(Base):
    """No row: not tried yet. A pending one was tried and could not be checked, since when and why."""

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("state <> 'unscanned'", name="tried"),
        CheckConstraint("(state = 'infected') = (found <> '')", name="found"),
        CheckConstraint("(state = 'pending') = (failing_since IS NOT NULL)", name="failing"),
    )
    digest: Mapped[Short] = mapped_column(unique=True)
    state: Mapped[ScanState] = mapped_column(one_of(ScanState), index=True)
    found: Mapped[Line] = mapped_column(default="")  # the scanner's name for it
    failure: Mapped[ScanFailure | None] = mapped_column(one_of(ScanFailure))
    failing_since: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime] = mapped_column(default=utc_now)
