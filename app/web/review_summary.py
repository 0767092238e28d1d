"""The whole review: opinion, findings, what is missing, handing it in with a receipt, taking it back."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid, NotFound
from app.domain.procedure import AssignmentStage, CampaignStage
from app.domain.review import FindingKind
from app.domain.review_rules import Gap, Part, Step, gaps
from app.domain.scoring import half_up, score_review
from app.domain.settings import CampaignSettings
from app.queries import judging, reviews, supplements, windows
from app.queries.reviews import Own
from app.services import documents, findings, opinions
from app.services import reviews as deeds

from .access import access, current_actor
from .display import current_language
from .review_forms import (
    ConfirmationForm,
    OpinionForm,
    finding_form,
    opinion_form,
)

bp = Blueprint("review_summary", __name__, url_prefix="/reviews/<uuid:assignment_id>")


@dataclass(frozen=True, slots=True)
class Whole:
    """All of one review, for the pages about it."""

    own: Own
    found: list[reviews.FindingLine]
    window: windows.Window


def _whole(assignment_id: UUID) -> Whole:
    own = reviews.own(db.session, current_actor(), assignment_id, Action.READ_AS_REVIEWER)
    review = own.review
    settings = CampaignSettings.of(own.campaign.settings)
    return Whole(
        own,
        reviews.findings(db.session, review.id if review else None),
        windows.of_submission(db.session, own.submission, CampaignStage.PEER_REVIEW, settings),
    )


@bp.get("/opinion")
@access(Action.READ_AS_REVIEWER)
def opinion(assignment_id: UUID) -> ResponseReturnValue:
    """What was arranged, the three boxes, the preconditions."""
    whole = _whole(assignment_id)
    return _opinion_page(whole, opinion_form(whole.own))


@bp.post("/opinion")
@access(Action.JUDGE)
def give_opinion(assignment_id: UUID) -> ResponseReturnValue:
    """Keep the opinion, by itself or with the button."""
    by_itself = bool(request.headers.get("HX-Request"))
    own = reviews.own(db.session, current_actor(), assignment_id)
    form = OpinionForm()
    form.offer(own.framework)
    if form.validate():
        try:
            review = opinions.give(db.session, current_actor(), assignment_id, form.opinion, seen=form.seen)
        except Invalid as error:
            form.refuse(error)
        else:
            if by_itself:
                return render_template("reviews/_opinion_saved.html", review=review)
            flash(gettext("Your opinion is kept."))
            return redirect(url_for(".summary", assignment_id=assignment_id), 303)
    if by_itself:
        return render_template("reviews/_opinion_refused.html", form=form), 422
    return _opinion_page(_whole(assignment_id), form), 422


def _opinion_page(whole: Whole, form: OpinionForm, confirming: ConfirmationForm | None = None) -> str:
    return render_template(
        "reviews/opinion.html",
        own=whole.own,
        review=whole.own.review,
        found=whole.found,
        window=whole.window,
        form=form,
        steps=judging.steps_of(whole.own, whole.own.review, whole.found, now=Step.SHORTCOMINGS),
        preconditions=reviews.preconditions(db.session, whole.own, whole.own.review),
        confirming=confirming,
        confirmation=ConfirmationForm,
    )


@bp.post("/preconditions/<code>")
@access(Action.CONFIRM_PRECONDITION)
def confirm(assignment_id: UUID, code: str) -> ResponseReturnValue:
    """Confirm a precondition, or say what was found."""
    form = ConfirmationForm()
    if form.validate():
        try:
            opinions.confirm(
                db.session, current_actor(), assignment_id, code,
                confirmed=form.confirmed.data == "yes", note=form.note.data or "",
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Kept: %(code)s.", code=code))
            return redirect(f"{url_for('.opinion', assignment_id=assignment_id)}#preconditions", 303)
    whole = _whole(assignment_id)
    form.code = code
    return _opinion_page(whole, opinion_form(whole.own), form), 422


@bp.route("/findings", methods=["GET", "POST"], endpoint="new_finding")
@access(Action.JUDGE)
def new_finding(assignment_id: UUID) -> ResponseReturnValue:
    """A new highlight or shortcoming, from a criterion or from the opinion page."""
    own = reviews.own(db.session, current_actor(), assignment_id, Action.JUDGE)
    kind = _kind(request.values.get("kind", ""))
    form = finding_form(own.framework, None, request.args)
    if form.is_submitted() and form.validate():
        try:
            findings.add(db.session, current_actor(), assignment_id, kind, form.words)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Kept."))
            return redirect(_back(own, form.criterion.data or ""), 303)
    page = render_template("reviews/finding.html", own=own, kind=kind, form=form, finding=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/findings/<uuid:finding_id>", methods=["GET", "POST"])
@access(Action.JUDGE)
def finding(assignment_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """Change a highlight or a shortcoming."""
    own = reviews.own(db.session, current_actor(), assignment_id, Action.JUDGE)
    review = own.review
    known = reviews.findings(db.session, review.id if review else None)
    found = next((each for each in known if each.id == finding_id), None)
    if found is None:
        raise NotFound
    form = finding_form(own.framework, found, request.args)
    if form.is_submitted() and form.validate():
        try:
            findings.change(
                db.session, current_actor(), assignment_id, finding_id, form.words, seen=form.seen
            )
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Kept."))
            return redirect(_back(own, form.criterion.data or ""), 303)
    page = render_template("reviews/finding.html", own=own, kind=found.kind, form=form, finding=found)
    return page, 422 if form.is_submitted() else 200


@bp.post("/findings/<uuid:finding_id>/removal")
@access(Action.JUDGE)
def remove_finding(assignment_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """Take a finding away; for ten seconds it can be put back."""
    back = request.args.get("back") == "yes"
    findings.remove(db.session, current_actor(), assignment_id, finding_id, back=back)
    undo = url_for(".remove_finding", assignment_id=assignment_id, finding_id=finding_id, back="yes")
    if back:
        flash(gettext("It is back."))
    else:
        flash(gettext("Taken away."), f"undo:{undo}")
    return redirect(url_for(".opinion", assignment_id=assignment_id), 303)


@bp.get("/summary")
@access(Action.READ_AS_REVIEWER)
def summary(assignment_id: UUID) -> ResponseReturnValue:
    """Everything once more before it is handed in, and what is still missing."""
    whole = _whole(assignment_id)
    if whole.own.assignment.stage is AssignmentStage.SUBMITTED:
        return redirect(url_for(".receipt", assignment_id=assignment_id), 303)
    return _summary_page(whole)


def _summary_page(whole: Whole) -> str:
    own = whole.own
    draft = reviews.draft(db.session, whole.own.review, own.submission.id)
    lacks = gaps(own.framework, draft)
    unjudged = [code for code, said in draft.judgements.items() if not said.judged]
    complete = len(draft.judgements) == len(own.framework.criteria) and not unjudged
    total: Decimal | None = None
    if complete and any(said.score is not None for said in draft.judgements.values()):
        scores = {code: said.score for code, said in draft.judgements.items()}
        total = half_up(score_review(own.framework, scores).exact, own.framework.scoring.precision)
    return render_template(
        "reviews/summary.html",
        own=own,
        review=whole.own.review,
        found=whole.found,
        window=whole.window,
        draft=draft,
        gaps=[(gap.says, _where(own, gap)) for gap in lacks],
        total=total,
        steps=judging.steps_of(own, whole.own.review, whole.found),
    )


@bp.post("/submission")
@access(Action.SUBMIT_REVIEW)
def submit(assignment_id: UUID) -> ResponseReturnValue:
    """Hand the review in; a second time shows the same receipt."""
    deeds.submit(db.session, current_actor(), assignment_id)
    return redirect(url_for(".receipt", assignment_id=assignment_id), 303)


@bp.get("/receipt")
@access(Action.VIEW_ASSIGNMENT)
def receipt(assignment_id: UUID) -> ResponseReturnValue:
    """That it arrived, when, what, and until when it can be taken back."""
    own = reviews.own(db.session, current_actor(), assignment_id, Action.READ_AS_REVIEWER)
    review = own.review
    if review is None or review.submitted_at is None:
        raise NotFound
    return render_template(
        "reviews/receipt.html",
        own=own,
        review=review,
        found=reviews.findings(db.session, review.id),
        judgements=reviews.judgements(db.session, review.id),
        until=reviews.take_back_until(db.session, own, review),
        asked=supplements.asked_again(db.session, current_actor(), own.subject, review.id),
    )


@bp.post("/return")
@access(Action.TAKE_BACK_REVIEW)
def take_back(assignment_id: UUID) -> ResponseReturnValue:
    """Take the submitted review back to change it."""
    deeds.take_back(db.session, current_actor(), assignment_id)
    flash(gettext("Your review is open again. Please hand it in once more when you are done."), "care")
    return redirect(url_for(".summary", assignment_id=assignment_id), 303)


@bp.post("/paper")
@access(Action.VIEW_ASSIGNMENT)
def paper(assignment_id: UUID) -> ResponseReturnValue:
    """Ask for the opinion form as a paper."""
    own = reviews.own(db.session, current_actor(), assignment_id)
    name = gettext("Review opinion form · %(unit)s.pdf", unit=own.submission.unit_name)
    asked = documents.ask(
        db.session, current_actor(), "review_opinion", assignment_id,
        filename=name, locale=current_language(), campaign_id=own.campaign.id,
    )  # fmt: skip
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


def _kind(text: str) -> FindingKind:
    if text not in (FindingKind.HIGHLIGHT, FindingKind.SHORTCOMING):
        raise NotFound
    return FindingKind(text)


def _back(own: Own, code: str) -> str:
    if code and request.args.get("criterion"):
        return url_for("reviews.criterion", assignment_id=own.id, code=code)
    return url_for(".opinion", assignment_id=own.id)


def _where(own: Own, gap: Gap) -> str:
    """The address where a gap is filled."""
    if gap.part is Part.CRITERION:
        return url_for("reviews.criterion", assignment_id=own.id, code=gap.criterion)
    place = "arrangements" if gap.part in (Part.REPORT, Part.SITE) else gap.part.value
    return f"{url_for('.opinion', assignment_id=own.id)}#{place}"
