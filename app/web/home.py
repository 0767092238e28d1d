"""The home page of everybody: the one thing to do now, how far it is, and the last messages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.database import db
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Role
from app.domain.next_step import Situation, Step, step_of
from app.domain.relay import HAND_NAMES
from app.queries import campaigns, clock, frameworks, home, progress, situation
from app.queries.home import Desk
from app.services import notifications

from .access import access, current_actor
from .campaigns import campaign_title
from .links import link_or_none
from .transitions import own_page

bp = Blueprint("home", __name__)

PAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "assignment": ("panels.show", ("campaign_id",)),
    "assignments": ("assignments.index", ()),
    "board": ("progress.board", ("campaign_id",)),
    "campaign": ("campaigns.show", ("campaign_id",)),
    "campaigns": ("campaigns.index", ()),
    "completeness": ("submissions.completeness", ("submission_id",)),
    "correction": ("submissions.criterion", ("submission_id", "criterion")),
    "criterion": ("submissions.criterion", ("submission_id", "criterion")),
    "decision": ("decisions.show", ("campaign_id",)),
    "declaration": ("declarations.sign", ("campaign_id",)),
    "format_check": ("format_checks.show", ("submission_id",)),
    "framework": ("frameworks.show", ("framework_id",)),
    "hearing": ("hearings.index", ("campaign_id",)),
    "late": ("progress.board", ("campaign_id", "late")),
    "letter": ("letters.show", ("submission_id",)),
    "letters": ("letters.index", ("campaign_id",)),
    "moderation": ("moderations.show", ("submission_id",)),
    "new_campaign": ("campaigns.new", ()),
    "new_notice": ("notices.new", ("campaign_id",)),
    "notice": ("notices.show", ("notice_id",)),
    "progress": ("progress.own", ("campaign_id",)),
    "public_notice": ("public_notices.show", ("campaign_id",)),
    "rectification": ("rectification.show", ("submission_id",)),
    "results": ("results.index", ("campaign_id",)),
    "review": ("reviews.show", ("assignment_id",)),
    "schedule": ("schedules.show", ("campaign_id",)),
    "sign_off": ("sign_offs.show", ("submission_id",)),
    "submission": ("submissions.show", ("submission_id",)),
    "tree": ("units.index", ()),
    "units": ("enrolment.show", ("campaign_id",)),
    "verifications": ("rectification.verifications", ("campaign_id",)),
}
"""Name of a page in the table of next steps → its route and what it needs."""


@bp.get("/")
@access(Action.OPEN_HOME)
def show() -> str:
    actor = current_actor()
    desks = home.desks(db.session, actor)
    desk = next((each for each in desks if each.key == request.args.get("desk")), desks[0] if desks else None)
    found = _at(desk) if desk else {"step": None}
    return render_template(
        "home/show.html",
        desks=desks,
        desk=desk,
        campaign_name=campaign_title(desk) if desk and desk.campaign_id else "",
        title_of=campaign_title,
        messages=home.messages(db.session, actor.user_id),
        unread=home.unread(db.session, actor.user_id),
        hand_names=HAND_NAMES,
        moment=clock.now(db.session),
        **found,
    )


def _at(desk: Desk) -> dict[str, Any]:
    """What the page shows of one desk."""
    if desk.campaign_id is None:
        step = step_of(Situation(desk.role))
        return {"step": step, "href": _href(step, {})}
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, desk.campaign_id)
    framework = frameworks.pinned(db.session, campaign)
    shown: dict[str, Any] = {
        "campaign": campaign,
        "windows": campaigns.windows(db.session, campaign.id),
        "urgings": campaigns.urgings(
            db.session, campaign.id, unit_ids=[desk.unit_id] if desk.unit_id else []
        )[:3],
    }
    ids: Mapping[str, UUID]
    if desk.role in UNIT_ROLES:
        facts, lacks, ids = situation.of_unit(db.session, actor, desk, framework)
        shown |= {"sections": _sections(framework, lacks), "lacks": lacks}
        shown["line"] = progress.page(
            db.session, campaign, unit_ids=(desk.unit_id,) if desk.unit_id else ()
        ).lines[0]
    elif desk.role is Role.REVIEWER:
        facts, ids = situation.of_reader(db.session, actor, desk)
    else:
        facts, ids = situation.of_office(db.session, desk, campaign, framework)
        shown["overview"] = progress.overview(db.session, campaign.id)
    step = step_of(facts)
    known = {
        "campaign_id": campaign.id,
        "framework_id": campaign.framework_id,
        "submission_id": desk.submission_id,
        "criterion": facts.correction if step.page == "correction" else facts.criterion,
        "late": 1,
        **ids,
    }
    return shown | {"step": step, "situation": facts, "href": _href(step, known)}


def _href(step: Step, known: Mapping[str, Any]) -> str:
    """The address of the step's page; the campaign's page while the page is not part of the house."""
    endpoint, names = PAGES[step.page]
    if all(known.get(name) is not None for name in names):
        address = link_or_none(endpoint, **{name: known[name] for name in names})
        if address:
            return address
    if known.get("campaign_id"):
        return url_for("campaigns.show", campaign_id=known["campaign_id"])
    return url_for("campaigns.index")


def _sections(framework: Any, lacks: Any) -> list[dict[str, Any]]:
    """How far each section is: done, of how many, the first open criterion."""
    states = {state.criterion.code: state for state in lacks.criteria}
    rows = []
    for section in framework.sections:
        mine = [states[criterion.code] for criterion in section.criteria]
        opened = next((state for state in mine if not state.complete), mine[0])
        done = sum(state.complete for state in mine)
        begun = any(state.answered or state.texts for state in mine)
        missing = any(
            state.evidence_missing and state.criterion.mandatory and state.answered for state in mine
        )
        kind = "done" if done == len(mine) else "late" if missing else "now" if begun else "ahead"
        rows.append(
            {
                "code": section.code,
                "title": section.title.texts,
                "done": done,
                "all": len(mine),
                "kind": kind,
                "criterion": opened.criterion.code,
            }
        )
    return rows


@bp.post("/messages/read")
@access(Action.OPEN_HOME)
def read_all() -> ResponseReturnValue:
    """Mark every message as read."""
    notifications.mark_read(db.session, current_actor())
    return redirect(url_for(".show"), 303)


@bp.post("/messages/<uuid:message_id>/read")
@access(Action.OPEN_HOME)
def read(message_id: UUID) -> ResponseReturnValue:
    """Mark one message as read and go where it leads."""
    link = notifications.mark_read(db.session, current_actor(), message_id)
    return redirect(own_page(link) or url_for(".show"), 303)
