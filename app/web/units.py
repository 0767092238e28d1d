"""The organisation tree: a unit with those below it, its history, and what can happen to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import Length, ValidationError

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Subject
from app.domain.errors import Invalid
from app.domain.unit import BELOW, UnitKind
from app.queries import clock
from app.queries import units as readings
from app.queries.units import PAGE, UnitCard
from app.services import units

from .access import access, current_actor
from .forms import DayField, LongText, Most, PageForm, Pick, Required, Text
from .unit_words import kinds

bp = Blueprint("units", __name__)


class FoundingForm(PageForm):
    """A new unit."""

    kind = Pick(_("Kind"))
    code = Text(
        _("Code"), [Required(), Length(max=40)],
        description=_("Short and for ever, such as 03. Spreadsheets name the unit by it."),
    )  # fmt: skip
    name = Text(_("Full name"), [Required(), Length(max=120)])
    name_en = Text(_("Name in English"), [Length(max=120)])
    on = DayField(_("Valid from"), [Required()])


class SeenForm(PageForm):
    """A change of what somebody has seen in a certain version."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


class DescriptionForm(SeenForm):
    code = Text(_("Code"), [Required(), Length(max=40)])
    name_en = Text(_("Name in English"), [Length(max=120)])


class DatedForm(SeenForm):
    on = DayField(_("Effective from"), [Required()])
    remark = LongText(_("Remark, such as the number of the document"), [Most(500)])


class RenamingForm(DatedForm):
    name = Text(
        _("New full name"), [Required(), Length(max=120)],
        description=_("Papers and certificates already written keep the old name."),
    )  # fmt: skip


class MergingForm(DatedForm):
    into_id = Pick(_("Goes into"))


class MovingForm(DatedForm):
    to_id = Pick(
        _("New superior unit"),
        description=_("Units below it go along. A campaign that is running keeps it to the end."),
    )


class SplittingForm(DatedForm):
    parts = LongText(
        _("New units"), [Required(), Most(2000)],
        description=_("A line for each: its code, a blank, its full name. Example: 15 人工智能学院"),
    )  # fmt: skip

    def validate_parts(self, field: Any) -> None:
        if any(len(line.split(None, 1)) != 2 for line in field.data.splitlines() if line.strip()):
            raise ValidationError(gettext("Please begin each line with a code, then a blank, then the name."))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        lines = (line.split(None, 1) for line in self.parts.data.splitlines() if line.strip())
        return [(code, name.strip()) for code, name in lines]


class DissolvingForm(DatedForm):
    remark = LongText(_("Reason and document"), [Required(), Most(500)])


@bp.get("/units")
@access(Action.VIEW_UNIT)
def index() -> ResponseReturnValue:
    tops = readings.tops(db.session, current_actor())
    if len(tops) == 1:
        return redirect(url_for(".show", unit_id=tops[0].id))
    return render_template("units/index.html", tops=tops)


@bp.get("/units/<uuid:unit_id>")
@access(Action.VIEW_UNIT)
def show(unit_id: UUID) -> str:
    unit = seen_unit(unit_id, Action.VIEW_UNIT)
    search, ended = request.args.get("q", "").strip()[:120], bool(request.args.get("ended"))
    rows = readings.below(
        db.session, unit, day=clock.today(db.session), ended=ended, search=search,
        after=request.args.get("after", ""),
    )  # fmt: skip
    return render_template(
        "units/show.html",
        unit=unit,
        above=readings.above(db.session, unit.path),
        rows=rows[:PAGE],
        after=rows[PAGE - 1].code if len(rows) > PAGE else None,
        search=search,
        ended=ended,
        events=readings.history(db.session, unit.id),
        may=lambda name: policy.permits(current_actor(), Action(name), unit.subject),
        can_have_below=bool(BELOW[unit.kind]),
        own=any(current_actor().holds(role, unit.id) for role in UNIT_ROLES),
    )


@bp.route("/units/<uuid:unit_id>/new", methods=["GET", "POST"])
@access(Action.CHANGE_UNIT)
def found(unit_id: UUID) -> ResponseReturnValue:
    above = seen_unit(unit_id, Action.CHANGE_UNIT)
    form = FoundingForm(data={"on": clock.today(db.session)})
    form.kind.choices = kinds(BELOW[above.kind])

    def deed() -> str:
        made = units.found_unit(
            db.session, current_actor(), above.id, kind=UnitKind(form.kind.data), code=form.code.data,
            name=form.name.data, name_en=form.name_en.data or "", on=form.on.data,
        )  # fmt: skip
        flash(gettext("%(name)s has been entered.", name=made.name))
        return url_for(".show", unit_id=above.id)

    return answer("units/found.html", form, deed, unit=above)


