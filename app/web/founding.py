"""The first start: the university's name and the first coordinator, while there is no account."""

from typing import Any

from flask import Blueprint, Flask, current_app, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import Length, ValidationError

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid, NotFound
from app.domain.unit import ROOT_KINDS, UnitKind
from app.queries import accounts as readings
from app.queries import clock
from app.services import founding

from .access import access, current_actor
from .entering import enter
from .forms import Choice, PageForm, Required, Secret, Text
from .unit_words import kinds

bp = Blueprint("founding", __name__)


class FoundingForm(PageForm):
    """Whose house this is and who keeps it."""

    institution = Text(
        _("Full name of the institution"),
        [Required(), Length(max=120)],
        description=_("It will stand on notices and certificates: the full official name, please."),
    )
    institution_en = Text(
        _("Name in English"), [Length(max=120)], description=_("It will stand on papers in English.")
    )
    kind = Choice(_("What is it?"), [Required()])
    name = Text(_("Your name"), [Required(), Length(max=120)], description=_("As colleagues shall see it."))
    sign_in_name = Text(
        _("Sign-in name"),
        [Required(), Length(max=120)],
        description=_("What you type to sign in: a staff number, a short name or an e-mail address."),
    )
    password = Secret(
        _("Password"),
        [Required()],
        description=_("At least 8 characters. A short sentence that only you know is best."),
    )
    again = Secret(_("Password once more"), [Required()])

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(gettext("The two passwords are not the same. Please type them once more."))


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.route("/first-start", methods=["GET", "POST"])
@access(Action.FOUND_HOUSE)
def found() -> ResponseReturnValue:
    if readings.any_account(db.session):
        raise NotFound
    if current_app.config.get("DEMONSTRATION"):  # its people are on their way; nobody founds a house here
        return render_template("accounts/being_prepared.html"), 200, {"Refresh": "2; url=/"}
    form = FoundingForm()
    form.kind.choices = kinds(ROOT_KINDS)
    if form.validate_on_submit():
        try:
            opened = founding.found_house(
                db.session, current_actor(),
                institution=form.institution.data.strip(),
                institution_en=(form.institution_en.data or "").strip(),
                kind=UnitKind(form.kind.data),
                name=form.name.data.strip(), sign_in_name=form.sign_in_name.data,
                password=form.password.data, on=clock.today(db.session),
            )  # fmt: skip
            flash(gettext("The house is open. Next: the units and their people."))
            return enter(opened, "/")
        except Invalid as error:
            form.refuse(error)
    return render_template("accounts/first_start.html", form=form), 422 if form.is_submitted() else 200
