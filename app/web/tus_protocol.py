"""The tus protocol's headers read, and the body of a piece as the store reads it (tus.io, version 1.0.0)."""

import hashlib
import io
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from time import monotonic
from typing import IO

from flask import request
from werkzeug.exceptions import ClientDisconnected

from app.domain.errors import TooLarge
from app.domain.evidence import MEBIBYTE
from app.domain.text import N_

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum,expiration"
ALGORITHMS = ("sha256", "sha1", "md5")
PIECE = "application/offset+octet-stream"
CHECKED_MOST = 16 * MEBIBYTE  # a piece with a checksum is held in memory until it is known to be whole
SIP = 64 * 1024  # read at once, so that a slow line gets on before its time is over
TOLD_MOST = 24 * 1024  # characters of metadata: the longest name (4,096 characters) in UTF-8 and base64
GARBLED = N_("The browser sent something that cannot be understood. Please load the page again.")


class Garbled(Exception):
    """A header that breaks the protocol (400)."""


class ChecksumMismatch(Exception):
    """The piece that arrived is not the piece that was sent (460)."""


class Body(io.RawIOBase):
    """At most `room` bytes of a request, read in whole chunks; it ends where the network does, and after
    `seconds`, so that whoever holds the upload lets go in time.
    """

    def __init__(self, stream: IO[bytes], room: int, seconds: float, clock: Callable[[], float] = monotonic):
        self.stream, self.room, self.clock = stream, room, clock
        self.ends_at = clock() + seconds

    def read(self, size: int = -1) -> bytes:
        wanted = self.room if size < 0 else min(size, self.room)
        pieces: list[bytes] = []
        while wanted:
            try:
                piece = self.stream.read(min(wanted, SIP))
            except (ClientDisconnected, OSError):
                piece = b""
            if not piece or self.clock() >= self.ends_at:
                self.room = 0
                break
            pieces.append(piece)
            wanted -= len(piece)
            self.room -= len(piece)
        return b"".join(pieces)


def whole_number(name: str) -> int:
    """A header that counts bytes. Raises Garbled."""
    sent = request.headers.get(name, "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 19):
        raise Garbled(name)
    return int(sent)


def metadata() -> tuple[str, dict[str, str]]:
    """Upload-Metadata as it came, and its values by key. Raises Garbled."""
    told = request.headers.get("Upload-Metadata", "")
    if len(told) > TOLD_MOST:
        raise Garbled("Upload-Metadata")
    found: dict[str, str] = {}
    try:
        for pair in filter(None, map(str.strip, told.split(","))):
            key, _, value = pair.partition(" ")
            found[key] = b64decode(value, validate=True).decode()
    except (NotBase64, ValueError):
        raise Garbled("Upload-Metadata") from None
    return told, found


def checked(body: Body) -> io.BytesIO | Body:
    """The body, whole and compared with its Upload-Checksum if it has one.

    Raises Garbled, ChecksumMismatch, TooLarge.
    """
    if "Upload-Checksum" not in request.headers:
        return body
    algorithm, _, sent = request.headers["Upload-Checksum"].partition(" ")
    if algorithm not in ALGORITHMS:
        raise Garbled("Upload-Checksum")
    try:
        wanted = b64decode(sent, validate=True)
    except (NotBase64, ValueError):
        raise Garbled("Upload-Checksum") from None
    if (request.content_length or 0) > CHECKED_MOST:
        raise TooLarge(file=N_("A piece with a checksum may be 16 MB at most."))
    piece = body.read(CHECKED_MOST)
    if hashlib.new(algorithm, piece, usedforsecurity=False).digest() != wanted:
        raise ChecksumMismatch
    return io.BytesIO(piece)


def require_fit(offset: int, length: int) -> None:
    """Raises TooLarge when the piece goes beyond the length that was announced."""
    if offset + (request.content_length or 0) > length:
        raise TooLarge(file=N_("More arrived than was announced. Please choose the file again."))
