"""The page of preconditions: yes or no to each, with what is missing where it is no."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid, StaleVersion, Theirs
from app.queries import statements, submissions
from app.queries.statements import Statement
from app.services import preconditions
from app.services.preconditions import Stated

from .access import access, current_actor
from .numbers import whole
from .wording import sentence

bp = Blueprint("preconditions", __name__, url_prefix="/submissions/<uuid:submission_id>/preconditions")
MET = {"yes": True, "no": False}


@bp.get("")
@access(Action.VIEW_SUBMISSION)
def show(submission_id: UUID) -> ResponseReturnValue:
    """What must hold before a unit can be graded, and what the unit says."""
    return _page(submission_id)


@bp.post("")
@access(Action.STATE_PRECONDITION)
def save(submission_id: UUID) -> ResponseReturnValue:
    """Keep everything the form holds."""
    codes = [name.removeprefix("version-") for name in request.form if name.startswith("version-")]
    said = {
        code: Stated(
            MET.get(request.form.get(f"met-{code}", "")),
            request.form.get(f"remark-{code}", "").replace("\r\n", "\n").strip(),
            whole(f"version-{code}"),
        )
        for code in codes
    }
    shown = {code: Statement(each.met, each.remark, each.version) for code, each in said.items()}
    try:
        preconditions.state(db.session, current_actor(), submission_id, said)
    except Invalid as error:
        errors = {name: sentence(reason) for name, reason in error.fields.items()}
        return _page(submission_id, shown, errors=errors), 422
    except StaleVersion as error:
        clashes = {clash.field: _in_words(clash) for clash in error.differences}
        return _page(submission_id, shown, stale=error, clashes=clashes), 409
    flash(gettext("Saved."))
    return redirect(url_for(".show", submission_id=submission_id, _anchor="main"), 303)


def _in_words(clash: Theirs) -> Theirs:
    """Both sides of a clash as the page says them; a remark is a person's own words."""
    if not clash.field.startswith("met-"):
        return clash
    words = {"yes": gettext("Yes, met"), "no": gettext("No, not yet"), "": gettext("Not said yet")}
    return Theirs(clash.field, words[clash.theirs], words[clash.yours])


def _page(
    submission_id: UUID,
    typed: dict[str, Statement] | None = None,
    *,
    errors: dict[str, str] | None = None,
    stale: StaleVersion | None = None,
    clashes: dict[str, Theirs] | None = None,
) -> str:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    kept = statements.of_preconditions(db.session, submission_id)
    shown = kept if typed is None else typed
    if stale is not None:  # saving again is knowing: the form carries the versions as they are now
        shown = {
            code: each._replace(version=kept.get(code, Statement()).version) for code, each in shown.items()
        }
    return render_template(
        "answers/preconditions.html",
        standing=standing,
        statements=shown,
        nothing=Statement(),
        editable=standing.writable(preconditions.PLACE, Action.STATE_PRECONDITION),
        errors=errors or {},
        stale=stale,
        clashes=clashes or {},
        limit=preconditions.REMARK_LIMIT,
    )
