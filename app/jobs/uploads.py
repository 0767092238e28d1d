"""Uploads that were not claimed within a day are cleared away."""

from contextlib import suppress
from uuid import UUID

from app.services import uploads
from evidence_store import UploadBusy

from .surroundings import Surroundings


def clear_expired(surroundings: Surroundings) -> int:
    """Give up what nobody claimed, the bytes first, so that no row is forgotten before them; how many."""
    with surroundings.reading() as session:
        found = uploads.expired(session)
    cleared: list[UUID] = []
    for upload_id, staged in found:
        with suppress(UploadBusy):
            if staged:
                surroundings.store.abandon(staged)
            cleared.append(upload_id)
    if cleared:
        with surroundings.transaction() as session:
            uploads.forget(session, cleared)
    return len(cleared)
