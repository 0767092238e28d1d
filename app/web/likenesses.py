"""Files given twice and pictures that look alike, side by side, for the secretariat's eyes."""

from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from app.database import db
from app.domain.actions import Action
from app.queries import likenesses as readings

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked, pair

bp = Blueprint("likenesses", __name__)


@bp.get("/campaigns/<uuid:campaign_id>/likenesses")
@access(Action.COMPARE_FILES)
def index(campaign_id: UUID) -> ResponseReturnValue:
    """A page of them; nothing follows from it by itself."""
    campaign = readings.campaign(db.session, current_actor(), campaign_id)
    pairs = readings.listed(db.session, campaign, after=bookmarked(pair, str, str))
    page, more = pairs[: readings.PAGE], len(pairs) > readings.PAGE
    after = bookmark(*page[-1].key) if more else None
    return render_template(
        "likenesses/index.html",
        campaign=campaign,
        pairs=page,
        after=url_for(".index", campaign_id=campaign_id, after=after) if after else None,
    )
