"""One child of the drawing room, as who asks it sees it: started, asked, ended."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Timer
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[3]
MOST = 64 * 1024 * 1024  # bytes of an answer: a page of 2,400 × 7,200 pixels has 20 MB at worst

START_SECONDS = 30.0  # on a machine that has much to do
READY = b"ready"

T = TypeVar("T")
Answer = tuple[dict[str, Any], bytes]


class Lost(Exception):
    """The child ended over a question: it crashed, wanted more memory than it may, or was too late."""


class Draughtsman:
    """A process of its own, which ends when who started it is gone. One thread at a time may ask it."""

    def __init__(self) -> None:
        """Once it is up. Raises Lost."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 -- our own command
                [sys.executable, "-m", f"{__package__}.child"],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, cwd=ROOT, env=_without_secrets(),
            )  # fmt: skip
        self._line = Connection(ours.detach())
        self._asked = 0
        self._within(START_SECONDS, self._line.recv_bytes)

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_fit(self, tasks: int) -> bool:
        """Whether it lives and has not had its share of tasks."""
        return self._process.poll() is None and self._asked < tasks

    def ask(self, question: bytes, seconds: float) -> Answer:
        """What it says and the bytes beside it. Raises Lost; after `seconds` it is killed."""
        self._asked += 1
        return self._within(seconds, lambda: self._exchange(question))

    def _exchange(self, question: bytes) -> Answer:
        self._line.send_bytes(question)
        return json.loads(self._line.recv_bytes(MOST)), self._line.recv_bytes(MOST)

    def _within(self, seconds: float, talk: Callable[[], T]) -> T:
        """What comes of talking to it, unless it ends over it or is late."""
        late = Timer(seconds, self._process.kill)
        late.start()
        try:
            return talk()
        except (OSError, EOFError, ValueError):  # gone, or it says what nobody understands
            self.end()
            raise Lost(f"status {self._process.returncode}") from None
        finally:
            late.cancel()

    def end(self) -> None:
        """Kill it, and leave nothing of it behind."""
        self._process.kill()
        self._process.wait()
        self._line.close()


def _without_secrets() -> dict[str, str]:
    """Our environment without our settings, where passwords stand; the keys of a bucket it needs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PINGYI_")}
