"""After a supplement: the reviewer confirms the score of a criterion, or changes it with the reason."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.procedure import AssignmentStage
from app.queries import judging
from app.services import reconsiderations

from . import reviews
from .access import access, current_actor
from .review_forms import judgement_form, sent_reconsideration

bp = Blueprint("reconsiderations", __name__, url_prefix="/reviews/<uuid:assignment_id>/criteria/<code>")


@bp.post("/confirmation")
@access(Action.RECONSIDER)
def confirm(assignment_id: UUID, code: str) -> ResponseReturnValue:
    """The score stands."""
    reconsiderations.confirm(db.session, current_actor(), assignment_id, code)
    flash(gettext("Your score on %(code)s is confirmed.", code=code))
    return redirect(_further(assignment_id, code), 303)


@bp.post("/reconsideration")
@access(Action.RECONSIDER)
def change(assignment_id: UUID, code: str) -> ResponseReturnValue:
    """Another score, with the reason; the rest of the review stays handed in."""
    form = sent_reconsideration()
    if form.validate():
        try:
            reconsiderations.change(
                db.session, current_actor(), assignment_id, code, form.typed, seen=form.seen,
                reason=form.reason.data or "",
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Your score on %(code)s is changed; the first one is kept.", code=code))
            return redirect(_further(assignment_id, code), 303)
    desk = judging.desk(db.session, current_actor(), assignment_id, code)
    again = judgement_form(desk, sent=True)
    again.blame(form.errors)
    return reviews.page(desk, again), 422


def _further(assignment_id: UUID, code: str) -> str:
    """The next criterion that was supplemented, the receipt of what is handed in, or the criterion itself."""
    desk = judging.desk(db.session, current_actor(), assignment_id, code)
    if desk.asked_at:
        return reviews.address(desk, min(desk.asked_at))
    if desk.own.assignment.stage is AssignmentStage.SUBMITTED:
        return url_for("review_summary.receipt", assignment_id=assignment_id)
    return reviews.address(desk)
