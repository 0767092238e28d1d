"""Receiving files: the size and the content looked at, the bytes kept, before any row is written."""

from collections.abc import Collection
from io import SEEK_END, BytesIO
from pathlib import PurePosixPath
from typing import Any

from flask import current_app, request

from app.domain.errors import Invalid, StorageFull
from app.domain.evidence import MEBIBYTE, require_size, shown_name
from app.domain.filetypes import KINDS, KNOWN_ENDINGS, FileKind, Shown, require_accepted
from app.domain.quadrangle import Sheet
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
    return inspected(name, _put(store, content).hex, size, accepted)


def inspected(name: str, digest: str, size: int, accepted: Collection[str]) -> StoredFile:
    """A file whose bytes are kept already, looked at. Raises Invalid or Crowded."""
    store: EvidenceStore = current_app.extensions["evidence_store"]
    return StoredFile.looked_at(store, name, Digest(digest), size, accepted)


def straighten(file: StoredFile, sheet: Sheet | None, turn: int) -> StoredFile:
    """A picture that is kept already, laid flat and turned, kept as a file beside it.

    Raises Invalid (no picture, several pages, or one that cannot be decoded), StorageFull or Crowded.
    """
    store: EvidenceStore = current_app.extensions["evidence_store"]
    kind = _picture(file)
    flat = ROOM.straightened(store, Digest(file.digest), kind, sheet=sheet, turn=turn)
    name = str(PurePosixPath(file.filename).with_suffix(".jpg"))
    return StoredFile(name, flat.media_type, _put(store, BytesIO(flat.content)).hex, len(flat.content))


def _picture(file: StoredFile) -> FileKind:
    for kind in KINDS.values():
        if kind.media_type == file.media_type and kind.shown is Shown.PICTURE and (file.pages or 1) == 1:
            return kind
    raise Invalid(corners=N_("Only a photo can be turned or straightened."))


def _put(store: EvidenceStore, content: Any) -> Digest:
    try:
        return store.put(content)
    except StoreFull:
        raise StorageFull(DISK_FULL) from None


def require_one(files: list[Any]) -> Any:
    """The one file of a form that takes one. Raises Invalid."""
    if len(files) != 1:
        raise Invalid(file=N_("Please choose one file."))
    return files[0]
