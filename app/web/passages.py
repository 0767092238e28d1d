"""Searching the words of evidence: of one unit, or over a campaign for the secretariat and observers."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.passage import Phrase, asked
from app.queries import passages as readings
from app.queries import submissions
from app.queries.passages import Found, Place, Scope

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked
from .forms import PageForm, Text

bp = Blueprint("passages", __name__)


class SearchForm(PageForm):
    """The words that are looked for; they stand in the address, so that a search can be gone back to."""

    words = Text(lazy_gettext("Search in the files"))


@bp.get("/submissions/<uuid:submission_id>/passages")
@access(Action.VIEW_EVIDENCE)
def of_submission(submission_id: UUID) -> ResponseReturnValue:
    """The pages of one unit's evidence that hold the words."""
    standing = submissions.standing(db.session, current_actor(), submission_id)
    reading = None
    if standing.may(Action.READ_AS_REVIEWER):
        reading = readings.own_reading(db.session, current_actor(), submission_id)
    return _page(
        readings.of_submission(current_actor(), standing.subject, submission_id),
        lambda **further: url_for(".of_submission", submission_id=submission_id, **further),
        counted=True,
        campaign=standing.campaign,
        submission=standing.submission,
        reading=reading,
    )


@bp.get("/campaigns/<uuid:campaign_id>/passages")
@access(Action.VIEW_EVIDENCE)
def of_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """The pages of all units' evidence that hold the words."""
    campaign, scope = readings.of_campaign(db.session, current_actor(), campaign_id)
    return _page(
        scope,
        lambda **further: url_for(".of_campaign", campaign_id=campaign_id, **further),
        counted=False,
        campaign=campaign,
        submission=None,
        reading=None,
    )


def _page(scope: Scope, address: Callable[..., str], *, counted: bool, **more: object) -> ResponseReturnValue:
    """The form with what was found; 422 with a sentence when the words cannot be looked for.

    counted: it is always told how many files can be searched; otherwise only where nothing is listed, because
    over many units that costs more than the search.
    """
    form = SearchForm(formdata=request.args)
    phrases: tuple[Phrase, ...] = ()
    try:
        phrases = asked(form.words.data or "")
    except Invalid as refusal:
        form.refuse(refusal)
    after = bookmarked(Place, str, str, UUID, int)
    found = readings.found(db.session, scope, phrases, after) if phrases else []
    following = None
    if len(found) > readings.PAGE:
        following = address(words=form.words.data, after=bookmark(*found[readings.PAGE - 1].key))
    page = render_template(
        "passages/index.html",
        form=form,
        phrases=phrases,
        found=found[: readings.PAGE],
        following=following,
        coverage=readings.coverage(db.session, scope) if counted or not found else None,
        place=place,
        **more,
    )
    return page, 422 if form.errors else 200


def place(found: Found, reading: UUID | None) -> str:
    """Where a page is opened: beside the rubric for who reads as a reviewer, else on the piece's own page."""
    page = found.page or 1
    if reading and found.criterion:
        return url_for(
            "reviews.criterion", assignment_id=reading, code=found.criterion, piece=found.number, page=page
        )
    return url_for("evidence_piece.show", evidence_id=found.evidence_id, page=page, _anchor="sheet")