@bp.route("/units/<uuid:unit_id>/description", methods=["GET", "POST"])
@access(Action.CHANGE_UNIT)
def describe(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.CHANGE_UNIT)
    form = DescriptionForm(data={"seen": unit.version, "code": unit.code, "name_en": unit.name_en})
    return _change(
        unit, form, gettext("Code and English name"), gettext("Save"),
        lambda: units.describe_unit(
            db.session, current_actor(), unit.id, seen=form.version, code=form.code.data,
            name_en=form.name_en.data or "",
        ),
    )  # fmt: skip


@bp.route("/units/<uuid:unit_id>/name", methods=["GET", "POST"])
@access(Action.CHANGE_UNIT)
def rename(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.CHANGE_UNIT)
    form = RenamingForm(data=_dated(unit) | {"name": unit.name})
    return _change(
        unit, form, gettext("Rename"), gettext("Rename"),
        lambda: units.rename_unit(
            db.session, current_actor(), unit.id, seen=form.version, name=form.name.data, on=form.on.data,
            remark=form.remark.data or "",
        ),
    )  # fmt: skip


@bp.route("/units/<uuid:unit_id>/merger", methods=["GET", "POST"])
@access(Action.CHANGE_UNIT)
def merge(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.CHANGE_UNIT)
    form = MergingForm(data=_dated(unit))
    form.into_id.choices = [(str(each.id), each.name) for each in readings.merge_targets(db.session, unit)]
    return _change(
        unit, form, gettext("Merge into another unit"), gettext("Merge"),
        lambda: units.merge_unit(
            db.session, current_actor(), unit.id, seen=form.version, into_id=UUID(form.into_id.data),
            on=form.on.data, remark=form.remark.data or "",
        ),
    )  # fmt: skip


@bp.route("/units/<uuid:unit_id>/superior", methods=["GET", "POST"])
@access(Action.CHANGE_UNIT)
def move(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.CHANGE_UNIT)
    form = MovingForm(data=_dated(unit))
    form.to_id.choices = [
        (str(each), name)
        for each, name, path in readings.superiors(db.session, unit)
        if policy.permits(current_actor(), Action.CHANGE_UNIT, Subject(owner_path=path, unit_id=each))
    ]
    return _change(
        unit, form, gettext("Move below another superior"), gettext("Move"),
        lambda: units.move_unit(
            db.session, current_actor(), unit.id, seen=form.version, to_id=UUID(form.to_id.data),
            on=form.on.data, remark=form.remark.data or "",
        ),
    )  # fmt: skip


@bp.route("/units/<uuid:unit_id>/split", methods=["GET", "POST"])
@access(Action.CHANGE_UNIT)
def split(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.CHANGE_UNIT)
    form = SplittingForm(data=_dated(unit))
    return _change(
        unit, form, gettext("Split off new units"), gettext("Split off"),
        lambda: units.split_unit(
            db.session, current_actor(), unit.id, seen=form.version, parts=form.pairs, on=form.on.data,
            remark=form.remark.data or "",
        ),
    )  # fmt: skip


@bp.route("/units/<uuid:unit_id>/end", methods=["GET", "POST"])
@access(Action.CHANGE_UNIT)
def dissolve(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.CHANGE_UNIT)
    form = DissolvingForm(data=_dated(unit))
    return _change(
        unit, form, gettext("Dissolve"), gettext("Dissolve"),
        lambda: units.dissolve_unit(
            db.session, current_actor(), unit.id, seen=form.version, on=form.on.data, remark=form.remark.data
        ),
    )  # fmt: skip


def seen_unit(unit_id: UUID, action: Action) -> UnitCard:
    """The unit, once the actor is known to be allowed the action."""
    unit = readings.card(db.session, unit_id)
    policy.require(current_actor(), action, unit.subject, seen_by=Action.VIEW_UNIT)
    return unit


def answer(template: str, form: PageForm, deed: Callable[[], str], **more: Any) -> ResponseReturnValue:
    """The form; when it was sent and is sound, the deed and then the page the deed names."""
    if form.validate_on_submit():
        try:
            return redirect(deed(), 303)
        except Invalid as error:
            db.session.rollback()
            form.refuse(error)
    return render_template(template, form=form, **more), 422 if form.is_submitted() else 200


def _change(
    unit: UnitCard, form: PageForm, title: str, verb: str, deed: Callable[[], Any]
) -> Response | ResponseReturnValue:
    def done() -> str:
        deed()
        flash(gettext("Saved."))
        return url_for("units.show", unit_id=unit.id)

    return answer("units/change.html", form, done, unit=unit, title=title, verb=verb)


def _dated(unit: UnitCard) -> dict[str, Any]:
    return {"seen": unit.version, "on": clock.today(db.session)}
