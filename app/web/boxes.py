"""The box of a unit: collected all year, searched, and filled by form or with the camera of a phone."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.database import db, release
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Actor, Role
from app.domain.box import MOST_MEGABYTES, MOST_PIECES, BoxedWords, is_camera_name
from app.domain.errors import Invalid, StorageFull, TooLarge
from app.domain.evidence_details import title_of
from app.domain.filetypes import KNOWN_ENDINGS
from app.domain.settings import CampaignSettings
from app.queries import boxes as readings
from app.queries import clock, units
from app.queries.boxes import PAGE, Key
from app.queries.units import UnitCard
from app.services import boxes
from app.services.evidence import StoredFile

from . import uploads
from .access import access, current_actor
from .bookmarks import bookmarked
from .box_forms import PutForm
from .errors import status_of
from .evidence import prove, say
from .evidence_forms import sent_files
from .wording import date_only, sentence

bp = Blueprint("boxes", __name__)
CAPS = CampaignSettings()  # no campaign is asked yet: what one takes that sets nothing else
MEDIA = ("file", "link", "on_site")


def init_app(app: Flask) -> None:
    """What receives files proves the form itself, after the right to send it was checked."""
    app.extensions["csrf"].exempt(put)
    app.register_blueprint(bp)


@bp.get("/box")
@access(Action.OPEN_HOME)
def own() -> ResponseReturnValue:
    """The box of one's own unit; who has several chooses."""
    ids = _own_units(current_actor())
    if len(ids) == 1:
        return redirect(url_for(".show", unit_id=ids[0]))
    return render_template("boxes/own.html", units=[units.card(db.session, each) for each in ids])


@bp.get("/units/<uuid:unit_id>/box")
@access(Action.VIEW_BOX)
def show(unit_id: UUID) -> ResponseReturnValue:
    """What lies in the box, the newest first; ?q= and ?tag= look for some, ?withdrawn=1 for what is out."""
    return _list(readings.unit(db.session, current_actor(), unit_id))


@bp.get("/units/<uuid:unit_id>/box/new")
@access(Action.FILL_BOX)
def new(unit_id: UUID) -> ResponseReturnValue:
    """The form with everything that can be said of a piece."""
    unit = readings.unit(db.session, current_actor(), unit_id, Action.FILL_BOX)
    form = PutForm.offering(readings.framework_last_used(db.session, unit_id))
    return _new_page(unit, form, request.args.get("medium", ""))


@bp.post("/units/<uuid:unit_id>/box")
@access(Action.FILL_BOX)
def put(unit_id: UUID) -> ResponseReturnValue:
    """Receive photographs, files, a link or a place on site."""
    unit = readings.unit(db.session, current_actor(), unit_id, Action.FILL_BOX)
    framework = readings.framework_last_used(db.session, unit_id)
    release()
    uploads.expect(CAPS)
    prove()
    form = PutForm.offering(framework)
    try:
        if not form.validate():
            return _new_page(unit, form, request.form.get("medium", "")), 422
        titles = _put(unit_id, form)
    except (Invalid, StorageFull) as error:
        if "photo" in request.form:
            return _list(unit, said=[sentence(reason) for reason in error.reasons]), status_of(error)
        say(form, error)
        return _new_page(unit, form, request.form.get("medium", "")), status_of(error)
    flash(
        ngettext(
            "In the box: %(titles)s.", "%(num)d pieces are in the box: %(titles)s.", len(titles),
            titles="、".join(titles),
        )
    )  # fmt: skip
    return redirect(url_for(".show", unit_id=unit_id), 303)


def _own_units(actor: Actor) -> list[UUID]:
    """The units whose box the actor may open, those first whose form the actor fills in."""
    mine = dict.fromkeys((*actor.units(Role.CONTRIBUTOR), *actor.units(*UNIT_ROLES)))
    return list(mine)


def _put(unit_id: UUID, form: PutForm) -> list[str]:
    """Everything the form holds, all or nothing; returns the titles."""
    session, actor = db.session, current_actor()
    match request.form.get("medium"):
        case "link":
            return [boxes.put_link(session, actor, unit_id, form.words(), form.link()).title]
        case "on_site":
            return [boxes.put_on_site(session, actor, unit_id, form.words(), form.kept()).title]
    taken = [each for each in request.files.getlist("camera") if each.filename]
    kept = _kept([*taken, *sent_files()])
    titles = []
    for number, file in enumerate(kept, start=1):
        words = form.words(title_of(file.filename))
        if number <= len(taken):
            words = _of_today(words)
        elif len(kept) > 1 and (form.title.data or "").strip():
            words = replace(words, title=f"{words.title} {number}")
        titles.append(boxes.put_file(session, actor, unit_id, words, file).title)
    return titles


def _of_today(words: BoxedWords) -> BoxedWords:
    """A photograph taken just now: dated today, and called by the day where only the camera has named it."""
    today = clock.today(db.session)
    named = not is_camera_name(words.title)
    return replace(
        words,
        event_on=today,
        title=words.title if named else gettext("Photo of %(day)s", day=date_only(today)),
    )


def _kept(files: list[Any]) -> list[StoredFile]:
    """Every file kept in the store. Raises Invalid, which tells of every file, or StorageFull."""
    if not files:
        raise Invalid(file=gettext("Please choose at least one file."))
    kept, refused = [], []
    for each in files:
        try:
            kept.append(uploads.keep(each, CAPS, KNOWN_ENDINGS))
        except Invalid as error:
            refused.append((each.filename, error))
    if refused:
        told = [
            gettext("%(file)s: %(why)s", file=name, why=sentence(why.reasons[0])) for name, why in refused
        ]
        kind = TooLarge if any(isinstance(why, TooLarge) for _, why in refused) else Invalid
        raise kind(file=" ".join([*told, gettext("None of the files was kept.")]))
    return kept


def _list(unit: UnitCard, *, said: list[str] | None = None) -> str:
    search, tag = request.args.get("q", "").strip()[:120], request.args.get("tag", "")[:120]
    withdrawn = bool(request.args.get("withdrawn"))
    rows = readings.page(
        db.session, current_actor(), unit.id, search=search, tag=tag, withdrawn=withdrawn,
        after=bookmarked(Key, datetime, UUID),
    )  # fmt: skip
    return render_template(
        "boxes/show.html",
        unit=unit,
        rows=rows[:PAGE],
        more=rows[PAGE - 1] if len(rows) > PAGE else None,
        room=readings.room(db.session, unit.id),
        words=readings.words(db.session, current_actor(), unit.id),
        search=search,
        tag=tag,
        withdrawn=withdrawn,
        said=said or [],
        may_fill=policy.permits(current_actor(), Action.FILL_BOX, unit.subject),
        **_caps(),
    )


def _new_page(unit: UnitCard, form: PutForm, medium: str) -> str:
    return render_template(
        "boxes/new.html",
        unit=unit,
        form=form,
        medium=medium if medium in MEDIA else MEDIA[0],
        room=readings.room(db.session, unit.id),
        **_caps(),
    )


def _caps() -> dict[str, Any]:
    return {
        "most_pieces": MOST_PIECES,
        "most_megabytes": MOST_MEGABYTES,
        "megabytes": CAPS.megabytes_per_file,
        "accepted": sorted(KNOWN_ENDINGS),
    }
