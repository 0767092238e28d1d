"""Uploads that go on where they stopped: tus 1.0.0 (creation, termination, checksum, expiration).

A piece streams from the connection into the store, never spooled, with no transaction open. When all of it
is there, the upload is claimed as evidence; a claim repeated gives the same piece.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.http import http_date

from app.database import db, settle
from app.domain.actions import Action
from app.domain.errors import DomainError, Gone, NotFound, Occupied, StorageFull
from app.domain.evidence import MEBIBYTE
from app.domain.evidence_details import title_of
from app.queries import evidence_room, submissions
from app.services import uploads as giving
from app.services.evidence import Target
from evidence_store import EvidenceStore, OffsetRefused, StoreFull, UploadBusy, UploadMissing

from . import tus_protocol as tus
from . import uploads
from .access import access, current_actor
from .errors import UNPROVEN, missing, status_of
from .evidence import prove
from .evidence_forms import AttachForm
from .wording import sentence

bp = Blueprint("tus", __name__)
CREATION = "/submissions/<uuid:submission_id>/uploads"
LARGEST = 4096 * MEBIBYTE  # the most that a campaign may allow
STOPS_AFTER = giving.HELD_FOR.total_seconds() * 0.75  # a slow piece ends here, and the next goes on


def init_app(app: Flask) -> None:
    """The token is asked for by the views, before which nothing reads the body."""
    for view in (create, piece, claim):
        app.extensions["csrf"].exempt(view)
    app.register_blueprint(bp)


@bp.before_request
def speak_one_version() -> ResponseReturnValue | None:
    if request.method == "OPTIONS" or request.headers.get("Tus-Resumable") == tus.VERSION:
        return None
    return Response(status=412, headers={"Tus-Version": tus.VERSION})


@bp.after_request
def say_the_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    if request.method == "OPTIONS":
        response.status_code = 204
        response.headers["Tus-Version"] = tus.VERSION
        response.headers["Tus-Extension"] = tus.EXTENSIONS
        response.headers["Tus-Max-Size"] = str(LARGEST)
        response.headers["Tus-Checksum-Algorithm"] = ",".join(tus.ALGORITHMS)
    return response


@bp.post(CREATION)
@access(Action.ATTACH_EVIDENCE)
def create(submission_id: UUID) -> ResponseReturnValue:
    """An upload begins, at this moment: before its first byte, all that can be refused is refused."""
    prove()
    told, values = tus.metadata()
    position = values.get("requirement", "0")
    target = Target(submission_id, request.args.get("place", ""), int(position) if position.isdigit() else -1)
    length = tus.whole_number("Upload-Length")
    upload = giving.begin(
        db.session, current_actor(), target, filename=values.get("filename", ""), length=length, told=told
    )
    made, expires = upload.id, upload.expires_at
    known = giving.recognise(db.session, store(), current_actor(), made, values.get("digest", ""))
    settle()
    headers = {"Location": url_for(".piece", upload_id=made), "Upload-Expires": http_date(expires)}
    if known:
        return "", 201, headers | {"Upload-Offset": str(length)}
    with refusals():
        name = store().begin()
    giving.stage(db.session, current_actor(), made, name)
    return "", 201, headers


@bp.route("/uploads/<uuid:upload_id>", methods=["HEAD", "PATCH", "DELETE", "POST"])
@access(Action.ATTACH_EVIDENCE)
def piece(upload_id: UUID) -> ResponseReturnValue:
    """How much there is, the next piece, or its end; POST only with another method's name in its header."""
    match request.headers.get("X-HTTP-Method-Override", request.method):
        case "HEAD":
            return _tell(upload_id)
        case "PATCH":
            return _receive(upload_id)
        case "DELETE":
            return _end(upload_id)
        case _:
            return "", 405, {"Allow": "HEAD, PATCH, DELETE, OPTIONS"}


