"""Forming panels: the framework's weight, a name, a chair, members with the most units for each."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are one release behind

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid, NotFound, Sentence
from app.domain.settings import CampaignSettings
from app.queries import campaigns, frameworks
from app.queries import panels as readings
from app.services import panels

from .access import access, current_actor
from .campaigns import campaign_title
from .forms import Most, PageForm, Pick, Required, Text, narrow
from .wording import local, score

bp = Blueprint("panels", __name__, url_prefix="/campaigns/<uuid:campaign_id>/panels")


class PanelForm(PageForm):
    """A panel; its members are fields named after the person."""

    code = Pick(_("Which panel of the framework?"))
    name = Text(_("Name of the panel"), [Required(), Most(120)])
    chair = Pick(_("Chair"))


@bp.get("")
@access(Action.FORM_PANEL)
def show(campaign_id: UUID) -> ResponseReturnValue:
    """The panels of a campaign."""
    campaign = campaigns.find(db.session, current_actor(), campaign_id, Action.FORM_PANEL)
    return render_template(
        "panels/show.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        panels=readings.of_campaign(db.session, campaign_id),
        framework=frameworks.pinned(db.session, campaign),
    )


@bp.route("/new", methods=["GET", "POST"])
@access(Action.FORM_PANEL)
def new(campaign_id: UUID) -> ResponseReturnValue:
    """A new panel."""
    return _form(campaign_id, None)


@bp.route("/<uuid:panel_id>", methods=["GET", "POST"])
@access(Action.FORM_PANEL)
def change(campaign_id: UUID, panel_id: UUID) -> ResponseReturnValue:
    """Another chair, other members, other limits."""
    return _form(campaign_id, panel_id)


def _form(campaign_id: UUID, panel_id: UUID | None) -> ResponseReturnValue:
    campaign = campaigns.find(db.session, current_actor(), campaign_id, Action.FORM_PANEL)
    known = readings.of_campaign(db.session, campaign_id)
    panel = next((each for each in known if each.id == panel_id), None)
    if panel_id is not None and panel is None:
        raise NotFound
    taken = {seat.user_id for each in known if each is not panel for seat in each.seats}
    people = [each for each in readings.pool(db.session, campaign) if each.id not in taken]
    most = CampaignSettings.of(campaign.settings).load_limit
    seats = {seat.user_id: seat.limit for seat in panel.seats} if panel else {}
    form = PanelForm(
        data={"code": panel.code, "name": panel.name, "chair": str(panel.chair_id or "")} if panel else {}
    )
    weights = frameworks.pinned(db.session, campaign).review.panels
    form.code.choices = [
        SelectChoice(each.code, f"{local(each.title)} · {score(each.weight * 100)}%") for each in weights
    ]
    form.chair.choices = [SelectChoice("", "—")] + [
        SelectChoice(str(each.id), each.name) for each in people if not each.is_peer or each.id in seats
    ]
    members_error: Sentence | str = ""
    if form.is_submitted():
        seats = _members(people)
        if form.validate():
            try:
                panels.form(
                    db.session, current_actor(), campaign_id,
                    code=form.code.data, name=form.name.data or "",
                    chair_id=UUID(form.chair.data) if form.chair.data else None,
                    members=seats, panel_id=panel_id,
                )  # fmt: skip
            except Invalid as error:
                members_error = error.fields.get("members", "")
                form.refuse(error)
            else:
                flash(gettext("The panel is formed."))
                return redirect(url_for(".show", campaign_id=campaign_id), 303)
    page = render_template(
        "panels/form.html", campaign=campaign, campaign_name=campaign_title(campaign), panel=panel,
        form=form, people=people, seats=seats, most=most, members_error=members_error,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _members(people: list[readings.Person]) -> dict[UUID, int]:
    """Who was ticked, with the number beside; what is no number counts as 0 and is refused by the rules."""
    found = {}
    for person in people:
        if f"member-{person.id}" in request.form:
            typed = narrow(request.form.get(f"limit-{person.id}", ""))
            found[person.id] = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return found
