"""Milestones: dates between stages (期中检查, 推进会), noted and marked as held."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.models.campaign import Campaign, Milestone
from app.queries import clock, subjects

from . import audit, gate


def add(
    session: Session, actor: Actor, campaign_id: UUID, *, on: date, title: str, note: str = ""
) -> Milestone:
    """Note a date of a campaign. Raises NotFound, NotPermitted."""
    campaign = gate.enter_campaign(session, campaign_id)
    policy.require(
        actor, Action.RECORD_MILESTONE, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    milestone = Milestone(campaign_id=campaign.id, on=on, title=title, note=note)
    session.add(milestone)
    session.flush()
    audit.record(
        session,
        actor,
        Action.RECORD_MILESTONE,
        milestone.id,
        campaign_id=campaign.id,
        on=on,
        title=title,
        note=note,
    )
    return milestone


def mark_done(session: Session, actor: Actor, milestone_id: UUID, *, done: bool = True) -> Milestone:
    """Mark a milestone as held, or take the mark back. Raises NotFound, NotPermitted."""
    milestone = session.get(Milestone, milestone_id)
    if milestone is None:
        raise NotFound
    campaign = session.get_one(Campaign, milestone.campaign_id)
    policy.require(
        actor, Action.RECORD_MILESTONE, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    if done == (milestone.done_at is not None):
        return milestone
    before, milestone.done_at = milestone.done_at, clock.now(session) if done else None
    audit.record(
        session,
        actor,
        Action.RECORD_MILESTONE,
        milestone.id,
        campaign_id=campaign.id,
        changes={"done_at": (before, milestone.done_at)},
        title=milestone.title,
    )
    return milestone
