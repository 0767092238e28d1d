"""What a hostile file is: its name, how it is made, and what must become of it."""

import functools
from collections.abc import Callable
from typing import NamedTuple

MIB = 1024 * 1024

KEPT, SHOWN = "kept", "shown"

PROGRAM = b"MZ\x90\x00" + bytes(100)

SCRIPT = b"<script>alert(1)</script>"


class Case(NamedTuple):
    """What it is, the name it is sent under, how it is made, and what must become of it."""

    what: str
    name: str
    make: Callable[[], bytes]
    outcome: str


def fixed(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def lazily(maker: Callable[..., bytes], *given: object, **options: object) -> Callable[[], bytes]:
    return functools.partial(maker, *given, **options)
