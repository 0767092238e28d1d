"""The history pages: who did what and when, with old and new value."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.database import db
from app.domain.actions import Action
from app.domain.deeds import DEEDS, FIELDS, KINDS
from app.domain.vocabulary import NAMES
from app.queries import history

from .access import access, current_actor

bp = Blueprint("history", __name__)


@bp.app_template_global()
def action_name(action: str) -> str:
    """What a deed is called in the history."""
    return str(gettext(DEEDS[Action(action)]))


@bp.app_template_global()
def field_name(name: str) -> str:
    """What a changed field is called; one without a name of its own is “content”."""
    return str(gettext(FIELDS.get(name, FIELDS[""])))


@bp.app_template_global()
def told(field: str, value: object) -> str:
    """A kept value in words: a stage by its name, yes and no, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, Mapping):
        return "；".join(f"{field_name(str(key))}：{told(str(key), each)}" for key, each in value.items())
    if isinstance(value, list):
        return "、".join(told(field, each) for each in value)
    known = next(
        (NAMES[f"{kind}.{value}"] for kind in KINDS.get(field, ()) if f"{kind}.{value}" in NAMES), None
    )
    return str(gettext(known) if known else value)


def _before() -> int | None:
    return request.args.get("before", type=int)


@bp.get("/campaigns/<uuid:campaign_id>/history")
@access(Action.VIEW_HISTORY)
def of_campaign(campaign_id: UUID) -> ResponseReturnValue:
    found = history.of_campaign(db.session, current_actor(), campaign_id, _before())
    back = url_for("campaigns.show", campaign_id=campaign_id)
    return render_template("history/show.html", history=found, back=back)


@bp.get("/submissions/<uuid:submission_id>/history")
@access(Action.VIEW_HISTORY)
def of_submission(submission_id: UUID) -> ResponseReturnValue:
    found = history.of_submission(db.session, current_actor(), submission_id, _before())
    back = url_for("answers.overview", submission_id=submission_id)
    return render_template("history/show.html", history=found, back=back)


@bp.get("/units/<uuid:unit_id>/history")
@access(Action.VIEW_HISTORY)
def of_unit(unit_id: UUID) -> ResponseReturnValue:
    found = history.of_unit(db.session, current_actor(), unit_id, _before())
    back = url_for("units.show", unit_id=unit_id)
    return render_template("history/show.html", history=found, back=back)
