"""Where a list goes on: the keys of the last row shown, carried in the address of the next page.

What somebody changed in the address names no row, and the list begins at its start.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, unquote
from uuid import UUID

from flask import Flask, request

SEPARATOR = "~"
Key = TypeVar("Key")


def init_app(app: Flask) -> None:
    app.jinja_env.globals["bookmark"] = bookmark


def bookmark(*keys: object) -> str:
    """The keys of a row, in the order of its list, as one piece of an address."""
    return SEPARATOR.join(_written(key) for key in keys)


def bookmarked(make: Callable[..., Key], *kinds: type) -> Key | None:
    """What `make` makes of the keys under `after` in the address; None without keys of these kinds."""
    sent = request.args.get("after", "")
    parts = sent.split(SEPARATOR)
    if not sent or len(parts) != len(kinds):
        return None
    try:
        return make(*(READERS[kind](unquote(part)) for kind, part in zip(kinds, parts, strict=True)))
    except ValueError:
        return None


def pair(first: Any, second: Any) -> tuple[Any, Any]:
    """Two keys, for a list that has no name for its place."""
    return first, second


def is_id(text: str) -> bool:
    """Whether this can name a row at all."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _written(key: object) -> str:
    text = key.isoformat() if isinstance(key, datetime) else str(key)
    return quote(text, safe="").replace(SEPARATOR, "%7E")


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(text)
    return int(text)


def _line(text: str) -> str:
    if not text.isprintable():
        raise ValueError(text)
    return text


READERS: dict[type, Callable[[str], Any]] = {str: _line, int: _whole, UUID: UUID, datetime: _moment}
