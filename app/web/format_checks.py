"""The format check: the list of submitted units, and one unit accepted or returned at named places."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.evidence_details import correctable
from app.domain.framework import Framework
from app.domain.procedure import SubmissionStage
from app.queries import format_checks as readings
from app.queries import sign_offs, submissions
from app.services import format_checks, transitions
from app.services.format_checks import Named

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked, pair
from .forms import DayField, PageForm
from .wording import local, sentence

bp = Blueprint("format_checks", __name__)


class ReturnForm(PageForm):
    """Until when; the places and remarks are as many as the framework has."""

    due_on = DayField(_("To be corrected until (24:00 of this day)"))


@bp.get("/campaigns/<uuid:campaign_id>/format-checks")
@access(Action.REQUEST_CORRECTION)
def index(campaign_id: UUID) -> ResponseReturnValue:
    """Submitted units by name; ?stage=submitted, returned_for_correction or accepted; ?outside=1 only those
    with evidence from outside the period.
    """
    campaign = readings.campaign(db.session, current_actor(), campaign_id)
    wanted = request.args.get("stage", "")
    stage = SubmissionStage(wanted) if wanted in readings.CHECKED else None
    outside = "outside" in request.args
    rows = readings.listed(
        db.session,
        current_actor(),
        campaign_id,
        stage=stage,
        outside=outside,
        after=bookmarked(pair, str, UUID),
    )
    page, more = rows[: readings.PAGE], len(rows) > readings.PAGE
    last = page[-1] if page else None
    return render_template(
        "format_checks/index.html",
        campaign=campaign,
        rows=page,
        stage=wanted,
        outside=outside,
        stages=readings.CHECKED,
        after=url_for(
            ".index",
            campaign_id=campaign_id,
            stage=wanted,
            outside=1 if outside else None,
            after=bookmark(last.unit_code, last.id),
        )
        if more and last
        else None,
    )


@bp.get("/submissions/<uuid:submission_id>/format-check")
@access(Action.REQUEST_CORRECTION)
def show(submission_id: UUID) -> ResponseReturnValue:
    """One submission: complete or not, and the two deeds."""
    return _page(submission_id, ReturnForm(formdata=None))


@bp.post("/submissions/<uuid:submission_id>/format-check/accept")
@access(Action.ACCEPT)
def accept(submission_id: UUID) -> ResponseReturnValue:
    """Accept it as it is."""
    submission = format_checks.accept(db.session, current_actor(), submission_id)
    flash(gettext("%(unit)s is accepted.", unit=submission.unit_name))
    return redirect(url_for(".index", campaign_id=submission.campaign_id), 303)


@bp.post("/submissions/<uuid:submission_id>/format-check/return")
@access(Action.REQUEST_CORRECTION)
def send_back(submission_id: UUID) -> ResponseReturnValue:
    """Return the named places with their remarks; what has a remark is named, ticked or not."""
    form, ticked = ReturnForm(), request.form.getlist("places")
    written = [name.removeprefix("remark-") for name, text in request.form.items() if text.strip()
               and name.startswith("remark-")]  # fmt: skip
    named = [
        Named(place, request.form.get(f"remark-{place}", "")) for place in dict.fromkeys([*ticked, *written])
    ]
    if not form.validate():
        return _page(submission_id, form, named), 422
    try:
        submission = format_checks.send_back(
            db.session, current_actor(), submission_id, named, due_on=form.due_on.data
        )
    except Invalid as error:
        form.refuse(error)
        errors = {name: sentence(reason) for name, reason in error.fields.items()}
        return _page(submission_id, form, named, errors), 422
    flash(gettext("%(unit)s has been told what to correct.", unit=submission.unit_name))
    return redirect(url_for(".index", campaign_id=submission.campaign_id), 303)


@bp.post("/submissions/<uuid:submission_id>/corrections/<uuid:correction_id>")
@access(Action.ANSWER)
def corrected(submission_id: UUID, correction_id: UUID) -> ResponseReturnValue:
    """The unit says that a place is corrected; ten seconds to take it back."""
    is_done = "undo" not in request.args
    format_checks.mark_corrected(db.session, current_actor(), submission_id, correction_id, corrected=is_done)
    again = url_for(".corrected", submission_id=submission_id, correction_id=correction_id, undo=1)
    flash(gettext("Noted.") if is_done else gettext("Open again."), f"undo:{again}" if is_done else "done")
    return redirect(url_for("answers.overview", submission_id=submission_id), 303)


@bp.post("/submissions/<uuid:submission_id>/hand-in")
@access(Action.HAND_IN_CORRECTIONS)
def hand_in(submission_id: UUID) -> ResponseReturnValue:
    """Hand the corrections in to the secretariat."""
    transitions.perform(db.session, current_actor(), submission_id, "hand_in_corrections")
    flash(gettext("Handed in again."))
    return redirect(url_for("answers.overview", submission_id=submission_id), 303)


def _page(
    submission_id: UUID,
    form: ReturnForm,
    named: list[Named] | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    standing.require(Action.REQUEST_CORRECTION)
    return render_template(
        "format_checks/show.html",
        standing=standing,
        summary=sign_offs.summary(db.session, standing),
        asked=readings.asked(db.session, submission_id),
        places=_places(standing.framework),
        form=form,
        named=dict(named or ()),
        errors=errors or {},
    )


def _places(framework: Framework) -> list[tuple[str, str]]:
    """Every place that can be named, in words."""
    words = {"preconditions": gettext("Preconditions"), "report": gettext("The report")}
    for criterion in framework.criteria:
        words[criterion.code] = f"{criterion.code} {local(criterion.title)}"
    for item in framework.bonus.items:
        words[f"bonus:{item.code}"] = f"{item.code} {local(item.title)}"
    return [(place, words[place]) for place in correctable(framework)]
