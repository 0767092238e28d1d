"""The pages of a campaign: list, new, copy, overview, settings, milestones, delegation."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES
from app.domain.calendar import WorkingCalendar, beijing_date, named_day
from app.domain.errors import Invalid
from app.domain.numbering import SERIES
from app.domain.schedule import checked, later_year
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.queries import calendars, campaigns, clock, frameworks, notices, progress, subjects
from app.queries import enrolment as participants
from app.services import campaigns as deeds
from app.services import enrolment, schedules
from app.services.campaigns import Profile

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked, pair
from .campaign_forms import CopyForm, DelegateForm, NewForm, SettingsForm
from .display import current_language
from .links import doors
from .wording import local

bp = Blueprint("campaigns", __name__)

ROOMS = (
    ("format_checks.index", N_("Format check")),
    ("passages.of_campaign", N_("Search the evidence")),
    ("likenesses.index", N_("Files given twice")),
    ("panels.show", N_("Panels")),
    ("assignments.show", N_("Who reads what")),
    ("panel_judgements.index", N_("Agreed levels")),
    ("results.index", N_("Results")),
    ("letters.index", N_("Feedback letters")),
    ("hearings.index", N_("Fact checks and appeals")),
    ("public_notices.index", N_("Public notice")),
    ("decisions.show", N_("Decision and awards")),
    ("certificates.index", N_("Certificates")),
    ("rectification.board", N_("Rectification")),
    ("history.of_campaign", N_("History")),
)
"""The other pages of a campaign, in the order of the procedure; each is shown to whom its route lets in."""


def campaign_title(campaign: Any) -> str:
    """The title in the reader's language, where there is one in it."""
    in_english = current_language() == "en" and campaign.title_en
    return str(campaign.title_en if in_english else campaign.title)


def offered_series(settings: Mapping[str, Any], kind: str) -> str:
    """The series proposed for the numbers of certificates ("award") or letters of thanks ("thanks")."""
    return SERIES[kind]["en" if CampaignSettings.of(settings).language == "en" else "zh"]


@bp.get("/campaigns")
@access(Action.VIEW_CAMPAIGN)
def index() -> str:
    actor = current_actor()
    rows = campaigns.of_actor(db.session, actor, after=bookmarked(pair, datetime, UUID))
    more = rows[campaigns.PAGE - 1] if len(rows) > campaigns.PAGE else None
    following = url_for(".index", after=bookmark(more.created_at, more.id)) if more else None
    return render_template(
        "campaigns/index.html",
        campaigns=rows[: campaigns.PAGE],
        title_of=campaign_title,
        following=following,
        may_create=bool(campaigns.owners(db.session, actor)),
    )


