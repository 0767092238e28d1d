"""The page of a unit's vetoes: proposed by the office, the unit heard, decided by the board."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.queries import vetoes
from app.services import vetoes as deeds

from .access import access, current_actor
from .forms import PageForm
from .result_forms import StatementForm, VetoDecisionForm, VetoForm, said
from .wording import local

bp = Blueprint("vetoes", __name__)


@bp.get("/submissions/<uuid:submission_id>/vetoes")
@access(Action.VIEW_VETO)
def show(submission_id: UUID) -> ResponseReturnValue:
    """What was proposed, what the unit says, how it was decided."""
    return _page(submission_id)


def _page(submission_id: UUID, refused: PageForm | None = None, about: UUID | None = None) -> str:
    """The page; a refused form stands where it was sent from, with what was typed."""
    found = vetoes.of_submission(db.session, current_actor(), submission_id)

    def form(kind: type[PageForm], of: UUID) -> PageForm:
        return refused if refused and about == of else kind(formdata=None, prefix=_prefix(of))

    propose = refused if isinstance(refused, VetoForm) else VetoForm(formdata=None)
    return render_template(
        "results/vetoes.html",
        found=found,
        propose=propose.offer(found.framework),
        statement=lambda of: form(StatementForm, of),
        decision=lambda of: form(VetoDecisionForm, of),
        title=lambda code: local(found.framework.veto(code).title),
        text=lambda code: local(found.framework.veto(code).text),
        may=lambda name: policy.permits(current_actor(), Action(name), found.subject),
    )


def _prefix(veto_id: UUID) -> str:
    """Each veto has forms of its own on the page, so their fields carry its id."""
    return f"veto{veto_id.hex[:8]}"


@bp.post("/submissions/<uuid:submission_id>/vetoes")
@access(Action.PROPOSE_VETO)
def propose(submission_id: UUID) -> ResponseReturnValue:
    """The office proposes a veto with its basis."""
    found = vetoes.of_submission(db.session, current_actor(), submission_id)
    form = VetoForm().offer(found.framework)
    if form.validate_on_submit():
        try:
            deeds.propose(
                db.session,
                current_actor(),
                submission_id,
                code=form.code.data,
                reason=said(form.reason),
                basis=said(form.basis),
            )
            flash(gettext("The veto is proposed. The unit has been asked for its view."))
            return redirect(url_for(".show", submission_id=submission_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(submission_id, form), 422


@bp.post("/vetoes/<uuid:veto_id>/statement")
@access(Action.STATE_ON_VETO)
def state(veto_id: UUID) -> ResponseReturnValue:
    """The unit states its view."""
    submission_id = vetoes.submission_of(db.session, veto_id)
    form = StatementForm(prefix=_prefix(veto_id))
    if form.validate_on_submit():
        deeds.state(db.session, current_actor(), veto_id, statement=said(form.statement))
        flash(gettext("Your view is recorded and has been passed on."))
        return redirect(url_for(".show", submission_id=submission_id), 303)
    return _page(submission_id, form, veto_id), 422


@bp.post("/vetoes/<uuid:veto_id>/decision")
@access(Action.CONFIRM_VETO)
def decide(veto_id: UUID) -> ResponseReturnValue:
    """A board member confirms or rejects."""
    submission_id = vetoes.submission_of(db.session, veto_id)
    form = VetoDecisionForm(prefix=_prefix(veto_id))
    if form.validate_on_submit():
        try:
            deeds.decide(
                db.session,
                current_actor(),
                veto_id,
                confirmed=form.decision.data == "confirm",
                reason=said(form.reason),
            )
            flash(gettext("The decision is recorded. It counts from the next computation on."))
            return redirect(url_for(".show", submission_id=submission_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(submission_id, form, veto_id), 422
