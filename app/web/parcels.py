"""A ZIP with the files of many criteria: sent, sorted on one page, and taken over while one looks on."""

from uuid import UUID

from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db, release
from app.domain.actions import Action
from app.domain.errors import Invalid, StorageFull
from app.domain.parcel import MOST_FILES
from app.queries import parcels, submissions
from app.queries.submissions import Standing
from app.reporting.drawing_room import ROOM
from app.services import parcels as taking
from evidence_store import Digest

from . import uploads
from .access import access, current_actor
from .errors import status_of
from .evidence import prove
from .evidence_forms import sent_files
from .wording import local, sentence

bp = Blueprint("parcels", __name__)
ZIP = frozenset({"zip"})
LEFT_OUT = ""  # what the list of places says of a file that is not wanted


def init_app(app: Flask) -> None:
    """What receives a file proves the form itself, after the right to send it was checked."""
    app.extensions["csrf"].exempt(receive)
    app.register_blueprint(bp)


@bp.get("/submissions/<uuid:submission_id>/parcels/new")
@access(Action.ATTACH_EVIDENCE)
def new(submission_id: UUID) -> str:
    """How to name the files, and the form for the ZIP."""
    taking.begin(db.session, current_actor(), submission_id)
    return _new_page(submissions.standing(db.session, current_actor(), submission_id))


@bp.post("/submissions/<uuid:submission_id>/parcels")
@access(Action.ATTACH_EVIDENCE)
def receive(submission_id: UUID) -> ResponseReturnValue:
    """Keep the ZIP and note what is in it."""
    began_at = taking.begin(db.session, current_actor(), submission_id)
    standing = submissions.standing(db.session, current_actor(), submission_id)
    release()
    uploads.expect(standing.settings)
    prove()
    try:
        file = uploads.keep(uploads.require_one(sent_files()), standing.settings, ZIP)
        packed = ROOM.packed(current_app.extensions["evidence_store"], Digest(file.digest))
        made = taking.receive(db.session, current_actor(), submission_id, file, packed, began_at=began_at)
    except (Invalid, StorageFull) as error:
        return _new_page(standing, [sentence(reason) for reason in error.reasons]), status_of(error)
    return redirect(url_for(".show", parcel_id=made.id), 303)


@bp.get("/parcels/<uuid:parcel_id>")
@access(Action.ATTACH_EVIDENCE)
def show(parcel_id: UUID) -> str:
    """Each file with the place it seems to belong to; once given, what became of it."""
    return _page(parcel_id)


@bp.post("/parcels/<uuid:parcel_id>")
@access(Action.ATTACH_EVIDENCE)
def give(parcel_id: UUID) -> ResponseReturnValue:
    """Take the files over to the places chosen."""
    found = parcels.of_owner(db.session, current_actor(), parcel_id)
    sent = {line.position: request.form.get(f"place-{line.position}", LEFT_OUT) for line in found.lines}
    chosen = {position: place for position, place in sent.items() if place != LEFT_OUT}
    try:
        taking.give(db.session, current_actor(), parcel_id, chosen)
    except Invalid as error:
        return _page(parcel_id, chosen, [sentence(reason) for reason in error.reasons]), 422
    return redirect(url_for(".show", parcel_id=parcel_id), 303)


def _new_page(standing: Standing, said: list[str] | None = None) -> str:
    return render_template("parcels/new.html", standing=standing, said=said or [], most=MOST_FILES)


def _page(parcel_id: UUID, chosen: dict[int, str] | None = None, said: list[str] | None = None) -> str:
    found = parcels.of_owner(db.session, current_actor(), parcel_id)
    standing = submissions.standing(db.session, current_actor(), found.submission_id)
    return render_template(
        "parcels/show.html",
        standing=standing,
        found=found,
        places=_places(standing),
        chosen=chosen,
        said=said or [],
    )


def _places(standing: Standing) -> list[tuple[str, str]]:
    """What can be chosen: place, and its code with its title."""
    framework = standing.framework
    titles = {each.code: each.title for each in framework.criteria}
    titles |= {each.code: each.title for each in framework.bonus.items}
    known = parcels.places(framework)
    return [
        (LEFT_OUT, gettext("Leave out")),
        *((place, f"{code} {local(titles[code])}") for code, place in known.items()),
    ]
