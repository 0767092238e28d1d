"""Dates between the stages of a campaign: 期中检查, 推进会."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.queries import campaigns
from app.services import milestones

from .access import access, current_actor
from .campaign_forms import MilestoneForm
from .campaigns import campaign_title

bp = Blueprint("milestones", __name__)


@bp.route("/campaigns/<uuid:campaign_id>/milestones", methods=["GET", "POST"])
@access(Action.RECORD_MILESTONE)
def add(campaign_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.RECORD_MILESTONE)
    form = MilestoneForm()
    if form.validate_on_submit():
        milestones.add(
            db.session,
            actor,
            campaign.id,
            on=form.on.data,
            title=(form.title.data or "").strip(),
            note=(form.note.data or "").strip(),
        )
        flash(gettext("Noted."))
        return redirect(url_for("campaigns.show", campaign_id=campaign.id, _anchor="milestones"), 303)
    return render_template(
        "milestones/add.html", form=form, campaign=campaign, campaign_name=campaign_title(campaign)
    ), 422 if form.is_submitted() else 200


@bp.post("/milestones/<uuid:milestone_id>/done")
@access(Action.RECORD_MILESTONE)
def mark(milestone_id: UUID) -> ResponseReturnValue:
    """Mark as held; `done=0` takes the mark back."""
    marked = milestones.mark_done(
        db.session, current_actor(), milestone_id, done=request.form.get("done", "1") != "0"
    )
    return redirect(url_for("campaigns.show", campaign_id=marked.campaign_id, _anchor="milestones"), 303)
