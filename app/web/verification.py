"""The public page of a certificate, /verify/<code>: valid, reissued, revoked or unknown. No sign-in."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import afterwards, db
from app.domain.actions import Action
from app.queries import certificates
from app.services import verification

from .access import access
from .forms import Most, PageForm, Required, Text

bp = Blueprint("verification", __name__)


class LookupForm(PageForm):
    """What stands on the paper."""

    number = Text(
        _("Certificate number"), [Required(), Most(60)], description=_("Such as 关评〔2025〕优字第003号.")
    )
    code = Text(
        _("The first 8 characters of the code"),
        [Required(), Most(60)],
        description=_("The code is printed beside the QR code, after verify/."),
    )


@bp.route("/verify", methods=["GET", "POST"])
@access(Action.OPEN_PUBLIC_PAGE)
def look_up() -> ResponseReturnValue:
    """A form to type number and code, for who cannot scan."""
    form = LookupForm()
    if form.validate_on_submit():
        verification.require_calm(db.session, _address())
        code = certificates.typed(db.session, form.number.data, form.code.data)
        if code is not None:
            return redirect(url_for(".show", code=code), 303)
        _count_miss()
        form.form_errors.append(
            gettext("There is no certificate with this number and code. Please compare them with the paper.")
        )
    return render_template("certificates/look_up.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/verify/<code>")
@access(Action.OPEN_PUBLIC_PAGE)
def show(code: str) -> ResponseReturnValue:
    """What stands behind a code; the same page for every code that does not exist."""
    verification.require_calm(db.session, _address())
    found = certificates.public(db.session, code)
    form = LookupForm(formdata=None)
    if found is None:
        _count_miss()
        return render_template("certificates/unknown.html", form=form), 404
    return render_template("certificates/verify.html", found=found, form=form)


def _count_miss() -> None:
    """Misses are counted, finds are not: who guesses sees only misses."""
    address = _address()
    afterwards(lambda own: verification.count_miss(own, address))


def _address() -> str:
    return request.remote_addr or ""
