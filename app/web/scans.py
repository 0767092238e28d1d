"""How far the files of a campaign are checked for viruses, for the secretariat's eyes."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.database import db
from app.domain.actions import Action
from app.queries import scans as readings

from .access import access, current_actor

bp = Blueprint("scans", __name__)


@bp.get("/campaigns/<uuid:campaign_id>/scans")
@access(Action.VIEW_SCANS)
def index(campaign_id: UUID) -> ResponseReturnValue:
    """What waits and since when, what was found and in whose file."""
    campaign = readings.campaign(db.session, current_actor(), campaign_id)
    return render_template(
        "scans/index.html", campaign=campaign, condition=readings.condition(db.session, campaign_id)
    )
