"""What a job works with: the database, the evidence store, the settings."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.database import reading
from evidence_store import EvidenceStore


@dataclass(frozen=True)
class Surroundings:
    """Made once by the worker (or a test) and handed to every job."""

    engine: Engine
    store: EvidenceStore
    settings: Mapping[str, Any]

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error."""
        with Session(self.engine) as session, session.begin():
            yield session

    def reading(self) -> AbstractContextManager[Session]:
        """A look at the records that locks nothing, however long the work takes."""
        return reading(self.engine)
