"""A telephone as camera, on the computer: the code in the card or on a page, and what has arrived.

The code stands behind the # of the address in the picture (phone_visits says why), so that no log keeps it.
"""

from uuid import UUID

import segno
from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.database import db
from app.domain import phone_code
from app.domain.actions import Action
from app.domain.errors import NotFound
from app.domain.evidence_details import requirements
from app.queries import evidence as readings
from app.queries import phone_uploads as passes
from app.queries import submissions
from app.queries.evidence import EvidenceRow
from app.queries.phone_uploads import Pass
from app.queries.submissions import Standing
from app.services import phone_uploads

from .access import access, current_actor
from .evidence import card_of, completeness_at, place_url
from .numbers import whole

bp = Blueprint("phone_uploads", __name__)
KEPT_AS = "phone_code"  # in the maker's own cookie: the code made last, so that the page can draw it again


@bp.post("/submissions/<uuid:submission_id>/phone/<path:place>")
@access(Action.ADD_BY_PHONE)
def make(submission_id: UUID, place: str) -> ResponseReturnValue:
    """Make a pass: its code in the card that asked for it, or on a page of its own without JavaScript."""
    standing = submissions.standing(db.session, current_actor(), submission_id)
    try:
        requirements(standing.framework, place)
    except KeyError:
        raise NotFound from None
    made = phone_uploads.make_pass(db.session, current_actor(), submission_id, place)
    if request.headers.get("HX-Request"):
        found = _own(made.id)
        return render_template("phone_uploads/here.html", found=found, code=drawn(made.code))
    session[KEPT_AS] = [str(made.id), made.code]
    return redirect(url_for(".watch", pass_id=made.id), 303)


@bp.get("/phone-passes/<uuid:pass_id>")
@access(Action.ADD_BY_PHONE)
def watch(pass_id: UUID) -> ResponseReturnValue:
    """The code, and what has arrived; the page asks again by itself while the pass is open."""
    found = _own(pass_id)
    standing = submissions.standing(db.session, current_actor(), found.submission_id)
    given = _pieces(standing, found)
    return render_template(
        "phone_uploads/watch.html",
        standing=standing,
        found=found,
        code=_kept_code(found),
        arrived=[piece for piece in given if piece.created_at >= found.made_at],
        back=place_url(found.submission_id, found.place),
    )


@bp.get("/phone-passes/<uuid:pass_id>/arrived")
@access(Action.ADD_BY_PHONE)
def arrived(pass_id: UUID) -> ResponseReturnValue:
    """For the card: nothing while nothing is new, then its list; once, that the code is over."""
    found = _own(pass_id)
    if found.received != whole("seen"):
        standing = submissions.standing(db.session, current_actor(), found.submission_id)
        pieces = _pieces(standing, found)
        response = make_response(
            render_template(
                "phone_uploads/arrived.html",
                found=found,
                standing=standing,
                pieces=pieces,
                state=completeness_at(standing, found.place, pieces),
            )
        )
        response.headers["HX-Trigger"] = "lacks-changed"
        return response
    if found.is_open:
        return "", 204
    headers = {
        "HX-Retarget": f"#{card_of(found.place)}-phone",
        "HX-Reswap": "innerHTML",
        "HX-Reselect": ".notice",
    }
    return render_template("phone_uploads/here_over.html"), headers


def drawn(code: str) -> tuple[str, str, str]:
    """Where the telephone's page is, the code as it is typed, and the picture that holds both."""
    address, typed = (
        current_app.config["PUBLIC_URL"] + url_for("phone_visits.begin"),
        phone_code.written(code),
    )
    picture = segno.make(f"{address}#{typed}", error="m", micro=False)
    return address, typed, picture.svg_data_uri(scale=6, border=4, dark="#000", light="#fff")


def _own(pass_id: UUID) -> Pass:
    found = passes.of_maker(db.session, current_actor(), pass_id)
    if found is None:
        raise NotFound
    return found


def _pieces(standing: Standing, found: Pass) -> list[EvidenceRow]:
    return readings.of_submission(
        db.session, current_actor(), standing.subject, found.submission_id, place=found.place
    )


def _kept_code(found: Pass) -> tuple[str, str, str] | None:
    """The code once more for its maker's browser; None elsewhere, or once it is over."""
    kept = session.get(KEPT_AS)
    if not found.is_open or not isinstance(kept, list) or kept[:1] != [str(found.id)]:
        return None
    return drawn(kept[1])
