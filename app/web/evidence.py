"""Giving evidence at a place of a submission, by file, link or place on site; and the list of all of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import afterwards, db, release
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Subject
from app.domain.errors import DomainError, Invalid, NotFound, StorageFull, TooLarge
from app.domain.evidence import OUTLET_LEVELS
from app.domain.evidence_details import item_number, requirements, title_of
from app.queries import answers, evidence_room, submissions
from app.queries import evidence as readings
from app.queries import evidence_openings as openings
from app.queries.completeness import CriterionState
from app.queries.evidence import EvidenceRow
from app.queries.submissions import Standing
from app.services import evidence as giving
from app.services import evidence_openings
from app.services.evidence import SameFile, StoredFile, Target

from . import uploads
from .access import access, current_actor
from .answer_page import state_of
from .errors import status_of
from .evidence_forms import AttachForm, sent_files
from .wording import sentence

bp = Blueprint("evidence", __name__)


def init_app(app: Flask) -> None:
    """What receives files proves the form itself, after the right to send it was checked."""
    app.extensions["csrf"].exempt(attach)
    app.jinja_env.globals["outlet_levels"] = OUTLET_LEVELS
    app.jinja_env.globals["card_of"] = card_of
    app.register_blueprint(bp)


@bp.get("/submissions/<uuid:submission_id>/evidence")
@access(Action.VIEW_EVIDENCE)
def index(submission_id: UUID) -> ResponseReturnValue:
    """All evidence of a unit by number, and the room left; `place`: where one is to be used as well, and
    ?outside=1: only what happened outside the period.
    """
    standing, place = (
        standing_at(submission_id)
        if request.args.get("place")
        else (submissions.standing(db.session, current_actor(), submission_id), "")
    )
    pieces = readings.of_submission(
        db.session, current_actor(), standing.subject, submission_id, withdrawn=_may_take_back(standing)
    )
    wanted = bool(place) and standing.writable(place, Action.ATTACH_EVIDENCE)
    outside = [piece for piece in pieces if not piece.withdrawn_at and _is_outside(standing, piece)]
    return render_template(
        "evidence/index.html",
        standing=standing,
        pieces=outside if "outside" in request.args else pieces,
        outside=len(outside),
        place=place if wanted else None,
        back=place_url(submission_id, place) if wanted else None,
        opened=_opened(standing),
    )


@bp.get("/submissions/<uuid:submission_id>/evidence/card")
@access(Action.VIEW_EVIDENCE)
def card(submission_id: UUID) -> ResponseReturnValue:
    """The evidence of one place, as the page of a criterion shows it; asked for again after uploads."""
    standing, place = standing_at(submission_id)
    pieces = readings.of_submission(db.session, current_actor(), standing.subject, submission_id, place=place)
    return render_template(
        "evidence/card.html",
        standing=standing,
        pieces=pieces,
        place=place,
        requirements=requirements(standing.framework, place),
        editable=standing.writable(place, Action.ATTACH_EVIDENCE),
        state=completeness_at(standing, place, pieces),
    )


@bp.get("/submissions/<uuid:submission_id>/evidence/new")
@access(Action.ATTACH_EVIDENCE)
def new(submission_id: UUID) -> ResponseReturnValue:
    """The form for a new piece at a place, with its rules and caps beside it."""
    standing, place = standing_at(submission_id)
    giving.begin_upload(db.session, current_actor(), submission_id, place)
    form = AttachForm.for_place(standing.framework, place, medium=request.args.get("medium", "file"))
    return _new_page(standing, place, form)


@bp.post("/submissions/<uuid:submission_id>/evidence")
@access(Action.ATTACH_EVIDENCE)
def attach(submission_id: UUID) -> ResponseReturnValue:
    """Receive files, a link or a place on site; the place stands in the address, so that the right to give
    evidence there is known before the body arrives.
    """
    standing, place = standing_at(submission_id)
    began_at = giving.begin_upload(db.session, current_actor(), submission_id, place)
    release()
    uploads.expect(standing.settings)
    prove()
    form = AttachForm.for_place(standing.framework, place)
    target = Target(submission_id, place, form.position, began_at)
    try:
        given = _give(standing, form, target)
    except (Invalid, StorageFull) as error:
        return _refused(standing, place, form, error)
    if request.headers.get("HX-Request"):
        return "", 204
    flash(gettext("Received: %(numbers)s.", numbers=", ".join(given)))
    return redirect(place_url(submission_id, place), 303)


def place_url(submission_id: UUID, place: str) -> str:
    """The page a place of evidence belongs to: a criterion, bonus claims, an item, else all."""
    kind, _, code = place.rpartition(":")
    if kind == "bonus":
        return url_for("bonus_claims.show", submission_id=submission_id, _anchor=f"item-{code}")
    if (number := item_number(place)) is not None:
        return url_for("rectification.by_number", submission_id=submission_id, number=number)
    if code and not kind:
        return url_for("answers.criterion", submission_id=submission_id, code=code, _anchor="evidence")
    return url_for("evidence.index", submission_id=submission_id)


def card_of(place: str) -> str:
    """The id of the card that shows a place: a page of bonus claims has one for each item."""
    kind, _, code = place.rpartition(":")
    return f"evidence-{code}" if kind else "evidence"


def note_opening(subject: Subject, evidence_id: UUID, version: int | None = None) -> None:
    """Remember who opened it, in its newest version unless told, but for the unit's own people."""
    actor = current_actor()
    if subject.unit_id not in actor.units(*UNIT_ROLES):
        afterwards(lambda own: evidence_openings.note(own, actor, evidence_id, version))


