"""Uploads that come in pieces, on a disk: each is a file in `incoming/`, written only at its end.

A piece is hashed while it is written. The running hash is kept in memory only: whoever finishes an upload
that another process began reads the file once more, so what is named is always what lies on the disk.
"""

import fcntl
import hashlib
import os
import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any, BinaryIO, NamedTuple
from uuid import uuid4

from .interface import CHUNK, Digest, OffsetRefused, UploadBusy, UploadMissing

KEPT_HASHES = 256
NAME = re.compile(r"[0-9a-f]{32}")


class Running(NamedTuple):
    """The hash of the first `length` bytes of an upload."""

    length: int
    sha: Any  # hashlib's object


class Uploads:
    def __init__(self, incoming: Path) -> None:
        self.incoming = incoming
        self._hashes: OrderedDict[str, Running] = OrderedDict()
        self._lock = Lock()

    def begin(self) -> str:
        upload = uuid4().hex
        os.close(os.open(self._path(upload), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        self._remember(upload, Running(0, hashlib.sha256()))
        return upload

    def append(self, upload: str, offset: int, content: BinaryIO) -> int:
        with self.held(upload) as file:
            length = file.seek(0, os.SEEK_END)
            if offset != length:
                raise OffsetRefused(length)
            running = self._hash_of(upload, file, length)
            file.seek(length)
            try:
                while chunk := content.read(CHUNK):
                    write_whole(file, chunk)
                    running.sha.update(chunk)
                    length += len(chunk)
            finally:
                # what a full disk or a lost connection cut in the middle of a chunk was not hashed
                file.truncate(length)
                self._remember(upload, Running(length, running.sha))
            return length

    def received(self, upload: str) -> int:
        try:
            return self._path(upload).stat().st_size
        except FileNotFoundError:
            raise UploadMissing(upload) from None

    def abandon(self, upload: str) -> None:
        with suppress(UploadMissing), self.held(upload) as file:
            os.unlink(file.name)
            self._forget(upload)

    def digest(self, upload: str, file: IO[bytes]) -> Digest:
        """Of all that was received; `file` is the upload, held."""
        length = file.seek(0, os.SEEK_END)
        found = Digest(self._hash_of(upload, file, length).sha.hexdigest())
        self._forget(upload)
        return found

    @contextmanager
    def held(self, upload: str) -> Iterator[IO[bytes]]:
        """The upload's file, for one writer at a time in all processes."""
        try:
            file = self._path(upload).open("r+b", buffering=0)
        except FileNotFoundError:
            raise UploadMissing(upload) from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadBusy(upload) from None
            try:
                if not self._is(upload, file):  # finished or given up between the opening and the lock
                    raise UploadMissing(upload)
                yield file
            finally:  # closing is not enough: a child that another thread starts has a copy for a moment
                fcntl.flock(file, fcntl.LOCK_UN)

    def _is(self, upload: str, file: IO[bytes]) -> bool:
        try:
            return os.path.samestat(self._path(upload).stat(), os.fstat(file.fileno()))
        except FileNotFoundError:
            return False

    def _path(self, upload: str) -> Path:
        if not NAME.fullmatch(upload):
            raise UploadMissing(upload)
        return self.incoming / upload

    def _hash_of(self, upload: str, file: IO[bytes], length: int) -> Running:
        with self._lock:
            known = self._hashes.pop(upload, None)
        if known is not None and known.length == length:
            return known
        sha = hashlib.sha256()
        file.seek(0)
        while chunk := file.read(CHUNK):
            sha.update(chunk)
        return Running(length, sha)

    def _remember(self, upload: str, running: Running) -> None:
        with self._lock:
            self._hashes[upload] = running
            while len(self._hashes) > KEPT_HASHES:
                self._hashes.popitem(last=False)

    def _forget(self, upload: str) -> None:
        with self._lock:
            self._hashes.pop(upload, None)


def write_whole(file: IO[bytes], chunk: bytes) -> None:
    """Write all of it: a nearly full disk takes a part."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) :]
