"""Evidence whose day lies outside the period of its campaign: counted, for a mark and never a refusal."""

from uuid import UUID

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.submission import Submission


def counted() -> ScalarSelect[int]:
    """How many pieces of a submission that stand lie outside, as a column of a statement over Submission."""
    campaign = aliased(Campaign)
    return (
        select(func.count())
        .select_from(Evidence)
        .join(campaign, campaign.id == Submission.campaign_id)
        .where(
            Evidence.submission_id == Submission.id,
            Evidence.withdrawn_at.is_(None),
            or_(Evidence.event_on < campaign.period_starts_on, Evidence.event_on > campaign.period_ends_on),
        )
        .correlate(Submission)
        .scalar_subquery()
    )


def count(session: Session, submission_id: UUID) -> int:
    """How many pieces of a submission that stand lie outside. One statement."""
    return session.scalar(select(counted()).where(Submission.id == submission_id)) or 0
