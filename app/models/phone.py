"""Passes for a telephone: who lets it add evidence at which place, and until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Short, parent, utc_now


class PhonePass(Base):
    """A one-purpose key: it adds files at one place of one submission, in its maker's name.

    One shown on a screen holds for minutes; one printed on a sheet has no `expires_at` and holds while there
    may be written at its place, until its maker ends the printed codes.
    """

    __tablename__ = "phone_pass"
    token_digest: Mapped[Short] = mapped_column(unique=True)
    submission_id: Mapped[UUID] = parent("submission.id")
    place: Mapped[Short]
    made_by_id: Mapped[UUID] = parent("user.id")
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime | None]
    sheets_id: Mapped[UUID | None] = parent("phone_sheets.id")
    opened: Mapped[int] = mapped_column(default=0)  # how often the code was scanned or typed
    received: Mapped[int] = mapped_column(default=0)


class PhoneSheets(Base):
    """The criterion sheets one person printed for a submission, with a pass for each.

    seed: what the codes are made from; emptied as soon as the paper is made. address: where they lead.
    """

    __tablename__ = "phone_sheets"
    submission_id: Mapped[UUID] = parent("submission.id")
    made_by_id: Mapped[UUID] = parent("user.id")
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    seed: Mapped[Short]
    address: Mapped[Short]
