"""What an operator does to a whole store; each command returns its exit status.

Digests that are not sound go to `out`, one a line, for another program to read; words go to `err`.
"""

import hashlib
from time import monotonic
from typing import BinaryIO, NamedTuple, TextIO, cast

from .interface import (
    Digest,
    EvidenceCorrupt,
    EvidenceMissing,
    EvidenceStore,
    StoreFull,
)

SECONDS_BETWEEN_PROGRESS = 2.0

SOUND, CORRUPT, UNUSABLE = 0, 1, 2


class Streams(NamedTuple):
    """Where a command reads an answer and writes what it found."""

    ask: TextIO
    out: TextIO
    err: TextIO


class Progress:
    """Says now and then how far the work has come."""

    def __init__(self, err: TextIO, done: str) -> None:
        self.err, self.done = err, done
        self.objects = self.size = 0
        self._told = monotonic()

    def add(self, size: int) -> None:
        """One more object, of so many bytes."""
        self.objects += 1
        self.size += size
        if monotonic() - self._told >= SECONDS_BETWEEN_PROGRESS:
            self._told = monotonic()
            self.err.write(f"{self.objects} objects, {self.size:,} bytes {self.done}\n")


class Hashed:
    """Content that is hashed while somebody reads it."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self._sha = hashlib.sha256()

    def read(self, size: int) -> bytes:
        chunk = self._content.read(size)
        self._sha.update(chunk)
        return chunk

    def digest(self) -> Digest:
        """Of what was read so far."""
        return Digest(self._sha.hexdigest())


def verify(store: EvidenceStore, streams: Streams) -> int:
    """Read every byte of every object and list what is corrupt."""
    progress, corrupt = Progress(streams.err, "read"), 0
    for digest in store:
        try:
            size = store.size(digest)
            store.verify(digest)
        except EvidenceCorrupt:
            corrupt += 1
            streams.out.write(f"{digest}\n")
        except EvidenceMissing:  # deleted by the collector while we were reading
            continue
        progress.add(size)
    streams.err.write(f"{progress.objects} objects, {progress.size:,} bytes, {corrupt} corrupt\n")
    return CORRUPT if corrupt else SOUND


def stats(store: EvidenceStore, streams: Streams) -> int:
    """How many objects, how large, the largest."""
    sizes = [store.size(digest) for digest in store]
    streams.out.write(
        f"{len(sizes)} objects, {sum(sizes):,} bytes, largest {max(sizes, default=0):,} bytes\n"
    )
    return SOUND


def clear(store: EvidenceStore, streams: Streams) -> int:
    """Remove what broken-off uploads have left behind."""
    streams.out.write(f"{store.clear_abandoned()} abandoned uploads removed\n")
    return SOUND


def copy(source: EvidenceStore, target: EvidenceStore, streams: Streams) -> int:
    """Copy what the other store does not have; what arrived is read again there. May be broken off and
    begun again. What is corrupt is listed, not copied.
    """
    progress, there, corrupt = Progress(streams.err, "copied"), 0, 0
    try:
        for digest in source:
            try:
                size = source.size(digest)
                if digest in target and target.size(digest) == size:
                    there += 1
                    continue
                copy_one(source, target, digest)
            except EvidenceCorrupt:
                corrupt += 1
                streams.out.write(f"{digest}\n")
            except EvidenceMissing:  # deleted by the collector while we were copying
                continue
            else:
                progress.add(size)
    except StoreFull as error:
        streams.err.write(f"there is no room left where it is copied to: {error}\n")
        return UNUSABLE
    finally:
        streams.err.write(
            f"{progress.objects} objects, {progress.size:,} bytes copied, "
            f"{there} were there, {corrupt} corrupt\n"
        )
    return CORRUPT if corrupt else SOUND


def copy_one(source: EvidenceStore, target: EvidenceStore, digest: Digest) -> None:
    """Copy one object and read it again. Raises EvidenceCorrupt, EvidenceMissing, StoreFull."""
    upload = target.begin()
    try:
        with source.open(digest) as content:
            hashed = Hashed(content)
            target.append(upload, 0, cast(BinaryIO, hashed))
        if hashed.digest() != digest:  # not even named in the target: it would be another piece of evidence
            raise EvidenceCorrupt(str(digest))
        target.finish(upload)
    finally:
        target.abandon(upload)
    target.verify(digest)


def purge(store: EvidenceStore, digest: Digest, reason: str | None, streams: Streams) -> int:
    """Delete one object for a reason, which is asked for when none was given."""
    if reason is None:
        streams.err.write(f"Why is {digest} to be deleted for ever? ")
        streams.err.flush()
        reason = streams.ask.readline()
    if not reason.strip():
        streams.err.write("nothing was deleted: a purge needs a reason\n")
        return UNUSABLE
    try:
        size = store.size(digest)
        store.delete(digest, reason=reason.strip())
    except EvidenceMissing:
        streams.err.write(f"{digest} is not kept here\n")
        return CORRUPT
    streams.out.write(f"{digest} deleted, {size:,} bytes\n")
    return SOUND
