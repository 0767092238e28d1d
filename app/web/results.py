"""The pages of results: the board's sheet with what is done on it, and one unit's result line by line."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.due_process import DecisionKind
from app.domain.errors import Invalid
from app.domain.procedure import CampaignStage
from app.queries import explanations, results, submitted_reviews, vetoes
from app.queries.results import Place, Sheet
from app.services import documents
from app.services import results as deeds

from . import result_tables as tables
from .access import access, current_actor
from .bookmarks import bookmarked
from .display import current_language
from .grade_words import band_title, percent
from .result_forms import ApproveForm, ComputeForm, VoteForm, said, vote_form
from .result_words import account, agreement
from .submitted_reviews import WaiverForm
from .wording import local

bp = Blueprint("results", __name__)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kind(sheet: Sheet) -> DecisionKind:
    """What the leading group approves at this stage: the draft before feedback, the list afterwards."""
    late = sheet.campaign.stage is CampaignStage.DECISION
    return DecisionKind.FINAL_LIST if late else DecisionKind.DRAFT_RESULT


@bp.get("/campaigns/<uuid:campaign_id>/results")
@access(Action.VIEW_RESULT)
def index(campaign_id: UUID) -> ResponseReturnValue:
    """The board's sheet."""
    return _sheet(campaign_id, ComputeForm(), ApproveForm())


def _sheet(campaign_id: UUID, compute: ComputeForm, approve: ApproveForm) -> str:
    found = results.sheet(
        db.session,
        current_actor(),
        campaign_id,
        ordinal=_ordinal(),
        after=bookmarked(Place, int, str, UUID),
    )
    kind = _kind(found)

    def may(name: str) -> bool:
        return policy.permits(current_actor(), Action(name), found.subject)

    approved = any(
        each.kind is kind and found.run and each.ordinal == found.run.ordinal for each in found.approvals
    )
    return render_template(
        "results/sheet.html",
        sheet=found,
        compute=compute,
        approve=approve,
        kind=kind,
        approved=approved,
        newest=found.run is None or found.run == found.runs[0],
        vetoes=vetoes.waiting(db.session, campaign_id),
        short=submitted_reviews.short(db.session, found.campaign) if may(Action.WAIVE_MINIMUM) else [],
        waiver=WaiverForm(formdata=None),
        band=lambda code: band_title(found.framework, code),
        tables=tables,
        percent=percent,
        may=may,
    )


@bp.post("/campaigns/<uuid:campaign_id>/results/compute")
@access(Action.COMPUTE_RESULT)
def compute(campaign_id: UUID) -> ResponseReturnValue:
    """Compute every unit; the older computation stays to be read."""
    form = ComputeForm()
    if form.validate_on_submit():
        try:
            deeds.compute(db.session, current_actor(), campaign_id, reason=said(form.reason))
            flash(gettext("The results are computed. Every figure is kept."))
            return redirect(url_for(".index", campaign_id=campaign_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _sheet(campaign_id, form, ApproveForm(formdata=None)), 422


@bp.post("/campaigns/<uuid:campaign_id>/results/approve")
@access(Action.APPROVE_RESULT)
def approve(campaign_id: UUID) -> ResponseReturnValue:
    """The leading group approves what stands on the sheet."""
    found = results.sheet(db.session, current_actor(), campaign_id, rows=1)
    form = ApproveForm()
    if form.validate_on_submit():
        try:
            deeds.approve(
                db.session,
                current_actor(),
                campaign_id,
                kind=_kind(found),
                on=form.on.data,
                meeting=said(form.meeting),
                attendees=said(form.attendees),
                text=said(form.text),
            )
            flash(gettext("The approval is recorded."))
            return redirect(url_for(".index", campaign_id=campaign_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _sheet(campaign_id, ComputeForm(formdata=None), form), 422


@bp.route("/campaigns/<uuid:campaign_id>/results/vote", methods=["GET", "POST"])
@access(Action.RECORD_VOTE)
def vote(campaign_id: UUID) -> ResponseReturnValue:
    """Record how the meeting decided between units that the figures leave equal."""
    found = results.sheet(db.session, current_actor(), campaign_id, rows=1)
    policy.require(current_actor(), Action.RECORD_VOTE, found.subject)
    form = vote_form(found.names)
    if form.validate_on_submit():
        try:
            _record(campaign_id, form, found.names)
            flash(gettext("The vote is recorded. Compute again so that it counts."))
            return redirect(url_for(".index", campaign_id=campaign_id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template("results/vote.html", sheet=found, form=form, band=lambda c: _of(found, c))
    return page, 422 if form.is_submitted() else 200


def _of(found: Sheet, code: str) -> str:
    """The title of the band or award that has too few places."""
    if code in {band.code for band in found.framework.grade_bands}:
        return band_title(found.framework, code)
    return local(found.framework.award(code).title)


def _record(campaign_id: UUID, form: VoteForm, names: Mapping[str, str]) -> None:
    deeds.record_vote(
        db.session,
        current_actor(),
        campaign_id,
        on=form.on.data,
        meeting=said(form.meeting),
        votes=form.votes(),
        order=form.order(),
        present=form.counted(names),
        text=said(form.text),
    )


@bp.get("/campaigns/<uuid:campaign_id>/results.xlsx")
@access(Action.VIEW_RESULT)
def export(campaign_id: UUID) -> Response:
    """The sheet as Excel, all units."""
    found = results.sheet(db.session, current_actor(), campaign_id, ordinal=_ordinal(), rows=None)
    response = Response(tables.workbook(found), mimetype=EXCEL)
    response.headers.set("Content-Disposition", "attachment", filename="results.xlsx")
    return response


@bp.post("/campaigns/<uuid:campaign_id>/results/paper")
@access(Action.VIEW_RESULT)
def paper(campaign_id: UUID) -> ResponseReturnValue:
    """Ask for the summary as PDF."""
    asked = documents.ask(
        db.session,
        current_actor(),
        "result_summary",
        campaign_id,
        filename=gettext("Summary of results") + ".pdf",
        locale=current_language(),
        campaign_id=campaign_id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


@bp.get("/submissions/<uuid:submission_id>/result")
@access(Action.VIEW_OWN_RESULT)
def show(submission_id: UUID) -> ResponseReturnValue:
    """One unit's result, line by line."""
    found = explanations.of_submission(db.session, current_actor(), submission_id, ordinal=_ordinal())
    actor = current_actor()
    return render_template(
        "results/show.html",
        found=found,
        account=account(found),
        agreement=agreement(found),
        band=band_title(found.framework, found.result.band),
        sections=tables.section_rows(found),
        bars=tables.bars(found),
        base_gap=tables.base_gap(found),
        may=lambda name: policy.permits(actor, Action(name), found.subject),
    )


def _ordinal() -> int | None:
    return request.args.get("computation", type=int)
