"""One piece of evidence: looked at, better described, replaced, used elsewhere, withdrawn and taken back."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db, release
from app.domain.actions import Action
from app.domain.errors import DomainError, Invalid, NotFound, StaleVersion, StorageFull
from app.domain.quadrangle import sheet_in, turn_in
from app.domain.scan import require_open
from app.domain.text import N_
from app.queries import evidence as readings
from app.queries import evidence_revisions, remarks, submissions
from app.queries.evidence import EvidenceRow
from app.queries.remarks import RemarkLine
from app.queries.submissions import Standing
from app.services import evidence as giving
from app.services import evidence_changes
from app.services.evidence import StoredFile

from . import uploads
from .access import access, current_actor
from .errors import status_of
from .evidence import endings_at, note_opening, place_url, prove, say
from .evidence_forms import ReplaceForm, ReviseForm, UseForm, sent_files
from .numbers import whole
from .wording import sentence

bp = Blueprint("evidence_piece", __name__, url_prefix="/evidence/<uuid:evidence_id>")


def init_app(app: Flask) -> None:
    """What receives files proves the form itself, after the right to send it was checked."""
    app.extensions["csrf"].exempt(replace)
    app.register_blueprint(bp)


@bp.get("")
@access(Action.VIEW_EVIDENCE)
def show(evidence_id: UUID) -> ResponseReturnValue:
    """One piece: looked at, with what is said of it and its versions."""
    row, standing = _piece(evidence_id)
    note_opening(
        standing.subject, evidence_id, min(whole("version") or row.revision_count, row.revision_count)
    )
    return _page(row, standing)


@bp.post("/details")
@access(Action.ATTACH_EVIDENCE)
def revise(evidence_id: UUID) -> ResponseReturnValue:
    """Change title, kind, day, visibility or note."""
    row, standing = _piece(evidence_id)
    form = ReviseForm.of(standing.framework, row)
    try:
        evidence_changes.revise(
            db.session, current_actor(), evidence_id, form.details(), version=whole("version")
        )
    except (Invalid, StaleVersion) as error:
        if isinstance(error, Invalid):
            form.refuse(error)
        return _page(row, standing, revising=form, stale=error), status_of(error)
    flash(gettext("Saved."))
    return redirect(url_for(".show", evidence_id=evidence_id), 303)


@bp.post("/versions")
@access(Action.ATTACH_EVIDENCE)
def replace(evidence_id: UUID) -> ResponseReturnValue:
    """A new version of a file, with the reason."""
    row, standing = _piece(evidence_id)
    place = row.uses[0].place
    began_at = giving.begin_upload(db.session, current_actor(), standing.submission.id, place)
    release()
    uploads.expect(standing.settings)
    prove()
    form = ReplaceForm()
    try:
        sent = uploads.require_one(sent_files())
        file = uploads.keep(sent, standing.settings, endings_at(standing, place, row.uses[0].requirement))
        evidence_changes.replace(
            db.session, current_actor(), evidence_id, file, reason=form.reason.data or "", began_at=began_at
        )
    except (Invalid, StorageFull) as error:
        say(form, error)
        return _page(row, standing, replacing=form), status_of(error)
    flash(gettext("The new version is here; the older one is kept."))
    return redirect(url_for(".show", evidence_id=evidence_id), 303)


@bp.post("/straightened")
@access(Action.ATTACH_EVIDENCE)
def straighten(evidence_id: UUID) -> ResponseReturnValue:
    """A photo that is there laid flat or turned by hand: a new version of the one that was looked at."""
    row, standing = _piece(evidence_id)
    began_at = giving.begin_upload(db.session, current_actor(), standing.submission.id, row.uses[0].place)
    try:
        file = _straightened(row)
        reason = gettext("Straightened by hand")
        evidence_changes.replace(
            db.session, current_actor(), evidence_id, file, reason=reason, began_at=began_at
        )
    except (Invalid, StorageFull) as error:
        said = [sentence(reason) for reason in error.reasons]
        return _page(row, standing, straightening=said), status_of(error)
    flash(gettext("The new version is here; the older one is kept."))
    return redirect(url_for(".show", evidence_id=evidence_id), 303)


@bp.post("/uses")
@access(Action.ATTACH_EVIDENCE)
def use(evidence_id: UUID) -> ResponseReturnValue:
    """Let a piece serve another place too."""
    place = request.form.get("place", "")
    piece = evidence_changes.use(db.session, current_actor(), evidence_id, place)
    flash(gettext("%(number)s serves %(place)s too.", number=piece.number, place=place))
    return redirect(_back(evidence_id, place), 303)


@bp.post("/uses/end")
@access(Action.WITHDRAW_EVIDENCE)
def stop_using(evidence_id: UUID) -> ResponseReturnValue:
    """Take a piece from one of its places."""
    place = request.form.get("place", "")
    piece = evidence_changes.stop_using(db.session, current_actor(), evidence_id, place)
    flash(gettext("%(number)s no longer serves %(place)s.", number=piece.number, place=place))
    return redirect(_back(evidence_id, place), 303)


@bp.post("/withdraw")
@access(Action.WITHDRAW_EVIDENCE)
def withdraw(evidence_id: UUID) -> ResponseReturnValue:
    """Withdraw a piece; ten seconds to take it back here, and later in the list of all evidence."""
    piece = evidence_changes.withdraw(db.session, current_actor(), evidence_id)
    undo = url_for(".restore", evidence_id=evidence_id, back=request.form.get("place", ""))
    flash(gettext("%(number)s is withdrawn.", number=piece.number), f"undo:{undo}")
    place = request.form.get("place", "")
    assert piece.submission_id is not None  # noqa: S101 -- what has none cannot be withdrawn
    return redirect(place_url(piece.submission_id, place), 303)


@bp.post("/restore")
@access(Action.WITHDRAW_EVIDENCE)
def restore(evidence_id: UUID) -> ResponseReturnValue:
    """Take a withdrawn piece back."""
    piece = evidence_changes.restore(db.session, current_actor(), evidence_id)
    flash(gettext("%(number)s is back.", number=piece.number))
    assert piece.submission_id is not None  # noqa: S101 -- what has none cannot be withdrawn
    return redirect(place_url(piece.submission_id, request.args.get("back", "")), 303)


def _piece(evidence_id: UUID) -> tuple[EvidenceRow, Standing]:
    row, _ = readings.visible_to(db.session, current_actor(), evidence_id)
    assert row.submission_id is not None  # noqa: S101 -- visible_to has looked
    return row, submissions.standing(db.session, current_actor(), row.submission_id)


def _straightened(row: EvidenceRow) -> StoredFile:
    """The version that was shown, as the corners and the turn say. Raises Invalid, NotFound, StorageFull, and
    Occupied or Conflict while the virus check keeps it closed.
    """
    sheet, turn = sheet_in(request.form.get("corners", "")), turn_in(request.form.get("turn", ""))
    if sheet is None and not turn:
        raise Invalid(corners=N_("Please turn the photo or draw the corners first."))
    shown = whole("version") or row.revision_count
    for each in evidence_revisions.of(db.session, row.id):
        if each.ordinal == shown:
            require_open(each.scan)
            kept = StoredFile(each.filename, each.media_type, each.digest, each.size)
            return uploads.straighten(kept, sheet, turn)
    raise NotFound


def _page(
    row: EvidenceRow,
    standing: Standing,
    *,
    revising: ReviseForm | None = None,
    replacing: ReplaceForm | None = None,
    stale: DomainError | None = None,
    straightening: Sequence[str] = (),
) -> str:
    places = [use.place for use in row.uses]
    place = places[0] if places else None
    told = remarks.told(
        db.session, current_actor(), standing.subject, standing.submission.id, evidence_id=row.id
    )
    open_at = _remark(told)
    page = open_at.page if open_at and open_at.page else max(1, whole("page", 1))
    ordinal = (open_at.revision if open_at else whole("version")) or row.revision_count
    revisions = evidence_revisions.of(db.session, row.id)
    return render_template(
        "evidence/show.html",
        piece=row,
        standing=standing,
        revisions=revisions,
        closed=next((each.closed for each in revisions if each.ordinal == ordinal), None),
        page=page,
        remarks=told,
        open_at=told.index(open_at) + 1 if open_at else None,
        moment=open_at.second if open_at else None,
        marks=remarks.marks_on(told, row, ordinal, page),
        ordinal=ordinal if 0 < ordinal < row.revision_count else None,
        shows_points=standing.framework.scoring.show_total and standing.settings.shows_own_score,
        zoom=request.args.get("zoom", "fit"),
        editable=standing.may_change(places, row.created_at),
        describable=standing.may_change(places, row.created_at, fresh=True),
        usable=standing.may(Action.ATTACH_EVIDENCE),
        removable=standing.may_change(places, row.created_at, fresh=True)
        and standing.may(Action.WITHDRAW_EVIDENCE),
        revising=revising or ReviseForm.of(standing.framework, row),
        is_revising=revising is not None,
        replacing=replacing or ReplaceForm(formdata=None),
        is_replacing=replacing is not None,
        using=UseForm.of(standing.framework, row),
        straightening=straightening,
        stale=stale if isinstance(stale, StaleVersion) else None,
        back=place_url(standing.submission.id, place or ""),
    )


def _remark(told: list[RemarkLine]) -> RemarkLine | None:
    """The remark that the address names, if it is one of those told."""
    asked = request.args.get("remark", "")
    return next((each for each in told if str(each.id) == asked), None)


def _back(evidence_id: UUID, place: str) -> str:
    if request.form.get("back") == "place":
        _, standing = _piece(evidence_id)
        return place_url(standing.submission.id, place)
    return url_for(".show", evidence_id=evidence_id)
