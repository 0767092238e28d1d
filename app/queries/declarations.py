"""What a reviewer is asked before the first file opens: the units in question and what the records know."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentStage
from app.models.assignment import Assignment, Declaration, Panel, PanelMember
from app.models.campaign import Campaign
from app.models.submission import Submission


@dataclass(frozen=True, slots=True)
class InvitedUnit:
    """A unit the reviewer is to read."""

    id: UUID  # of the assignment
    unit_name: str
    stage: AssignmentStage


@dataclass(frozen=True, slots=True)
class Asked:
    """The declaration of one reviewer in one campaign."""

    campaign: Campaign
    units: list[InvitedUnit]
    signed_name: str
    signed_at: datetime | None


def asked(session: Session, actor: Actor, campaign_id: UUID) -> Asked:
    """What the actor is asked to declare. Four statements. Raises NotFound to who has no part in it."""
    campaign = session.get(Campaign, campaign_id)
    units = session.execute(
        select(Assignment.id, Submission.unit_name, Assignment.stage)
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(
            Assignment.campaign_id == campaign_id,
            Assignment.reviewer_id == actor.user_id,
            Assignment.stage.in_(ACTIVE_ASSIGNMENT),
        )
        .order_by(Submission.unit_code)
    ).all()
    sits = session.scalar(
        select(Panel.id)
        .outerjoin(PanelMember, PanelMember.panel_id == Panel.id)
        .where(
            Panel.campaign_id == campaign_id,
            (Panel.chair_id == actor.user_id) | (PanelMember.user_id == actor.user_id),
        )
        .limit(1)
    )
    if campaign is None or actor.user_id is None or not (units or sits):
        raise NotFound
    signed = session.execute(
        select(Declaration.signed_name, Declaration.signed_at).where(
            Declaration.campaign_id == campaign_id, Declaration.user_id == actor.user_id
        )
    ).one_or_none()
    return Asked(
        campaign,
        [InvitedUnit(*row) for row in units],
        signed.signed_name if signed else "",
        signed.signed_at if signed else None,
    )
