"""What is left before sign-off, the report of the self-evaluation, and its preview as PDF."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain import report as rules
from app.domain.actions import Action
from app.domain.errors import Invalid, StaleVersion, TransitionRefused
from app.queries import answers, completeness, statements, submissions
from app.queries.submissions import Standing
from app.services import documents, reports, sign_offs

from .access import access, current_actor
from .display import current_language
from .forms import LongText, PageForm
from .numbers import whole

bp = Blueprint("reports", __name__, url_prefix="/submissions/<uuid:submission_id>")


class ReportForm(PageForm):
    """The whole report as one text."""

    text = LongText(_("The report"))


@bp.get("/left")
@access(Action.VIEW_SUBMISSION)
def lacks(submission_id: UUID) -> ResponseReturnValue:
    """Everything that blocks the sign-off, each with a link to its place."""
    standing = submissions.standing(db.session, current_actor(), submission_id)
    return _left(standing)


@bp.post("/left")
@access(Action.SEND_FOR_SIGN_OFF)
def send(submission_id: UUID) -> ResponseReturnValue:
    """Send it to the signatory, once nothing is left."""
    try:
        sign_offs.send_for_sign_off(db.session, current_actor(), submission_id)
    except TransitionRefused as refused:
        return _left(submissions.standing(db.session, current_actor(), submission_id), refused), 409
    flash(gettext("Sent. The signatory has been told."))
    return redirect(url_for(".lacks", submission_id=submission_id), 303)


@bp.get("/report")
@access(Action.VIEW_SUBMISSION)
def show(submission_id: UUID) -> ResponseReturnValue:
    """The report, compiled or edited."""
    return _page(submission_id)


@bp.post("/report")
@access(Action.EDIT_REPORT)
def edit(submission_id: UUID) -> ResponseReturnValue:
    """Keep the report as edited, or compile it anew."""
    text = "" if "compile" in request.form else request.form.get("text", "")
    try:
        reports.edit(db.session, current_actor(), submission_id, text=text, version=whole("version"))
    except Invalid as error:
        return _page(submission_id, refused=error), 422
    except StaleVersion as error:
        return _page(submission_id, stale=error), 409
    flash(gettext("Saved.") if text else gettext("The report is compiled from the answers again."))
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.post("/report/paper")
@access(Action.VIEW_SUBMISSION)
def paper(submission_id: UUID) -> ResponseReturnValue:
    """Ask for the report as a PDF; the page of the paper says when it is ready."""
    return _ask(submission_id, "self_evaluation", gettext("Self-evaluation report"))


@bp.post("/sign-off/paper")
@access(Action.VIEW_SUBMISSION)
def sign_off_paper(submission_id: UUID) -> ResponseReturnValue:
    """Ask for the sign-off sheet as a PDF."""
    return _ask(submission_id, "sign_off", gettext("Sign-off sheet"))


def _left(standing: Standing, refused: TransitionRefused | None = None) -> str:
    found = completeness.of(db.session, standing.submission.id, standing.framework)
    returned = answers.newest_return(db.session, standing.submission.id)
    return render_template(
        "answers/left.html", standing=standing, found=found, refused=refused, returned=returned
    )


def _ask(submission_id: UUID, kind: str, title: str) -> ResponseReturnValue:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    asked = documents.ask(
        db.session,
        current_actor(),
        kind,
        submission_id,
        filename=f"{standing.submission.unit_name} {title}.pdf",
        locale=current_language(),
        campaign_id=standing.campaign.id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


def _page(submission_id: UUID, *, refused: Invalid | None = None, stale: StaleVersion | None = None) -> str:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    language = statements.language_of(standing)
    kept = statements.report_text(db.session, standing)
    typed = request.form.get("text", "") if refused or stale else kept
    form = ReportForm(formdata=None, data={"text": typed})
    if refused:
        form.refuse(refused)
    parts = rules.chapters(typed, language)
    return render_template(
        "answers/report.html",
        standing=standing,
        form=form,
        parts=parts,
        words=rules.length(typed),
        few_problems=rules.share_of_problems(parts, language) < rules.LEAST_SHARE,
        editable=standing.writable(reports.PLACE, Action.EDIT_REPORT),
        is_compiled=not standing.submission.report,
        stale=stale,
    )
