"""Evidence in a dict: for tests and dry runs."""

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import BinaryIO
from uuid import uuid4

from .interface import (
    ABANDONED_AFTER,
    CHUNK,
    Digest,
    EvidenceCorrupt,
    EvidenceMissing,
    OffsetRefused,
    UploadMissing,
)

log = logging.getLogger("evidence_store")


class MemoryStore:
    url = "memory:"

    def __init__(self) -> None:
        self._objects: dict[Digest, tuple[bytes, datetime]] = {}
        self._lock = Lock()
        self._uploads: dict[str, tuple[bytes, datetime]] = {}

    def put(self, content: BinaryIO) -> Digest:
        kept = content.read()
        digest = Digest.of(io.BytesIO(kept))
        with self._lock:
            self._objects[digest] = kept, datetime.now(UTC)
        return digest

    def begin(self) -> str:
        upload = uuid4().hex
        self._uploads[upload] = b"", datetime.now(UTC)
        return upload

    def append(self, upload: str, offset: int, content: BinaryIO) -> int:
        if offset != self.received(upload):
            raise OffsetRefused(self.received(upload))
        while chunk := content.read(CHUNK):
            self._uploads[upload] = self._uploads[upload][0] + chunk, datetime.now(UTC)
        return self.received(upload)

    def received(self, upload: str) -> int:
        try:
            return len(self._uploads[upload][0])
        except KeyError:
            raise UploadMissing(upload) from None

    def finish(self, upload: str) -> Digest:
        self.received(upload)
        return self.put(io.BytesIO(self._uploads.pop(upload)[0]))

    def abandon(self, upload: str) -> None:
        self._uploads.pop(upload, None)

    def open(self, digest: Digest) -> BinaryIO:
        return io.BytesIO(self._object(digest)[0])

    def size(self, digest: Digest) -> int:
        return len(self._object(digest)[0])

    def stored_at(self, digest: Digest) -> datetime:
        return self._object(digest)[1]

    def verify(self, digest: Digest) -> None:
        if Digest.of(self.open(digest)) != digest:
            raise EvidenceCorrupt(str(digest))

    def __contains__(self, digest: Digest) -> bool:
        return digest in self._objects

    def __iter__(self) -> Iterator[Digest]:
        return iter(sorted(self._objects))

    def delete(self, digest: Digest, *, reason: str, put_before: datetime | None = None) -> bool:
        if not reason.strip():
            raise ValueError("a deletion needs a reason")
        with self._lock:
            if put_before is not None and self.stored_at(digest) >= put_before:
                return False
            self._object(digest)
            del self._objects[digest]
        log.warning("deleted %s: %s", digest, reason)
        return True

    def clear_abandoned(self, older_than: timedelta = ABANDONED_AFTER) -> int:
        limit = datetime.now(UTC) - older_than
        abandoned = [upload for upload, (_, touched) in self._uploads.items() if touched <= limit]
        for upload in abandoned:
            self.abandon(upload)
        return len(abandoned)

    def _object(self, digest: Digest) -> tuple[bytes, datetime]:
        try:
            return self._objects[digest]
        except KeyError:
            raise EvidenceMissing(str(digest)) from None
