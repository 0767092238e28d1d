"""What a piece of work asks of the database: statements that reach it, and rows that come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

AROUND = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@dataclass
class Asked:
    """The statements in order, and how many rows were fetched."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def count(self) -> int:
        return len(self.statements)


@contextmanager
def counting(engine: Engine) -> Iterator[Asked]:
    """Count what reaches the database through `engine` within the block, without BEGIN and COMMIT."""
    asked = Asked()

    def note(_c: Any, _cursor: Any, statement: str, _p: Any, context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith(AROUND):
            return
        asked.statements.append(statement)
        if context is not None:
            context.cursor = _Counted(context.cursor, asked)

    event.listen(engine, "after_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "after_cursor_execute", note)


class _Counted:
    """A cursor that counts the rows it gives; all else is the cursor's own."""

    def __init__(self, cursor: Any, asked: Asked) -> None:
        self._cursor, self._asked = cursor, asked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        for row in self._cursor:
            self._asked.rows += 1
            yield row

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        self._asked.rows += row is not None
        return row

    def fetchmany(self, *size: int) -> Any:
        return self._seen(self._cursor.fetchmany(*size))

    def fetchall(self) -> Any:
        return self._seen(self._cursor.fetchall())

    def _seen(self, rows: Any) -> Any:
        self._asked.rows += len(rows)
        return rows
