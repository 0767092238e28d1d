"""The entrance: signing in and out, the printed slip, the mailed invitation, the password."""

from typing import Any

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug import Response
from wtforms.validators import Length, ValidationError

from app.database import afterwards, db
from app.domain.actions import Action
from app.domain.actors import PUBLIC
from app.domain.errors import DomainError, Invalid, NotFound, TooManyAttempts
from app.queries import accounts as readings
from app.services import accounts, credentials, slips

from .access import access, current_actor
from .display import Display, remember_with
from .entering import cookie_name, enter, safe_next
from .forms import PageForm, Required, Secret, Text, Tick
from .wording import sentence

bp = Blueprint("accounts", __name__)


class SignInForm(PageForm):
    """Name and password."""

    sign_in_name = Text(_("Sign-in name"), [Required(), Length(max=120)])
    password = Secret(_("Password"), [Required(), Length(max=400)])
    remember = Tick(
        _("Keep me signed in on this device for 30 days"),
        description=_("Only on a device that nobody else uses."),
    )


class ForgottenForm(PageForm):
    """Whose password is forgotten."""

    sign_in_name = Text(_("Sign-in name"), [Required(), Length(max=120)])


class NewPasswordForm(PageForm):
    """A new password, twice, so that a slip of the finger does not lock anybody out."""

    new = Secret(
        _("New password"),
        [Required()],
        description=_("At least 8 characters. A short sentence that only you know is best."),
    )
    again = Secret(_("New password once more"), [Required()])

    def validate_again(self, field: Any) -> None:
        if field.data != self.new.data:
            raise ValidationError(gettext("The two passwords are not the same. Please type them once more."))


class SlipForm(NewPasswordForm):
    """What stands on the printed slip, and the password wanted from now on."""

    sign_in_name = Text(_("Sign-in name"), [Required(), Length(max=120)])
    code = Text(
        _("One-time code"),
        [Required(), Length(max=40)],
        description=_("The 8 letters and digits on your slip; capitals and hyphens do not matter."),
    )
    remember = Tick(_("Keep me signed in on this device for 30 days"))


class PasswordForm(NewPasswordForm):
    """The present password and the new one."""

    old = Secret(_("Present password"), [Required()])


def init_app(app: Flask) -> None:
    """Know who is asking, before any page is decided on. Called before access.init_app."""
    app.config.setdefault("SESSION_COOKIE_SECURE", False)
    app.register_blueprint(bp)
    remember_with(app, load=_kept_display, save=_keep_display)

    @app.before_request
    def know_who_is_asking() -> None:
        token = request.cookies.get(cookie_name(app), "")
        view = app.view_functions.get(request.endpoint or "")
        if not token or getattr(view, "action", None) is None or request.endpoint == "assets.asset":
            return
        found = readings.signed_in(db.session, token)
        if found is None:
            return
        g.signed_in, g.actor = found, found.actor
        if readings.needs_touch(found.seen_at, credentials.now()):
            afterwards(lambda own: credentials.touch(own, found.session_id))

    @app.context_processor
    def way_out() -> dict[str, object]:
        return {"sign_out_url": url_for("accounts.sign_out")}


