"""Self-evaluation: the overview of a submission, and one page for each criterion that saves by itself."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.database import db
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES
from app.domain.answer import Typed
from app.domain.errors import Invalid, NotFound, StaleVersion
from app.domain.framework import Criterion
from app.domain.text import N_
from app.queries import answers as readings
from app.queries import completeness, evidence, submissions
from app.queries.rectification_lists import left_from_before
from app.queries.submissions import Standing
from app.services import answers

from .access import access, current_actor
from .answer_page import (
    AnswerForm,
    criterion_page,
    keeps_mine,
    put_into,
    saves_alone,
    state_of,
    takes_theirs,
    typed_fields,
)
from .links import doors
from .numbers import whole
from .wording import now

bp = Blueprint("answers", __name__, url_prefix="/submissions/<uuid:submission_id>")
for words in (saves_alone, takes_theirs, keeps_mine):
    bp.add_app_template_global(words)

ROOMS = (
    ("format_checks.show", N_("Format check")),
    ("sign_offs.show", N_("Sign-off")),
    ("submitted_reviews.show", N_("Reviews of the unit")),
    ("supplements.show", N_("Supplements during the review")),
    ("results.show", N_("How the result came about")),
    ("letters.show", N_("Feedback letter")),
    ("hearings.show", N_("Fact check and appeal")),
    ("rectification.show", N_("Rectification")),
    ("history.of_submission", N_("History")),
)
"""The other pages of a unit in this campaign, each shown to whom its route lets in."""

AWARDS = (("decisions.show", N_("Decision and awards")),)


@bp.get("")
@access(Action.VIEW_SUBMISSION)
def overview(submission_id: UUID) -> ResponseReturnValue:
    """All criteria by section with their progress; ?show=open or mine, or a section's code."""
    standing = submissions.standing(db.session, current_actor(), submission_id)
    number = request.args.get("number", "").strip()
    if number and standing.framework.has_criterion(number):
        return redirect(url_for(".criterion", submission_id=submission_id, code=number), 303)
    found = completeness.of(db.session, submission_id, standing.framework)
    last_year = readings.last_year(
        db.session, standing.submission, standing.campaign, standing.framework.code
    )
    shown = request.args.get("show", "all")
    sections = [
        (progress, [state for state in progress.states if _is_wanted(state, shown)])
        for progress in readings.sections(found, standing.framework)
        if shown in ("all", "open", "mine") or progress.section.code == shown
    ]
    return render_template(
        "answers/overview.html",
        standing=standing,
        found=found,
        sections=sections,
        show=shown,
        unknown_number=number,
        last_year=readings.offered(last_year, found),
        returned=readings.newest_return(db.session, submission_id),
        left_over=left_from_before(db.session, standing.submission, standing.campaign),
        doors=[
            *doors(standing.actor, standing.subject, AWARDS, {"campaign_id": standing.campaign.id}),
            *doors(standing.actor, standing.subject, ROOMS, {"submission_id": submission_id}),
        ],
        of_own_unit=any(standing.actor.holds(role, standing.submission.unit_id) for role in UNIT_ROLES),
    )


def _is_wanted(state: completeness.CriterionState, shown: str) -> bool:
    if shown == "open":
        return not state.complete
    return shown != "mine" or state.updated_by_id == current_actor().user_id


@bp.get("/criteria/<code>")
@access(Action.VIEW_SUBMISSION)
def criterion(submission_id: UUID, code: str) -> ResponseReturnValue:
    """One criterion: what it looks for, the unit's answer, its evidence and what is still missing."""
    standing, wanted = _standing(submission_id, code)
    shown = readings.of_criterion(db.session, submission_id, code)
    form = AnswerForm.of(standing, wanted, shown.content)
    return criterion_page(standing, wanted, shown, form)


@bp.post("/criteria/<code>")
@access(Action.ANSWER)
def save(submission_id: UUID, code: str) -> ResponseReturnValue:
    """Save one field (htmx) or the whole form; then on to where the button said."""
    typed = typed_fields()
    try:
        saved = answers.save(
            db.session, current_actor(), submission_id, code, version=whole("version"), typed=typed
        )
    except StaleVersion as error:
        return _clash(submission_id, code, typed, error), 409
    except Invalid as error:
        return _refused(submission_id, code, typed, error), 422
    if _is_fragment():
        return _saved(submission_id, code, typed, saved)
    flash(gettext("Saved."))
    return redirect(_onwards(submission_id, code), 303)


@bp.get("/criteria/<code>/lacks")
@access(Action.VIEW_SUBMISSION)
def lacks(submission_id: UUID, code: str) -> ResponseReturnValue:
    """What the criterion still lacks; the page asks again after a save that may have changed it."""
    standing, wanted = _standing(submission_id, code)
    shown = readings.of_criterion(db.session, submission_id, code)
    pieces = evidence.of_submission(db.session, current_actor(), standing.subject, submission_id, place=code)
    state = state_of(wanted, shown, pieces)
    return render_template("answers/_lacks.html", standing=standing, criterion=wanted, state=state)


