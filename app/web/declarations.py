"""The reviewer's declaration, and the answer to a single invitation."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are one release behind

from app.database import db
from app.domain.actions import Action
from app.domain.assignment import DECLARED_KINDS, ConflictKind
from app.domain.declaration import COMMITMENT
from app.domain.errors import Invalid
from app.domain.review_rules import LONGEST_FINDING
from app.queries import declarations as readings
from app.queries import reviews
from app.services import declarations
from app.services.declarations import Recusal

from .access import access, current_actor
from .forms import Choice, Most, PageForm, Pick, Required, Text
from .wording import named, sentence

bp = Blueprint("declarations", __name__)


class DeclarationForm(PageForm):
    """The name under the text; the units are fields named after their assignment."""

    name = Text(_("Your name"), [Required()])


class AnswerForm(PageForm):
    """Accept, decline, or step aside from one unit."""

    answer = Choice(
        _("Will you read this unit?"),
        [Required()],
        choices=[
            ("accept", _("Yes, I accept")),
            ("decline", _("No, I cannot this time")),
            ("recuse", _("I must step aside: a conflict of interest")),
        ],
    )
    kind = Pick(_("Which conflict of interest?"))
    reason = Text(_("Reason"), [Most(LONGEST_FINDING)])


@bp.route("/campaigns/<uuid:campaign_id>/declaration", methods=["GET", "POST"])
@access(Action.DECLARE)
def sign(campaign_id: UUID) -> ResponseReturnValue:
    """Read, check the conflicts unit by unit, sign."""
    asked = readings.asked(db.session, current_actor(), campaign_id)
    form, wrong = DeclarationForm(), {}
    if form.is_submitted() and form.validate():
        try:
            declarations.sign(
                db.session, current_actor(), campaign_id, name=form.name.data or "", recusals=_recusals(asked)
            )
        except Invalid as error:
            form.refuse(error)
            wrong = {name: sentence(reason) for name, reason in error.fields.items()}
        else:
            flash(gettext("Thank you. Your declaration is signed; the units you accepted are open now."))
            return redirect(url_for("reviews.mine"), 303)
    page = render_template(
        "reviews/declaration.html",
        asked=asked, form=form, text=COMMITMENT, kinds=DECLARED_KINDS, sent=request.form,
        wrong=wrong, name=current_actor().name,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _recusals(asked: readings.Asked) -> dict[UUID, Recusal]:
    found = {}
    for unit in asked.units:
        kind = request.form.get(f"kind-{unit.id}", "")
        if kind in DECLARED_KINDS:
            found[unit.id] = Recusal(ConflictKind(kind), request.form.get(f"remark-{unit.id}", ""))
    return found


@bp.route("/reviews/<uuid:assignment_id>/answer", methods=["GET", "POST"])
@access(Action.ANSWER_INVITATION)
def answer(assignment_id: UUID) -> ResponseReturnValue:
    """Answer one invitation."""
    own = reviews.own(db.session, current_actor(), assignment_id, Action.ANSWER_INVITATION)
    form = AnswerForm(data={"answer": request.args.get("answer")})
    form.kind.choices = [
        SelectChoice("", "—"),
        *(SelectChoice(kind.value, named(kind)) for kind in DECLARED_KINDS),
    ]
    if form.is_submitted() and form.validate():
        try:
            _answer(assignment_id, form)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Thank you. The secretariat knows your answer."))
            return redirect(url_for("reviews.mine"), 303)
    return render_template("reviews/answer.html", own=own, form=form), 422 if form.is_submitted() else 200


def _answer(assignment_id: UUID, form: AnswerForm) -> None:
    reason = form.reason.data or ""
    if form.answer.data == "recuse":
        kind = ConflictKind(form.kind.data or "other")
        try:
            declarations.recuse(db.session, current_actor(), assignment_id, Recusal(kind, reason))
        except Invalid as error:
            raise Invalid(reason=error.fields.get("remark", "")) from error
    else:
        accept = form.answer.data == "accept"
        declarations.answer(db.session, current_actor(), assignment_id, accept=accept, reason=reason)
