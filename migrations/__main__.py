"""Bring the database of this installation to the newest schema: python -m migrations."""

import os

from app import selfcheck
from app.database import open_engine

from .upgrade import upgrade

engine = open_engine(selfcheck.configured(os.environ)["DATABASE_URL"])
with engine.begin() as connection:
    upgrade(connection)
engine.dispose()