@bp.route("/sign-in", methods=["GET", "POST"])
@access(Action.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and not readings.any_account(db.session):
        return redirect(url_for("founding.found"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            opened = accounts.sign_in(
                db.session, current_actor(), form.sign_in_name.data, form.password.data,
                address=_address(), remember=form.remember.data,
            )  # fmt: skip
            return enter(opened, safe_next())
        except (Invalid, TooManyAttempts) as error:
            return refused("accounts/sign_in.html", form, error, _note(form.sign_in_name.data, error))
    return page("accounts/sign_in.html", form, next=request.args.get("next", ""))


@bp.route("/sign-in/slip", methods=["GET", "POST"])
@access(Action.SIGN_IN)
def slip() -> ResponseReturnValue:
    form = SlipForm()
    if form.validate_on_submit():
        try:
            opened = accounts.redeem_slip(
                db.session, current_actor(), form.sign_in_name.data, form.code.data, form.new.data,
                address=_address(), remember=form.remember.data,
            )  # fmt: skip
            flash(gettext("Welcome. Your new password holds from now on."))
            return enter(opened, "/")
        except (Invalid, TooManyAttempts) as error:
            guessed = "code" in getattr(error, "fields", {})
            return refused(
                "accounts/slip.html", form, error, _note(form.sign_in_name.data, error) if guessed else None
            )
    return page("accounts/slip.html", form)


@bp.route("/sign-in/forgotten", methods=["GET", "POST"])
@access(Action.SIGN_IN)
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            slips.ask_for_reset(db.session, PUBLIC, form.sign_in_name.data, address=_address())
            return render_template("accounts/asked.html")
        except TooManyAttempts as error:
            return refused("accounts/forgotten.html", form, error)
    return page("accounts/forgotten.html", form)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@access(Action.SIGN_IN)
def invitation(token: str) -> ResponseReturnValue:
    account = readings.invited(db.session, token)
    if account is None:
        raise NotFound
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            opened = accounts.redeem_invitation(db.session, PUBLIC, token, form.new.data)
            flash(gettext("Welcome. Your new password holds from now on."))
            return enter(opened, "/")
        except Invalid as error:
            return refused("accounts/invitation.html", form, error, account=account)
    return page("accounts/invitation.html", form, account=account)


@bp.post("/sign-out")
@access(Action.OPEN_PUBLIC_PAGE)
def sign_out() -> Response:
    if "signed_in" in g:
        accounts.sign_out(db.session, current_actor(), g.signed_in.session_id)
    session.clear()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(cookie_name(current_app), secure=current_app.config["SESSION_COOKIE_SECURE"])
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.route("/password", methods=["GET", "POST"])
@access(Action.KEEP_OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            opened = accounts.change_password(
                db.session, current_actor(), form.old.data, form.new.data, address=_address()
            )
            flash(gettext("Your new password holds from now on. Other devices have been signed out."))
            return enter(opened, "/")
        except (Invalid, TooManyAttempts) as error:
            guessed = "old" in getattr(error, "fields", {})
            note = _note(g.signed_in.sign_in_name, error) if guessed else None
            return refused("accounts/password.html", form, error, note, sign_in_name=g.signed_in.sign_in_name)
    return page("accounts/password.html", form, sign_in_name=g.signed_in.sign_in_name)


def page(template: str, form: PageForm, **more: Any) -> tuple[str, int]:
    """The form; again with 422 when it was refused."""
    return render_template(template, form=form, **more), 422 if form.is_submitted() else 200


def refused(template: str, form: PageForm, error: DomainError, note: Any = None, **more: Any) -> Response:
    """The form again, with what was typed and the sentence; a failed attempt outlives the refusal."""
    if isinstance(error, Invalid):
        form.refuse(error)
    else:
        form.form_errors.extend(sentence(reason) for reason in error.reasons)
    if note:
        afterwards(note)
    response = make_response(
        render_template(template, form=form, next=request.args.get("next", ""), **more),
        429 if isinstance(error, TooManyAttempts) else 422,
    )
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(60 * int(str(error.reasons[0].params["minutes"])))
    return response


def _note(name: str, error: DomainError) -> Any:
    """Count a failure, but not an attempt that was not heard."""
    if isinstance(error, TooManyAttempts):
        return None
    address = _address()
    return lambda own: accounts.note_failure(own, PUBLIC, name, address=address)


def _address() -> str:
    return request.remote_addr or ""


def _kept_display() -> Display | None:
    found = g.get("signed_in")
    if found is None or not (found.locale or found.print_size or found.contrast):
        return None
    return Display(
        found.locale or "zh", found.print_size or "standard", "more" if found.contrast else "standard"
    )


def _keep_display(chosen: Display) -> None:
    if "signed_in" in g:
        accounts.keep_display(
            db.session, current_actor(), locale=chosen.language, print_size=chosen.print,
            contrast=chosen.contrast == "more",
        )  # fmt: skip
