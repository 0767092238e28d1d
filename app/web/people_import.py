"""Units, people, posts and members from Excel: a template, faults by row and column, a preview, a yes."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired

from app.database import db
from app.domain.actions import Action
from app.domain.errors import NotFound
from app.domain.people_import import Fault
from app.queries import people_import as readings
from app.queries import units as unit_readings
from app.reporting import people_sheets
from app.services import people_import

from .access import access, current_actor
from .forms import Choice, PageForm, Required
from .units import seen_unit

bp = Blueprint("people_import", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 5_000_000
KINDS = (
    ("units", _("a list of units")),
    ("people", _("a list of people")),
    ("committees", _("a list of posts and members")),
)
SHOWN = 200
AFTER = {"units": "units.show", "people": "people.index", "committees": "profiles.committees"}


class UploadForm(PageForm):
    """A filled table."""

    kind = Choice(_("What is in the file?"), [Required()], choices=KINDS)
    table = FileField(_("The filled table (.xlsx)"), [FileRequired(_("Please choose the filled table."))])


@bp.route("/units/<uuid:unit_id>/import", methods=["GET", "POST"])
@access(Action.IMPORT_PEOPLE)
def upload(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.IMPORT_PEOPLE)
    form, faults = UploadForm(), list[Fault]()
    if form.validate_on_submit():
        content = form.table.data.read(LARGEST + 1)
        if len(content) > LARGEST:
            form.table.errors = [gettext("That is too large. Please keep only the table you want to import.")]
            return render_template("people/upload.html", form=form, unit=unit, faults=[]), 413
        draft_id, faults = people_import.prepare_import(
            db.session, current_actor(), unit.id, form.kind.data, content
        )
        if draft_id:
            return redirect(url_for(".preview", draft_id=draft_id), 303)
    return render_template(
        "people/upload.html", form=form, unit=unit, faults=faults[:SHOWN], more=max(0, len(faults) - SHOWN),
        header_of=people_sheets.header_of,
    ), 422 if form.is_submitted() else 200  # fmt: skip


@bp.get("/units/<uuid:unit_id>/import/<kind>.xlsx")
@access(Action.IMPORT_PEOPLE)
def template(unit_id: UUID, kind: str) -> Response:
    seen_unit(unit_id, Action.IMPORT_PEOPLE)
    if kind not in people_sheets.COLUMNS:
        raise NotFound
    response = Response(people_sheets.template(kind), mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"{people_sheets.TITLES[kind]}.xlsx")
    return response


@bp.get("/imports/<uuid:draft_id>")
@access(Action.IMPORT_PEOPLE)
def preview(draft_id: UUID) -> str:
    draft = readings.draft(db.session, draft_id, current_actor().user_id)
    count = {deed: sum(row["deed"] == deed for row in draft.rows) for deed in ("new", "changed", "same")}
    telling = [row for row in draft.rows if row["deed"] != "same"]
    return render_template(
        "people/preview.html", draft=draft, count=count, rows=telling[:SHOWN],
        more=max(0, len(telling) - SHOWN), header_of=people_sheets.header_of,
        unit=unit_readings.card(db.session, draft.unit_id),
    )  # fmt: skip


@bp.post("/imports/<uuid:draft_id>")
@access(Action.IMPORT_PEOPLE)
def carry_out(draft_id: UUID) -> ResponseReturnValue:
    draft = readings.draft(db.session, draft_id, current_actor().user_id)
    count = people_import.carry_out_import(db.session, current_actor(), draft_id)
    flash(ngettext("%(num)d row has been taken over.", "%(num)d rows have been taken over.", count))
    return redirect(url_for(AFTER[draft.kind], unit_id=draft.unit_id), 303)
