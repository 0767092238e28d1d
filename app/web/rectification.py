"""The pages of rectification: a unit's items, one item, the reader's verdicts, the board, the summary."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid, NotFound
from app.domain.evidence_details import item_place
from app.domain.procedure import ItemStage
from app.domain.rectification import Term
from app.queries import rectification as readings
from app.queries import rectification_lists as lists
from app.services import documents, rectification, rectification_summaries

from .access import access, current_actor
from .bookmarks import bookmarked
from .display import current_language
from .rectification_forms import (
    VERIFIED,
    PlanForm,
    ProgressForm,
    ReasonForm,
    SummaryForm,
    VerdictForm,
    sent_progress,
)

bp = Blueprint("rectification", __name__)


@bp.get("/submissions/<uuid:submission_id>/rectification")
@access(Action.VIEW_RECTIFICATION)
def show(submission_id: UUID) -> ResponseReturnValue:
    """Everything one unit has to put right."""
    return _unit_page(submission_id)


@bp.get("/submissions/<uuid:submission_id>/rectification/summary")
@access(Action.VIEW_RECTIFICATION)
def summary(submission_id: UUID) -> ResponseReturnValue:
    """The summary: numbers computed, words written by the unit."""
    found = readings.of_submission(db.session, current_actor(), submission_id)
    return render_template("rectification/summary.html", found=found, form=SummaryForm(obj=found.summary))


@bp.post("/submissions/<uuid:submission_id>/rectification/summary")
@access(Action.REPORT_RECTIFICATION)
def write_summary(submission_id: UUID) -> ResponseReturnValue:
    """Keep the words of the summary."""
    found, form = readings.of_submission(db.session, current_actor(), submission_id), SummaryForm()
    if form.validate():
        words = rectification_summaries.Words(form.overview.data, form.lasting.data, form.remaining.data)
        try:
            rectification_summaries.write(
                db.session, current_actor(), submission_id, words, seen=_version(form)
            )
            flash(gettext("Saved."))
            return redirect(url_for(".summary", submission_id=submission_id), 303)
        except Invalid as error:
            form.refuse(error)
    return render_template("rectification/summary.html", found=found, form=form), 422


@bp.post("/submissions/<uuid:submission_id>/rectification/sign")
@access(Action.SUBMIT_RECTIFICATION)
def sign(submission_id: UUID) -> ResponseReturnValue:
    """The signatory signs and hands in."""
    try:
        rectification_summaries.sign(db.session, current_actor(), submission_id)
    except Invalid as error:
        found = readings.of_submission(db.session, current_actor(), submission_id)
        form = SummaryForm(formdata=None, obj=found.summary)
        form.refuse(error)
        return render_template("rectification/summary.html", found=found, form=form), 422
    flash(gettext("Signed and handed in to the secretariat."))
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.post("/submissions/<uuid:submission_id>/rectification/close")
@access(Action.CLOSE)
def close(submission_id: UUID) -> ResponseReturnValue:
    """The coordinator closes the unit's rectification."""
    rectification_summaries.settle(db.session, current_actor(), submission_id, closed=True)
    flash(gettext("The rectification of this unit is closed."))
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.post("/submissions/<uuid:submission_id>/rectification/return")
@access(Action.RETURN_RECTIFICATION)
def give_back(submission_id: UUID) -> ResponseReturnValue:
    """The coordinator returns the summary with a reason."""
    form = ReasonForm()
    if form.validate():
        rectification_summaries.settle(
            db.session, current_actor(), submission_id, closed=False, reason=form.reason.data
        )
        flash(gettext("Returned to the unit with your words."))
        return redirect(url_for(".show", submission_id=submission_id), 303)
    return _unit_page(submission_id, form), 422


