"""A telephone as camera: the code on the computer's page, the page on the telephone, and what has arrived."""

from collections.abc import Sequence
from uuid import UUID

import segno
from flask import Blueprint, Flask, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db, release
from app.domain.actions import Action
from app.domain.errors import Invalid, NotFound, StorageFull
from app.domain.evidence import visibilities
from app.domain.evidence_details import OTHER, TITLE_LIMIT, Details, requirements, title_of
from app.queries import evidence as readings
from app.queries import evidence_room, submissions
from app.queries import phone_uploads as passes
from app.queries.phone_uploads import Pass
from app.queries.submissions import Standing
from app.services import evidence as giving
from app.services import phone_uploads

from . import uploads
from .access import access, current_actor
from .errors import status_of
from .evidence import endings_at, place_url, prove
from .evidence_forms import sent_files
from .forms import Most, PageForm, Pick, Text
from .wording import local, sentence

bp = Blueprint("phone_uploads", __name__)
KEPT_AS = "phone"  # in the maker's own cookie: the token of the pass made last


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


@bp.post("/submissions/<uuid:submission_id>/phone/<path:place>")
@access(Action.ADD_BY_PHONE)
def make(submission_id: UUID, place: str) -> ResponseReturnValue:
    """Make a pass; the token stays in the maker's cookie, so that the page can draw it again."""
    standing = submissions.standing(db.session, current_actor(), submission_id)
    try:
        requirements(standing.framework, place)
    except KeyError:
        raise NotFound from None
    made = phone_uploads.make_pass(db.session, current_actor(), submission_id, place)
    session[KEPT_AS] = [str(made.id), made.token]
    return redirect(url_for(".watch", pass_id=made.id), 303)


@bp.get("/phone-passes/<uuid:pass_id>")
@access(Action.ADD_BY_PHONE)
def watch(pass_id: UUID) -> ResponseReturnValue:
    """The code, and what has arrived; the page asks again by itself while the pass is open."""
    found = passes.of_maker(db.session, current_actor(), pass_id)
    if found is None:
        raise NotFound
    standing = submissions.standing(db.session, current_actor(), found.submission_id)
    given = readings.of_submission(
        db.session, current_actor(), standing.subject, found.submission_id, place=found.place
    )
    return render_template(
        "phone_uploads/watch.html",
        standing=standing,
        found=found,
        code=_code(found),
        arrived=[piece for piece in given if piece.created_at >= found.made_at],
        back=place_url(found.submission_id, found.place),
    )


@bp.get("/phone/<token>")
@access(Action.OPEN_PUBLIC_PAGE)
def show(token: str) -> ResponseReturnValue:
    """The page on the telephone: choose or take photographs, send."""
    opened = passes.by_token(db.session, token)
    if opened is None:
        return render_template("phone_uploads/over.html"), 410
    found, actor = opened
    standing = submissions.unasked(db.session, found.submission_id, actor)
    return _phone_page(found, standing, PhoneForm.at(standing, found.place))


@bp.post("/phone/<token>")
@access(Action.OPEN_PUBLIC_PAGE)
def receive(token: str) -> ResponseReturnValue:
    """Receive files in the name of the pass's maker; the pass is looked at before the body is read."""
    opened = passes.by_token(db.session, token)
    if opened is None:
        return render_template("phone_uploads/over.html"), 410
    found, actor = opened
    began_at = giving.begin_upload(db.session, actor, found.submission_id, found.place)
    standing = submissions.unasked(db.session, found.submission_id, actor)
    release()
    uploads.expect(standing.settings)
    prove()
    form = PhoneForm.at(standing, found.place)
    try:
        if not form.validate():
            return _phone_page(found, standing, form), 422
        numbers = [
            phone_uploads.add(
                db.session, actor, found.id, form.position, details, file, began_at=began_at
            ).number
            for details, file in _sent(form, standing, found)
        ]
    except (Invalid, StorageFull) as error:
        said = [sentence(reason) for reason in error.reasons]
        return _phone_page(found, standing, form, said), status_of(error)
    flash(gettext("Received: %(numbers)s.", numbers=", ".join(numbers)))
    return redirect(url_for(".show", token=token), 303)


def _sent(form: PhoneForm, standing: Standing, found: Pass) -> list[tuple[Details, giving.StoredFile]]:
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
            file = uploads.keep(each, standing.settings, accepted)
        except Invalid as error:
            why = sentence(error.reasons[0])
            told = gettext("%(file)s: %(why)s", file=each.filename, why=why)
            raise Invalid(file=told) from error
        title = f"{typed} {place}" if typed and len(files) > 1 else typed or title_of(file.filename)
        kept.append((Details(title, kind, None, visibility), file))
    return kept


def _phone_page(found: Pass, standing: Standing, form: PhoneForm, said: list[str] | None = None) -> str:
    return render_template(
        "phone_uploads/phone.html",
        found=found,
        standing=standing,
        form=form,
        said=said or [],
        asked=requirements(standing.framework, found.place),
        accepted=sorted(
            {each for value in form.offered for each in endings_at(standing, found.place, int(value))}
        ),
    )


def _code(found: Pass) -> tuple[str, str] | None:
    """The address of the telephone's page and its code as a picture; None without the token or once over."""
    kept = session.get(KEPT_AS)
    if not found.is_open or not isinstance(kept, list) or kept[:1] != [str(found.id)]:
        return None
    address = current_app.config["PUBLIC_URL"] + url_for(".show", token=kept[1])
    drawn = segno.make(address, error="m", micro=False).svg_data_uri(
        scale=6, border=4, dark="#000", light="#fff"
    )
    return address, drawn
