"""Keeping the evidence store tidy: what broken uploads left behind, and files that belong to nothing."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from app.domain.evidence import CLAIMED_WITHIN
from app.queries import clock
from app.queries import stored_files as readings
from app.services import stored_files
from evidence_store import Digest, EvidenceMissing

from .surroundings import Surroundings

AT_ONCE = 500  # digests asked for in one statement


def clear_abandoned(surroundings: Surroundings) -> int:
    """Remove the pieces of uploads that nobody goes on with; how many."""
    return surroundings.store.clear_abandoned()


def collect(surroundings: Surroundings) -> int:
    """Delete every file that no row names and that was last put longer ago than a claim may take; how many.

    Each in a transaction of its own, with its trace. Beside a database that names no file at all, perhaps an
    empty one by mistake, nothing is deleted.
    """
    with surroundings.reading() as session:
        if not readings.names_any(session):
            return 0
        put_before = clock.now(session) - CLAIMED_WITHIN
    collected = 0
    for digests in _in_turn(surroundings.store):
        for digest in _unnamed(surroundings, digests):
            if _put_before(surroundings, digest, put_before):
                with surroundings.transaction() as session:
                    collected += stored_files.collect(
                        session, surroundings.store, digest, put_before=put_before
                    )
    return collected


def _unnamed(surroundings: Surroundings, digests: list[Digest]) -> list[Digest]:
    with surroundings.reading() as session:
        named = readings.named(session, [digest.hex for digest in digests])
    return [digest for digest in digests if digest.hex not in named]


def _put_before(surroundings: Surroundings, digest: Digest, moment: datetime) -> bool:
    """Looked at before a transaction is opened for it."""
    try:
        return surroundings.store.stored_at(digest) < moment
    except EvidenceMissing:
        return False


def _in_turn(store: Iterable[Digest]) -> Iterator[list[Digest]]:
    digests = iter(store)
    while some := list(islice(digests, AT_ONCE)):
        yield some
