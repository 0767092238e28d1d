"""After an upload: Office files become PDFs, kept beside them, to be read without leaving the page."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import delete, select

from app.domain.filetypes import KINDS, RefusedFile
from app.models.base import utc_now
from app.models.rendition import Rendition, RenditionState
from app.queries import renditions
from app.reporting.drawing_room import ROOM
from app.reporting.renditions import Unrendered, render
from evidence_store import Digest, EvidenceMissing

from .surroundings import Surroundings

log = logging.getLogger(__name__)


def render_office_files(surroundings: Surroundings) -> int:
    """Render the next Office file, 0 or 1: one at a time, because papers and mails wait meanwhile.

    No transaction is open while LibreOffice works; a file it cannot render is noted, and tried once more.
    Without LibreOffice nothing is done and nothing noted.
    """
    if not surroundings.settings.get("OFFICE"):
        return 0
    with surroundings.reading() as session:
        found = renditions.waiting(session)
    if found is None:
        return 0
    source, media_type = found
    fault = ""
    try:
        rendition, pages = _rendered(surroundings, source, media_type)
    except Unrendered as unrendered:
        fault = str(unrendered)
    except RefusedFile as refusal:  # what LibreOffice wrote is no PDF
        fault = refusal.fault.name.lower()
    except EvidenceMissing:
        fault = "missing"
    if fault:
        log.warning("no rendition of %s: %s", source, fault)
        _note(surroundings, source, state=RenditionState.FAILED, fault=fault)
    else:
        ready = RenditionState.READY
        _note(surroundings, source, state=ready, rendition_digest=rendition, pages=pages, fault="")
    return 1


def forget_gone(surroundings: Surroundings) -> int:
    """Take back the PDFs of files that were purged from the store, for the collector; how many."""
    with surroundings.reading() as session:
        sources = renditions.made(session)
    gone = [source for source in sources if Digest(source) not in surroundings.store]
    for source in gone:
        with surroundings.transaction() as session:
            session.execute(delete(Rendition).where(Rendition.source_digest == source))
    return len(gone)


def _rendered(surroundings: Surroundings, source: str, media_type: str) -> tuple[str, int]:
    """The digest and the pages of the PDF, which is kept and looked at as if somebody had sent it."""
    kind = next(kind for kind in KINDS.values() if kind.media_type == media_type)
    with surroundings.store.open(Digest(source)) as content:
        made = render(surroundings.settings["OFFICE"], kind, content, hidden=list(_ours(surroundings)))
    digest = surroundings.store.put(io.BytesIO(made))
    looked = ROOM.look(surroundings.store, digest, "rendition.pdf", {"pdf"})
    return digest.hex, looked.facts.pages or 1


def _note(surroundings: Surroundings, source: str, **outcome: object) -> None:
    with surroundings.transaction() as session:
        row = session.scalar(select(Rendition).where(Rendition.source_digest == source))
        if row is None:
            session.add(Rendition(source_digest=source, **outcome))
        else:
            row.attempts += 1
            row.tried_at = utc_now()
            for name, value in outcome.items():
                setattr(row, name, value)


def _ours(surroundings: Surroundings) -> Iterator[Path]:
    """The folders that a hostile file would like to read: keys and records, and everybody's evidence."""
    if instance := surroundings.settings.get("INSTANCE_PATH"):
        yield Path(instance)
    address = urlsplit(surroundings.store.url)
    if address.scheme == "file":
        yield Path(unquote(address.path))