@bp.post("/uploads/<uuid:upload_id>/claim")
@access(Action.ATTACH_EVIDENCE)
def claim(upload_id: UUID) -> ResponseReturnValue:
    """All of it is there: look at the content and make it evidence, or say why not."""
    prove()
    upload = giving.hold(db.session, current_actor(), upload_id)
    digest, staged, claimed = upload.digest, upload.staged, upload.evidence_id
    name, length = upload.filename, upload.length
    where = Target(upload.submission_id, upload.criterion, upload.requirement)
    settle()
    try:
        if digest is None:
            digest = _finish(staged, length)
    finally:
        giving.let_go(db.session, current_actor(), upload_id, digest=digest)
        settle()
    standing = submissions.standing(db.session, current_actor(), where.submission_id)
    asked = evidence_room.requirement_at(standing.framework, where.place, where.requirement)
    form = AttachForm.for_place(standing.framework, where.place)
    details = form.details(title_of(name), asked.kind if asked else "other")
    accepted = evidence_room.endings(standing.framework, asked)
    settle()
    file = uploads.inspected(name, digest, length, accepted)
    given = giving.claim(db.session, current_actor(), upload_id, details, file, again=bool(form.again.data))
    return jsonify(number=given.number, title=given.title), 200 if claimed else 201


def _tell(upload_id: UUID) -> ResponseReturnValue:
    upload = giving.own(db.session, current_actor(), upload_id)
    offset = upload.length
    if upload.digest is None:
        with refusals():
            offset = store().received(upload.staged)
    return "", 200, {
        "Upload-Offset": str(offset),
        "Upload-Length": str(upload.length),
        "Upload-Expires": http_date(upload.expires_at),
        "Upload-Metadata": upload.told,
        "Cache-Control": "no-store",
    }  # fmt: skip


def _receive(upload_id: UUID) -> ResponseReturnValue:
    if request.mimetype != tus.PIECE:
        return "", 415
    offset = tus.whole_number("Upload-Offset")
    request.max_content_length = LARGEST
    prove()
    upload = giving.hold(db.session, current_actor(), upload_id)
    tus.require_fit(offset, upload.length)
    if upload.digest is not None:
        raise OffsetRefused(upload.length)
    staged, expires = upload.staged, upload.expires_at
    body = tus.Body(request.stream, upload.length - offset, STOPS_AFTER)
    settle()
    try:
        with refusals():
            received = store().append(staged, offset, cast("BinaryIO", tus.checked(body)))
    finally:
        giving.let_go(db.session, current_actor(), upload_id)
        settle()
    return "", 204, {"Upload-Offset": str(received), "Upload-Expires": http_date(expires)}


def _end(upload_id: UUID) -> ResponseReturnValue:
    prove()
    staged = giving.abandon(db.session, current_actor(), upload_id)
    with refusals():
        if staged:
            store().abandon(staged)
    return "", 204


def _finish(staged: str, length: int) -> str:
    """The digest of all that was received. Raises OffsetRefused while something is lacking."""
    with refusals():
        received = store().received(staged)
        if received != length:
            raise OffsetRefused(received)
        return store().finish(staged).hex


def store() -> EvidenceStore:
    kept: EvidenceStore = current_app.extensions["evidence_store"]
    return kept


@contextmanager
def refusals() -> Iterator[None]:
    """What the store cannot do, as a refusal with its sentence."""
    try:
        yield
    except UploadMissing:
        raise Gone(giving.GONE) from None
    except UploadBusy:
        raise Occupied(giving.OCCUPIED) from None
    except StoreFull:
        raise StorageFull(uploads.DISK_FULL) from None


@bp.errorhandler(DomainError)
def refuse(error: DomainError) -> ResponseReturnValue:
    """The sentences alone: the client puts them beside the file."""
    if isinstance(error, NotFound):
        return missing(error)
    return jsonify(reasons=[sentence(reason) for reason in error.reasons]), status_of(error)


@bp.errorhandler(CSRFError)
def unproven(_: CSRFError) -> ResponseReturnValue:
    return jsonify(reasons=[gettext(UNPROVEN)]), 400


@bp.errorhandler(tus.Garbled)
def garbled(_: tus.Garbled) -> ResponseReturnValue:
    return jsonify(reasons=[gettext(tus.GARBLED)]), 400


@bp.errorhandler(tus.ChecksumMismatch)
def mismatch(_: tus.ChecksumMismatch) -> ResponseReturnValue:
    return jsonify(reasons=[gettext("A piece was damaged on its way. It is sent once more.")]), 460


@bp.errorhandler(OffsetRefused)
def elsewhere(error: OffsetRefused) -> ResponseReturnValue:
    return "", 409, {"Upload-Offset": str(error.received)}
