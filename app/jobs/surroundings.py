"""What a job works with: the database, the evidence store, the settings."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.database import reading, writing
from evidence_store import EvidenceStore


@dataclass(frozen=True)
class Surroundings:
    """Made once by the worker (or a test) and handed to every job."""

    engine: Engine
    store: EvidenceStore
    settings: Mapping[str, Any]

    def transaction(self) -> AbstractContextManager[Session]:
        """One transaction: committed at the end, rolled back on an error. It waits long for a writer."""
        return writing(self.engine)

    def reading(self) -> AbstractContextManager[Session]:
        """A look at the records that locks nothing, however long the work takes."""
        return reading(self.engine)
