"""The holiday calendar: a table for each year, days put in one by one or pasted, days taken out."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.database import db
from app.domain.actions import Action
from app.domain.calendar_days import CalendarDay, DayKind, read_days
from app.domain.errors import Invalid
from app.domain.vocabulary import name_of
from app.queries import calendars as readings
from app.queries import clock
from app.services import calendars

from .access import access, current_actor
from .forms import Choice, DayField, LongText, Most, Required, Text
from .units import SeenForm
from .wording import sentence

bp = Blueprint("calendars", __name__)


class DayForm(SeenForm):
    """One day."""

    year = HiddenField()
    day = DayField(_("Day"), [Required()])
    kind = Choice(_("What it is"), [Required()], choices=[(each.value, _(name_of(each))) for each in DayKind])
    name = Text(_("Holiday"), [Most(40)], description=_("For a day off: which holiday it belongs to."))


class PasteForm(SeenForm):
    """Many days, a line each."""

    year = HiddenField()
    days = LongText(
        _("Days, a line each"),
        [Required(), Most(4000)],
        description=_("Like 2027-01-01至2027-01-03 休 元旦, or 2027-01-04 班."),
    )


class RemovalForm(SeenForm):
    """One day to take out."""

    year = HiddenField()
    day = DayField(_("Day"), [Required()])


@bp.get("/units/<uuid:unit_id>/calendar")
@access(Action.EDIT_CALENDAR)
def show(unit_id: UUID) -> ResponseReturnValue:
    """The table of a year."""
    return _page(unit_id, _year(request.args.get("year", "")))


@bp.post("/units/<uuid:unit_id>/calendar")
@access(Action.EDIT_CALENDAR)
def put(unit_id: UUID) -> ResponseReturnValue:
    """Put one day in."""
    form = DayForm()
    year = _year(form.year.data or "")
    if form.validate():
        kind = DayKind(form.kind.data)
        name = (form.name.data or "").strip() if kind is DayKind.OFF else ""
        return _change(unit_id, year, form, put=[CalendarDay(form.day.data, kind, name)])
    return _page(unit_id, year, day_form=form), 422


@bp.post("/units/<uuid:unit_id>/calendar/days")
@access(Action.EDIT_CALENDAR)
def paste(unit_id: UUID) -> ResponseReturnValue:
    """Put many days in."""
    form = PasteForm()
    year = _year(form.year.data or "")
    if form.validate():
        days, wrong = read_days(form.days.data)
        if not wrong:
            return _change(unit_id, year, form, put=days)
        form.days.errors = [sentence(each) for each in wrong[:5]]
    return _page(unit_id, year, paste_form=form), 422


@bp.post("/units/<uuid:unit_id>/calendar/removal")
@access(Action.EDIT_CALENDAR)
def remove(unit_id: UUID) -> ResponseReturnValue:
    """Take one day out."""
    form = RemovalForm()
    year = _year(form.year.data or "")
    if form.validate():
        return _change(unit_id, year, form, taken=[form.day.data])
    return _page(unit_id, year), 422


def _change(
    unit_id: UUID, year: int, form: SeenForm, put: list[CalendarDay] | None = None,
    taken: list[date] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    try:
        calendars.change_days(
            db.session, current_actor(), unit_id, year, put=put or (), taken=taken or (), seen=form.version
        )
        flash(gettext("The calendar is changed. What was announced before keeps its dates."))
        return redirect(url_for(".show", unit_id=unit_id, year=year), 303)
    except Invalid as error:
        for reason in error.fields.values():
            field = "days" if isinstance(form, PasteForm) else "day"
            form.refuse(Invalid(**{field: reason}))
    day_form = form if isinstance(form, DayForm) else None
    return _page(unit_id, year, day_form, form if isinstance(form, PasteForm) else None), 422


def _page(
    unit_id: UUID, year: int, day_form: DayForm | None = None, paste_form: PasteForm | None = None
) -> str:
    found = readings.page(db.session, current_actor(), unit_id, year)
    kept = {"seen": found.seen, "year": year}
    return render_template(
        "calendars/show.html",
        found=found,
        day_form=day_form or DayForm(formdata=None, data=kept),
        paste_form=paste_form or PasteForm(formdata=None, data=kept),
    )


def _year(text: str) -> int:
    """The year asked for, the present one when it is none."""
    is_year = text.isascii() and text.isdigit() and calendars.FIRST <= int(text[:9]) <= calendars.LAST
    return int(text) if is_year else clock.today(db.session).year
