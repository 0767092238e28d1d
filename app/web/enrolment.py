"""The units of a campaign: enrolled, given more time, exempted or withdrawn."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.procedure import RUNNING, CampaignStage
from app.domain.vocabulary import name_of
from app.queries import campaigns, subjects, submissions
from app.queries import enrolment as participants
from app.services import enrolment, extensions

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked, pair
from .campaigns import campaign_title
from .forms import Choice, DayField, LongText, Most, PageForm, Required
from .wording import sentence

bp = Blueprint("enrolment", __name__)


class ExtensionForm(PageForm):
    """A later day for one unit, and why."""

    stage = Choice(_("Which stage"), [Required()])
    day = DayField(
        _("New last day"), [Required()], description=_("It ends at 24:00 Beijing time of this day.")
    )
    reason = LongText(
        _("Reason"), [Required(), Most(400)], description=_("Everybody sees it beside the new date.")
    )


@bp.route("/campaigns/<uuid:campaign_id>/units", methods=["GET", "POST"])
@access(Action.ENROL_UNIT)
def show(campaign_id: UUID) -> ResponseReturnValue:
    """Who takes part, and who could be enrolled: all at once, or those ticked."""
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id)
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.URGE, subject)
    refused = ""
    if request.method == "POST":
        chosen = (
            [unit.id for unit in participants.enrollable(db.session, campaign)]
            if "all" in request.form
            else _ids(request.form.getlist("unit"))
        )
        try:
            made = enrolment.enrol(db.session, actor, campaign.id, chosen)
            flash(ngettext("%(num)d unit enrolled.", "%(num)d units enrolled.", len(made)))
            return redirect(url_for(".show", campaign_id=campaign.id), 303)
        except Invalid as refusal:
            refused = " ".join(sentence(reason) for reason in refusal.reasons)
    rows = participants.enrolled(db.session, campaign.id, after=bookmarked(pair, str, UUID))
    last = rows[participants.PAGE - 1] if len(rows) > participants.PAGE else None
    page = render_template(
        "enrolment/show.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        rows=rows[: participants.PAGE],
        extensions=campaigns.extensions(db.session, campaign.id),
        following=url_for(".show", campaign_id=campaign.id, after=bookmark(last.code, last.submission_id))
        if last
        else None,
        enrollable=participants.enrollable(db.session, campaign)
        if policy.permits(actor, Action.ENROL_UNIT, subject)
        else [],
        may_enrol=policy.permits(actor, Action.ENROL_UNIT, subject),
        running=RUNNING,
        refused=refused,
    )
    return page, 422 if refused else 200


@bp.route("/submissions/<uuid:submission_id>/extension", methods=["GET", "POST"])
@access(Action.GRANT_EXTENSION)
def extend(submission_id: UUID) -> ResponseReturnValue:
    """More time for one unit."""
    actor = current_actor()
    submission, campaign = submissions.find(db.session, actor, submission_id, Action.GRANT_EXTENSION)
    late = submission.submitted_at is None  # then it is the self-evaluation that needs the time
    here = CampaignStage.SELF_EVALUATION if late else campaign.stage
    form = ExtensionForm(data={"stage": str(here)})
    form.stage.choices = [(str(stage), lazy_gettext(name_of(stage))) for stage in extensions.EXTENDABLE]
    if form.validate_on_submit():
        try:
            extensions.grant(
                db.session,
                actor,
                submission.id,
                stage=next(stage for stage in extensions.EXTENDABLE if stage == form.stage.data),
                day=form.day.data,
                reason=form.reason.data or "",
            )
            flash(gettext("The new date is set, and the unit has been told."))
            return redirect(url_for(".show", campaign_id=campaign.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template(
        "enrolment/extension.html",
        form=form,
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        submission=submission,
        windows=[
            row for row in campaigns.windows(db.session, campaign.id) if row.stage in extensions.EXTENDABLE
        ],
    )
    return page, 422 if form.is_submitted() else 200


def _ids(texts: list[str]) -> list[UUID]:
    """The ids among these texts; what is none names no unit and is refused as such."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        return [UUID(int=0)]
