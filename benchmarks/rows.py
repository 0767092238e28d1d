"""Rows collected by table and inserted in bulk, in the order of their keys; the same ids every time."""

from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.models.all import Base
from app.models.audit import AuditEntry

BATCH = 100_000


class Rows:
    """What is to be inserted; `chance` decides everything that is not said."""

    def __init__(self, session: Session, name: str) -> None:
        self.session = session
        self.chance = Random(name)  # noqa: S311 -- the same rows every time, no secret
        self.sequence: int = session.scalar(select(func.max(AuditEntry.sequence))) or 0
        self._rows: dict[type[Base], list[dict[str, Any]]] = {}
        self._count = 0

    def new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def add(self, model: type[Base], **values: Any) -> UUID:
        """One more row; returns its id."""
        values.setdefault("id", self.new_id())
        self._rows.setdefault(model, []).append(values)
        self._count += 1
        found: UUID = values["id"]
        return found

    def trace(self, **values: Any) -> None:
        """One more entry of the history, numbered after the last."""
        self.sequence += 1
        self.add(AuditEntry, sequence=self.sequence, **values)

    def insert_when_many(self) -> None:
        if self._count > BATCH:
            self.insert()

    def insert(self) -> None:
        for table in Base.metadata.sorted_tables:
            for model, rows in self._rows.items():
                if model.__table__ is table:
                    self.session.execute(insert(table), rows)
        self._rows.clear()
        self._count = 0
