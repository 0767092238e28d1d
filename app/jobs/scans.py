"""Checking files for viruses: each new digest is sent to clamd, and stays closed until clamd has answered."""

import hashlib
import logging
from io import BufferedIOBase
from time import monotonic
from typing import BinaryIO, cast

from app.clamd import Clamd, ScanFailed
from app.domain.scan import Finding, ScanFailure, ScanState
from app.queries import scans as readings
from app.services import scans
from evidence_store import Digest, EvidenceMissing

from .surroundings import Surroundings

AT_ONCE = 50
LONGEST = 10.0  # seconds; the rest waits for the next round, so that mails are not kept waiting
log = logging.getLogger(__name__)


def scan_new_files(surroundings: Surroundings) -> int:
    """Send what waits to clamd, with no transaction open meanwhile; how many were checked.

    Without the setting nothing is sent. A clamd that does not answer is noted once, and asked again.
    """
    url = surroundings.settings.get("CLAMD_URL", "")
    if not url:
        return 0
    with surroundings.reading() as session:
        waiting, silent = readings.waiting(session, AT_ONCE), readings.silent_since(session)
    clamd, begun, checked = Clamd(url), monotonic(), 0
    if waiting and not clamd.answers():
        if silent is None:
            _put_off(surroundings, waiting[0], ScanFailure.NO_ANSWER)
        return 0
    for digest in waiting:
        if monotonic() - begun > LONGEST:
            break
        checked += _scan(surroundings, clamd, digest)
    return checked


def _scan(surroundings: Surroundings, clamd: Clamd, digest: str) -> bool:
    """Whether it was checked."""
    try:
        finding = _looked_at(surroundings, clamd, digest)
    except ScanFailed as failed:
        log.warning("%s could not be scanned: %s", digest, failed)
        _put_off(surroundings, digest, failed.failure)
        return False
    except EvidenceMissing:  # flask fsck tells of it; nothing can be said of bytes that are not there
        log.error("%s cannot be scanned: the store does not have it", digest)
        _put_off(surroundings, digest, ScanFailure.GARBLED)
        return False
    with surroundings.transaction() as session:
        scans.conclude(session, digest, finding)
    return True


def _looked_at(surroundings: Surroundings, clamd: Clamd, digest: str) -> Finding:
    """What clamd finds in the bytes of this very digest. Raises ScanFailed, EvidenceMissing."""
    with surroundings.store.open(Digest(digest)) as content:
        hashed = Hashed(content)
        finding = clamd.scan(cast("BinaryIO", hashed))
    if finding.state is ScanState.CLEAN and hashed.sha.hexdigest() != digest:
        raise ScanFailed(ScanFailure.GARBLED, "clamd did not read all of it, or the store has other bytes")
    return finding


def _put_off(surroundings: Surroundings, digest: str, failure: ScanFailure) -> None:
    with surroundings.transaction() as session:
        scans.put_off(session, digest, failure)


class Hashed(BufferedIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, content: BinaryIO) -> None:
        self.content, self.sha = content, hashlib.sha256()

    def read(self, size: int | None = -1) -> bytes:
        piece = self.content.read(-1 if size is None else size)
        self.sha.update(piece)
        return piece
