"""One piece of the box: looked at, better described, taken out and back; its bytes. For the unit alone."""

from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.errors import Invalid, NotFound, StaleVersion
from app.domain.scan import require_open
from app.queries import boxes as readings
from app.queries.boxes import BoxRow
from app.reporting.drawing_room import ROOM
from app.services import boxes
from evidence_store import Digest

from .access import access, current_actor
from .box_forms import DescribeForm
from .errors import status_of
from .evidence_files import PAGE_WIDTH, guard, sent
from .numbers import whole

bp = Blueprint("boxed_piece", __name__, url_prefix="/boxed/<uuid:boxed_id>")
THUMBNAIL = 320  # pixels wide


@bp.get("")
@access(Action.VIEW_BOX)
def show(boxed_id: UUID) -> ResponseReturnValue:
    """A piece with its picture, what is said of it and where it is used."""
    return _page(readings.one(db.session, current_actor(), boxed_id))


@bp.post("/words")
@access(Action.FILL_BOX)
def describe(boxed_id: UUID) -> ResponseReturnValue:
    """Better words for a piece."""
    row = readings.one(db.session, current_actor(), boxed_id)
    form = DescribeForm.of(readings.framework_last_used(db.session, row.unit_id), row)
    if not form.validate():
        return _page(row, form), 422
    try:
        boxes.describe(db.session, current_actor(), boxed_id, form.words(), version=whole("version"))
    except (Invalid, StaleVersion) as error:
        if isinstance(error, Invalid):
            form.refuse(error)
        return _page(row, form, stale=error if isinstance(error, StaleVersion) else None), status_of(error)
    flash(gettext("Saved."))
    return redirect(url_for(".show", boxed_id=boxed_id), 303)


@bp.post("/withdraw")
@access(Action.FILL_BOX)
def withdraw(boxed_id: UUID) -> ResponseReturnValue:
    """Take a piece out of the box; it can be taken back."""
    piece = boxes.withdraw(db.session, current_actor(), boxed_id)
    undo = url_for(".restore", boxed_id=boxed_id)
    flash(gettext("%(title)s is out of the box.", title=piece.title), f"undo:{undo}")
    return redirect(url_for("boxes.show", unit_id=piece.unit_id), 303)


@bp.post("/restore")
@access(Action.FILL_BOX)
def restore(boxed_id: UUID) -> ResponseReturnValue:
    """Take a piece back."""
    piece = boxes.restore(db.session, current_actor(), boxed_id)
    flash(gettext("%(title)s is in the box again.", title=piece.title))
    return redirect(url_for("boxes.show", unit_id=piece.unit_id), 303)


@bp.get("/file")
@access(Action.VIEW_BOX)
def file(boxed_id: UUID) -> ResponseReturnValue:
    """The bytes, under the name they came with."""
    row = _file(boxed_id)
    content = current_app.extensions["evidence_store"].open(Digest.parse(row.digest))
    return sent(content, name=row.filename, media_type=row.media_type, size=row.size, digest=row.digest)


@bp.get("/pages/<int:page>")
@access(Action.VIEW_BOX)
def page(boxed_id: UUID, page: int) -> ResponseReturnValue:
    """A picture of a page; ?small=1 for lists."""
    row, width = _file(boxed_id), THUMBNAIL if whole("small") else PAGE_WIDTH
    if row.file_kind is None:
        raise NotFound
    response = Response(mimetype="image/jpeg")
    response.set_etag(f"{row.digest}-{page}-{width}")
    guard(response)
    if response.make_conditional(request).status_code != 304:
        store, digest = current_app.extensions["evidence_store"], Digest.parse(row.digest)
        response.data = ROOM.picture(store, digest, row.file_kind, width=width, page=page).content
    return response


def _file(boxed_id: UUID) -> BoxRow:
    row = readings.one(db.session, current_actor(), boxed_id)
    if not row.digest or row.scan is None:
        raise NotFound
    require_open(row.scan)
    return row


def _page(row: BoxRow, form: DescribeForm | None = None, *, stale: StaleVersion | None = None) -> str:
    unit = readings.unit(db.session, current_actor(), row.unit_id)
    framework = readings.framework_last_used(db.session, row.unit_id)
    return render_template(
        "boxes/piece.html",
        unit=unit,
        piece=row,
        page=max(1, whole("page", 1)),
        form=form or DescribeForm.of(framework, row),
        stale=stale,
        may_fill=policy.permits(current_actor(), Action.FILL_BOX, unit.subject),
    )