@bp.route("/campaigns/new", methods=["GET", "POST"])
@access(Action.CREATE_CAMPAIGN)
def new() -> ResponseReturnValue:
    actor = current_actor()
    form = NewForm()
    form.owner.choices = [(str(unit.id), unit.name) for unit in campaigns.owners(db.session, actor)]
    form.framework.choices = _published()
    if form.validate_on_submit():
        try:
            made = deeds.create(
                db.session, actor, UUID(form.owner.data), UUID(form.framework.data), form.profile()
            )
            return redirect(url_for("schedules.show", campaign_id=made.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return render_template("campaigns/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/campaigns/<uuid:campaign_id>/copy", methods=["GET", "POST"])
@access(Action.CREATE_CAMPAIGN)
def copy(campaign_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    source = campaigns.find(db.session, actor, campaign_id, Action.CREATE_CAMPAIGN)
    calendar = calendars.working(db.session, source.owner_path)
    shifted = _shifted(source.id, calendar)
    dates = [(row, later_year(row.on, calendar)) for row in campaigns.milestones(db.session, source.id)]
    form = CopyForm(data=_a_year_later(source))
    form.framework.choices = _published()
    if form.validate_on_submit():
        try:
            made = deeds.copy(
                db.session,
                actor,
                source.id,
                UUID(form.framework.data),
                form.profile(),
                milestones={row.id: on for row, on in dates} if form.with_dates.data else {},
            )
            if form.with_dates.data:
                schedules.save(db.session, actor, made.id, made.version, shifted)
            if form.with_units.data:
                units = participants.still_there(db.session, source)
                if units:
                    enrolment.enrol(db.session, actor, made.id, units)
            flash(gettext("The campaign is made. Please look at its dates before you publish it."))
            return redirect(url_for(".show", campaign_id=made.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template(
        "campaigns/copy.html", form=form, source=source, shifted=shifted, dates=dates, title_of=campaign_title
    )
    return page, 422 if form.is_submitted() else 200


def _shifted(campaign_id: UUID, calendar: WorkingCalendar) -> list[schedules.Window]:
    """The dates of a campaign a year later, pushed on where working days make them meet."""
    rows = campaigns.windows(db.session, campaign_id)
    moved = [
        (
            row.stage,
            later_year(beijing_date(row.opens_at), calendar),
            later_year(named_day(row.soft_ends_at), calendar) if row.soft_ends_at else None,
            later_year(named_day(row.ends_at), calendar),
        )
        for row in rows
    ]
    return [
        schedules.Window(row.stage, row.first, row.last, row.soft_end, old.by_date)
        for row, old in zip(checked(moved, calendar), rows, strict=True)
    ]


def _a_year_later(source: Any) -> dict[str, Any]:
    """Last year's profile with each year moved on by one."""

    def moved(text: str) -> str:
        return (
            text.replace(str(source.period_ends_on.year), str(source.period_ends_on.year + 1)) if text else ""
        )

    return {
        "title": moved(source.title),
        "title_en": moved(source.title_en),
        "period_label": moved(source.period_label),
        "period_starts_on": _next_year(source.period_starts_on),
        "period_ends_on": _next_year(source.period_ends_on),
        "number_prefix": source.number_prefix,
        "leading_group": source.leading_group,
        "framework": str(source.framework_id),
        "with_dates": True,
        "with_units": True,
    }


def _next_year(day: date) -> date:
    return date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _published() -> list[tuple[str, str]]:
    rows = frameworks.versions(db.session, current_actor(), published_only=True)
    return [(str(row.id), f"{local(row.name.texts)} · {row.version}") for row in rows]


@bp.get("/campaigns/<uuid:campaign_id>")
@access(Action.VIEW_CAMPAIGN)
def show(campaign_id: UUID) -> str:
    """Dates, documents, what is next: the same page for everybody, with each one's own buttons."""
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id)
    subject = subjects.of_campaign(campaign)
    oversees = policy.permits(actor, Action.VIEW_PROGRESS, subject)
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        framework=frameworks.pinned(db.session, campaign),
        windows=campaigns.windows(db.session, campaign.id),
        moves=campaigns.moves(db.session, actor, campaign),
        overview=progress.overview(db.session, campaign.id),
        notices=notices.of_campaign(db.session, campaign.id),
        doors=doors(actor, subject, ROOMS, {"campaign_id": campaign.id}),
        milestones=campaigns.milestones(db.session, campaign.id),
        extensions=campaigns.extensions(db.session, campaign.id),
        urgings=campaigns.urgings(
            db.session, campaign.id, unit_ids=None if oversees else actor.units(*UNIT_ROLES)
        ),
        delegated=campaigns.delegated(db.session, campaign.id),
        may=lambda action: policy.permits(actor, Action(action), subject),
        moment=clock.now(db.session),
        title_of=campaign_title,
    )


@bp.route("/campaigns/<uuid:campaign_id>/settings", methods=["GET", "POST"])
@access(Action.SET_UP_CAMPAIGN)
def settings(campaign_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.SET_UP_CAMPAIGN)
    kept = CampaignSettings.of(campaign.settings)
    form = SettingsForm(
        data={name: getattr(campaign, name) for name in Profile.__dataclass_fields__}
        | {name: getattr(kept, name) for name in CampaignSettings.__dataclass_fields__}
        | {"version": campaign.version}
    )
    if form.validate_on_submit():
        try:
            deeds.set_up(db.session, actor, campaign.id, form.version.data, form.profile(), form.settings())
            flash(gettext("Saved."))
            return redirect(url_for(".show", campaign_id=campaign.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return render_template(
        "campaigns/settings.html",
        form=form,
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        framework=frameworks.pinned(db.session, campaign),
    ), 422 if form.is_submitted() else 200


@bp.route("/campaigns/<uuid:campaign_id>/delegations", methods=["GET", "POST"])
@access(Action.DELEGATE_CAMPAIGN)
def delegate(campaign_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.DELEGATE_CAMPAIGN)
    form = DelegateForm()
    form.unit.choices = [(str(unit.id), unit.name) for unit in participants.children(db.session, campaign)]
    if form.validate_on_submit():
        try:
            deeds.delegate(db.session, actor, campaign.id, UUID(form.unit.data))
            flash(gettext("Handed over. Its secretariat has been told."))
            return redirect(url_for(".show", campaign_id=campaign.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return render_template(
        "campaigns/delegate.html", form=form, campaign=campaign, campaign_name=campaign_title(campaign)
    ), 422 if form.is_submitted() else 200
