"""Notices: written and published by the office, read and signed for by the units."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES
from app.domain.errors import Invalid, NotFound
from app.domain.numbering import document_number
from app.domain.settings import CampaignSettings
from app.queries import campaigns, clock, notices, subjects
from app.services import notices as deeds

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked
from .campaigns import campaign_title
from .forms import LongText, Most, PageForm, Required, Text, Tick
from .wording import in_beijing

bp = Blueprint("notices", __name__)


class NoticeForm(PageForm):
    """A notice as it will be read."""

    number = Text(_("Number"), [Required(), Most(100)], description=_("With 〔〕, as on paper."))
    title = Text(_("Title"), [Required(), Most(200)])
    body = LongText(
        _("Text"),
        [Required(), Most(8000)],
        description=_("Purpose, who is evaluated, criteria, dates, evidence, contact."),
    )
    receipt_required = Tick(_("Each unit signs for it"))


@bp.route("/campaigns/<uuid:campaign_id>/notices/new", methods=["GET", "POST"])
@access(Action.PUBLISH_NOTICE)
def new(campaign_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.PUBLISH_NOTICE)
    known = notices.of_campaign(db.session, campaign.id)
    year = in_beijing(clock.now(db.session)).year
    language = CampaignSettings.of(campaign.settings).language
    prefix = campaign.number_prefix or {"zh": "评"}.get(language, "")
    form = NoticeForm(
        data={
            "number": document_number(prefix, year, len(known) + 1, width=1, language=language),
            "title": gettext("Notice on %(campaign)s", campaign=campaign_title(campaign))
            if not known
            else "",
            "receipt_required": True,
        }
    )
    if form.validate_on_submit():
        try:
            made = deeds.publish(
                db.session,
                actor,
                campaign.id,
                number=(form.number.data or "").strip(),
                title=(form.title.data or "").strip(),
                body=(form.body.data or "").strip(),
                receipt_required=form.receipt_required.data,
            )
            flash(gettext("The notice is out. The units have been told."))
            return redirect(url_for(".show", notice_id=made.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template(
        "notices/new.html",
        form=form,
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        windows=campaigns.windows(db.session, campaign.id),
        units=campaigns.unit_count(db.session, campaign.id),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/notices/<uuid:notice_id>")
@access(Action.VIEW_CAMPAIGN)
def show(notice_id: UUID) -> str:
    """The notice; the office sees who has signed, a unit its own signature or the button for it."""
    actor = current_actor()
    notice, campaign = notices.find(db.session, actor, notice_id)
    oversees = policy.permits(actor, Action.VIEW_PROGRESS, subjects.of_campaign(campaign))
    mine, after = actor.units(*UNIT_ROLES), bookmarked(notices.Place, int, str, UUID)
    found = notices.receipts(db.session, notice, after=after) if oversees else None
    return render_template(
        "notices/show.html",
        notice=notice,
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        receipts=found,
        following=url_for(".show", notice_id=notice_id, after=bookmark(*found.following))
        if found and found.following
        else None,
        own=notices.receipts(db.session, notice, unit_ids=mine).rows if mine else [],
    )


@bp.post("/notices/<uuid:notice_id>/receipts")
@access(Action.ACKNOWLEDGE_NOTICE)
def acknowledge(notice_id: UUID) -> ResponseReturnValue:
    """签收: once for each unit."""
    try:
        unit_id = UUID(request.form.get("unit", ""))
    except ValueError:
        raise NotFound from None
    deeds.acknowledge(db.session, current_actor(), notice_id, unit_id)
    flash(gettext("Signed for. Thank you."))
    return redirect(url_for(".show", notice_id=notice_id), 303)
