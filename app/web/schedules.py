"""The dates of a campaign: proposed from a notice date, looked at, then saved."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.calendar import WorkingCalendar, beijing_date, named_day
from app.domain.errors import Invalid
from app.domain.procedure import CampaignStage
from app.domain.schedule import USUAL_LENGTHS, checked, propose_schedule
from app.domain.vocabulary import name_of
from app.queries import calendars, campaigns
from app.services import schedules
from app.services.schedules import Window

from .access import access, current_actor
from .campaigns import campaign_title
from .forms import DayField, Most, NumberField, PageForm, Required, Text, Tick

bp = Blueprint("schedules", __name__)
DATED = tuple(stage for stage in CampaignStage if stage in USUAL_LENGTHS)


def _proposal_fields() -> dict[str, Any]:
    return {
        str(stage): NumberField(lazy_gettext(name_of(stage)), whole=True, least=1, most=250)
        for stage in DATED
    }


def _date_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for stage in DATED:
        name = lazy_gettext(name_of(stage))
        fields[f"{stage}_first"] = DayField(_("%(stage)s, first day", stage=name), [Required()])
        fields[f"{stage}_soft_end"] = DayField(_("%(stage)s, recommended end", stage=name))
        fields[f"{stage}_last"] = DayField(_("%(stage)s, last day", stage=name), [Required()])
        fields[f"{stage}_by_date"] = Tick(_("%(stage)s opens and closes by its dates", stage=name))
    return fields


class Proposal(PageForm):
    """A notice date; each stage's length in working days is a field of its own name."""

    announced_on = DayField(_("Date of the notice"), [Required()])


class Dates(PageForm):
    """Three days and a tick for each stage."""

    version = NumberField(_("Version"), [Required()], whole=True)
    reason = Text(
        _("Reason of the change"), [Most(200)], description=_("Units see it once the dates are announced.")
    )


ProposalForm = type("ProposalForm", (Proposal,), _proposal_fields())
DatesForm = type("DatesForm", (Dates,), _date_fields())


@bp.route("/campaigns/<uuid:campaign_id>/schedule", methods=["GET", "POST"])
@access(Action.SET_UP_CAMPAIGN)
def show(campaign_id: UUID) -> ResponseReturnValue:
    """GET shows the dates, or a proposal when a notice date is asked; POST looks at what follows or saves.

    Dates that push later stages on are shown before they are saved, whichever button was pressed.
    """
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.SET_UP_CAMPAIGN)
    calendar = calendars.working(db.session, campaign.owner_path)
    kept = _kept(campaign.id)
    proposal = _proposal(kept)
    windows = _proposed(proposal, kept, calendar) or kept
    form = DatesForm(data=_as_fields(windows) | {"version": campaign.version})
    pushed: set[CampaignStage] = set()
    if form.validate_on_submit():
        windows = _typed(form)
        followed = _followed(windows, calendar)
        pushed = {new.stage for new, old in zip(followed, windows, strict=True) if new.first != old.first}
        if "save" in request.form and not pushed:
            try:
                schedules.save(
                    db.session, actor, campaign.id, form.version.data, windows, reason=form.reason.data or ""
                )
                flash(gettext("The dates are saved."))
                return redirect(url_for("campaigns.show", campaign_id=campaign.id), 303)
            except Invalid as refusal:
                form.refuse(refusal)
        elif pushed:
            windows, form = followed, DatesForm(formdata=None, data=_as_fields(followed) | _rest(form))
    page = render_template(
        "schedules/show.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        proposal=proposal,
        form=form,
        stages=DATED,
        windows={row.stage: row for row in windows},
        warnings={row.stage: row.warnings for row in checked(_days(windows), calendar)},
        working_days={row.stage: calendar.working_days_of(row.first, row.last) for row in windows},
        pushed=pushed,
        proposed=proposal.is_submitted_proposal and bool(windows),
        announced=campaign.stage is not CampaignStage.PREPARING,
    )
    return page, 422 if form.errors else 200


def _kept(campaign_id: UUID) -> list[Window]:
    """The dates as they are saved."""
    return [
        Window(
            row.stage,
            beijing_date(row.opens_at),
            named_day(row.ends_at),
            named_day(row.soft_ends_at) if row.soft_ends_at else None,
            row.by_date,
        )
        for row in campaigns.windows(db.session, campaign_id)
        if row.stage in DATED
    ]


def _proposal(kept: Sequence[Window]) -> Any:
    """The form for a proposal, filled from the address when it is asked for."""
    asked = request.method == "GET" and "announced_on" in request.args
    form = ProposalForm(
        formdata=request.args if asked else None,
        data={str(stage): days for stage, days in USUAL_LENGTHS.items()}
        | {"announced_on": kept[0].first if kept else None},
        meta={"csrf": False},
    )
    form.is_submitted_proposal = asked
    return form


def _proposed(form: Any, kept: Sequence[Window], calendar: WorkingCalendar) -> list[Window]:
    """What the program proposes; nothing when it is not asked or the form has faults."""
    if not form.is_submitted_proposal or not form.validate():
        return []
    lengths = {stage: int(form[str(stage)].data or USUAL_LENGTHS[stage]) for stage in DATED}
    by_date = {row.stage: row.by_date for row in kept}
    return [
        Window(row.stage, row.first, row.last, row.soft_end, by_date.get(row.stage, False))
        for row in propose_schedule(form.announced_on.data, calendar, lengths)
    ]


def _typed(form: Any) -> list[Window]:
    return [
        Window(
            stage,
            form[f"{stage}_first"].data,
            form[f"{stage}_last"].data,
            form[f"{stage}_soft_end"].data,
            form[f"{stage}_by_date"].data,
        )
        for stage in DATED
    ]


def _days(windows: Sequence[Window]) -> list[tuple[CampaignStage, date, date | None, date]]:
    return [(row.stage, row.first, row.soft_end, row.last) for row in windows]


def _followed(windows: Sequence[Window], calendar: WorkingCalendar) -> list[Window]:
    """The same with later stages pushed on where they must be."""
    return [
        Window(row.stage, row.first, row.last, row.soft_end, old.by_date)
        for row, old in zip(checked(_days(windows), calendar), windows, strict=True)
    ]


def _as_fields(windows: Sequence[Window]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for row in windows:
        fields[f"{row.stage}_first"], fields[f"{row.stage}_last"] = row.first, row.last
        fields[f"{row.stage}_soft_end"], fields[f"{row.stage}_by_date"] = row.soft_end, row.by_date
    return fields


def _rest(form: Any) -> dict[str, Any]:
    return {"version": form.version.data, "reason": form.reason.data}