def _opened(standing: Standing) -> dict[UUID, int] | None:
    """What the actor has opened of somebody else's evidence; the unit's own people are told nothing."""
    if standing.submission.unit_id in standing.actor.units(*UNIT_ROLES):
        return None
    return openings.seen_by(db.session, standing.actor, standing.submission.id)


def standing_at(submission_id: UUID) -> tuple[Standing, str]:
    """The standing of a submission and the place the address names. Raises NotFound."""
    standing = submissions.standing(db.session, current_actor(), submission_id)
    place = request.args.get("place", "")
    try:
        requirements(standing.framework, place)
    except KeyError:
        raise NotFound from None
    return standing, place


def completeness_at(standing: Standing, place: str, pieces: list[EvidenceRow]) -> CriterionState | None:
    """What a criterion still lacks of evidence; a bonus item has no such state."""
    if not standing.framework.has_criterion(place):
        return None
    shown = answers.of_criterion(db.session, standing.submission.id, place)
    return state_of(standing.framework.criterion(place), shown, pieces)


def _is_outside(standing: Standing, piece: EvidenceRow) -> bool:
    """Whether what a piece shows happened before or after the period of the campaign."""
    first, last = standing.campaign.period_starts_on, standing.campaign.period_ends_on
    return piece.event_on is not None and not first <= piece.event_on <= last


def _may_take_back(standing: Standing) -> bool:
    return standing.may(Action.WITHDRAW_EVIDENCE)


def prove() -> None:
    """The token against forgery, looked for only now: asking for it reads the whole body."""
    if current_app.config["WTF_CSRF_ENABLED"]:
        current_app.extensions["csrf"].protect()


def endings_at(standing: Standing, place: str, position: int) -> frozenset[str]:
    asked = evidence_room.requirement_at(standing.framework, place, position)
    return evidence_room.endings(standing.framework, asked)


def _give(standing: Standing, form: AttachForm, target: Target) -> list[str]:
    """Everything the form holds, all or nothing; returns the numbers given."""
    asked = evidence_room.requirement_at(standing.framework, target.place, target.requirement)
    kind = asked.kind if asked else "other"
    session, actor = db.session, current_actor()
    if form.medium.data == "link":
        return [giving.attach_link(session, actor, target, form.details(kind=kind), form.link()).number]
    if form.medium.data == "on_site":
        return [giving.attach_on_site(session, actor, target, form.details(kind=kind), form.kept()).number]
    files = sent_files()
    if not files:
        raise Invalid(file=gettext("Please choose at least one file."))
    kept = _kept(form, files, standing, target)
    given = []
    for file in kept:
        title = title_of(file.filename)
        details = form.details(title, kind)
        if len(kept) > 1:
            details = type(details)(title, details.kind, details.event_on, details.visibility, details.note)
        again = bool(form.again.data)
        given.append(giving.attach_file(session, actor, target, details, file, again=again).number)
    return given


def _kept(form: AttachForm, files: list[Any], standing: Standing, target: Target) -> list[StoredFile]:
    """Every file kept in the store. Raises the refusal, or one that tells of every file."""
    accepted = endings_at(standing, target.place, target.requirement)
    kept, refused = [], []
    for each in files:
        try:
            kept.append(uploads.keep(each, standing.settings, accepted))
        except Invalid as error:
            refused.append((each.filename, error))
    if refused and len(files) == 1:
        raise refused[0][1]
    if refused:
        told = [
            gettext("%(file)s: %(why)s", file=name, why=sentence(why.reasons[0])) for name, why in refused
        ]
        kind = TooLarge if any(isinstance(why, TooLarge) for _, why in refused) else Invalid
        raise kind(file=" ".join([*told, gettext("None of the files was kept.")]))
    return kept


def say(form: Any, error: DomainError) -> None:
    if isinstance(error, Invalid):
        form.refuse(error)
    else:
        form.file.errors = [sentence(reason) for reason in error.reasons]


def _refused(standing: Standing, place: str, form: AttachForm, error: DomainError) -> ResponseReturnValue:
    """The sentence beside its field, with everything that was typed."""
    status = status_of(error)
    if request.headers.get("HX-Request"):
        return render_template("evidence/_refused.html", error=error), status
    say(form, error)
    same = error if isinstance(error, SameFile) else None
    return _new_page(standing, place, form, same=same), status


def _new_page(standing: Standing, place: str, form: AttachForm, *, same: SameFile | None = None) -> str:
    given = evidence_room.counted(db.session, standing.submission.id, place)
    room = evidence_room.room(standing.submission.evidence_count, sum(given.values()), standing.settings)
    return render_template(
        "evidence/new.html",
        standing=standing,
        place=place,
        asked=requirements(standing.framework, place),
        accepted=sorted(endings_at(standing, place, form.position)),
        form=form,
        room=room,
        same=same,
        back=place_url(standing.submission.id, place),
    )
