"""The web application for a WSGI server: granian --interface wsgi wsgi:app."""

import gc
import os
from pathlib import Path

from sqlalchemy.orm import Session

from app import selfcheck
from app.demonstration import timing
from app.factory import create_app

configuration = selfcheck.configured(os.environ)
if configuration["DEMONSTRATION"]:  # whoever looks in early does not take the dates from what is still played
    complete = Path(configuration["INSTANCE_PATH"]) / "complete"
    timing.go_along(Session, lambda: not complete.exists())
app = create_app(configuration)
gc.collect()
gc.freeze()  # what was built at start stays: looking through it again and again costs up to 3 ms a page
