"""Receiving files: the size and the content looked at, the bytes kept, before any row is written."""

from collections.abc import Collection
from io import SEEK_END
from typing import Any

from flask import current_app, request

from app.domain.errors import Invalid, StorageFull
from app.domain.evidence import MEBIBYTE, require_size, shown_name
from app.domain.filetypes import KNOWN_ENDINGS, require_accepted
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.reporting.drawing_room import ROOM
from app.services.evidence import StoredFile
from evidence_store import Digest, EvidenceStore, StoreFull

FORM_ROOM = MEBIBYTE  # what the fields beside the files may need
DISK_FULL = N_("The file could not be kept because the disk is full. Please call the office.")


def expect(settings: CampaignSettings) -> None:
    """Say, before the body is read, how much may come."""
    files = max(1, settings.files_per_criterion)
    request.max_content_length = files * settings.megabytes_per_file * MEBIBYTE + FORM_ROOM
    request.max_form_memory_size = FORM_ROOM


def keep(sent: Any, settings: CampaignSettings, accepted: Collection[str] = KNOWN_ENDINGS) -> StoredFile:
    """Keep the bytes of one file and look at it; what is refused is collected after a day, as no row names
    it. Raises Invalid (name, kind), TooLarge, StorageFull or Crowded."""
    store: EvidenceStore = current_app.extensions["evidence_store"]
    name = shown_name(sent.filename or "")
    content = sent.stream
    size = content.seek(0, SEEK_END)
    require_size(size, settings.megabytes_per_file * MEBIBYTE)
    require_accepted(name, accepted)
    content.seek(0)
    try:
        digest = store.put(content)
    except StoreFull:
        raise StorageFull(DISK_FULL) from None
    return inspected(name, digest.hex, size, accepted)


def inspected(name: str, digest: str, size: int, accepted: Collection[str]) -> StoredFile:
    """A file whose bytes are kept already, looked at. Raises Invalid or Crowded."""
    store: EvidenceStore = current_app.extensions["evidence_store"]
    facts, personal = ROOM.look(store, Digest(digest), name, accepted)
    return StoredFile(name, facts.kind.media_type, digest, size, facts.pages, personal)


def require_one(files: list[Any]) -> Any:
    """The one file of a form that takes one. Raises Invalid."""
    if len(files) != 1:
        raise Invalid(file=N_("Please choose one file."))
    return files[0]
