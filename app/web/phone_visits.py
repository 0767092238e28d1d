"""A telephone as camera, on the telephone: let in by a code, it adds photographs at one place.

Why the code stands behind the # of the scanned address: what stands in a path or a query is written into the
log of every server and proxy on the way, and messengers open a scanned address on their own computers before
the telephone does, which would use up an address that works once. What stands behind the # is never sent. A
line of script posts it; without JavaScript the same code is typed. From then on the browser's own cookie
(HttpOnly, signed) says which passes it was let in by, and the page's address holds nothing that lets in.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db, release
from app.domain import phone_code
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StorageFull
from app.domain.evidence import visibilities
from app.domain.evidence_details import OTHER, TITLE_LIMIT, Details, requirements, title_of
from app.domain.quadrangle import sheet_in, turn_in
from app.queries import evidence_room, submissions
from app.queries import phone_uploads as passes
from app.queries.phone_uploads import Pass
from app.queries.submissions import Standing
from app.services import evidence as giving
from app.services import phone_uploads
from app.services.phone_uploads import Photo

from . import uploads
from .access import access
from .errors import status_of
from .evidence import endings_at, prove
from .evidence_forms import sent_files
from .forms import Most, PageForm, Pick, Required, Text
from .wording import local, sentence

bp = Blueprint("phone_visits", __name__, url_prefix="/phone")
KEPT_AS = "phone_visits"  # in the telephone's own cookie: pass → when it was let in
MOST_VISITS = 8  # a few sheets scanned one after the other; the cookie must stay small
LASTS = timedelta(hours=2)


class CodeForm(PageForm):
    """The code, scanned or typed."""

    code = Text(_("Upload code"), [Required(), Most(100)])


class PhoneForm(PageForm):
    """What can be said on the telephone: as little as possible."""

    title = Text(_("What is on it"), [Most(TITLE_LIMIT)])
    requirement = Pick(_("It answers"), choices=[])
    offered: Sequence[str] = ()

    @classmethod
    def at(cls, standing: Standing, place: str) -> "PhoneForm":
        form = cls()
        asked = requirements(standing.framework, place)
        answers = [(str(position), local(each.title)) for position, each in enumerate(asked)]
        answers.append((str(OTHER), gettext("Something else that helps")))
        form.requirement.choices = answers
        form.offered = [value for value, _ in answers]
        if form.requirement.data is None:  # the first that takes a photograph; something else always does
            form.requirement.data = next(
                value for value in form.offered if "jpg" in endings_at(standing, place, int(value))
            )
        return form

    @property
    def position(self) -> int:
        """Which requirement is answered: the first where nothing was chosen."""
        return int(self.requirement.data if self.requirement.data in self.offered else self.offered[0])


def init_app(app: Flask) -> None:
    """What receives files proves the form itself, after the pass was looked at."""
    app.extensions["csrf"].exempt(receive)
    app.register_blueprint(bp)


@bp.get("")
@access(Action.OPEN_PUBLIC_PAGE)
def begin() -> ResponseReturnValue:
    """Where the code leads: a script hands over what stands behind the #, or the code is typed."""
    return render_template("phone_uploads/begin.html", form=CodeForm())


@bp.post("")
@access(Action.OPEN_PUBLIC_PAGE)
def enter() -> ResponseReturnValue:
    """Let this browser in by a code, for two hours at most and never longer than the pass itself."""
    form = CodeForm()
    if not form.validate():
        return render_template("phone_uploads/begin.html", form=form), 422
    code = phone_code.read(form.code.data)
    opened = passes.by_code(db.session, code) if code else None
    if opened is None:
        return _over()
    found, actor = opened
    try:
        phone_uploads.open_pass(db.session, actor, found.id)
    except (Conflict, NotFound, NotPermitted):  # it may no longer be written there, or not by its maker
        return _over()
    now = int(datetime.now(UTC).timestamp())
    kept = [each for each in session.get(KEPT_AS, []) if each[0] != str(found.id)]
    session[KEPT_AS] = [*kept, [str(found.id), now]][-MOST_VISITS:]
    return redirect(url_for(".show", pass_id=found.id), 303)


