"""What a proof has shown: one line of its table."""

import shutil
import socket
from typing import NamedTuple

WIDTH = 70


class Shown(NamedTuple):
    """Something that was to be shown, whether it was, and what was seen."""

    what: str
    holds: bool
    seen: str = ""

    def text(self) -> str:
        return f"{self.what.ljust(WIDTH)}{'shown' if self.holds else 'NOT SHOWN'}  {self.seen}".rstrip()


class Absent(Exception):
    """The genuine program is not on this machine, or did not come up; its text says what was tried."""


def require(*programs: str) -> None:
    """Raises Absent naming those of `programs` that this machine has not."""
    if lacking := [name for name in programs if shutil.which(name) is None]:
        raise Absent(f"not installed here: {', '.join(lacking)}")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
