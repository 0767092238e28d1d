"""Moving a campaign or a submission: one route each, whatever the move. Where it came from, it returns to."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Conflict
from app.domain.text import N_
from app.queries import submissions
from app.services import stages, transitions

from .access import access, current_actor
from .display import page_to_return_to
from .wording import move_words, named

bp = Blueprint("transitions", __name__)
# a signature, named places or a noted time belong to these: sign_offs and format_checks do them whole
WITH_OWN_PAGE = frozenset({"submit", "return_by_signatory", "return_for_correction", "accept"})


@bp.post("/campaigns/<uuid:campaign_id>/transitions/<name>")
@access(Action.MOVE_CAMPAIGN)
def campaign(campaign_id: UUID, name: str) -> ResponseReturnValue:
    """Open or close a stage. A refusal names every blocker (409)."""
    moved = stages.move(db.session, current_actor(), campaign_id, name, reason=_reason())
    return _done(gettext("Now: %(stage)s.", stage=named(moved.stage)))


@bp.post("/submissions/<uuid:submission_id>/transitions/<name>")
@access(Action.VIEW_SUBMISSION)
def submission(submission_id: UUID, name: str) -> ResponseReturnValue:
    """Move one unit's part. A refusal names every blocker (409); who may not see it is told 404."""
    if name in WITH_OWN_PAGE:
        submissions.standing(db.session, current_actor(), submission_id)
        raise Conflict(N_("This step has a page of its own, because more belongs to it."))
    moved = transitions.perform(db.session, current_actor(), submission_id, name, reason=_reason())
    return _done(
        gettext("%(unit)s: %(move)s. Done.", unit=moved.unit_name, move=move_words("submission", name))
    )


def _reason() -> str:
    return request.form.get("reason", "").strip()[:2000]


def _done(words: str) -> ResponseReturnValue:
    """Back to the page it came from, or to `next` if that is one of ours; htmx gets the words alone."""
    if request.headers.get("HX-Request"):
        response = Response(render_template("transitions/_done.html", words=words))
        response.headers["HX-Trigger"] = "moved"
        return response
    flash(words)
    return redirect(own_page(request.form.get("next", "")) or page_to_return_to(), 303)


def own_page(path: str) -> str:
    """`path` if it is a path of this site, else nothing."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
    return path if is_ours else ""
