"""Accounts: a list to search, one account with its roles, slips and invitations that let people in."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import Length, Regexp

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Role
from app.domain.errors import DomainError, Invalid
from app.queries import clock
from app.queries import people as readings
from app.queries.people import PersonCard
from app.queries.units import PAGE
from app.services import people, slips

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked, is_id, pair
from .forms import DayField, PageForm, Pick, Required, Text
from .unit_words import roles
from .units import SeenForm, answer, seen_unit
from .wording import sentence

bp = Blueprint("people", __name__)
ADDRESS = _("Please write an address such as name@example.edu.cn.")


class PersonForm(SeenForm):
    """Who somebody is and how to reach this person."""

    name = Text(_("Name"), [Required(), Length(max=120)])
    duty = Text(_("Other duty"), [Length(max=120)], description=_("As it stands on the contact list."))
    phone = Text(_("Telephone"), [Length(max=40)])
    email = Text(
        _("E-mail"),
        [Length(max=120), Regexp(r"^$|^[^@\s]+@[^@\s]+$", message=ADDRESS)],
        description=_("Only for invitations and reminders; may stay empty."),
    )  # fmt: skip


class NewPersonForm(PersonForm):
    """A new account, perhaps with its first role."""

    sign_in_name = Text(
        _("Sign-in name"), [Required(), Length(max=120)],
        description=_("What the person types to sign in: a staff number or a short name. It never changes."),
    )  # fmt: skip
    role = Pick(_("First role"))


class GrantForm(PageForm):
    """A role at a unit."""

    role = Pick(_("Role"))
    unit_id = Pick(_("At"))
    starts_on = DayField(_("From"), [Required()])
    ends_on = DayField(_("Until"), description=_("Leave empty while it goes on."))


class DeputyForm(PageForm):
    """Somebody signs for a signatory who is away."""

    for_id = Pick(_("Signs for"))
    user_id = Pick(_("Deputy"))
    starts_on = DayField(_("From"), [Required()])
    ends_on = DayField(_("Until"), [Required()])


@bp.get("/units/<uuid:unit_id>/people")
@access(Action.MANAGE_ACCOUNT)
def index(unit_id: UUID) -> str:
    return _list(unit_id)


@bp.route("/units/<uuid:unit_id>/people/new", methods=["GET", "POST"])
@access(Action.MANAGE_ACCOUNT)
def create(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.MANAGE_ACCOUNT)
    form = NewPersonForm()
    form.role.choices = [("", gettext("none yet")), *roles()]

    def deed() -> str:
        user = people.create_account(
            db.session, current_actor(), unit.id, sign_in_name=form.sign_in_name.data, name=form.name.data,
            email=form.email.data or "", phone=form.phone.data or "", duty=form.duty.data or "",
        )  # fmt: skip
        if form.role.data:
            people.grant_role(
                db.session, current_actor(), user.id, role=Role(form.role.data), unit_id=unit.id,
                starts_on=clock.today(db.session),
            )  # fmt: skip
        flash(gettext("The account is there. Print a slip or send an invitation to let the person in."))
        return url_for(".show", user_id=user.id)

    return answer("people/new.html", form, deed, unit=unit)


@bp.post("/units/<uuid:unit_id>/people/slips")
@access(Action.MANAGE_ACCOUNT)
def print_slips(unit_id: UUID) -> ResponseReturnValue:
    """Codes are shown once, in the answer itself: there is no page to come back to."""
    seen_unit(unit_id, Action.MANAGE_ACCOUNT)
    chosen = [UUID(each) for each in request.form.getlist("people") if is_id(each)]
    try:
        made = slips.print_slips(db.session, current_actor(), chosen)
    except Invalid as error:
        return _list(unit_id, [sentence(reason) for reason in error.reasons]), 422
    return render_template("people/slips.html", slips=made, unit_id=unit_id)


@bp.get("/people/<uuid:user_id>")
@access(Action.MANAGE_ACCOUNT)
def show(user_id: UUID) -> str:
    return _page(_person(user_id))


@bp.route("/people/<uuid:user_id>/edit", methods=["GET", "POST"])
@access(Action.MANAGE_ACCOUNT)
def edit(user_id: UUID) -> ResponseReturnValue:
    person = _person(user_id)
    form = PersonForm(data=person._asdict() | {"seen": person.version})

    def deed() -> str:
        people.edit_account(
            db.session, current_actor(), person.id, seen=form.version, name=form.name.data,
            email=form.email.data or "", phone=form.phone.data or "", duty=form.duty.data or "",
        )  # fmt: skip
        return _done(user_id)

    return answer("people/edit.html", form, deed, person=person)


@bp.post("/people/<uuid:user_id>/roles")
@access(Action.GRANT_ROLE)
def grant(user_id: UUID) -> ResponseReturnValue:
    person = _person(user_id)
    form = _grant_form(person)
    if form.validate_on_submit():
        try:
            people.grant_role(
                db.session, current_actor(), person.id, role=Role(form.role.data),
                unit_id=UUID(form.unit_id.data), starts_on=form.starts_on.data, ends_on=form.ends_on.data,
            )  # fmt: skip
            return redirect(_done(user_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _page(person, form), 422


@bp.post("/people/<uuid:user_id>/roles/<uuid:grant_id>/end")
@access(Action.GRANT_ROLE)
def end_grant(user_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    people.end_grant(db.session, current_actor(), grant_id, on=clock.today(db.session))
    return redirect(_done(user_id), 303)


@bp.post("/people/<uuid:user_id>/invitation")
@access(Action.MANAGE_ACCOUNT)
def invite(user_id: UUID) -> ResponseReturnValue:
    person = _person(user_id)
    try:
        slips.invite(db.session, current_actor(), user_id)
    except Invalid as error:
        return _page(person, told=error), 422
    flash(gettext("The message is on its way."))
    return redirect(url_for(".show", user_id=user_id), 303)


@bp.post("/people/<uuid:user_id>/disabling")
@access(Action.MANAGE_ACCOUNT)
def disable(user_id: UUID) -> ResponseReturnValue:
    people.disable_account(db.session, current_actor(), user_id, reason=request.form.get("reason", "")[:500])
    return redirect(_done(user_id), 303)


@bp.post("/people/<uuid:user_id>/enabling")
@access(Action.MANAGE_ACCOUNT)
def enable(user_id: UUID) -> ResponseReturnValue:
    people.enable_account(db.session, current_actor(), user_id)
    return redirect(_done(user_id), 303)


@bp.route("/units/<uuid:unit_id>/deputy", methods=["GET", "POST"])
@access(Action.APPOINT_DEPUTY)
def deputy(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.APPOINT_DEPUTY)
    day = clock.today(db.session)
    form = DeputyForm(data={"starts_on": day})
    signs = readings.of_unit(db.session, unit.id, Role.SIGNATORY, day=day)
    form.for_id.choices = [(str(each), name) for each, name in signs]
    others = [each for each in readings.of_unit(db.session, unit.id) if each not in signs]
    form.user_id.choices = [(str(each), name) for each, name in others]

    def deed() -> str:
        people.appoint_deputy(
            db.session, current_actor(), unit.id, for_id=UUID(form.for_id.data),
            user_id=UUID(form.user_id.data), starts_on=form.starts_on.data, ends_on=form.ends_on.data,
        )  # fmt: skip
        flash(gettext("The deputy may sign from the first to the last of these days."))
        return url_for("units.show", unit_id=unit.id)

    return answer("people/deputy.html", form, deed, unit=unit)


def _list(unit_id: UUID, reasons: list[str] | None = None) -> str:
    unit = seen_unit(unit_id, Action.MANAGE_ACCOUNT)
    search = request.args.get("q", "").strip()[:120]
    rows = readings.people(
        db.session, unit, day=clock.today(db.session), search=search,
        after=bookmarked(pair, str, UUID),
    )  # fmt: skip
    further = bookmark(rows[PAGE - 1].name, rows[PAGE - 1].id) if len(rows) > PAGE else None
    return render_template(
        "people/index.html", unit=unit, rows=rows[:PAGE], after=further, search=search, reasons=reasons or []
    )


def _person(user_id: UUID) -> PersonCard:
    person = readings.card(db.session, user_id)
    policy.require(current_actor(), Action.MANAGE_ACCOUNT, person.subject, seen_by=Action.MANAGE_ACCOUNT)
    return person


def _page(person: PersonCard, form: GrantForm | None = None, told: DomainError | None = None) -> str:
    return render_template(
        "people/show.html",
        person=person,
        grants=readings.grants(db.session, person.id),
        form=form or _grant_form(person),
        day=clock.today(db.session),
        reasons=[sentence(reason) for reason in told.reasons] if told else [],
        itself=person.id == current_actor().user_id,
    )


def _grant_form(person: PersonCard) -> GrantForm:
    day = clock.today(db.session)
    form = GrantForm(data={"starts_on": day, "unit_id": str(person.unit_id)})
    form.role.choices = roles()
    found: dict[str, Any] = {}
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        for path in current_actor().paths(role):
            found |= dict(readings.units_to_choose(db.session, path, day))
    form.unit_id.choices = list(found.items())
    return form


def _done(user_id: UUID) -> str:
    flash(gettext("Saved."))
    return url_for("people.show", user_id=user_id)
