"""The coordinator's list of submissions for the format check, paged by key, and what was named in each."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.procedure import SubmissionStage
from app.models.account import User
from app.models.campaign import Campaign
from app.models.submission import BonusClaim, BonusState, Correction, Submission

from . import evidence_days, subjects
from .visibility import submissions

PAGE = 50
CHECKED = (SubmissionStage.SUBMITTED, SubmissionStage.RETURNED_FOR_CORRECTION, SubmissionStage.ACCEPTED)


class Row(NamedTuple):
    """One submitted unit in the list."""

    id: UUID
    unit_name: str
    stage: SubmissionStage
    submitted_at: datetime | None
    evidence_count: int
    undecided_claims: int
    open_corrections: int
    unit_code: str
    outside: int  # pieces of evidence whose day lies outside the period


class Asked(NamedTuple):
    """A place that was named for correction."""

    id: UUID
    place: str
    remark: str
    requested_at: datetime
    requested_by: str
    due_at: datetime | None
    done_at: datetime | None


def campaign(session: Session, actor: Actor, campaign_id: UUID) -> Campaign:
    """The campaign, if the actor checks its submissions. Raises NotFound, NotPermitted."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound
    subject = subjects.of_campaign(found)
    policy.require(actor, Action.REQUEST_CORRECTION, subject, seen_by=Action.VIEW_PROGRESS)
    return found


def listed(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    stage: SubmissionStage | None = None,
    outside: bool = False,
    after: tuple[str, UUID] | None = None,
) -> list[Row]:
    """Submitted units by code, one page and one row more; `outside` only those with evidence from outside the
    period. One statement.
    """
    claims = (
        select(func.count())
        .select_from(BonusClaim)
        .where(BonusClaim.submission_id == Submission.id, BonusClaim.state == BonusState.CLAIMED)
        .scalar_subquery()
    )
    corrections = (
        select(func.count())
        .select_from(Correction)
        .where(Correction.submission_id == Submission.id, Correction.done_at.is_(None))
        .scalar_subquery()
    )
    wanted = (
        select(
            Submission.id,
            Submission.unit_name,
            Submission.stage,
            Submission.submitted_at,
            Submission.evidence_count,
            claims,
            corrections,
            Submission.unit_code,
            evidence_days.counted(),
        )
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(Submission.campaign_id == campaign_id, submissions(actor))
        .where(Submission.stage.in_([stage] if stage else CHECKED))
        .order_by(Submission.unit_code, Submission.id)
        .limit(PAGE + 1)
    )
    if outside:
        wanted = wanted.where(evidence_days.counted() > 0)
    if after is not None:
        wanted = wanted.where(tuple_(Submission.unit_code, Submission.id) > tuple_(*after))
    return [Row(*row) for row in session.execute(wanted)]


def asked(session: Session, submission_id: UUID) -> list[Asked]:
    """Everything that was named for correction, the newest first. One statement."""
    rows = session.execute(
        select(
            Correction.id,
            Correction.criterion,
            Correction.remark,
            Correction.requested_at,
            User.name,
            Correction.due_at,
            Correction.done_at,
        )
        .join(User, User.id == Correction.requested_by_id)
        .where(Correction.submission_id == submission_id)
        .order_by(Correction.requested_at.desc(), Correction.criterion)
    )
    return [Asked(*row) for row in rows]
