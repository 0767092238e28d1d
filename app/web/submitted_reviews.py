"""The reviews of a unit side by side: progress, then scores when all are in; names only on demand, logged."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.review_rules import LONGEST_FINDING
from app.queries import submitted_reviews as readings
from app.services import reviews

from .access import access, current_actor
from .campaigns import campaign_title
from .forms import Most, PageForm, Required, Text

bp = Blueprint("submitted_reviews", __name__, url_prefix="/submissions/<uuid:submission_id>/reviews")


class WaiverForm(PageForm):
    """Fewer readers than required, with the reason."""

    reason = Text(_("Reason"), [Required(), Most(LONGEST_FINDING)])


@bp.get("")
@access(Action.VIEW_REVIEWS)
def show(submission_id: UUID) -> ResponseReturnValue:
    """As much as the rule of blindness lets the reader see."""
    return _page(submission_id, WaiverForm(formdata=None))


@bp.post("/identities")
@access(Action.IDENTIFY_REVIEWERS)
def identify(submission_id: UUID) -> ResponseReturnValue:
    """The names; that somebody looked is logged."""
    names = reviews.identify(db.session, current_actor(), submission_id)
    return _page(submission_id, WaiverForm(formdata=None), names)


@bp.post("/waiver")
@access(Action.WAIVE_MINIMUM)
def waive(submission_id: UUID) -> ResponseReturnValue:
    """Finish with fewer readers, for a recorded reason."""
    form = WaiverForm()
    if form.validate():
        try:
            reviews.waive_minimum(db.session, current_actor(), submission_id, reason=form.reason.data or "")
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Recorded: the review of this unit may be finished with fewer readers."))
            return redirect(url_for(".show", submission_id=submission_id), 303)
    return _page(submission_id, form), 422


def _page(submission_id: UUID, form: WaiverForm, names: dict[UUID, str] | None = None) -> str:
    found = readings.of_submission(db.session, current_actor(), submission_id)
    return render_template(
        "reviews/side_by_side.html",
        found=found,
        campaign_name=campaign_title(found.campaign),
        names=names or {},
        form=form,
    )
