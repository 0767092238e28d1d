"""Forming the panels of a campaign: its code carries the framework's weight, its members a limit each."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, sentence
from app.domain.procedure import ACTIVE_ASSIGNMENT
from app.domain.text import N_
from app.models.account import User
from app.models.assignment import Assignment, Panel, PanelMember
from app.queries import frameworks, panels, subjects

from . import audit, gate

MOST_UNITS = 50  # nobody reads more


def form(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    code: str,
    name: str,
    chair_id: UUID | None,
    members: Mapping[UUID, int],
    panel_id: UUID | None = None,
) -> Panel:
    """Form a panel, or form it anew: its members (with the most units for each) are then exactly these.

    Raises NotFound, NotPermitted, Invalid by field, Conflict when somebody taken out still reads.
    """
    campaign = gate.enter_campaign(session, campaign_id)
    policy.require(actor, Action.FORM_PANEL, subjects.of_campaign(campaign), seen_by=Action.FORM_PANEL)
    panel = session.get(Panel, panel_id) if panel_id else Panel(campaign_id=campaign_id, code="", name="")
    if panel is None or panel.campaign_id != campaign_id:
        raise NotFound
    _check(session, campaign_id, panel, name, members)
    if code not in {each.code for each in frameworks.pinned(session, campaign).review.panels}:
        raise Invalid(code=N_("Please choose one of the panels of the framework."))
    sitting = {seat.user_id for each in panels.of_campaign(session, campaign_id) for seat in each.seats}
    able = {person.id for person in panels.pool(session, campaign)} | sitting
    if not set(members) <= able or (chair_id is not None and chair_id not in able):
        raise Invalid(members=N_("Please choose people from the list only."))
    changes = audit.difference(panel, code=code, name=name.strip(), chair_id=chair_id)
    panel.code, panel.name, panel.chair_id = code, name.strip(), chair_id
    session.add(panel)
    session.flush()
    before = _seat(session, panel, members)
    audit.record(
        session,
        actor,
        Action.FORM_PANEL,
        panel.id,
        campaign_id=campaign_id,
        changes={**changes, "members": (before, {str(user): limit for user, limit in members.items()})},
    )
    return panel


def _check(session: Session, campaign_id: UUID, panel: Panel, name: str, members: Mapping[UUID, int]) -> None:
    if not name.strip():
        raise Invalid(name=N_("Please give the panel a name."))
    twin = select(Panel.id).where(
        Panel.campaign_id == campaign_id, Panel.name == name.strip(), Panel.id != panel.id
    )
    if session.scalar(twin) is not None:
        raise Invalid(name=N_("There is a panel of this name already."))
    if any(not 1 <= limit <= MOST_UNITS for limit in members.values()):
        raise Invalid(
            members=sentence(N_("Please give each member from 1 to %(most)s units."), most=MOST_UNITS)
        )
    other = session.execute(
        select(User.name)
        .join(PanelMember, PanelMember.user_id == User.id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.campaign_id == campaign_id, Panel.id != panel.id, User.id.in_(members))
    ).scalars()
    if names := sorted(other):
        raise Invalid(members=sentence(N_("%(names)s already sit in another panel."), names=", ".join(names)))


def _seat(session: Session, panel: Panel, members: Mapping[UUID, int]) -> dict[str, int]:
    """Let exactly these sit in the panel; returns who sat there before."""
    sitting = {
        row.user_id: row
        for row in session.scalars(select(PanelMember).where(PanelMember.panel_id == panel.id))
    }
    before = {str(user_id): row.load_limit for user_id, row in sitting.items()}
    gone = [user_id for user_id in sitting if user_id not in members]
    reading = session.scalar(
        select(func.count()).where(
            Assignment.panel_id == panel.id,
            Assignment.reviewer_id.in_(gone),
            Assignment.stage.in_(ACTIVE_ASSIGNMENT),
        )
    )
    if reading:
        raise Conflict(
            N_("Somebody you took out still reads %(n)s units. Please replace the reader first."), n=reading
        )
    for user_id in gone:
        session.delete(sitting[user_id])
    for user_id, limit in members.items():
        if user_id in sitting:
            sitting[user_id].load_limit = limit
        else:
            session.add(PanelMember(panel_id=panel.id, user_id=user_id, load_limit=limit))
    session.flush()
    return before
