"""The public notice: the office publishes the list, anybody reads it and may object while it is up."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.due_process import ObjectionChannel
from app.domain.errors import Invalid, NotFound
from app.domain.numbering import document_number, kind_prefix
from app.domain.settings import CampaignSettings
from app.domain.vocabulary import name_of
from app.queries import campaigns, clock
from app.queries import public_notices as readings
from app.services import documents, objections, public_notices

from .access import access, current_actor
from .campaigns import campaign_title
from .display import current_language
from .forms import Choice, LongText, Most, PageForm, Required, Text, Tick
from .wording import in_beijing

bp = Blueprint("public_notices", __name__)
BY_STAFF = (ObjectionChannel.PHONE, ObjectionChannel.VISIT, ObjectionChannel.LETTER)


class PublicNoticeForm(PageForm):
    """The list as the public will read it; the units and titles come from the approved results."""

    number = Text(_("Number"), [Required(), Most(100)], description=_("With 〔〕, as on paper."))
    title = Text(_("Title"), [Required(), Most(200)])
    body = LongText(_("Grounds, and what to send in"), [Required(), Most(4000)])
    contact = LongText(
        _("Who takes objections: office, telephone, e-mail, address"), [Required(), Most(1000)]
    )


class ObjectionForm(PageForm):
    """An objection by somebody at the public page."""

    about = Text(_("Which unit or title is it about?"), [Most(100)])
    text = LongText(_("What do you object to?"), [Required(), Most(4000)],
                    description=_("Facts that can be checked help most."))  # fmt: skip
    name = Text(_("Your name, or the unit's"), [Required(), Most(100)])
    contact = Text(_("How to reach you"), [Required(), Most(100)],
                   description=_("Only the two who handle it will see your name and this."))  # fmt: skip
    website = Text(_("Leave this empty"), [])  # no person sees it; a machine fills it in


class EntryForm(PageForm):
    """An objection that came by phone, visit or letter."""

    channel = Choice(_("How did it come?"), [Required()])
    about = Text(_("Which unit or title is it about?"), [Most(100)])
    text = LongText(_("What was said"), [Required(), Most(4000)])
    name = Text(_("Name"), [Most(100)], description=_("Empty if it came without a name."))
    contact = Text(_("How to reach the person"), [Most(100)])


class ObjectionAnswerForm(PageForm):
    """The answer with its reasons."""

    answer = LongText(_("Answer, with the reasons"), [Required(), Most(4000)])
    changes_result = Tick(_("The list has to be changed because of this"))


@bp.route("/campaigns/<uuid:campaign_id>/public-notice", methods=["GET", "POST"])
@access(Action.ANSWER_OBJECTION)
def index(campaign_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.SET_UP_CAMPAIGN)
    shown = readings.newest(db.session, campaign.id)
    form = PublicNoticeForm(data=_proposal(campaign, shown))
    if form.validate_on_submit():
        try:
            made = public_notices.publish(
                db.session,
                actor,
                campaign.id,
                number=form.number.data or "",
                title=form.title.data or "",
                body=form.body.data or "",
                contact=form.contact.data or "",
            )
            flash(gettext("The list is shown in public now."))
            return redirect(url_for(".show", notice_id=made.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _manage_page(campaign, shown, form), 422 if form.is_submitted() else 200


def _proposal(campaign: Any, shown: Any) -> dict[str, str]:
    year = in_beijing(clock.now(db.session)).year
    language = CampaignSettings.of(campaign.settings).language
    prefix = kind_prefix(campaign.number_prefix or {"zh": "评"}.get(language, ""), "list", language)
    return {
        "number": document_number(prefix, year, shown.ordinal + 1 if shown else 1, language=language),
        "title": gettext(
            "Public notice of the proposed list: %(campaign)s", campaign=campaign_title(campaign)
        ),
        "body": gettext(
            "After self-evaluation, peer review and approval by the leading group, the proposed list is "
            "shown to the public. Units object with a stamped letter, persons with their real name."
        ),
        "contact": shown.contact if shown else "",
    }


def _manage_page(
    campaign: Any,
    shown: Any,
    form: PageForm,
    *,
    entry: EntryForm | None = None,
    refused: tuple[UUID, ObjectionAnswerForm] | None = None,
) -> str:
    """`entry` and `refused` (an answer, with its objection) keep what was typed and why it was refused."""
    objection_id, answer_form = refused or (None, None)

    def answering(asked: UUID) -> ObjectionAnswerForm:
        form = answer_form if answer_form and asked == objection_id else ObjectionAnswerForm(formdata=None)
        for field in (form.answer, form.changes_result):  # several stand on one page
            field.id = f"{field.short_name}-{asked}"
        return form

    return render_template(
        "public_notices/manage.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        shown=shown,
        form=form,
        entry=entry or _entry_form(),
        answering=answering,
        objections=readings.objections(db.session, campaign.id),
    )


def _entry_form() -> EntryForm:
    form = EntryForm(prefix="entry")
    form.channel.choices = [(each.value, gettext(name_of(each))) for each in BY_STAFF]
    return form


@bp.get("/public-notices/<uuid:notice_id>")
@access(Action.OPEN_PUBLIC_PAGE)
def show(notice_id: UUID) -> ResponseReturnValue:
    found = readings.page(db.session, current_actor(), notice_id)
    return render_template(
        "public_notices/show.html", found=found, campaign_name=campaign_title(found.campaign)
    )


@bp.route("/public-notices/<uuid:notice_id>/objection", methods=["GET", "POST"])
@access(Action.OPEN_PUBLIC_PAGE)
def objection(notice_id: UUID) -> ResponseReturnValue:
    found = readings.page(db.session, current_actor(), notice_id)
    if not found.is_up:
        raise NotFound
    form = ObjectionForm()
    if form.validate_on_submit():
        if form.website.data:  # a machine: thanked, and nothing kept
            return redirect(url_for(".show", notice_id=notice_id), 303)
        try:
            made = objections.lodge(
                db.session,
                current_actor(),
                notice_id,
                name=form.name.data or "",
                contact=form.contact.data or "",
                about=form.about.data or "",
                text=form.text.data or "",
            )
            flash(
                gettext(
                    "Your objection has arrived, thank you. Its number is %(number)s.", number=made.number
                )
            )
            return redirect(url_for(".show", notice_id=notice_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template(
        "public_notices/objection.html", found=found, form=form, campaign_name=campaign_title(found.campaign)
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/campaigns/<uuid:campaign_id>/objections")
@access(Action.ANSWER_OBJECTION)
def enter(campaign_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.SET_UP_CAMPAIGN)
    shown = readings.newest(db.session, campaign.id)
    if shown is None:
        raise NotFound
    form = _entry_form()
    if form.validate_on_submit():
        try:
            made = objections.enter(
                db.session,
                actor,
                shown.id,
                channel=ObjectionChannel(form.channel.data),
                name=form.name.data or "",
                contact=form.contact.data or "",
                about=form.about.data or "",
                text=form.text.data or "",
            )
            flash(gettext("Entered as %(number)s.", number=made.number))
            return redirect(url_for(".index", campaign_id=campaign.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    notice_form = PublicNoticeForm(formdata=None, data=_proposal(campaign, shown))
    return _manage_page(campaign, shown, notice_form, entry=form), 422


@bp.post("/campaigns/<uuid:campaign_id>/objections/<uuid:objection_id>/answer")
@access(Action.ANSWER_OBJECTION)
def answer(campaign_id: UUID, objection_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.SET_UP_CAMPAIGN)
    form = ObjectionAnswerForm()
    if form.validate_on_submit():
        found = objections.answer(
            db.session,
            actor,
            objection_id,
            text=form.answer.data or "",
            changes_result=bool(form.changes_result.data),
        )
        flash(gettext("The answer to %(number)s is recorded.", number=found.number))
        return redirect(url_for(".index", campaign_id=campaign.id), 303)
    shown = readings.newest(db.session, campaign.id)
    notice_form = PublicNoticeForm(formdata=None, data=_proposal(campaign, shown))
    return _manage_page(campaign, shown, notice_form, refused=(objection_id, form)), 422


@bp.post("/public-notices/<uuid:notice_id>/paper")
@access(Action.PUBLISH_LIST)
def paper(notice_id: UUID) -> ResponseReturnValue:
    found = readings.page(db.session, current_actor(), notice_id)
    asked = documents.ask(
        db.session,
        current_actor(),
        "public_notice",
        found.campaign.id,
        filename=f"{found.notice.title}.pdf",
        locale=current_language(),
        campaign_id=found.campaign.id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)
