"""Whole numbers that a form or an address carries along: versions, positions."""

from flask import request


def whole(name: str, default: int = 0) -> int:
    """The number sent under `name` in the form or the address; what is no number counts as `default`."""
    sent = request.values.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= 9 else default
