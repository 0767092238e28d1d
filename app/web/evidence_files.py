"""The bytes of evidence: the file itself by ranges, and pictures of its pages. Every way asks the policy."""

from typing import BinaryIO
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import wrap_file

from app.database import db
from app.domain.actions import Action
from app.domain.errors import NotFound
from app.domain.evidence import EvidenceNumber, export_name
from app.domain.filetypes import KINDS, FileKind, Shown
from app.queries import evidence as readings
from app.queries import renditions
from app.queries.evidence_revisions import Revision
from app.reporting.drawing_room import ROOM
from app.reporting.drawn import MAX_WIDTH
from app.services import evidence
from evidence_store import Digest

from .access import access, current_actor
from .evidence import note_opening
from .numbers import whole

bp = Blueprint("evidence_files", __name__, url_prefix="/evidence/<uuid:evidence_id>")
PAGE_WIDTH = 1654  # pixels: A4 at 200 dots an inch, so that small print can be read
WIDE_PAGE = MAX_WIDTH  # for 300 and 400 %


@bp.get("/file")
@access(Action.VIEW_EVIDENCE)
def newest(evidence_id: UUID) -> ResponseReturnValue:
    """The newest version of a file."""
    return _send(evidence_id, None)


@bp.get("/file/<int:ordinal>")
@access(Action.VIEW_EVIDENCE)
def version(evidence_id: UUID, ordinal: int) -> ResponseReturnValue:
    """An older version of a file."""
    return _send(evidence_id, ordinal)


@bp.get("/pages/<int:page>")
@access(Action.VIEW_EVIDENCE)
def page(evidence_id: UUID, page: int) -> ResponseReturnValue:
    """A picture of a page; the browser asks again only whether it may still be seen."""
    ordinal, width = whole("version") or None, WIDE_PAGE if whole("wide") else PAGE_WIDTH
    store = current_app.extensions["evidence_store"]
    _, kept, content = evidence.open_file(db.session, store, current_actor(), evidence_id, ordinal)
    _, subject = readings.visible_to(db.session, current_actor(), evidence_id)
    note_opening(subject, evidence_id, kept.ordinal)
    content.close()  # a child opens it by itself
    response = Response(mimetype="image/jpeg")
    response.set_etag(f"{kept.digest}-{page}-{width}")
    guard(response)
    if response.make_conditional(request).status_code != 304:
        response.data = ROOM.picture(store, *_drawn(kept), width=width, page=page).content
    return response


def _drawn(kept: Revision) -> tuple[Digest, FileKind]:
    """What is drawn of a version: the file itself, or the PDF that was made of it."""
    kind = _kind(kept.media_type)
    rendered = renditions.of_source(db.session, kept.digest) if kind.shown is Shown.RENDITION else None
    return (Digest(rendered), KINDS["pdf"]) if rendered else (Digest(kept.digest), kind)


def _send(evidence_id: UUID, ordinal: int | None) -> Response:
    """The bytes, by ranges, under the number and the name they came with."""
    store = current_app.extensions["evidence_store"]
    row, kept, content = evidence.open_file(db.session, store, current_actor(), evidence_id, ordinal)
    _, subject = readings.visible_to(db.session, current_actor(), evidence_id)
    note_opening(subject, evidence_id, kept.ordinal)
    name = export_name(EvidenceNumber.parse(row.number), kept.filename)
    return sent(content, name=name, media_type=kept.media_type, size=kept.size, digest=kept.digest)


def sent(content: BinaryIO, *, name: str, media_type: str, size: int, digest: str) -> Response:
    """A file of the store as an answer, by ranges; films are played in the page, all else is downloaded."""
    response = Response(wrap_file(request.environ, content), mimetype=media_type, direct_passthrough=True)
    response.content_length = size
    response.set_etag(digest)
    guard(response)
    inline = _kind(media_type).shown is Shown.FILM
    response.headers["Content-Disposition"] = _disposition("inline" if inline else "attachment", name)
    response.call_on_close(content.close)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except HTTPException:  # a range that lies behind the end
        content.close()
        raise
    return response


def _disposition(kind: str, name: str) -> str:
    """RFC 6266: the name in UTF-8 (RFC 5987), and one in ASCII for the very old."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "").strip() or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def guard(response: Response) -> None:
    """What came from outside runs nothing, is taken for nothing else, and is asked for again each time."""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; media-src 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"


def _kind(media_type: str) -> FileKind:
    for kind in KINDS.values():
        if kind.media_type == media_type:
            return kind
    raise NotFound
