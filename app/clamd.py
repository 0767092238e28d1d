"""Asking clamd, the daemon of ClamAV: is it there, and is there a virus in these bytes?

INSTREAM is thirty lines, so it stands here: the client on PyPI (clamd 1.0.2, of 2014) reads what it sends
whole, knows no time limit while it sends, and takes an answer that was cut short for one.
What clamd does not say clearly is a failure, never a clean file.
"""

import re
import select
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from app.domain.scan import Finding, ScanFailure, ScanState

CHUNK = 128 * 1024
PATIENCE = 10  # seconds for a connection, a piece sent, or PONG
THINKING = 180  # seconds: clamd gives a file up after 120 of its own accord (MaxScanTime)
LONGEST_ANSWER = 4096
# With AlertExceedsMax clamd says so of what lies behind its limits; without it, it calls that clean.
BEYOND = "Heuristics.Limits.Exceeded"


class ScanFailed(Exception):
    """The file could not be checked; `failure` says why in one word, the text what clamd said."""

    def __init__(self, failure: ScanFailure, said: object = "") -> None:
        super().__init__(f"{failure}: {said}")
        self.failure = failure


def address_of(url: str) -> str | tuple[str, int]:
    """Of `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return parts.hostname, parts.port
    if parts.scheme == "unix" and not parts.netloc and parts.path:
        return unquote(parts.path)
    raise ValueError(f"no address of clamd: {url!r}")


class Clamd:
    """The daemon at an address; each question is a connection of its own."""

    def __init__(self, url: str) -> None:
        self.address = address_of(url)

    def answers(self) -> bool:
        """Whether it says PONG to PING."""
        try:
            with self._connection() as line:
                line.sendall(b"zPING\0")
                return _answer(line) == "PONG"
        except (OSError, ScanFailed):
            return False

    def scan(self, content: BinaryIO) -> Finding:
        """What is found in everything from the current position on, read in pieces. Raises ScanFailed."""
        try:
            line = self._connection()
        except OSError as error:
            raise ScanFailed(ScanFailure.NO_ANSWER, error) from error
        try:
            with line:
                line.sendall(b"zINSTREAM\0")
                _send(line, content)
                line.settimeout(THINKING)
                return _understood(_answer(line))
        except OSError as error:
            raise ScanFailed(ScanFailure.BROKEN_OFF, error) from error

    def _connection(self) -> socket.socket:
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, PATIENCE)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def _send(line: socket.socket, content: BinaryIO) -> None:
    """All of it, each piece behind its length; ends early when clamd speaks first (too much, or an error)."""
    while chunk := content.read(CHUNK):
        if _speaks(line):
            return
        try:
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        except (BrokenPipeError, ConnectionResetError):
            if _speaks(line):
                return
            raise
    with suppress(BrokenPipeError, ConnectionResetError):  # the answer may be there all the same
        line.sendall(struct.pack("!L", 0))


def _speaks(line: socket.socket) -> bool:
    return bool(select.select([line], [], [], 0)[0])


def _answer(line: socket.socket) -> str:
    """What clamd says, to its end. Raises ScanFailed for an answer that is cut short or has no end."""
    said = b""
    while not said.endswith(b"\0"):
        piece = line.recv(LONGEST_ANSWER)
        if not piece and not said:
            raise ScanFailed(ScanFailure.BROKEN_OFF, "the connection was closed without an answer")
        said += piece
        if not piece or len(said) > LONGEST_ANSWER:
            raise ScanFailed(ScanFailure.GARBLED, said[:200])
    return said[:-1].decode("utf-8", "replace").strip()


def _understood(answer: str) -> Finding:
    """Exactly what the manual of clamd promises. Raises ScanFailed for anything else."""
    if answer == "stream: OK":
        return Finding(ScanState.CLEAN)
    if answer == "INSTREAM size limit exceeded. ERROR":
        raise ScanFailed(ScanFailure.TOO_LARGE, answer)
    if found := re.fullmatch(r"stream: (\S.*) FOUND", answer):
        if found[1].startswith(BEYOND):
            raise ScanFailed(ScanFailure.TOO_LARGE, answer)
        return Finding(ScanState.INFECTED, found[1])
    raise ScanFailed(ScanFailure.GARBLED, answer[:200])


def lacking(configuration: Mapping[str, Any]) -> list[str]:
    """One sentence when files are to be checked and clamd does not answer."""
    url = configuration.get("CLAMD_URL", "")
    if not url or Clamd(url).answers():
        return []
    return [
        f"clamd does not answer at {url}, so new files stay closed until it does; "
        "start clamav-daemon or correct PINGYI_CLAMD_URL."
    ]
