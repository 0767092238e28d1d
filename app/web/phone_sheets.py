"""Criterion sheets on paper, each with a code for a telephone: printed, their use shown, ended."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.queries import phone_sheets as readings
from app.queries import submissions
from app.services import documents, phone_sheets

from .access import access, current_actor
from .display import current_language

bp = Blueprint("phone_sheets", __name__)


@bp.get("/submissions/<uuid:submission_id>/phone-sheets")
@access(Action.ADD_BY_PHONE)
def show(submission_id: UUID) -> ResponseReturnValue:
    """What the sheets are for, and how often the codes of those printed last were used."""
    standing = submissions.standing(db.session, current_actor(), submission_id)
    standing.require(Action.VIEW_EVIDENCE)
    return render_template(
        "phone_sheets/show.html",
        standing=standing,
        printed=readings.of_maker(db.session, current_actor(), submission_id),
        may_print=any(
            standing.writable(each.code, Action.ADD_BY_PHONE) for each in standing.framework.criteria
        ),
    )


@bp.post("/submissions/<uuid:submission_id>/phone-sheets")
@access(Action.ADD_BY_PHONE)
def print_(submission_id: UUID) -> ResponseReturnValue:
    """Have the sheets printed; what was printed before no longer lets in."""
    address = current_app.config["PUBLIC_URL"] + url_for("phone_visits.begin")
    sheets_id = phone_sheets.print_sheets(db.session, current_actor(), submission_id, address=address)
    standing = submissions.standing(db.session, current_actor(), submission_id)
    asked = documents.ask(
        db.session,
        current_actor(),
        "criterion_sheets",
        sheets_id,
        filename=f"{standing.submission.unit_name} {gettext('Criterion sheets')}.pdf",
        locale=current_language(),
        campaign_id=standing.campaign.id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


@bp.post("/phone-sheets/<uuid:sheets_id>/end")
@access(Action.KEEP_PRINTED_CODES)
def end(sheets_id: UUID) -> ResponseReturnValue:
    """From now on the printed codes let nobody in."""
    submission_id = phone_sheets.end(db.session, current_actor(), sheets_id)
    flash(gettext("The printed codes are ended."))
    return redirect(url_for(".show", submission_id=submission_id), 303)
