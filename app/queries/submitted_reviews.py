"""The reviews of one unit side by side, as far as the rule of blindness lets the actor see them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentStage, SubmissionStage
from app.domain.settings import CampaignSettings
from app.domain.sight import Sight, sight
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign
from app.models.review import Review
from app.models.submission import Submission

from . import facts, frameworks, subjects, supplements

MOST_SHORT = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One reader by number; what the actor must not see is None."""

    id: UUID
    reviewer_id: UUID
    number: int
    panel: str
    stage: AssignmentStage
    judged: int
    total: Decimal | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of a unit for one actor."""

    submission: Submission
    campaign: Campaign
    framework: Framework
    sight: Sight
    lines: list[Line]
    least: int
    may_identify: bool
    may_waive: bool
    unconfirmed: int  # scores asked about after a supplement and neither confirmed nor changed

    @property
    def submitted(self) -> int:
        return sum(line.stage is AssignmentStage.SUBMITTED for line in self.lines)


def of_submission(session: Session, actor: Actor, submission_id: UUID) -> Reviews:
    """What the actor sees of the reviews of a unit. Four statements. Raises NotFound."""
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    rows = session.execute(
        select(
            Assignment.id, Assignment.reviewer_id, Assignment.pseudonym, Panel.name, Panel.chair_id,
            Assignment.stage, Assignment.judged_count, Review.total, Review.submitted_at,
        )
        .join(Panel, Panel.id == Assignment.panel_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Assignment.submission_id == submission_id, Assignment.stage.in_(ACTIVE_ASSIGNMENT))
        .order_by(Assignment.pseudonym)
    ).all()  # fmt: skip
    submitted = [row for row in rows if row.stage is AssignmentStage.SUBMITTED]
    seen = sight(
        actor,
        subject,
        all_in=bool(rows) and len(submitted) == len(rows),
        own_in=any(row.reviewer_id == actor.user_id for row in submitted),
    )
    if seen is Sight.NOTHING:
        raise NotFound
    framework = frameworks.pinned(session, campaign)
    return Reviews(
        submission,
        campaign,
        framework,
        seen,
        [
            Line(
                row.id, row.reviewer_id, row.pseudonym, row.name, row.stage, row.judged_count,
                row.total if seen in (Sight.SCORES, Sight.PANEL) else None,
                row.submitted_at,
            )
            for row in rows
            if seen is not Sight.PANEL or row.chair_id == actor.user_id
        ],
        facts.minimum_reviews(framework, CampaignSettings.of(campaign.settings)),
        policy.permits(actor, Action.IDENTIFY_REVIEWERS, subject),
        policy.permits(actor, Action.WAIVE_MINIMUM, subject),
        sum(
            each.unconfirmed
            for window in supplements.asked(session, actor, subject, submission_id).values()
            for each in window
        ),
    )  # fmt: skip


class Short(NamedTuple):
    """A unit with fewer reviews than needed, and nobody has said that it may be finished all the same."""

    submission_id: UUID
    unit_name: str
    submitted: int


def short(session: Session, campaign: Campaign, *, rows: int = MOST_SHORT) -> list[Short]:
    """The units of a campaign whose reviews are too few, by code. One statement."""
    least = facts.minimum_reviews(
        frameworks.pinned(session, campaign), CampaignSettings.of(campaign.settings)
    )
    found = session.execute(
        select(Submission.id, Submission.unit_name, Submission.reviewed_count)
        .where(
            Submission.campaign_id == campaign.id,
            Submission.stage.in_((SubmissionStage.UNDER_REVIEW, SubmissionStage.REVIEWED)),
            Submission.reviewed_count < least,
            Submission.minimum_waived_reason == "",
        )
        .order_by(Submission.unit_code, Submission.id)
        .limit(rows)
    )
    return [Short(*row) for row in found]
