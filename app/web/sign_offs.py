"""Sign-off: one page that fits a phone; approve and hand in, or return with a remark."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.report import COMMITMENT
from app.queries import seals, submissions
from app.queries import sign_offs as readings
from app.services import sign_offs, transitions
from app.services.sign_offs import MEETING_LIMIT, OPINION_LIMIT, Signed

from .access import access, current_actor
from .forms import DayField, LongText, Most, PageForm, Text, Tick

bp = Blueprint("sign_offs", __name__, url_prefix="/submissions/<uuid:submission_id>")


class SignOffForm(PageForm):
    """What the signatory fills in."""

    opinion = LongText(_("Opinion"), [Most(OPINION_LIMIT)])
    meeting = Text(_("Meeting that decided, if one did"), [Most(MEETING_LIMIT)])
    meeting_on = DayField(_("Day of the meeting"))
    committed = Tick(_("I confirm this"))


@bp.get("/sign-off")
@access(Action.VIEW_SUBMISSION)
def show(submission_id: UUID) -> ResponseReturnValue:
    """The summary, and the form for who may sign."""
    return _page(submission_id, SignOffForm(formdata=None))


@bp.post("/sign-off")
@access(Action.SUBMIT)
def sign(submission_id: UUID) -> ResponseReturnValue:
    """Approve or return, as the button says."""
    form = SignOffForm()
    if not form.validate():
        return _page(submission_id, form), 422
    try:
        if request.form.get("verdict") == "return":
            sign_offs.send_back(db.session, current_actor(), submission_id, remark=form.opinion.data or "")
            flash(gettext("Returned. The contributor has been told."))
        else:
            signed = Signed(
                bool(form.committed.data),
                form.opinion.data or "",
                form.meeting.data or "",
                form.meeting_on.data,
            )
            commitment = gettext(COMMITMENT)
            sign_offs.approve(db.session, current_actor(), submission_id, signed, commitment=commitment)
            flash(gettext("Signed and handed in. Thank you."))
    except Invalid as error:
        form.refuse(error)
        return _page(submission_id, form), 422
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.post("/recall")
@access(Action.RECALL)
def recall(submission_id: UUID) -> ResponseReturnValue:
    """The contributor takes the submission back from the signatory."""
    transitions.perform(db.session, current_actor(), submission_id, "recall")
    flash(gettext("Taken back. You can write again."))
    return redirect(url_for("answers.overview", submission_id=submission_id), 303)


def _page(submission_id: UUID, form: SignOffForm) -> str:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    return render_template(
        "sign_offs/show.html",
        standing=standing,
        summary=readings.summary(db.session, standing),
        form=form,
        commitment=COMMITMENT,
        seals=seals.of_submission(db.session, submission_id),
        waiting=standing.submission.stage == "awaiting_sign_off",
    )
