"""The reviewer's pages: my reviews, one criterion with its evidence, marks on evidence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.framework import Criterion
from app.domain.review import Mark
from app.queries import judging, my_reviews, panel_judgements, reviews
from app.queries.judging import Desk, Piece
from app.queries.remarks import marks_on
from app.services import judgements

from .access import access, current_actor
from .bookmarks import bookmarked
from .display import current_display
from .remark_forms import RemarkForm, WordsForm, remark_form, words_form
from .review_forms import FindingForm, JudgementForm, MarkForm, judgement_form, sent_judgement
from .wording import local, now, score

bp = Blueprint("reviews", __name__, url_prefix="/reviews")
QUESTIONS = ("read", "level", "comment")  # in large print: one question on a page


@bp.get("")
@access(Action.OPEN_HOME)
def mine() -> ResponseReturnValue:
    """The units I read, what waits first."""
    after = bookmarked(my_reviews.Place, int, str, UUID)
    found = my_reviews.mine(db.session, current_actor(), after=after)
    chaired = panel_judgements.chaired_campaigns(db.session, current_actor())
    return render_template("reviews/mine.html", page=found, chaired=chaired)


@bp.get("/<uuid:assignment_id>")
@access(Action.READ_AS_REVIEWER)
def resume(assignment_id: UUID) -> ResponseReturnValue:
    """Where was I: the criterion judged last, or the first."""
    own = reviews.own(db.session, current_actor(), assignment_id, Action.READ_AS_REVIEWER)
    code = own.assignment.criterion_now or own.framework.criteria[0].code
    return redirect(url_for(".criterion", assignment_id=assignment_id, code=code), 303)


@bp.get("/<uuid:assignment_id>/criteria/<code>")
@access(Action.READ_AS_REVIEWER)
def criterion(assignment_id: UUID, code: str) -> ResponseReturnValue:
    """The evidence beside the rubric."""
    desk = judging.desk(db.session, current_actor(), assignment_id, code)
    return page(desk, judgement_form(desk))


@bp.get("/<uuid:assignment_id>/jump")
@access(Action.READ_AS_REVIEWER)
def jump(assignment_id: UUID) -> ResponseReturnValue:
    """To the criterion chosen from the list."""
    code = request.args.get("code", "")
    reviews.own(db.session, current_actor(), assignment_id, Action.READ_AS_REVIEWER)
    return redirect(url_for(".criterion", assignment_id=assignment_id, code=code or "-"), 303)


@bp.post("/<uuid:assignment_id>/criteria/<code>")
@access(Action.JUDGE)
def judge(assignment_id: UUID, code: str) -> ResponseReturnValue:
    """Save the judgement: by itself while the reviewer goes on, or with the button that leads further."""
    form, by_itself = sent_judgement(), bool(request.headers.get("HX-Request"))
    if form.validate():
        try:
            saved = judgements.judge(
                db.session, current_actor(), assignment_id, code, form.typed, seen=form.seen
            )
        except Invalid as error:
            form.refuse(error)
        else:
            if by_itself:
                return _saved(saved, form)
            return redirect(_further(judging.desk(db.session, current_actor(), assignment_id, code)), 303)
    if by_itself:
        return render_template("reviews/_refused.html", form=form), 422
    desk = judging.desk(db.session, current_actor(), assignment_id, code)
    again = judgement_form(desk, sent=True)
    again.blame(form.errors)
    return page(desk, again), 422


@bp.post("/<uuid:assignment_id>/marks/<uuid:evidence_id>")
@access(Action.JUDGE)
def mark(assignment_id: UUID, evidence_id: UUID) -> ResponseReturnValue:
    """认可, 存疑, 不予采信."""
    code = request.args.get("criterion", "")
    form = MarkForm()
    if form.validate():
        try:
            number = judgements.mark(
                db.session, current_actor(), assignment_id, code, evidence_id,
                mark=Mark(form.mark.data), note=form.note.data or "",
            )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        else:
            flash(gettext("Your mark on the evidence is kept."))
            back = url_for(".criterion", assignment_id=assignment_id, code=code, piece=number)
            return redirect(back, 303)
    desk = judging.desk(db.session, current_actor(), assignment_id, code)
    return page(desk, judgement_form(desk), marking=form), 422


def _saved(saved: judgements.Saved, form: JudgementForm) -> str:
    settled = JudgementForm(formdata=None, data={"level": saved.draft.level})
    levels = levels_of(saved.criterion)
    return render_template(
        "reviews/_saved.html", saved=saved, form=form, settled=settled, levels=levels, at=now()
    )


def page(
    desk: Desk,
    form: JudgementForm,
    *,
    marking: MarkForm | None = None,
    finding: FindingForm | None = None,
    remarking: RemarkForm | None = None,
    rewording: Mapping[UUID, WordsForm] | None = None,
) -> str:
    """The page of one criterion, with whatever form was refused on it."""
    piece = chosen(desk)
    page_number = _page_number(piece)
    question = current_display().large and not desk.looks_again
    asked = request.args.get("question", QUESTIONS[0])
    if marking is None:
        marking = MarkForm(
            formdata=None,
            data={"mark": piece.mark.value if piece and piece.mark else None,
                  "note": piece.mark_note if piece else ""},
        )  # fmt: skip
    return render_template(
        "reviews/question.html" if question else "reviews/criterion.html",
        desk=desk,
        form=form,
        piece=piece,
        page_number=page_number,
        marks=marks_on(desk.remarks, piece.row, piece.row.revision_count, page_number) if piece else [],
        remarking=remarking or remark_form(piece.row if piece else None, page_number),
        pinning=remarking is not None,
        rewording=rewording or {},
        words_form=words_form,
        address=lambda **more: address(desk, **more),
        marking=marking,
        finding=finding,
        question=asked if asked in QUESTIONS else QUESTIONS[0],
        levels=levels_of(desk.criterion),
        zoom=request.args.get("zoom", "fit"),
    )


def address(desk: Desk, code: str = "", **more: Any) -> str:
    """The address of a criterion on this desk."""
    return url_for("reviews.criterion", assignment_id=desk.own.id, code=code or desk.criterion.code, **more)


def levels_of(criterion: Criterion) -> list[dict[str, str]]:
    """The rows of ui.levels, with as many decimal places as the grid of the criterion has."""
    places = len(str(criterion.step).partition(".")[2])
    return [
        {
            "value": level.code,
            "name": local(level.title),
            "text": local(level.text),
            "least": score(level.low, places),
            "most": score(level.high, places),
            "usual": score(level.usual, places),
        }
        for level in criterion.levels
    ]


def chosen(desk: Desk) -> Piece | None:
    """The piece that is open: the one asked for, or the first without a mark."""
    wanted = request.args.get("piece", "")
    unmarked = (each for each in desk.pieces if each.mark is None)
    first = next(unmarked, desk.pieces[0] if desk.pieces else None)
    return next((each for each in desk.pieces if each.number == wanted), first)


def _page_number(piece: Piece | None) -> int:
    wanted = request.args.get("page", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 5:
        return max(int(wanted), 1)
    return piece.open_at if piece else 1


def _further(desk: Desk) -> str:
    """Where the button leads: the next question, criterion, open criterion, or the summary."""
    then = request.form.get("then", "next")
    following = {
        "next": desk.own.framework.next(desk.criterion.code),
        "previous": desk.own.framework.previous(desk.criterion.code),
        "open": desk.next_open,
        "stay": desk.criterion,
    }.get(then)
    if then in QUESTIONS:
        return address(desk, question=then)
    if then.startswith("criterion:") and desk.own.framework.has_criterion(then[10:]):
        return address(desk, then[10:])
    return address(desk, following.code) if following else url_for(
        "review_summary.summary", assignment_id=desk.own.id
    )  # fmt: skip
