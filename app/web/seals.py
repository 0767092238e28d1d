"""The seals of a submission: what was handed in, what the records say otherwise, the proof of the files."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import NotFound
from app.queries import seals, submissions
from app.queries.submissions import Standing
from app.services import documents

from .access import access, current_actor
from .display import current_language

bp = Blueprint("seals", __name__, url_prefix="/submissions/<uuid:submission_id>/seal")


@bp.get("")
@access(Action.VIEW_SEAL)
def show(submission_id: UUID) -> ResponseReturnValue:
    """The newest seal piece by piece, held against the records; the older ones below."""
    standing = _standing(submission_id)
    found = seals.of_submission(db.session, submission_id)
    return render_template(
        "seals/show.html",
        standing=standing,
        seals=found,
        changes=seals.changes(db.session, standing.submission, found[0]) if found else (),
    )


@bp.get("/<int:ordinal>")
@access(Action.VIEW_SEAL)
def manifest(submission_id: UUID, ordinal: int) -> ResponseReturnValue:
    """The list exactly as it was sealed, to be kept and checked with sha256sum."""
    _standing(submission_id)
    for seal in seals.of_submission(db.session, submission_id):
        if seal.ordinal == ordinal:
            name = f"seal-{ordinal}-{seal.root[:8]}.json"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(seal.manifest.encode(), mimetype="application/json", headers=headers)
    raise NotFound


@bp.post("/proof")
@access(Action.VIEW_SEAL)
def prove(submission_id: UUID) -> ResponseReturnValue:
    """Have every sealed file read again; the worker writes down what came of it."""
    standing = _standing(submission_id)
    asked = documents.ask(
        db.session,
        current_actor(),
        "seal_proof",
        submission_id,
        filename=f"{standing.submission.unit_name} {gettext('Proof of the sealed evidence')}.pdf",
        locale=current_language(),
        campaign_id=standing.campaign.id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


def _standing(submission_id: UUID) -> Standing:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    standing.require(Action.VIEW_SEAL)
    return standing
