"""A database keeps what it acknowledged, comes with the whole schema, and is nobody else's."""

from pathlib import Path

from sqlalchemy.orm import Session

from app.database import open_engine
from app.models.all import Base
from tests.databases import tables_of


def test_a_fresh_database_has_every_table_and_no_row(session: Session) -> None:
    assert tables_of(session.connection()) == set(Base.metadata.tables)
    for table in Base.metadata.sorted_tables:
        assert session.execute(table.select()).all() == []


def test_sqlite_has_a_commit_on_the_disk_before_it_acknowledges(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/records.sqlite")
    asked = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
    with engine.connect() as connection:
        said = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    engine.dispose()
    assert dict(zip(asked, said, strict=True)) == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "trusted_schema": 0,
    }
