"""Evidence in a directory: ab/cd/abcd…, written once, never changed.

Content is staged in `incoming/`, forced to the disk, renamed to its place and the directories on the way
there are forced too: a reader or a power cut meets the whole content or none of it.
"""

import errno
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from .interface import (
    ABANDONED_AFTER,
    Digest,
    EvidenceCorrupt,
    EvidenceMissing,
    StoreFull,
    StoreMissing,
)
from .uploads import Uploads

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
READ_ONLY = 0o440

log = logging.getLogger("evidence_store")


class LocalStore:
    def __init__(self, root: Path, *, create: bool = True):
        self.root = root.absolute()
        self.url = self.root.as_uri()
        self.incoming = self.root / "incoming"
        if not create and not self.root.is_dir():
            raise StoreMissing(str(root))
        make_directory(self.incoming)
        self.uploads = Uploads(self.incoming)

    def put(self, content: BinaryIO) -> Digest:
        upload = self.begin()
        try:
            self.append(upload, 0, content)
            return self.finish(upload)
        finally:
            self.abandon(upload)

    def begin(self) -> str:
        with room_or_refusal():
            return self.uploads.begin()

    def append(self, upload: str, offset: int, content: BinaryIO) -> int:
        with room_or_refusal():
            return self.uploads.append(upload, offset, content)

    def received(self, upload: str) -> int:
        return self.uploads.received(upload)

    def finish(self, upload: str) -> Digest:
        with room_or_refusal(), self.uploads.held(upload) as staged:
            digest = self.uploads.digest(upload, staged)
            path = self._path(digest)
            with self._alone(fcntl.LOCK_SH):  # nobody deletes what was found here to be kept already
                kept = self._renew(path, os.fstat(staged.fileno()).st_size)
                if not kept:
                    os.fchmod(staged.fileno(), READ_ONLY)
                    os.fsync(staged.fileno())
                    path.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(staged.name, path)
            if kept:
                os.unlink(staged.name)
            # Also for what was kept already: whoever put it may not have come this far yet.
            for directory in (path.parent, path.parent.parent, self.root):
                fsync_directory(directory)
        return digest

    def abandon(self, upload: str) -> None:
        self.uploads.abandon(upload)

    def open(self, digest: Digest) -> BinaryIO:
        with missing_or(digest):
            return self._path(digest).open("rb")

    def size(self, digest: Digest) -> int:
        with missing_or(digest):
            return self._path(digest).stat().st_size

    def stored_at(self, digest: Digest) -> datetime:
        with missing_or(digest):
            return datetime.fromtimestamp(self._path(digest).stat().st_mtime, UTC)

    def verify(self, digest: Digest) -> None:
        with self.open(digest) as content:
            if Digest.of(content) != digest:
                raise EvidenceCorrupt(str(digest))

    def __contains__(self, digest: Digest) -> bool:
        return self._path(digest).exists()

    def __iter__(self) -> Iterator[Digest]:
        for shard in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
            for path in sorted(shard.iterdir()):
                with suppress(ValueError):  # a file that is not ours: not evidence, and not ours to judge
                    yield Digest(path.name)

    def delete(self, digest: Digest, *, reason: str, put_before: datetime | None = None) -> bool:
        if not reason.strip():
            raise ValueError("a deletion needs a reason")
        path = self._path(digest)
        with missing_or(digest), self._alone(fcntl.LOCK_EX):
            if put_before is not None and self.stored_at(digest) >= put_before:
                return False
            path.unlink()
        fsync_directory(path.parent)
        log.warning("deleted %s: %s", digest, reason)
        return True

    def clear_abandoned(self, older_than: timedelta = ABANDONED_AFTER) -> int:
        cleared = 0
        limit = datetime.now(UTC) - older_than
        for path in list(self.incoming.iterdir()):
            with suppress(FileNotFoundError):  # its put has ended after all
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) <= limit:
                    path.unlink()
                    cleared += 1
        return cleared

    def _path(self, digest: Digest) -> Path:
        return self.root / digest.hex[:2] / digest.hex[2:4] / digest.hex

    @contextmanager
    def _alone(self, lock: int) -> Iterator[None]:
        """Puts beside one another (LOCK_SH), a deletion by itself (LOCK_EX), in all processes."""
        descriptor = os.open(self.incoming, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, lock)
            yield
        finally:
            os.close(descriptor)

    def _renew(self, path: Path, size: int) -> bool:
        """Whether it is kept at its full length, and now as new; what a failing disk cut is put again."""
        try:
            if path.stat().st_size != size:
                return False
            os.utime(path)
        except FileNotFoundError:
            return False
        return True


@contextmanager
def room_or_refusal() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StoreFull(str(error)) from error
        raise


@contextmanager
def missing_or(digest: Digest) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise EvidenceMissing(str(digest)) from None


def make_directory(path: Path) -> None:
    """With its parents, each forced to the disk."""
    if not path.is_dir():
        make_directory(path.parent)
        path.mkdir(exist_ok=True)
        fsync_directory(path.parent)


def fsync_directory(path: Path) -> None:
    """Force the names in a directory to the disk: a file's own fsync does not."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
