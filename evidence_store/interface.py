"""What every evidence store does: keep bytes under the digest of those bytes, for ever.

The promise is the same for a directory, a bucket or a dict, and is tested once for all of them
(tests/evidence_store/test_contract.py). It asks nothing that an object store cannot do: objects are
written once, read in ranges, listed by name, and never changed. A backend whose objects a browser may
fetch by itself adds a method for that; the callers of this interface do not need it.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol, Self

CHUNK = 1024 * 1024
ABANDONED_AFTER = timedelta(days=1)  # no upload takes a day


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """The SHA-256 of some content: its name in the store, on receipts and in the list of evidence."""

    hex: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.hex):
            raise ValueError(f"not a SHA-256 digest: {self.hex!r}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `sha256:<64 hex digits>` or the digits alone. Raises ValueError."""
        return cls(text.strip().removeprefix("sha256:").lower())

    @classmethod
    def of(cls, content: BinaryIO) -> Self:
        """Of everything from the current position to the end."""
        sha = hashlib.sha256()
        while chunk := content.read(CHUNK):
            sha.update(chunk)
        return cls(sha.hexdigest())

    @property
    def short(self) -> str:
        """The first eight digits, as the list of evidence prints them."""
        return self.hex[:8]

    def __str__(self) -> str:
        return f"sha256:{self.hex}"


class EvidenceError(Exception):
    """Base of the store's errors."""


class EvidenceMissing(EvidenceError):
    """No object is kept under this digest."""


class EvidenceCorrupt(EvidenceError):
    """The bytes kept under this digest are not the bytes that were put there."""


class StoreFull(EvidenceError):
    """There is no room for this content. Nothing was kept; what was there is untouched."""


class UploadMissing(EvidenceError):
    """There is no such upload: it was finished, given up, cleared away, or never begun."""


class UploadBusy(EvidenceError):
    """Somebody is writing to this upload at this moment."""


class OffsetRefused(EvidenceError):
    """The content offered does not begin where what was received ends; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes were received so far")
        self.received = received


class StoreMissing(EvidenceError):
    """There is no store at this address (an unmounted disk looks like this)."""


class EvidenceStore(Protocol):
    """Bytes by digest. Every method may be called from many threads and processes at once."""

    @property
    def url(self) -> str:
        """The address under which another process opens the same store; one in memory has no other."""

    def put(self, content: BinaryIO) -> Digest:
        """Keep everything from the current position on, and return its digest.

        Once it returns, the content outlives a power cut. Until then, and if it fails, nobody sees any
        part of it. Putting content that is kept already costs less, and renews `stored_at`. Raises StoreFull.
        """

    def begin(self) -> str:
        """A new upload that may come in pieces, over days and through many processes; returns its name."""

    def append(self, upload: str, offset: int, content: BinaryIO) -> int:
        """Receive everything from the current position on, as the bytes from `offset`; returns how many
        there are now. What had come in when `content` failed is kept, as far as the backend can.

        Raises UploadMissing, UploadBusy, OffsetRefused, StoreFull.
        """

    def received(self, upload: str) -> int:
        """How many bytes an upload has so far. Raises UploadMissing."""

    def finish(self, upload: str) -> Digest:
        """Keep what was received as content, as `put` does. The upload is no more. Raises as `append`."""

    def abandon(self, upload: str) -> None:
        """Forget an upload and what was received; one that is no more is no error. Raises UploadBusy."""

    def open(self, digest: Digest) -> BinaryIO:
        """The content, for reading, seekable (for ranges). Raises EvidenceMissing."""

    def size(self, digest: Digest) -> int:
        """In bytes. Raises EvidenceMissing."""

    def stored_at(self, digest: Digest) -> datetime:
        """When it was last put (UTC): a collector spares what has no row *yet*. Raises EvidenceMissing."""

    def verify(self, digest: Digest) -> None:
        """Read every byte again. Raises EvidenceMissing or EvidenceCorrupt."""

    def __contains__(self, digest: Digest) -> bool: ...

    def __iter__(self) -> Iterator[Digest]:
        """Every digest kept, in ascending order; what is put or deleted meanwhile may or may not be seen."""

    def delete(self, digest: Digest, *, reason: str, put_before: datetime | None = None) -> bool:
        """Only for the collector (no row names it) and for a purge ordered by a person. Whether it is gone.

        With `put_before` it stays when it was last put at that moment or later; a put that happens
        meanwhile keeps its content. The reason goes to the log; an empty one raises ValueError. Raises
        EvidenceMissing.
        """

    def clear_abandoned(self, older_than: timedelta = ABANDONED_AFTER) -> int:
        """Remove what puts and uploads that never ended have left behind, if untouched for this long.
        Returns how many.
        """
