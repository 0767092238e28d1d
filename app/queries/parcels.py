"""Parcels as their owner sees them, and what waits to be unpacked."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import NotFound, Sentence
from app.domain.evidence_details import bonus_place
from app.domain.framework import Framework
from app.domain.parcel import ParcelState
from app.models.evidence import Evidence
from app.models.parcel import Parcel, ParcelFile


class Line(NamedTuple):
    """A file of a parcel, and the number it was given or why it was refused."""

    position: int
    path: str
    size: int
    place: str
    state: ParcelState
    evidence_id: UUID | None
    number: str | None
    refusal: Sentence


class Waiting(NamedTuple):
    """A file that is to be unpacked, and in whose name."""

    id: UUID
    digest: str
    position: int
    path: str
    size: int
    made_by_id: UUID


class ParcelPage(NamedTuple):
    """A parcel and its files in the order of its directory."""

    id: UUID
    submission_id: UUID
    filename: str
    given_at: datetime | None
    lines: tuple[Line, ...]

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)


def places(framework: Framework) -> dict[str, str]:
    """Codes as people write them (2.1, B1), each with the place evidence goes to (2.1, bonus:B1)."""
    found = {criterion.code: criterion.code for criterion in framework.criteria}
    return found | {item.code: bonus_place(item.code) for item in framework.bonus.items}


def of_owner(session: Session, actor: Actor, parcel_id: UUID) -> ParcelPage:
    """The actor's own parcel. Two statements. Raises NotFound, also for everybody else's."""
    parcel = session.execute(
        select(Parcel.id, Parcel.submission_id, Parcel.filename, Parcel.given_at).where(
            Parcel.id == parcel_id, Parcel.made_by_id == actor.user_id
        )
    ).one_or_none()
    if parcel is None:
        raise NotFound
    rows = session.execute(
        select(
            ParcelFile.position, ParcelFile.path, ParcelFile.size, ParcelFile.place, ParcelFile.state,
            ParcelFile.evidence_id, Evidence.number, ParcelFile.refusal, ParcelFile.params,
        )
        .outerjoin(Evidence, Evidence.id == ParcelFile.evidence_id)
        .where(ParcelFile.parcel_id == parcel_id)
        .order_by(ParcelFile.position)
    )  # fmt: skip
    return ParcelPage(
        *parcel, tuple(Line._make((*row[:7], Sentence(row.refusal, row.params))) for row in rows)
    )


def waiting(session: Session, most: int) -> list[Waiting]:
    """The files to be unpacked next, those given first in front. One statement."""
    rows = session.execute(
        select(
            ParcelFile.id, Parcel.digest, ParcelFile.position, ParcelFile.path, ParcelFile.size,
            Parcel.made_by_id,
        )
        .join(Parcel, Parcel.id == ParcelFile.parcel_id)
        .where(ParcelFile.state == ParcelState.WAITING)
        .order_by(Parcel.given_at, ParcelFile.position)
        .limit(most)
    )  # fmt: skip
    return [Waiting._make(row) for row in rows]
