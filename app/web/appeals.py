"""The page of one appeal: admitted or not, re-examined by two, decided."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.queries import appeals
from app.queries.appeals import AppealPage
from app.services import appeals as deeds
from app.services.appeals import Opinion

from .access import access, current_actor
from .forms import PageForm
from .hearing_forms import AdmitForm, ConclusionForm, OpinionForm, ReasonForm
from .result_forms import said

bp = Blueprint("appeals", __name__, url_prefix="/appeals")


@bp.get("/<uuid:appeal_id>")
@access(Action.READ_LETTER)
def show(appeal_id: UUID) -> ResponseReturnValue:
    """One appeal, as its reader may see it."""
    return _page(_found(appeal_id))


def _found(appeal_id: UUID) -> AppealPage:
    return appeals.page(db.session, current_actor(), appeal_id)


def _page(found: AppealPage, refused: PageForm | None = None) -> str:
    """The page; a refused form stands in its place, with what was typed."""
    forms: dict[str, PageForm] = {
        "admit": AdmitForm(formdata=None, prefix="admit").offer(found.candidates),
        "refuse": ReasonForm(formdata=None, prefix="refuse"),
        "opinion": OpinionForm(formdata=None, prefix="opinion", data=_mine(found)),
        "decide": ConclusionForm(formdata=None, prefix="decide"),
    }
    for name, form in forms.items():
        if refused is not None and type(refused) is type(form):
            forms[name] = refused
    return render_template(
        "hearings/appeal.html",
        found=found,
        forms=forms,
        may=lambda name: policy.permits(current_actor(), Action(name), found.subject),
    )


def _again(found: AppealPage, form: PageForm, action: Action) -> ResponseReturnValue:
    """The page with the form as it was refused; who may not send it is told that instead."""
    policy.require(current_actor(), action, found.subject)
    return _page(found, form), 422


def _mine(found: AppealPage) -> dict[str, object]:
    """What the reader, one of the two, has written already."""
    mine = next((each for each in found.opinions if each.handler_id == current_actor().user_id), None)
    if mine is None:
        return {}
    return {"keep": "keep" if mine.keep else "correct", "score": mine.score, "reason": mine.reason}


@bp.post("/<uuid:appeal_id>/admit")
@access(Action.ADMIT_APPEAL)
def admit(appeal_id: UUID) -> ResponseReturnValue:
    """Ask two impartial people."""
    found = _found(appeal_id)
    form = AdmitForm(prefix="admit").offer(found.candidates)
    if form.validate_on_submit():
        try:
            first, second = UUID(form.first.data), UUID(form.second.data)
            deeds.admit(db.session, current_actor(), appeal_id, first=first, second=second)
            flash(gettext("The appeal is admitted. Both have been told."))
            return redirect(url_for(".show", appeal_id=appeal_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _again(found, form, Action.ADMIT_APPEAL)


@bp.post("/<uuid:appeal_id>/refuse")
@access(Action.ADMIT_APPEAL)
def refuse(appeal_id: UUID) -> ResponseReturnValue:
    """Do not admit, with the reason."""
    form = ReasonForm(prefix="refuse")
    if form.validate_on_submit():
        deeds.refuse(db.session, current_actor(), appeal_id, reason=said(form.reason))
        flash(gettext("The answer is recorded and the unit has been told."))
        return redirect(url_for(".show", appeal_id=appeal_id), 303)
    return _again(_found(appeal_id), form, Action.ADMIT_APPEAL)


@bp.post("/<uuid:appeal_id>/opinion")
@access(Action.EXAMINE_APPEAL)
def examine(appeal_id: UUID) -> ResponseReturnValue:
    """One of the two says what was found."""
    form = OpinionForm(prefix="opinion")
    if form.validate_on_submit():
        try:
            opinion = Opinion(form.keep.data == "keep", said(form.reason), form.score.data)
            deeds.examine(db.session, current_actor(), appeal_id, opinion)
            flash(gettext("Your opinion is recorded. Thank you."))
            return redirect(url_for(".show", appeal_id=appeal_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _again(_found(appeal_id), form, Action.EXAMINE_APPEAL)


@bp.post("/<uuid:appeal_id>/decision")
@access(Action.DECIDE_APPEAL)
def decide(appeal_id: UUID) -> ResponseReturnValue:
    """Keep or correct; a correction computes anew."""
    form = ConclusionForm(prefix="decide")
    if form.validate_on_submit():
        correct = form.outcome.data == "correct"
        deeds.decide(
            db.session, current_actor(), appeal_id, correct=correct, conclusion=said(form.conclusion)
        )
        flash(
            gettext("The result is corrected by a new line and computed anew. It has to be approved again.")
            if correct
            else gettext("The result stays. The unit has been told.")
        )
        return redirect(url_for(".show", appeal_id=appeal_id), 303)
    return _again(_found(appeal_id), form, Action.DECIDE_APPEAL)
