"""The home page of everybody: the one thing to do now, how far it is, and the last messages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.database import db
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Role
from app.domain.next_step import Step, step_of
from app.domain.relay import HAND_NAMES
from app.queries import campaigns, clock, frameworks, home, progress, situation
from app.queries.home import Desk
from app.services import notifications

from .access import access, current_actor
from .campaigns import campaign_title
from .links import link_or_none
from .transitions import own_page

bp = Blueprint("home", __name__)

OF_CAMPAIGN = {"campaign_id": "campaign_id"}
OF_SUBMISSION = {"submission_id": "submission_id"}
OF_CRITERION = OF_SUBMISSION | {"code": "criterion"}

PAGES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "appeal": ("appeals.show", {"appeal_id": "appeal_id"}),
    "assignment": ("assignments.show", OF_CAMPAIGN),
    "assignments": ("reviews.mine", {}),
    "board": ("progress.board", OF_CAMPAIGN),
    "campaign": ("campaigns.show", OF_CAMPAIGN),
    "campaigns": ("campaigns.index", {}),
    "completeness": ("reports.lacks", OF_SUBMISSION),
    "correction": ("answers.criterion", OF_CRITERION),
    "criterion": ("answers.criterion", OF_CRITERION),
    "decision": ("decisions.show", OF_CAMPAIGN),
    "declaration": ("declarations.sign", OF_CAMPAIGN),
    "format_check": ("format_checks.show", OF_SUBMISSION),
    "framework": ("frameworks.show", {"framework_id": "framework_id"}),
    "frameworks": ("frameworks.index", {}),
    "hearing": ("hearings.index", OF_CAMPAIGN),
    "late": ("progress.board", OF_CAMPAIGN | {"late": "late"}),
    "letter": ("letters.show", OF_SUBMISSION),
    "letters": ("letters.index", OF_CAMPAIGN),
    "moderation": ("panel_judgements.show", OF_SUBMISSION),
    "new_campaign": ("campaigns.new", {}),
    "new_notice": ("notices.new", OF_CAMPAIGN),
    "notice": ("notices.show", {"notice_id": "notice_id"}),
    "panel_letters": ("letters.of_panel", OF_CAMPAIGN),
    "progress": ("progress.own", OF_CAMPAIGN),
    "public_notice": ("public_notices.index", OF_CAMPAIGN),
    "reconsideration": ("reviews.criterion", {"assignment_id": "again_id", "code": "again_at"}),
    "rectification": ("rectification.show", OF_SUBMISSION),
    "results": ("results.index", OF_CAMPAIGN),
    "review": ("reviews.resume", {"assignment_id": "assignment_id"}),
    "schedule": ("schedules.show", OF_CAMPAIGN),
    "sign_off": ("sign_offs.show", OF_SUBMISSION),
    "submission": ("answers.overview", OF_SUBMISSION),
    "tree": ("units.index", {}),
    "units": ("enrolment.show", OF_CAMPAIGN),
    "verifications": ("rectification.verifications", {}),
}
"""Name of a page in the table of next steps → its route, and which fact each part of the address is."""


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
        step = step_of(situation.before_any_campaign(db.session, current_actor(), desk))
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
    ids: Mapping[str, Any]
    if desk.role in UNIT_ROLES:
        facts, lacks, ids = situation.of_unit(db.session, actor, desk, framework)
        shown |= {"sections": _sections(framework, lacks), "lacks": lacks}
        shown["line"] = progress.page(
            db.session, campaign, unit_ids=(desk.unit_id,) if desk.unit_id else ()
        ).lines[0]
    elif desk.role is Role.REVIEWER:
        facts, ids = situation.of_reader(db.session, actor, desk)
    else:
        overview = shown["overview"] = progress.overview(db.session, campaign.id)
        facts, ids = situation.of_office(db.session, actor, desk, campaign, framework, late=overview.late)
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
    endpoint, parts = PAGES[step.page]
    if all(known.get(fact) is not None for fact in parts.values()):
        address = link_or_none(endpoint, **{name: known[fact] for name, fact in parts.items()})
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
