"""The web application for a WSGI server: granian --interface wsgi wsgi:app."""

import gc
import os

from app import selfcheck
from app.factory import create_app

app = create_app(selfcheck.configured(os.environ))
gc.collect()
gc.freeze()  # what was built at start stays: looking through it again and again costs up to 3 ms a page
