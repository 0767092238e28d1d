"""What an invariant is: a name, what must hold, and the reading that finds what breaks it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from evidence_store import EvidenceStore


class Records(NamedTuple):
    """What is checked: the rows as they stood at one moment, and the store of the files."""

    session: Session
    store: EvidenceStore


Finding = Callable[[Records], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must hold (`says`, a sentence for the operator), and how to find what breaks it: a statement whose
    rows all do, or a function that names each.
    """

    name: str
    says: str
    broken: Select[*tuple[Any, ...]] | Finding

    def breaches(self, records: Records) -> Iterator[str]:
        """What breaks it, one text each; nothing when it holds."""
        if isinstance(self.broken, Select):
            rows = records.session.execute(self.broken.execution_options(yield_per=1000))
            return (_told(row) for row in rows)
        return iter(self.broken(records))


def _told(row: Row[Any]) -> str:
    """A row as text: every column with its name."""
    return ", ".join(f"{name} {value}" for name, value in row._mapping.items())
