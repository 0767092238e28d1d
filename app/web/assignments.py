"""Who reads what: the matrix, by hand, by lot with a look beforehand, replacing, taking a draw back."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are one release behind

from app.database import db
from app.domain import draw as lots
from app.domain.actions import Action
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.domain.review_rules import LONGEST_FINDING
from app.queries import assignments as readings
from app.queries import campaigns, frameworks, panels, reviews
from app.queries.panels import PanelLine
from app.services import assignments

from .access import access, current_actor
from .bookmarks import bookmarked
from .campaigns import campaign_title
from .forms import Most, PageForm, Pick, Required, Text, narrow

bp = Blueprint("assignments", __name__)
MOST_READERS = 9


class DrawForm(PageForm):
    """The seed of a draw; how many read each unit are fields named after the panel."""

    seed = Text(_("Seed"), [Required(), Most(120)])


class ReplaceForm(PageForm):
    """Another reader for a unit."""

    reviewer = Pick(_("Who reads instead?"))
    reason = Text(_("Reason"), [Required(), Most(LONGEST_FINDING)])


@bp.get("/campaigns/<uuid:campaign_id>/assignments")
@access(Action.FORM_PANEL)
def show(campaign_id: UUID) -> ResponseReturnValue:
    """Units by reviewers, loads, conflicts, what is missing."""
    campaign = campaigns.find(db.session, current_actor(), campaign_id, Action.FORM_PANEL)
    least = frameworks.pinned(db.session, campaign).review.min_reviewers
    return render_template(
        "assignments/show.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        matrix=readings.matrix(
            db.session, campaign, least=least, after=bookmarked(readings.Place, str, UUID)
        ),
        least=least,
    )


@bp.post("/submissions/<uuid:submission_id>/assignments")
@access(Action.ASSIGN)
def assign(submission_id: UUID) -> ResponseReturnValue:
    """By hand: one reader more for a unit."""
    panel, _dot, reviewer = request.form.get("seat", "").partition(".")
    try:
        seat = UUID(panel), UUID(reviewer)
    except ValueError:
        raise NotFound from None
    made = assignments.assign(
        db.session, current_actor(), submission_id, panel_id=seat[0], reviewer_id=seat[1]
    )
    flash(gettext("Asked. The person finds the invitation among “My reviews”."))
    return redirect(f"{url_for('.show', campaign_id=made.campaign_id)}#u-{submission_id}", 303)


@bp.route("/campaigns/<uuid:campaign_id>/draw", methods=["GET", "POST"])
@access(Action.ASSIGN)
def draw(campaign_id: UUID) -> ResponseReturnValue:
    """A draw is looked at first (GET with a seed) and then kept (POST with the same seed and inputs)."""
    campaign = campaigns.find(db.session, current_actor(), campaign_id, Action.ASSIGN)
    sitting = panels.of_campaign(db.session, campaign_id)
    wanted = _per_unit(sitting, frameworks.pinned(db.session, campaign))
    form = DrawForm(formdata=request.values if "seed" in request.values else None)
    if request.method == "POST" and form.validate():
        batch = assignments.draw(
            db.session, current_actor(), campaign_id,
            seed=form.seed.data, per_unit=wanted, seen_digest=request.form.get("digest", ""),
        )  # fmt: skip
        pairs = len(batch.outcome["pairs"])
        flash(ngettext("%(num)d invitation was sent.", "%(num)d invitations were sent.", pairs))
        return redirect(url_for(".show", campaign_id=campaign_id), 303)
    inputs, outcome = None, None
    if form.seed.data and form.seed.data.strip():
        inputs = readings.inputs(db.session, campaign, wanted)
        outcome = lots.draw(inputs, form.seed.data.strip())
    page = render_template(
        "assignments/draw.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        panels=sitting,
        wanted=wanted,
        form=form,
        inputs=inputs,
        outcome=outcome,
        units=readings.units(db.session, campaign_id),
        names={str(seat.user_id): seat.name for panel in sitting for seat in panel.seats},
        before={str(seat.user_id): seat.load for panel in sitting for seat in panel.seats},
        shortages=readings.shortages(db.session, campaign, outcome) if outcome else [],
    )
    return page, 422 if request.method == "POST" else 200


def _per_unit(sitting: list[PanelLine], framework: Framework) -> Mapping[UUID, int]:
    """How many of each panel read a unit: as asked, else the advised number with at most two peers."""
    advised = framework.review.recommended_reviewers
    peers = 2 if len(sitting) > 1 else 0
    heaviest = max(framework.review.panels, key=lambda each: each.weight).code
    found = {}
    for panel in sitting:
        typed = narrow(request.values.get(f"n-{panel.id}", ""))
        usual = min(advised - peers if panel.code == heaviest else peers, len(panel.seats))
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else usual
        found[panel.id] = min(number, MOST_READERS)
    return found


@bp.post("/draws/<uuid:draw_id>/reversal")
@access(Action.ASSIGN)
def revert(draw_id: UUID) -> ResponseReturnValue:
    """Take a draw back."""
    gone = assignments.revert(db.session, current_actor(), draw_id)
    flash(
        ngettext(
            "%(num)d invitation was taken back. What was begun stays.",
            "%(num)d invitations were taken back. What was begun stays.",
            gone,
        )
    )
    return redirect(url_for(".show", campaign_id=readings.campaign_of_draw(db.session, draw_id)), 303)


@bp.route("/assignments/<uuid:assignment_id>/replacement", methods=["GET", "POST"])
@access(Action.ASSIGN)
def replace(assignment_id: UUID) -> ResponseReturnValue:
    """Another reader instead of this one."""
    own = reviews.own(db.session, current_actor(), assignment_id, Action.ASSIGN)
    campaign, submission_id = own.campaign, own.submission.id
    found = readings.matrix(db.session, campaign, only=submission_id)
    cell = next((each for each in found.cells.values() if each.id == assignment_id), None)
    unit = next((each for each in found.units if each.submission_id == submission_id), None)
    if cell is None or unit is None:
        raise NotFound
    panel = next(each for each in found.panels if each.id == cell.panel_id)
    form = ReplaceForm()
    form.reviewer.choices = [
        SelectChoice(str(seat.user_id), f"{seat.name} · {seat.load}/{seat.limit}")
        for seat in panel.seats
        if (unit.submission_id, seat.user_id) not in found.cells
        and (seat.user_id, unit.unit_id) not in found.conflicts
    ]
    if form.is_submitted() and form.validate():
        reviewer_id, reason = UUID(form.reviewer.data), form.reason.data
        assignments.replace(
            db.session, current_actor(), assignment_id, reviewer_id=reviewer_id, reason=reason
        )
        flash(gettext("Replaced. The place is handed over, the scores are not."))
        return redirect(url_for(".show", campaign_id=campaign.id), 303)
    page = render_template(
        "assignments/replace.html",
        campaign=campaign, campaign_name=campaign_title(campaign), form=form, unit=unit,
        reader=next((seat.name for seat in panel.seats if seat.user_id == cell.reviewer_id), ""),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200
