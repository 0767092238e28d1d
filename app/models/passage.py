"""The words of files by digest, page by page, and the index over them: FTS5 of SQLite, or a tsvector.

Both indexes take words spelled by domain/passage.py and divide at spaces alone, so that both find the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    BindParameter,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Text,
    TypeDecorator,
    UniqueConstraint,
    delete,
    event,
    insert,
    literal,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean

from app.domain.passage import Phrase

from .base import Base, Prose, Short, utc_now


class _Kept(FunctionElement[str]):
    """Spelled words as their column keeps them."""

    inherit_cache = True


@compiles(_Kept)
def _kept(element: _Kept, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(_Kept, "postgresql")
def _kept_as_vector(element: _Kept, compiler: Any, **options: Any) -> str:
    return f"to_tsvector('simple', {compiler.process(element.clauses, **options)})"


class SpelledWords(TypeDecorator[str]):
    """Spelled words: the content of the FTS5 table on SQLite, a tsvector on PostgreSQL. Only written."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = postgresql.TSVECTOR() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def bind_expression(self, bindvalue: BindParameter[str]) -> ColumnElement[str]:
        return _Kept(bindvalue)


class FileReading(Base):
    """The words of a file were looked for: how many passages they are, and whether that is all of it.

    read_from: the PDF made of an Office file whose pages were read instead; "" for the file itself.
    """

    __tablename__ = "file_reading"
    digest: Mapped[Short] = mapped_column(unique=True)
    read_from: Mapped[Short] = mapped_column(default="", server_default="")
    passages: Mapped[int]
    is_whole: Mapped[bool]
    read_at: Mapped[datetime] = mapped_column(default=utc_now)


class Passage(Base):
    """A page of a file, or a part of one that knows no pages (page None)."""

    __tablename__ = "passage"
    __table_args__ = (
        UniqueConstraint("digest", "ordinal"),
        Index("passage_index", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )
    # FTS5 knows rows by whole numbers; no address carries this one
    id: Mapped[int] = mapped_column(primary_key=True)  # type: ignore[assignment]
    digest: Mapped[Short] = mapped_column(ForeignKey("file_reading.digest", ondelete="RESTRICT"))
    ordinal: Mapped[int]
    page: Mapped[int | None]
    text: Mapped[Prose]
    words: Mapped[str] = mapped_column(SpelledWords)


class holds(FunctionElement[bool]):  # noqa: N801 -- reads as a function of SQL
    """Whether a passage holds every one of the phrases; for a statement that selects from Passage."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, phrases: tuple[Phrase, ...]) -> None:
        matched = " AND ".join(" + ".join(phrase) for phrase in phrases)
        queried = " & ".join(f"({' <-> '.join(phrase)})" for phrase in phrases)
        super().__init__(literal(matched), literal(queried), Passage.id, Passage.words)


@compiles(holds, "sqlite")
def _holds_on_sqlite(element: holds, compiler: Any, **options: Any) -> str:
    matched, _, place, _ = (compiler.process(each, **options) for each in element.clauses)
    return f"{place} IN (SELECT rowid FROM passage_index WHERE passage_index MATCH {matched})"  # noqa: S608 -- a name


@compiles(holds, "postgresql")
def _holds_on_postgresql(element: holds, compiler: Any, **options: Any) -> str:
    _, queried, _, words = (compiler.process(each, **options) for each in element.clauses)
    return f"{words} @@ to_tsquery('simple', {queried})"


INDEX = (
    "CREATE VIRTUAL TABLE passage_index USING fts5 "
    "(words, content = 'passage', content_rowid = 'id', columnsize = 0, tokenize = 'ascii')"
)
"""The index of SQLite; the words stay in their table. No trigger may write it (trusted_schema=OFF)."""

event.listen(
    Base.metadata,
    "after_create",
    DDL(INDEX).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]  # has no types
)

_ENTER = text("INSERT INTO passage_index (rowid, words) SELECT id, words FROM passage WHERE digest = :digest")
_LEAVE = text(
    "INSERT INTO passage_index (passage_index, rowid, words) "
    "SELECT 'delete', id, words FROM passage WHERE digest = :digest"
)


def keep(session: Session, reading: FileReading, passages: Sequence[Mapping[str, object]]) -> None:
    """Keep what was read of a file, and let it be found. A passage has ordinal, page, text and words."""
    session.add(reading)
    session.flush()
    if passages:
        session.execute(insert(Passage), [{**each, "digest": reading.digest} for each in passages])
    if session.get_bind().dialect.name == "sqlite":
        session.execute(_ENTER, {"digest": reading.digest})


def forget(session: Session, digest: str) -> None:
    """Remove all that was read of a file, from the index first."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(_LEAVE, {"digest": digest})
    for table in (Passage, FileReading):
        session.execute(delete(table).where(table.digest == digest))


def is_of_index(name: str | None) -> bool:
    """Whether this is the index itself, or a table that SQLite keeps for it: no record is there."""
    return (name or "").startswith("passage_index")
