"""Bring the database of this installation to the newest schema: python -m migrations."""

import os
import sys

from app.database import open_engine
from config import SettingRefused, settings

from .upgrade import upgrade


def main() -> int:
    try:
        configuration = settings(os.environ)
    except SettingRefused as refusal:
        sys.stderr.write(f"Pingyi: {refusal}\n")
        return 1
    engine = open_engine(configuration["DATABASE_URL"])
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    return 0


sys.exit(main())
