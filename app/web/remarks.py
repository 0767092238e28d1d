"""Remarks pinned to the page: kept and taken away on the reviewer's desk."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.queries import judging
from app.services import remarks

from . import reviews
from .access import access, current_actor
from .numbers import whole
from .remark_forms import WordsForm, sent_remark
from .review_forms import judgement_form

bp = Blueprint("remarks", __name__, url_prefix="/reviews/<uuid:assignment_id>/criteria/<code>/remarks")
FIELDS = {"text": "remark", "page": "sheet"}  # as the rules call them, and as the form does


@bp.post("")
@access(Action.JUDGE)
def pin(assignment_id: UUID, code: str) -> ResponseReturnValue:
    """Pin a remark to the piece of evidence that is open."""
    form = sent_remark()
    if form.validate():
        try:
            remarks.pin(
                db.session, current_actor(), assignment_id, code, form.place, text=form.remark.data or "",
                evidence_id=form.piece, deduction=form.deduction.data,
            )  # fmt: skip
        except Invalid as error:
            form.refuse(Invalid(**{FIELDS.get(name, name): why for name, why in error.fields.items()}))
        else:
            flash(gettext("Your remark is pinned."))
            return redirect(_back(assignment_id, code, form.sheet.data), 303)
    desk = judging.desk(db.session, current_actor(), assignment_id, code)
    piece = reviews.chosen(desk)
    form.offer(piece.row if piece else None)
    return reviews.page(desk, judgement_form(desk), remarking=form), 422


@bp.post("/<uuid:remark_id>")
@access(Action.JUDGE)
def revise(assignment_id: UUID, code: str, remark_id: UUID) -> ResponseReturnValue:
    """Say a remark better; where it is pinned stays."""
    form = WordsForm()
    if form.validate():
        try:
            remarks.revise(
                db.session, current_actor(), assignment_id, remark_id,
                text=form.remark.data or "", deduction=form.deduction.data, seen=whole("version"),
            )  # fmt: skip
        except Invalid as error:
            form.refuse(Invalid(**{FIELDS.get(name, name): why for name, why in error.fields.items()}))
        else:
            flash(gettext("Your remark is changed; the words before are kept in the record."))
            return redirect(_back(assignment_id, code, None), 303)
    desk = judging.desk(db.session, current_actor(), assignment_id, code)
    return reviews.page(desk, judgement_form(desk), rewording={remark_id: form}), 422


@bp.post("/<uuid:remark_id>/remove")
@access(Action.JUDGE)
def remove(assignment_id: UUID, code: str, remark_id: UUID) -> ResponseReturnValue:
    """Take a remark away; the message offers to put it back."""
    remarks.remove(db.session, current_actor(), assignment_id, remark_id)
    undo = url_for(".restore", assignment_id=assignment_id, code=code, remark_id=remark_id)
    flash(gettext("The remark is taken away."), f"undo:{undo}")
    return redirect(_back(assignment_id, code, None), 303)


@bp.post("/<uuid:remark_id>/restore")
@access(Action.JUDGE)
def restore(assignment_id: UUID, code: str, remark_id: UUID) -> ResponseReturnValue:
    """Put a remark back."""
    remarks.remove(db.session, current_actor(), assignment_id, remark_id, back=True)
    flash(gettext("Your remark is pinned."))
    return redirect(_back(assignment_id, code, None), 303)


def _back(assignment_id: UUID, code: str, page: int | None) -> str:
    """The desk at the piece and page that were open."""
    piece = request.args.get("piece") or None
    return url_for("reviews.criterion", assignment_id=assignment_id, code=code, piece=piece, page=page)
