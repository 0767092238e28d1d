"""The one thing to do now, for every role: a table read from top to bottom; the first row that fits counts.

A row says for whom, when, what (a sentence), why, and which page opens. Pages are names that web/home.py
turns into addresses. A later slice adds rows to the part it belongs to, never branches.
"""

from dataclasses import asdict

from ..errors import Sentence
from .office import OFFICE_ROWS
from .reader import READER_ROWS
from .rows import Row, Situation, Step
from .unit import UNIT_ROWS

TABLE: tuple[Row, ...] = (*UNIT_ROWS, *READER_ROWS, *OFFICE_ROWS)

__all__ = ["TABLE", "Row", "Situation", "Step", "step_of"]


def step_of(situation: Situation) -> Step:
    """The first row that fits. Raises LookupError when none does, which is a hole in the table."""
    figures = asdict(situation)
    for row in TABLE:
        if situation.role in row.who and row.when(situation):
            return Step(
                title=Sentence(row.title, _used(row.title, figures)),
                why=Sentence(row.why, _used(row.why, figures)) if row.why else None,
                button=Sentence(row.button, _used(row.button, figures)),
                page=row.page,
                is_mine=row.is_mine,
            )
    raise LookupError(f"no next step for {situation}")


def _used(text: str, figures: dict[str, object]) -> dict[str, object]:
    """The figures that a sentence has in it."""
    return {name: value for name, value in figures.items() if f"%({name})s" in text}
