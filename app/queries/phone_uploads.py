"""Passes for a telephone: found by their code, by a visit of the telephone, or by their maker."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.models.phone import PhonePass, PhoneSheets

from . import accounts, clock
from .accounts import digest


class Pass(NamedTuple):
    """A pass as pages use it."""

    id: UUID
    submission_id: UUID
    place: str
    made_by_id: UUID
    made_at: datetime
    expires_at: datetime | None  # None: printed, open until its maker ends it
    received: int
    ended_at: datetime | None
    is_open: bool


def by_code(session: Session, code: str) -> tuple[Pass, Actor] | None:
    """The open pass of a code and its maker with the roles in force today; None for any other code, also
    when the maker's account was closed. Three statements.
    """
    return _open(session, PhonePass.token_digest == digest(code))


def by_id(session: Session, pass_id: UUID) -> tuple[Pass, Actor] | None:
    """The same for a telephone that was let in with the code before. Three statements."""
    return _open(session, PhonePass.id == pass_id)


def of_maker(session: Session, actor: Actor, pass_id: UUID) -> Pass | None:
    """The actor's own pass for a screen, open or over. Two statements."""
    found = _one(session, and_(PhonePass.id == pass_id, PhonePass.sheets_id.is_(None)))
    return found if found is not None and found.made_by_id == actor.user_id else None


def _open(session: Session, wanted: object) -> tuple[Pass, Actor] | None:
    found = _one(session, wanted)
    if found is None or not found.is_open:
        return None
    actor = accounts.acting(session, found.made_by_id)
    return None if actor is None else (found, actor)


def _one(session: Session, wanted: object) -> Pass | None:
    row = session.execute(
        select(
            PhonePass.id, PhonePass.submission_id, PhonePass.place, PhonePass.made_by_id, PhonePass.made_at,
            PhonePass.expires_at, PhonePass.received, PhoneSheets.ended_at,
        )
        .outerjoin(PhoneSheets, PhoneSheets.id == PhonePass.sheets_id)
        .where(wanted)  # type: ignore[arg-type]
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    over = row.ended_at is not None or (row.expires_at is not None and row.expires_at <= clock.now(session))
    return Pass(*row, is_open=not over)
