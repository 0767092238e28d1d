"""Which files of the evidence store a row names: what any table calls a digest, so that none is forgotten."""

from collections.abc import Collection

from sqlalchemy import Column, Select, select, union
from sqlalchemy.orm import Session

from app.models.all import Base

# Digests of something else than a file in the store.
OF_NO_FILE = frozenset(
    {
        ("sign_in_slip", "code_digest"),
        ("sign_in_session", "token_digest"),
        ("phone_pass", "token_digest"),
        ("draw", "inputs_digest"),
        ("campaign", "framework_digest"),
        ("framework_version", "digest"),
        ("file_reading", "digest"),  # the words of a file do not keep it
        ("passage", "digest"),
    }
)


def columns() -> list[Column[str]]:
    """Every column that names a file, of all tables."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if (column.name == "digest" or column.name.endswith("_digest"))
        and (table.name, column.name) not in OF_NO_FILE
    ]


def every_named() -> Select[str]:
    """The digests of all files that a row names, each once, as SQL."""
    found = union(*(select(column.label("digest")).where(column != "") for column in columns())).subquery()
    return select(found.c.digest)


def named(session: Session, digests: Collection[str]) -> frozenset[str]:
    """Those of `digests` (hex) that a row names. One statement."""
    wanted = (select(column).where(column.in_(digests)) for column in columns())
    return frozenset(session.scalars(union(*wanted)))


def names_any(session: Session) -> bool:
    """Whether a row names any file at all; a database that names none is perhaps not the store's."""
    return session.scalar(every_named().limit(1)) is not None
