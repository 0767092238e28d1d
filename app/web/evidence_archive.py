"""All evidence of a unit in one ZIP, as far as the person asking may open it: sent while it is packed."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, Response, current_app
from flask_babel import gettext

from app.database import db, release
from app.domain.actions import Action
from app.domain.evidence import EvidenceNumber, export_name
from app.queries import clock, submissions
from app.queries import evidence as readings
from app.queries.evidence import EvidenceRow
from app.queries.submissions import Standing
from app.reporting.archive import Entry, Index, archive, safe_name
from app.reporting.spreadsheets import csv_bytes
from evidence_store import Digest, EvidenceStore

from .access import access, current_actor
from .evidence import note_opening
from .wording import sentence

bp = Blueprint("evidence_archive", __name__)
PIECE = 256 * 1024


@bp.get("/submissions/<uuid:submission_id>/evidence.zip")
@access(Action.VIEW_EVIDENCE)
def packed(submission_id: UUID) -> Response:
    """The newest version of every file by its permanent number, a list of what is no file, and an index with
    the digests. A file that is being checked for viruses stays out, and the list says so.
    """
    standing = submissions.standing(db.session, current_actor(), submission_id)
    pieces = readings.of_submission(db.session, current_actor(), standing.subject, submission_id)
    files = [piece for piece in pieces if piece.digest and piece.closed is None]
    for piece in files:
        note_opening(standing.subject, piece.id)
    made_at = clock.now(db.session)
    entries = [*_of_files(files), *_of_others(pieces)]
    index = Index(gettext("Index"), (gettext("File"), gettext("Size (bytes)"), "SHA-256", gettext("Title")))
    release()
    response = Response(archive(entries, made_at=made_at, index=index), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=_name(standing))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _of_files(files: Sequence[EvidenceRow]) -> Iterator[Entry]:
    store: EvidenceStore = current_app.extensions["evidence_store"]
    for piece in files:
        number = EvidenceNumber.parse(piece.number)
        name = export_name(number, piece.filename or piece.title)
        yield Entry((number.criterion, name), _bytes(store, piece.digest or ""), piece.size, piece.title)


def _of_others(pieces: Sequence[EvidenceRow]) -> Iterator[Entry]:
    """What is not packed: where it was published, or where it lies and who keeps it, or why it stays out."""
    lines = [
        (piece.number, piece.title, piece.url or piece.place, piece.outlet or piece.keeper)
        if piece.closed is None
        else (piece.number, piece.title, sentence(piece.closed), "")
        for piece in pieces
        if piece.digest is None or piece.closed is not None
    ]
    if lines:
        header = (
            gettext("Number"),
            gettext("Title"),
            gettext("Address or place"),
            gettext("Outlet or keeper"),
        )
        yield Entry((f"{gettext('Links and places on site')}.csv",), [csv_bytes(header, lines)])


def _bytes(store: EvidenceStore, digest: str) -> Iterator[bytes]:
    with store.open(Digest(digest)) as content:
        while piece := content.read(PIECE):
            yield piece


def _name(standing: Standing) -> str:
    return safe_name(f"{standing.submission.unit_name} {gettext('Evidence')}.zip")
