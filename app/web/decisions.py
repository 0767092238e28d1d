"""The pages of recognition: the decision, its awards, each with its citation."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.queries import decisions as readings
from app.queries import honours
from app.services import awards, decisions, documents

from .access import access, current_actor
from .display import current_language
from .forms import DayField, LongText, Most, PageForm, Pick, Required, Text
from .wording import local

bp = Blueprint("decisions", __name__)


class DecisionForm(PageForm):
    """What a meeting decided on awards."""

    number = Text(
        _("Number of the decision"), [Required(), Most(120)], description=_("Such as 关工委〔2025〕12号.")
    )
    on = DayField(_("Day of the meeting"), [Required(_("Please write the date like 2025-11-05."))])
    meeting = Text(_("Meeting that decided"), [Required(), Most(400)])
    legal_basis = Text(_("Legal basis"), [Required(), Most(400)], description=_("The rule it stands on."))
    issuers = LongText(
        _("Who issues the certificates"),
        [Required(), Most(400)],
        description=_("Full official names, one on each line, in order of rank."),
    )
    issuers_en = LongText(_("The same names in English"), [Most(400)])
    name_ending = Text(
        _("What follows each unit's name"),
        [Most(40)],
        description=_("Stands on every certificate after the unit: 关心下一代工作委员会."),
    )
    name_ending_en = Text(_("What stands before each unit's English name"), [Most(80)])
    addressee = Text(_("Addressed to"), [Most(200)], description=_("Such as 各学院关工委."))
    text = LongText(_("Closing words"), [Most(2000)])


class AwardForm(PageForm):
    """What an award is for, and the name that will be printed."""

    version = HiddenField()
    recipient = Text(
        _("Full official name"), [Required(), Most(120)], description=_("Exactly as it is to be printed.")
    )
    recipient_en = Text(_("Name in English"), [Most(120)])
    citation = LongText(
        _("Citation"), [Most(1000)], description=_("What it is given for, in a few sentences.")
    )


class ReasonForm(PageForm):
    """Why an award is passed over or given after all."""

    reason = LongText(_("Reason"), [Required(), Most(1000)])


class GiveForm(PageForm):
    """An award given by hand."""

    code = Pick(_("Award"), [Required()])
    submission = Pick(_("Unit"), [Required()])
    reason = LongText(_("Reason"), [Required(), Most(1000)])


@bp.get("/campaigns/<uuid:campaign_id>/decision")
@access(Action.VIEW_DECISION)
def show(campaign_id: UUID) -> ResponseReturnValue:
    """The decision with its awards, or the form to record it."""
    return _page(campaign_id)


@bp.post("/campaigns/<uuid:campaign_id>/decision")
@access(Action.RECORD_DECISION)
def record(campaign_id: UUID) -> ResponseReturnValue:
    """Record the decision; the awards are proposed with it."""
    form = DecisionForm()
    if form.validate():
        words = decisions.DecisionWords(
            **{
                name: field.data or ""
                for name, field in form._fields.items()
                if name not in ("on", "csrf_token")
            },
            on=form.on.data,
        )
        try:
            decisions.record(db.session, current_actor(), campaign_id, words)
            flash(
                gettext("The decision is recorded. Please look over the awards and write what each is for.")
            )
            return redirect(url_for(".show", campaign_id=campaign_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _page(campaign_id, form=form), 422


@bp.post("/campaigns/<uuid:campaign_id>/decision/paper")
@access(Action.VIEW_DECISION)
def paper(campaign_id: UUID) -> ResponseReturnValue:
    """Ask for the decision as a PDF."""
    found = readings.of_campaign(db.session, current_actor(), campaign_id)
    if not found.decisions:
        return redirect(url_for(".show", campaign_id=campaign_id), 303)
    asked = documents.ask(
        db.session,
        current_actor(),
        "decision",
        campaign_id,
        filename=f"{found.decisions[0].number} {gettext('Decision on awards')}.pdf",
        locale=current_language(),
        campaign_id=campaign_id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


@bp.post("/decisions/<uuid:decision_id>/awards")
@access(Action.RECORD_DECISION)
def give(decision_id: UUID) -> ResponseReturnValue:
    """Give an award by hand."""
    campaign_id = readings.campaign_of(db.session, decision_id)
    found = readings.of_campaign(db.session, current_actor(), campaign_id)
    form = _give_form(found, GiveForm())
    if form.validate():
        try:
            awards.give(
                db.session,
                current_actor(),
                decision_id,
                form.code.data,
                UUID(form.submission.data),
                reason=form.reason.data,
            )
            flash(gettext("The award is on the list."))
            return redirect(url_for(".show", campaign_id=campaign_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _page(campaign_id, give_form=form), 422


@bp.get("/awards/<uuid:award_id>")
@access(Action.RECORD_DECISION)
def award(award_id: UUID) -> ResponseReturnValue:
    """One award: its citation, its printed name, and whether it is given."""
    return _award_page(award_id)


@bp.post("/awards/<uuid:award_id>")
@access(Action.RECORD_DECISION)
def describe(award_id: UUID) -> ResponseReturnValue:
    """Keep citation and name."""
    form = AwardForm()
    if form.validate():
        typed = str(form.version.data or "")
        try:
            changed = awards.describe(
                db.session,
                current_actor(),
                award_id,
                citation=form.citation.data or "",
                recipient=form.recipient.data,
                recipient_en=form.recipient_en.data or "",
                seen=int(typed) if typed.isdecimal() and len(typed) < 9 else -1,
            )
            flash(gettext("Saved."))
            return redirect(url_for(".show", campaign_id=changed.campaign_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _award_page(award_id, form=form), 422


@bp.post("/awards/<uuid:award_id>/<any('give', 'pass-over'):deed>")
@access(Action.RECORD_DECISION)
def choose(award_id: UUID, deed: str) -> ResponseReturnValue:
    """Give the award after all, or pass it over; both with a reason."""
    form = ReasonForm()
    if form.validate():
        changed = awards.choose(
            db.session, current_actor(), award_id, chosen=deed == "give", reason=form.reason.data
        )
        flash(gettext("The award is given.") if changed.chosen else gettext("The award is passed over."))
        return redirect(url_for(".show", campaign_id=changed.campaign_id), 303)
    return _award_page(award_id, reason_form=form), 422


def _page(campaign_id: UUID, form: DecisionForm | None = None, give_form: GiveForm | None = None) -> str:
    found = readings.of_campaign(db.session, current_actor(), campaign_id)
    persons = honours.persons(db.session, campaign_id)
    return render_template(
        "decisions/show.html",
        found=found,
        persons=persons if found.may_record else [each for each in persons if each.chosen],
        form=form or DecisionForm(formdata=None, issuers=found.owner_name),
        give_form=give_form or _give_form(found, GiveForm(formdata=None)),
    )


def _award_page(award_id: UUID, form: AwardForm | None = None, reason_form: ReasonForm | None = None) -> str:
    campaign_id, found = readings.award(db.session, current_actor(), award_id)
    return render_template(
        "decisions/award.html",
        found=found,
        campaign_id=campaign_id,
        form=form or AwardForm(formdata=None, obj=found),
        reason_form=reason_form or ReasonForm(formdata=None),
    )


def _give_form(found: readings.Recognition, form: GiveForm) -> GiveForm:
    form.code.choices = [(rule.id, local(rule.name)) for rule in found.rules]
    form.submission.choices = list(found.units)
    return form
