"""Windows for supplements during the review: opened by the office, ended by the unit, what came of each."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES
from app.domain.errors import Invalid
from app.domain.supplement import REASON_LIMIT
from app.queries import seals, submissions
from app.queries import supplements as readings
from app.services import supplements
from app.services.supplements import Named

from .access import access, current_actor
from .forms import DayField, LongText, Most, PageForm
from .wording import sentence

bp = Blueprint("supplements", __name__, url_prefix="/submissions/<uuid:submission_id>/supplement")


class SupplementForm(PageForm):
    """Why and until when; the criteria are as many as the framework has."""

    reason = LongText(_("Why it may be supplemented; the unit reads it"), [Most(REASON_LIMIT)])
    due_on = DayField(_("To be supplemented until (24:00 of this day)"))


@bp.get("")
@access(Action.VIEW_SUPPLEMENTS)
def show(submission_id: UUID) -> ResponseReturnValue:
    """Every window of a unit, and the form for another."""
    return _page(submission_id, SupplementForm(formdata=None))


@bp.post("")
@access(Action.OPEN_SUPPLEMENT)
def begin(submission_id: UUID) -> ResponseReturnValue:
    """Open the ticked criteria."""
    form = SupplementForm()
    answers = request.form.getlist("answers")
    named = [Named(code, code in answers) for code in request.form.getlist("places")]
    if not form.validate():
        return _page(submission_id, form, named), 422
    try:
        supplements.begin(
            db.session,
            current_actor(),
            submission_id,
            named,
            reason=form.reason.data or "",
            due_on=form.due_on.data,
        )
    except Invalid as error:
        form.refuse(error)
        return _page(submission_id, form, named, sentence(error.fields.get("places", ""))), 422
    flash(gettext("The unit has been told what it may supplement."))
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.post("/end")
@access(Action.HAND_IN_SUPPLEMENT)
def hand_in(submission_id: UUID) -> ResponseReturnValue:
    """The unit is done, or the office ends it."""
    actor = current_actor()
    window = supplements.hand_in(db.session, actor, submission_id)
    flash(gettext("The window for supplements is over. What stands now is sealed."))
    standing = submissions.standing(db.session, actor, window.submission_id)
    if any(actor.holds(role, standing.submission.unit_id) for role in UNIT_ROLES):
        return redirect(url_for("answers.overview", submission_id=submission_id), 303)
    return redirect(url_for(".show", submission_id=submission_id), 303)


def _page(
    submission_id: UUID, form: SupplementForm, named: list[Named] | None = None, wrong: str = ""
) -> str:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    standing.require(Action.VIEW_SUPPLEMENTS)
    return render_template(
        "supplements/show.html",
        standing=standing,
        windows=readings.of_submission(db.session, submission_id),
        asked=readings.asked(db.session, standing.actor, standing.subject, submission_id),
        seals={seal.ordinal: seal for seal in seals.of_submission(db.session, submission_id)},
        form=form,
        named={each.criterion: each.answers for each in named or ()},
        wrong=wrong,
    )
