"""The pages of the hearing: a unit checks facts and appeals, the office answers; the office's list."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Subject
from app.domain.due_process import Stance
from app.domain.errors import Invalid
from app.queries import hearings
from app.services import appeals, fact_checks

from .access import access, current_actor
from .forms import PageForm
from .hearing_forms import AnswerForm, AppealForm, CriterionFactForm, FactForm
from .result_forms import said

bp = Blueprint("hearings", __name__)


@bp.get("/campaigns/<uuid:campaign_id>/hearing")
@access(Action.VIEW_RESULT)
def index(campaign_id: UUID) -> ResponseReturnValue:
    """Fact checks and appeals of all units, what is open first."""
    found = hearings.of_campaign(db.session, current_actor(), campaign_id)
    return render_template("hearings/index.html", found=found)


@bp.get("/submissions/<uuid:submission_id>/hearing")
@access(Action.READ_LETTER)
def show(submission_id: UUID) -> ResponseReturnValue:
    """What the unit may say, what it said, how it was answered."""
    return _page(submission_id)


def _page(submission_id: UUID, refused: PageForm | None = None, key: str = "") -> str:
    """The page; a refused form stands where it was sent from (`key`), with what was typed."""
    found = hearings.of_submission(db.session, current_actor(), submission_id)

    def form(kind: type[PageForm], at: str, **data: Any) -> PageForm:
        if refused is not None and key == at:
            return refused
        return kind(formdata=None, prefix=at, data=data)

    appeal = refused if isinstance(refused, AppealForm) else AppealForm(formdata=None)
    other = (
        refused if isinstance(refused, CriterionFactForm) else CriterionFactForm(formdata=None, prefix="new")
    )
    return render_template(
        "hearings/show.html",
        found=found,
        fact=lambda at, stance, text: form(FactForm, at, stance=stance, text=text),
        answer=lambda at: form(AnswerForm, at),
        other=other.offer(found.framework),
        appeal=appeal.offer(found.framework),
        key_of=_key,
        refused_at=key,
        may=_may(found.subject),
    )


def _key(of: UUID | str) -> str:
    """Each item has a form of its own on the page, so its fields carry its id."""
    return f"i{str(of).replace('-', '')[:12]}"


def _may(subject: Subject) -> Any:
    return lambda name: policy.permits(current_actor(), Action(name), subject)


@bp.post("/submissions/<uuid:submission_id>/facts/<uuid:finding_id>")
@access(Action.CHECK_FACTS)
def state(submission_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """Say of one part of the letter whether its facts are right."""
    form = FactForm(prefix=_key(finding_id))
    return _state(submission_id, form, _key(finding_id), finding_id=finding_id)


@bp.post("/submissions/<uuid:submission_id>/facts")
@access(Action.CHECK_FACTS)
def state_of_criterion(submission_id: UUID) -> ResponseReturnValue:
    """Say something of a criterion that the letter does not speak of."""
    found = hearings.of_submission(db.session, current_actor(), submission_id)
    form = CriterionFactForm(prefix="new").offer(found.framework)
    return _state(submission_id, form, "new", criterion=form.criterion.data or "")


def _state(submission_id: UUID, form: FactForm, key: str, **item: Any) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            fact_checks.state(
                db.session,
                current_actor(),
                submission_id,
                stance=Stance(form.stance.data),
                text=said(form.text),
                **item,
            )
            flash(gettext("What you said is recorded."))
            return redirect(url_for(".show", submission_id=submission_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(submission_id, form, key), 422


@bp.post("/facts/<uuid:fact_check_id>/answer")
@access(Action.ANSWER_FACT_CHECK)
def answer(fact_check_id: UUID) -> ResponseReturnValue:
    """Answer one item with reasons."""
    submission_id = hearings.submission_of(db.session, fact_check_id)
    form = AnswerForm(prefix=_key(fact_check_id))
    if form.validate_on_submit():
        upheld = form.upheld.data == "yes"
        fact_checks.answer(
            db.session, current_actor(), fact_check_id, upheld=upheld, reason=said(form.answer)
        )
        flash(gettext("The answer is recorded and the unit has been told."))
        return redirect(url_for(".show", submission_id=submission_id), 303)
    return _page(submission_id, form, _key(fact_check_id)), 422


@bp.post("/submissions/<uuid:submission_id>/appeals")
@access(Action.LODGE_APPEAL)
def appeal(submission_id: UUID) -> ResponseReturnValue:
    """Lodge an appeal on one criterion."""
    found = hearings.of_submission(db.session, current_actor(), submission_id)
    form = AppealForm().offer(found.framework)
    if form.validate_on_submit():
        try:
            made = appeals.lodge(
                db.session,
                current_actor(),
                submission_id,
                criterion=form.criterion.data,
                reason=said(form.reason),
            )
            flash(gettext("The appeal %(number)s is lodged.", number=made.number))
            return redirect(url_for(".show", submission_id=submission_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(submission_id, form, "appeal"), 422