@bp.post("/criteria/<code>/take-over")
@access(Action.ANSWER)
def take_over(submission_id: UUID, code: str) -> ResponseReturnValue:
    """Last year's texts into the empty fields of one criterion."""
    taken = answers.take_over(db.session, current_actor(), submission_id, code)
    flash(
        gettext("Last year's texts stand in the empty fields now. Please read and confirm them.")
        if taken
        else gettext("Nothing was taken over: there is no empty field, or nothing was written last year.")
    )
    return redirect(url_for(".criterion", submission_id=submission_id, code=code), 303)


@bp.post("/take-over")
@access(Action.ANSWER)
def take_over_all(submission_id: UUID) -> ResponseReturnValue:
    """Last year's texts into the empty fields of every criterion."""
    taken = answers.take_over(db.session, current_actor(), submission_id)
    flash(
        ngettext(
            "Last year's texts were put into the empty fields of %(num)d criterion. Please confirm each.",
            "Last year's texts were put into the empty fields of %(num)d criteria. Please confirm each.",
            taken,
        )
    )
    return redirect(url_for(".overview", submission_id=submission_id), 303)


@bp.post("/criteria/<code>/confirm")
@access(Action.ANSWER)
def confirm(submission_id: UUID, code: str) -> ResponseReturnValue:
    """Last year's texts are true this year."""
    answers.confirm(db.session, current_actor(), submission_id, code, version=whole("version"))
    flash(gettext("Confirmed."))
    return redirect(_onwards(submission_id, code), 303)


def _standing(submission_id: UUID, code: str) -> tuple[Standing, Criterion]:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    if not standing.framework.has_criterion(code):
        raise NotFound
    return standing, standing.framework.criterion(code)


def _is_fragment() -> bool:
    return bool(request.headers.get("HX-Request"))


def _onwards(submission_id: UUID, code: str) -> str:
    then = request.form.get("then", "")
    if then == "overview":
        return url_for(".overview", submission_id=submission_id)
    return url_for(".criterion", submission_id=submission_id, code=then or code)


def _saved(submission_id: UUID, code: str, typed: Typed, saved: answers.Saved) -> ResponseReturnValue:
    """The new version, the saved state, and whatever on the page is no longer true."""
    standing, wanted = _standing(submission_id, code) if _shows_anew(typed) else (None, None)
    form = AnswerForm.of(standing, wanted, saved.content) if standing and wanted else None
    response = make_response(
        render_template(
            "answers/_saved.html",
            saved=saved,
            typed=typed,
            taken=request.form.getlist("take"),
            criterion=wanted,
            form=form,
            action=url_for(".save", submission_id=submission_id, code=code),
            at=now(),
        )
    )
    if any(name == "not_applicable" or not (old and new) for name, (old, new) in saved.changes.items()):
        response.headers["HX-Trigger"] = "lacks-changed"
    return response


def _shows_anew(typed: Typed) -> bool:
    """Whether a part of the form is shown again: the levels after a score, a text that was taken."""
    return bool(typed.keys() & {"level", "self_score"}) or "take" in request.form


def _clash(submission_id: UUID, code: str, typed: Typed, error: StaleVersion) -> str:
    """Somebody saved meanwhile: both texts side by side, at each field in question."""
    clashes = {difference.field: difference for difference in error.differences}
    if _is_fragment():
        action = url_for(".save", submission_id=submission_id, code=code)
        return render_template("answers/_clash.html", clashes=clashes, error=error, action=action)
    standing, wanted = _standing(submission_id, code)
    shown = readings.of_criterion(db.session, submission_id, code)
    form = AnswerForm.of(standing, wanted, shown.content, sent=True)
    assert shown.id is not None  # noqa: S101 -- a stale version means that somebody saved
    before = readings.changed_since(db.session, shown.id, max(1, error.version - whole("version")))
    for name in [name for name in clashes if before.get(name) == clashes[name].yours]:
        clashes.pop(name)  # only the other changed it: the page shows theirs
        put_into(form, name, shown.content)
    return criterion_page(standing, wanted, shown, form, clashes=clashes, stale=error)


def _refused(submission_id: UUID, code: str, typed: Typed, error: Invalid) -> str:
    """What was typed cannot be used: the sentence at its field, the text as it was typed."""
    if _is_fragment():
        return render_template("answers/_refused.html", error=error, typed=typed)
    standing, wanted = _standing(submission_id, code)
    shown = readings.of_criterion(db.session, submission_id, code)
    form = AnswerForm.of(standing, wanted, shown.content, sent=True)
    form.refuse(error)
    return criterion_page(standing, wanted, shown, form)
