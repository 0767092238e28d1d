"""Brings a database to the newest schema: the one way in which tables come to be."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from app.models.all import Base

HERE = Path(__file__).parent


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration for these migrations, on an open connection where one is given."""
    alembic = Config(toml_file=HERE.parent / "pyproject.toml")
    alembic.set_main_option("script_location", str(HERE))
    alembic.attributes["connection"] = connection
    return alembic


def upgrade(connection: Connection) -> None:
    """Take every step that this database has not taken yet. The caller owns the transaction."""
    if any(HERE.glob("versions/*.py")):
        command.upgrade(configuration(connection), "head")
    elif not inspect(connection).get_table_names():  # until the first version is written
        Base.metadata.create_all(connection)
