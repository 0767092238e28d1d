"""The numbered steps lead to exactly the schema of the models, and back to nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from app.database import open_engine
from app.models.all import Base
from app.models.passage import is_of_index
from migrations.upgrade import configuration, upgrade
from tests.databases import Databases, tables_of

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"


@pytest.fixture
def connection(databases: Databases) -> Iterator[Connection]:
    """A connection to a database without any schema."""
    engine = open_engine(databases.blank())
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def guards(connection: Connection) -> set[str]:
    """The names of the triggers that refuse what must never be."""
    if connection.dialect.name == "sqlite":
        return set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return set(connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")))


def test_the_steps_lead_to_the_tables_of_the_models(connection: Connection) -> None:
    upgrade(connection)
    opts = {"compare_type": True, "include_object": lambda _thing, name, *_: not is_of_index(name)}
    context = MigrationContext.configure(connection, opts=opts)
    assert compare_metadata(context, Base.metadata) == []


def test_the_steps_lead_to_the_guards_of_the_models(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    wanted = guards(connection)
    connection.rollback()
    upgrade(connection)
    assert guards(connection) == wanted != set()


def test_taking_the_steps_twice_changes_nothing(connection: Connection) -> None:
    upgrade(connection)
    connection.commit()
    upgrade(connection)
    assert tables_of(connection) == set(Base.metadata.tables)


def test_every_step_can_be_taken_back(connection: Connection) -> None:
    upgrade(connection)
    if any(VERSIONS.glob("*.py")):
        command.downgrade(configuration(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}


def test_the_steps_are_numbered_in_one_row() -> None:
    steps = ScriptDirectory.from_config(configuration()).walk_revisions()
    numbers = [step.revision for step in steps][::-1]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