@bp.get("/<uuid:pass_id>")
@access(Action.OPEN_PUBLIC_PAGE)
def show(pass_id: UUID) -> ResponseReturnValue:
    """The page on the telephone: choose or take photographs, send."""
    opened = _opened(pass_id)
    if opened is None:
        return _over()
    found, actor = opened
    try:
        giving.begin_upload(db.session, actor, found.submission_id, found.place)
    except (Conflict, NotFound, NotPermitted):
        return _over()
    standing = submissions.unasked(db.session, found.submission_id, actor)
    return _page(found, standing, PhoneForm.at(standing, found.place))


@bp.post("/<uuid:pass_id>")
@access(Action.OPEN_PUBLIC_PAGE)
def receive(pass_id: UUID) -> ResponseReturnValue:
    """Receive files in the name of the pass's maker; the pass is looked at before the body is read."""
    opened = _opened(pass_id)
    if opened is None:
        return _over()
    found, actor = opened
    began_at = giving.begin_upload(db.session, actor, found.submission_id, found.place)
    standing = submissions.unasked(db.session, found.submission_id, actor)
    release()
    uploads.expect(standing.settings)
    prove()
    form = PhoneForm.at(standing, found.place)
    try:
        if not form.validate():
            return _page(found, standing, form), 422
        given = [
            phone_uploads.add(db.session, actor, found.id, form.position, details, photo, began_at=began_at)
            for details, photo in _sent(form, standing, found)
        ]
    except (Invalid, StorageFull) as error:
        if request.headers.get("HX-Request"):
            return render_template("evidence/_refused.html", error=error), status_of(error)
        return _page(found, standing, form, [sentence(reason) for reason in error.reasons]), status_of(error)
    if request.headers.get("HX-Request"):
        return render_template("phone_uploads/_received.html", given=given)
    flash(gettext("Received: %(numbers)s.", numbers=", ".join(each.number for each in given)))
    return redirect(url_for(".show", pass_id=pass_id), 303)


def _opened(pass_id: UUID) -> tuple[Pass, Actor] | None:
    """The pass and its maker, if this browser was let in by its code and it is still open."""
    oldest = (datetime.now(UTC) - LASTS).timestamp()
    if not any(each[0] == str(pass_id) and each[1] > oldest for each in session.get(KEPT_AS, [])):
        return None
    return passes.by_id(db.session, pass_id)


def _over() -> ResponseReturnValue:
    return render_template("phone_uploads/over.html"), 410


def _sent(form: PhoneForm, standing: Standing, found: Pass) -> list[tuple[Details, Photo]]:
    """Every file kept in the store, with what is said of it. Raises Invalid naming a file, StorageFull."""
    files = sent_files()
    if not files:
        raise Invalid(file=gettext("Please choose at least one file."))
    asked = evidence_room.requirement_at(standing.framework, found.place, form.position)
    accepted = endings_at(standing, found.place, form.position)
    typed, kind = (form.title.data or "").strip(), asked.kind if asked else "other"
    visibility = visibilities(sensitive=asked is not None and asked.sensitive)[0]
    kept = []
    for place, each in enumerate(files, start=1):
        try:
            photo = _photo(uploads.keep(each, standing.settings, accepted))
        except Invalid as error:
            why = sentence(error.reasons[0])
            told = gettext("%(file)s: %(why)s", file=each.filename, why=why)
            raise Invalid(file=told) from error
        named = title_of(photo.taken.filename)
        title = f"{typed} {place}" if typed and len(files) > 1 else typed or named
        kept.append((Details(title, kind, None, visibility), photo))
    return kept


def _photo(taken: giving.StoredFile) -> Photo:
    """As it came; laid flat too, when corners or a turn came with it (the script sends one a time)."""
    sheet, turn = sheet_in(request.form.get("corners", "")), turn_in(request.form.get("turn", ""))
    if sheet is None and not turn:
        return Photo(taken)
    return Photo(taken, uploads.straighten(taken, sheet, turn), gettext("Straightened by hand"))


def _page(found: Pass, standing: Standing, form: PhoneForm, said: Sequence[str] = ()) -> str:
    given = evidence_room.counted(db.session, found.submission_id, found.place)
    return render_template(
        "phone_uploads/phone.html",
        room=evidence_room.room(standing.submission.evidence_count, sum(given.values()), standing.settings),
        found=found,
        standing=standing,
        form=form,
        said=said,
        asked=requirements(standing.framework, found.place),
        accepted=sorted(
            {each for value in form.offered for each in endings_at(standing, found.place, int(value))}
        ),
    )
