"""The web application for a WSGI server: granian --interface wsgi wsgi:app."""

import os

from app import selfcheck
from app.factory import create_app
from config import SettingRefused, settings

try:
    configuration = settings(os.environ)
except SettingRefused as refusal:
    raise SystemExit(f"Pingyi: {refusal}") from None
selfcheck.check(configuration)
app = create_app(configuration)
