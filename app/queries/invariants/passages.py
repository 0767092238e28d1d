"""Words of files: only of files that are there, and as many as were read."""

from collections.abc import Iterator

from sqlalchemy import func, select

from app.models.passage import FileReading, Passage
from app.queries import stored_files
from evidence_store import Digest

from .invariant import Invariant, Records


def gone(records: Records) -> Iterator[str]:
    """Files that no row names or the store does not keep, whose words are here all the same."""
    named = set(records.session.scalars(stored_files.every_named()))
    for digest in records.session.scalars(select(Passage.digest).distinct()):
        if digest not in named or Digest.parse(digest) not in records.store:
            yield f"digest {digest}"


_KEPT = select(func.count()).where(Passage.digest == FileReading.digest).scalar_subquery()
INVARIANTS = (
    Invariant(
        "passages.of_kept_files",
        "Words are kept only of files that are there; after a purge the worker removes them within hours.",
        gone,
    ),
    Invariant(
        "passages.complete",
        "A file that was read has as many passages as were noted.",
        select(FileReading.digest, FileReading.passages, _KEPT.label("kept")).where(
            FileReading.passages != _KEPT
        ),
    ),
)
