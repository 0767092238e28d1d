"""Alembic's environment: the models' metadata, on the connection given or on this installation's database."""

import os

from alembic import context
from sqlalchemy import Connection

from app.database import open_engine
from app.models.all import Base
from app.models.passage import is_of_index
from config import settings


def migrate(connection: Connection) -> None:
    """Run the steps; SQLite cannot alter a table in place, so there it is rebuilt (batch mode)."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=lambda _thing, name, *_: not is_of_index(name),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    configuration = settings(os.environ)
    engine = open_engine(configuration["DATABASE_URL"])
    with engine.begin() as own:
        migrate(own)
    engine.dispose()
