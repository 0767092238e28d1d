"""Printed criterion sheets: what their maker sees of their use, and what the printer needs."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.models.document import Document
from app.models.phone import PhonePass, PhoneSheets


class PrintedCode(NamedTuple):
    """The use of one sheet's code."""

    place: str
    opened: int
    received: int


class Printed(NamedTuple):
    """The sheets an actor printed last for a submission; document_id: their paper."""

    id: UUID
    made_at: datetime
    ended_at: datetime | None
    document_id: UUID | None
    codes: tuple[PrintedCode, ...]

    @property
    def used(self) -> tuple[PrintedCode, ...]:
        """The codes that let a telephone in."""
        return tuple(code for code in self.codes if code.opened)


def of_maker(session: Session, actor: Actor, submission_id: UUID) -> Printed | None:
    """The newest sheets the actor printed for a submission. Two statements."""
    row = session.execute(
        select(PhoneSheets.id, PhoneSheets.made_at, PhoneSheets.ended_at, Document.id.label("document_id"))
        .outerjoin(Document, Document.subject_id == PhoneSheets.id)
        .where(PhoneSheets.submission_id == submission_id, PhoneSheets.made_by_id == actor.user_id)
        .order_by(PhoneSheets.made_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    codes = session.execute(
        select(PhonePass.place, PhonePass.opened, PhonePass.received).where(PhonePass.sheets_id == row.id)
    )
    return Printed(*row, codes=tuple(PrintedCode(*code) for code in codes))


def to_print(session: Session, sheets_id: UUID) -> tuple[PhoneSheets, frozenset[str]]:
    """Sheets with the places they were made for: for the worker, whose asking was asked already."""
    places = session.scalars(select(PhonePass.place).where(PhonePass.sheets_id == sheets_id))
    return session.get_one(PhoneSheets, sheets_id), frozenset(places)
