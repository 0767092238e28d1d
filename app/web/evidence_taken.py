"""What need not be given twice at a place: ticked from the unit's box, or taken over from last year."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid
from app.domain.evidence_details import OTHER, requirements
from app.domain.filetypes import ending
from app.domain.procedure import WRITING
from app.queries import boxes, evidence_room, last_years
from app.queries.boxes import BoxRow
from app.queries.submissions import Standing
from app.services import evidence as giving
from app.services import evidence_taken

from .access import access, current_actor
from .bookmarks import is_id
from .evidence import endings_at, place_url, standing_at
from .wording import local, sentence

bp = Blueprint("evidence_taken", __name__, url_prefix="/submissions/<uuid:submission_id>/evidence")


class Offer(NamedTuple):
    """A boxed piece at a place: tagged for it, of a kind that is asked for, and there already."""

    piece: BoxRow
    is_tagged: bool
    fits: bool
    is_here: bool


@bp.get("/known")
@access(Action.ATTACH_EVIDENCE)
def known(submission_id: UUID) -> ResponseReturnValue:
    """The unit's box and last year's pieces, to tick; ?q= looks in the box."""
    standing, place = standing_at(submission_id)
    giving.begin_upload(db.session, current_actor(), submission_id, place)
    return _page(standing, place)


@bp.post("/from-box")
@access(Action.ATTACH_EVIDENCE)
def attach(submission_id: UUID) -> ResponseReturnValue:
    """Make the ticked pieces of the box evidence at a place."""
    standing, place = standing_at(submission_id)
    try:
        given = evidence_taken.attach_from_box(
            db.session, current_actor(), submission_id, place, _ticked(), requirement=_position()
        )
    except Invalid as error:
        return _page(standing, place, refused=error), 422
    flash(gettext("From the box: %(numbers)s.", numbers=", ".join(piece.number for piece in given)))
    return redirect(place_url(submission_id, place), 303)


@bp.post("/last-year")
@access(Action.ATTACH_EVIDENCE)
def take_over(submission_id: UUID) -> ResponseReturnValue:
    """Take the ticked pieces of last year over, or all of them, as to be confirmed."""
    standing, place = standing_at(submission_id)
    wanted = None if "all" in request.form else _ticked()
    try:
        given = evidence_taken.take_over(db.session, current_actor(), submission_id, place, wanted)
    except Invalid as error:
        return _page(standing, place, refused=error), 422
    flash(
        ngettext(
            "%(num)d piece of last year stands here now. Please look at it and confirm.",
            "%(num)d pieces of last year stand here now. Please look at each and confirm.",
            len(given),
        )
    )
    return redirect(place_url(submission_id, place), 303)


@bp.post("/confirm")
@access(Action.ATTACH_EVIDENCE)
def confirm(submission_id: UUID) -> ResponseReturnValue:
    """Last year's pieces at a place hold this year too: one, or all."""
    _, place = standing_at(submission_id)
    one = _ticked()
    count = evidence_taken.confirm(db.session, current_actor(), submission_id, place, one[0] if one else None)
    flash(ngettext("%(num)d piece is confirmed.", "%(num)d pieces are confirmed.", count))
    return redirect(place_url(submission_id, place), 303)


def _ticked() -> list[UUID]:
    return [UUID(each) for each in request.form.getlist("piece") if is_id(each)]


def _position() -> int | None:
    """Which requirement was chosen; None where each piece finds its own."""
    sent = request.form.get("requirement", "")
    if sent == str(OTHER):
        return OTHER
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else None


def _page(standing: Standing, place: str, *, refused: Invalid | None = None) -> str:
    submission, search = standing.submission, request.args.get("q", "").strip()[:120]
    framework, last = standing.framework, []
    if submission.stage in WRITING:
        last = last_years.pieces(
            db.session, current_actor(), submission, standing.campaign, framework.code, place
        )
    here = evidence_room.counted(db.session, submission.id, place)
    return render_template(
        "evidence/known.html",
        standing=standing,
        place=place,
        choices=_choices(standing, place),
        position=_position() if refused else None,
        offers=_offers(standing, place, search),
        search=search,
        last=last,
        room=evidence_room.room(submission.evidence_count, sum(here.values()), standing.settings),
        refused=[sentence(reason) for reason in refused.reasons] if refused else [],
        ticked=set(_ticked()) if refused else set(),
        back=place_url(submission.id, place),
        here=url_for(".known", submission_id=submission.id),
    )


def _choices(standing: Standing, place: str) -> list[tuple[str | int, str]]:
    asked = requirements(standing.framework, place)
    offered = [(position, local(each.title)) for position, each in enumerate(asked)]
    return [
        ("", gettext("What fits each by its kind")),
        *offered,
        (OTHER, gettext("Something else that helps")),
    ]


def _offers(standing: Standing, place: str, search: str) -> list[Offer]:
    """The box, first what is tagged for the place, then what is of a kind it asks for."""
    framework, submission = standing.framework, standing.submission
    words = [place.rpartition(":")[2]]
    if framework.has_criterion(place):
        words.append(framework.section_of(place).code)
    asked = requirements(framework, place)
    fitting = frozenset[str]().union(*(endings_at(standing, place, at) for at in range(len(asked))))
    links = any(each.accepts_links for each in asked)
    serving = evidence_room.present(db.session, submission.id, place)
    offers = [
        Offer(
            piece,
            bool(set(words) & set(piece.tags)),
            ending(piece.filename) in fitting if piece.digest else links or piece.medium == "on_site",
            piece.id in serving or piece.digest in serving,
        )
        for piece in boxes.offered(db.session, current_actor(), submission.unit_id, words, search=search)
    ]
    return sorted(offers, key=lambda offer: (offer.is_here, not offer.is_tagged, not offer.fits))
