"""The web application for a WSGI server: granian --interface wsgi wsgi:app."""

import os

from app import selfcheck
from app.factory import create_app

app = create_app(selfcheck.configured(os.environ))
