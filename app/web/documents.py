"""Papers on their way: progress while the worker makes one, then the file."""

from uuid import UUID

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from app.database import db
from app.domain.actions import Action
from app.queries import documents
from app.services import documents as deeds

from .access import access, current_actor

bp = Blueprint("documents", __name__, url_prefix="/documents")


@bp.get("/<uuid:document_id>")
@access(Action.OPEN_PUBLIC_PAGE)
def show(document_id: UUID) -> ResponseReturnValue:
    """Where a paper stands; the page asks again by itself until it is ready."""
    found = documents.standing(db.session, current_actor(), document_id)
    return render_template("documents/show.html", document=found)


@bp.get("/<uuid:document_id>/file")
@access(Action.OPEN_PUBLIC_PAGE)
def download(document_id: UUID) -> ResponseReturnValue:
    """The paper itself, under its own name; ranges and revalidation by its digest."""
    store = current_app.extensions["evidence_store"]
    found, content = deeds.take(db.session, store, current_actor(), document_id)
    return send_file(
        content,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.filename,
        etag=found.digest,
        conditional=True,
    )