@bp.post("/submissions/<uuid:submission_id>/rectification/paper")
@access(Action.VIEW_RECTIFICATION)
def paper(submission_id: UUID) -> ResponseReturnValue:
    """Ask for the summary as a PDF."""
    found = readings.of_submission(db.session, current_actor(), submission_id)
    asked = documents.ask(
        db.session,
        current_actor(),
        "rectification_summary",
        submission_id,
        filename=gettext("Rectification summary of %(unit)s", unit=found.unit_name) + ".pdf",
        locale=current_language(),
        campaign_id=found.campaign_id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


@bp.get("/rectification")
@access(Action.VIEW_RECTIFICATION)
def verifications() -> ResponseReturnValue:
    """What a reader raised, and what waits for the verdict."""
    only = request.args.get("only", ItemStage.REPORTED.value)
    found = lists.raised_by(db.session, current_actor(), only=only, after=bookmarked(UUID, str))
    return render_template("rectification/verifications.html", found=found, only=only)


@bp.get("/campaigns/<uuid:campaign_id>/rectification")
@access(Action.VIEW_PROGRESS)
def board(campaign_id: UUID) -> ResponseReturnValue:
    """The items of all units, with their counts."""
    only = request.args.get("only", "")
    found = lists.of_campaign(
        db.session, current_actor(), campaign_id, only=only, after=bookmarked(UUID, str)
    )
    return render_template("rectification/board.html", found=found, only=only, campaign_id=campaign_id)


@bp.get("/rectification/<uuid:item_id>")
@access(Action.VIEW_RECTIFICATION)
def item(item_id: UUID) -> ResponseReturnValue:
    """One item with all that was planned, done and said."""
    return _item_page(item_id)


@bp.get("/submissions/<uuid:submission_id>/rectification/<int:number>")
@access(Action.VIEW_RECTIFICATION)
def by_number(submission_id: UUID, number: int) -> ResponseReturnValue:
    """An item by its number: where evidence for it leads back to."""
    found = readings.of_submission(db.session, current_actor(), submission_id)
    item_id = next((row.id for row in found.items if row.number == number), None)
    if item_id is None:
        raise NotFound
    return redirect(url_for(".item", item_id=item_id, _anchor="progress"), 303)


@bp.post("/rectification/<uuid:item_id>/plan")
@access(Action.PLAN_RECTIFICATION)
def plan(item_id: UUID) -> ResponseReturnValue:
    """Keep the plan as a new line."""
    form = PlanForm()
    if form.validate():
        words = rectification.Plan(
            cause=form.cause.data,
            aim=form.aim.data,
            measure=form.measure.data,
            leader=form.leader.data or "",
            owner=form.owner.data,
            term=Term(form.term.data),
            due_on=form.due_on.data,
            expected=form.expected.data or "",
        )
        try:
            rectification.plan(db.session, current_actor(), item_id, words, seen=_version(form))
            flash(gettext("The plan is saved."))
            return redirect(url_for(".item", item_id=item_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _item_page(item_id, plan_form=form), 422


@bp.post("/rectification/<uuid:item_id>/progress")
@access(Action.REPORT_RECTIFICATION)
def progress(item_id: UUID) -> ResponseReturnValue:
    """Write down a step; with `done`, report the item to the reader."""
    form = sent_progress()
    done = "done" in request.form
    if form.validate():
        deed = rectification.report if done else rectification.note
        chosen = UUID(form.evidence.data) if form.evidence.data else None
        try:
            deed(db.session, current_actor(), item_id, text=form.text.data, evidence_id=chosen)
            flash(
                gettext("Reported. The expert who raised this will look at it.")
                if done
                else gettext("Saved.")
            )
            return redirect(url_for(".item", item_id=item_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _item_page(item_id, progress_form=form), 422


@bp.post("/rectification/<uuid:item_id>/verdict")
@access(Action.VERIFY_RECTIFICATION)
def verdict(item_id: UUID) -> ResponseReturnValue:
    """The reader's word on it."""
    form = VerdictForm()
    if form.validate():
        closed = form.verdict.data == VERIFIED
        try:
            rectification.verify(
                db.session, current_actor(), item_id, closed=closed, text=form.text.data or ""
            )
            flash(gettext("The item is closed. Thank you.") if closed else gettext("Returned to the unit."))
            return redirect(url_for(".verifications"), 303)
        except Invalid as error:
            form.refuse(error)
    return _item_page(item_id, verdict_form=form), 422


@bp.post("/rectification/<uuid:item_id>/carry-over")
@access(Action.CARRY_OVER_RECTIFICATION)
def carry_over(item_id: UUID) -> ResponseReturnValue:
    """Let the item go on next year."""
    form = ReasonForm()
    if form.validate():
        rectification.carry_over(db.session, current_actor(), item_id, reason=form.reason.data)
        flash(gettext("The item goes on next year."))
        return redirect(url_for(".item", item_id=item_id), 303)
    return _item_page(item_id, reason_form=form), 422


def _unit_page(submission_id: UUID, form: ReasonForm | None = None) -> str:
    found = readings.of_submission(db.session, current_actor(), submission_id)
    return render_template("rectification/show.html", found=found, form=form or ReasonForm(formdata=None))


def _item_page(item_id: UUID, **forms: Any) -> str:
    """The item with its forms; one that was refused keeps what was typed."""
    found = readings.item(db.session, current_actor(), item_id)
    plain = {
        "plan_form": PlanForm(formdata=None, obj=found.plan, version=found.row.version),
        "progress_form": ProgressForm(formdata=None),
        "verdict_form": VerdictForm(formdata=None),
        "reason_form": ReasonForm(formdata=None),
    }
    place, shown = item_place(found.row.number), plain | forms
    nothing = ("", gettext("No evidence"))
    shown["progress_form"].evidence.choices = [
        nothing, *((str(each), title) for each, title in found.evidence)
    ]  # fmt: skip
    return render_template("rectification/item.html", found=found, place=place, **shown)


def _version(form: PlanForm | SummaryForm) -> int:
    typed = str(form.version.data or "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1
