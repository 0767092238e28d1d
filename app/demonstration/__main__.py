"""Fill an empty database with the demonstration: python -m app.demonstration. Pages answer meanwhile."""

import os
import sys
import time
from pathlib import Path

from sqlalchemy.orm import Session

from app import selfcheck
from app.database import open_engine
from app.demonstration import cast, papers, play
from app.queries.accounts import any_account
from evidence_store import open_store


def main() -> int:
    """Play every scene, in many short transactions; status 1 outside the demonstration."""
    configuration = selfcheck.configured(os.environ)
    if not configuration["DEMONSTRATION"]:
        sys.stderr.write("The demonstration is only for PINGYI_MODE=demonstration.\n")
        return 1
    started = time.monotonic()
    engine = open_engine(configuration["DATABASE_URL"])
    with Session(engine, expire_on_commit=False) as session:
        if any_account(session):
            return 0
        people = cast.assemble(session, configuration["PUBLIC_URL"])
        kept = papers.keep(open_store(configuration["EVIDENCE_URL"]))
        play.perform(session, people, kept)
    engine.dispose()
    (Path(configuration["INSTANCE_PATH"]) / "complete").touch()  # without it `./dev run` begins again
    sys.stdout.write(f"The demonstration is complete after {time.monotonic() - started:.0f} s.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
