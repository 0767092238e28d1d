"""Compile the catalogues: `python -m app.translations`."""

import sys

from . import compile_stale

sys.stdout.write(f"{len(compile_stale())} catalogues compiled\n")
