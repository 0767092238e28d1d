"""The page of awards to persons and of thanks to the reviewers."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.awards import ADDRESSES
from app.domain.errors import Invalid
from app.queries import decisions as decisions_read
from app.queries import honours as readings
from app.services import honours

from .access import access, current_actor
from .campaigns import offered_series
from .forms import LongText, Most, PageForm, Pick, Required, Text

bp = Blueprint("honours", __name__)


class PersonForm(PageForm):
    """A person, the title, and what it is given for."""

    person = Text(_("Name"), [Required(), Most(120)], description=_("Exactly as it is to be printed."))
    person_en = Text(_("Name in English"), [Most(120)])
    address_as = Pick(
        _("Addressed as"),
        choices=[(each, each) for each in ADDRESSES],
        default=ADDRESSES[0],
        description=_("As the person chose; 同志 if nobody said."),
    )
    unit = Pick(_("Unit"), description=_("Where the person works."))
    title = Text(_("Title awarded"), [Required(), Most(120)], description=_("Such as 先进个人."))
    title_en = Text(_("Title in English"), [Most(120)])
    field_of_work = Text(
        _("Field of work"),
        [Required(), Most(120)],
        description=_("Stands in the certificate: 在2025年度关心下一代工作中尽职奉献."),
    )
    field_of_work_en = Text(_("Field of work in English"), [Most(120)])
    citation = LongText(
        _("Citation"), [Required(), Most(1000)], description=_("What it is given for, in a few sentences.")
    )


class ThanksForm(PageForm):
    """How the numbers of the letters of thanks are to read."""

    series = Text(
        _("Series of the numbers"),
        [Required(), Most(10)],
        description=_(
            "Stands in the number: 关评〔2025〕谢字第003号, in an English campaign QA-2025-TH-003."
        ),
    )


@bp.get("/campaigns/<uuid:campaign_id>/honours")
@access(Action.THANK_REVIEWERS)
def show(campaign_id: UUID) -> ResponseReturnValue:
    """The persons on the decision, and the letters of thanks."""
    return _page(campaign_id)


@bp.post("/decisions/<uuid:decision_id>/persons")
@access(Action.RECORD_DECISION)
def give(decision_id: UUID) -> ResponseReturnValue:
    """Put a person on the decision."""
    campaign_id = decisions_read.campaign_of(db.session, decision_id)
    form = _offer(readings.page(db.session, current_actor(), campaign_id), PersonForm())
    if form.validate():
        typed = {name: field.data or "" for name, field in form._fields.items() if name != "csrf_token"}
        unit = typed.pop("unit")
        words = honours.PersonAward(**typed, unit_id=UUID(unit) if unit else None)
        try:
            honours.give_person(db.session, current_actor(), decision_id, words)
            flash(gettext("The award is on the list. Its certificate is drafted with the others."))
            return redirect(url_for(".show", campaign_id=campaign_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _page(campaign_id, form=form), 422


@bp.post("/campaigns/<uuid:campaign_id>/thanks")
@access(Action.THANK_REVIEWERS)
def thank(campaign_id: UUID) -> ResponseReturnValue:
    """Draft the letters of thanks in one go."""
    form = ThanksForm()
    if form.validate():
        try:
            made = honours.thank_reviewers(
                db.session,
                current_actor(),
                campaign_id,
                series=form.series.data,
                public_url=current_app.config["PUBLIC_URL"],
            )
            flash(
                ngettext(
                    "%(num)d letter of thanks is drafted. A second person issues it.",
                    "%(num)d letters of thanks are drafted. A second person issues them.",
                    len(made),
                )
            )
            return redirect(url_for(".show", campaign_id=campaign_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _page(campaign_id, thanks_form=form), 422


def _page(campaign_id: UUID, form: PersonForm | None = None, thanks_form: ThanksForm | None = None) -> str:
    found = readings.page(db.session, current_actor(), campaign_id)
    return render_template(
        "honours/show.html",
        found=found,
        form=form or _offer(found, PersonForm(formdata=None)),
        thanks_form=thanks_form or ThanksForm(formdata=None, series=offered_series(found.settings, "thanks")),
    )


def _offer(found: readings.HonoursPage, form: PersonForm) -> PersonForm:
    form.unit.choices = [("", gettext("(no unit on the certificate)")), *found.units]
    return form
