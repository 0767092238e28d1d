"""Evidence in a dict: for tests and dry runs."""

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from .interface import ABANDONED_AFTER, Digest, EvidenceCorrupt, EvidenceMissing

log = logging.getLogger("evidence_store")


class MemoryStore:
    def __init__(self) -> None:
        self._objects: dict[Digest, tuple[bytes, datetime]] = {}

    def put(self, content: BinaryIO) -> Digest:
        kept = content.read()
        digest = Digest.of(io.BytesIO(kept))
        self._objects[digest] = kept, datetime.now(UTC)
        return digest

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

    def delete(self, digest: Digest, *, reason: str) -> None:
        if not reason.strip():
            raise ValueError("a deletion needs a reason")
        self._object(digest)
        del self._objects[digest]
        log.warning("deleted %s: %s", digest, reason)

    def clear_abandoned(self, older_than: timedelta = ABANDONED_AFTER) -> int:
        return 0

    def _object(self, digest: Digest) -> tuple[bytes, datetime]:
        try:
            return self._objects[digest]
        except KeyError:
            raise EvidenceMissing(str(digest)) from None
