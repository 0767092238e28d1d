"""From a refusal to a status and a page (or, for htmx, a message above the form). The only such place."""

import re
from collections.abc import Sequence

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException

from app.domain import errors
from app.domain.text import N_

from .display import COOKIE, Display, parse
from .wording import sentence

# The first class that fits decides, so the narrower stand above the wider.
STATUS: tuple[tuple[type[errors.DomainError], int], ...] = (
    (errors.NotFound, 404),
    (errors.NotPermitted, 403),
    (errors.Conflict, 409),
    (errors.Gone, 410),
    (errors.TooLarge, 413),
    (errors.Invalid, 422),
    (errors.Occupied, 423),
    (errors.TooManyAttempts, 429),
    (errors.Crowded, 503),
    (errors.StorageFull, 507),
)


UNPROVEN = N_(
    "This page was open for too long, so it was not sent. "
    "Please go back, load the page again and send it once more."
)
OUR_FAULT = N_(
    "Something went wrong on our side, not yours. Please try once more in a few minutes, or call us."
)

CROWDED = N_(
    "Many are saving at this moment, so this was not saved yet. Please go back and send it once more."
)


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.DomainError, refuse)
    app.register_error_handler(NoResultFound, missing)
    app.register_error_handler(CSRFError, unproven)
    app.register_error_handler(OperationalError, crowded)
    app.register_error_handler(HTTPException, plain)
    app.register_error_handler(Exception, broken)


def status_of(error: errors.DomainError) -> int:
    """The HTTP status of a refusal: 403, 404, 409, 410, 413, 422, 423, 429, 503 or 507."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 409)


def refuse(error: errors.DomainError) -> Response:
    status = status_of(error)
    if status == 404:
        return missing(error)
    differences = error.differences if isinstance(error, errors.StaleVersion) else ()
    return tell(status, [sentence(reason) for reason in error.reasons], differences)


def missing(_: Exception) -> Response:
    """What is hidden and what does not exist get the same bytes: nothing of the request is repeated."""
    return tell(404, [gettext("There is nothing here that you can open.")])


def unproven(_: CSRFError) -> Response:
    return tell(400, [gettext(UNPROVEN)])


def plain(error: HTTPException) -> Response:
    if isinstance(error, CSRFError):
        return unproven(error)
    status = error.code or 500
    if error.response is not None or status < 400:
        return make_response(error.get_response())
    if status == 404:
        return missing(error)
    words = {
        400: gettext("The request could not be understood. Please go back and try once more."),
        403: gettext("This is not open to you."),
        405: gettext("This address is only used to send a form. Please start from the home page."),
        413: gettext("That is too large. Please choose a smaller file, or split it."),
        429: gettext("That was too often in a short time. Please wait a few minutes."),
    }
    response = tell(
        status, [words.get(status) or gettext("This did not work. Please try once more, or call us.")]
    )
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    )
    return response


def crowded(error: OperationalError) -> Response:
    """Another writer kept the database for longer than anybody may wait (BUSY_TIMEOUT)."""
    if "lock" not in str(error.orig):
        return broken(error)
    current_app.logger.warning("waited too long at %s %s", request.method, request.path)
    g.display = parse(request.cookies.get(COOKIE, ""), Display())
    response = tell(503, [gettext(CROWDED)])
    response.headers["Retry-After"] = "5"
    return response


def broken(error: Exception) -> Response:
    """A fault of ours: the log gets the details, the person a sentence and the telephone number."""
    if current_app.testing or current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    current_app.logger.exception("unhandled fault at %s %s", request.method, request.path)
    # The account may be what is broken: only the cookie is asked how large the letters should be.
    g.display = parse(request.cookies.get(COOKIE, ""), Display())
    return tell(500, [gettext(OUR_FAULT)])


KEPT_BACK = ("password", "token", "code")  # never shown again
A_KEY = re.compile(r"[0-9A-Za-z_.-]+")  # the name of a thing, in a hidden field
LONG = 12  # characters: what is shorter is chosen or typed again at once


def typed(status: int) -> list[str]:
    """What a person wrote into the refused form, to be copied: pages are not kept, so going back loses it.

    Nothing at a 404, whose bytes tell nothing, and at a 413, whose form was never read.
    """
    if request.method != "POST" or status in (404, 413):
        return []
    texts = [text for name, text in request.form.items(multi=True) if not any(k in name for k in KEPT_BACK)]
    return [text.strip() for text in texts if len(text.strip()) > LONG and not A_KEY.fullmatch(text)]


def tell(status: int, reasons: Sequence[str], differences: Sequence[errors.Theirs] = ()) -> Response:
    """The page of a refusal; htmx gets only the message, put above the form, which stays as typed."""
    told = {"status": status, "reasons": reasons, "differences": differences}
    if request.headers.get("HX-Request"):
        response = make_response(render_template("errors/_refusal.html", **told), status)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
        return response
    return make_response(render_template("errors/refusal.html", typed=typed(status), **told), status)
