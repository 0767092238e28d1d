"""Proposed and decided vetoes of one unit, for its own people and those who oversee the campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.calendar import beijing_date
from app.domain.due_process import heard_until
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.models.campaign import Campaign
from app.models.result import Veto, VetoStage
from app.models.submission import Submission

from . import calendars, frameworks, subjects


@dataclass(frozen=True, slots=True)
class VetoLine:
    """One veto: what it stands on, what the unit says, how it was decided."""

    id: UUID
    code: str
    reason: str
    basis: str
    unit_statement: str
    state: VetoStage
    proposed_at: datetime
    confirmed_at: datetime | None
    heard_until: date  # until then the unit states its view; after it, silence is enough to confirm


@dataclass(frozen=True, slots=True)
class VetoPage:
    """A unit's vetoes, the newest first."""

    submission: Submission
    campaign: Campaign
    framework: Framework
    subject: Subject
    vetoes: Sequence[VetoLine]


def of_submission(session: Session, actor: Actor, submission_id: UUID) -> VetoPage:
    """The vetoes of a unit. A constant number of statements. Raises NotFound."""
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    policy.require(actor, Action.VIEW_VETO, subject, seen_by=Action.VIEW_VETO)
    rows = session.execute(
        select(
            Veto.id, Veto.code, Veto.reason, Veto.basis, Veto.unit_statement, Veto.state, Veto.proposed_at,
            Veto.confirmed_at,
        )
        .where(Veto.submission_id == submission_id)
        .order_by(Veto.proposed_at.desc())
    )  # fmt: skip
    calendar = calendars.record(session, campaign.owner_path)
    lines = [
        VetoLine(*row, heard_until(beijing_date(row.proposed_at), calendar.at(row.proposed_at)))
        for row in rows
    ]
    return VetoPage(submission, campaign, frameworks.pinned(session, campaign), subject, lines)


def submission_of(session: Session, veto_id: UUID) -> UUID:
    """The submission a veto is about. Raises NotFound."""
    found = session.scalar(select(Veto.submission_id).where(Veto.id == veto_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit with vetoes that wait for the decision of the board."""

    submission_id: UUID
    unit_name: str
    count: int
    since: datetime


def waiting(session: Session, campaign_id: UUID) -> list[Waiting]:
    """The units of a campaign with a proposed veto, by code. One statement."""
    rows = session.execute(
        select(Veto.submission_id, Submission.unit_name, func.count(), func.min(Veto.proposed_at))
        .join(Submission, Submission.id == Veto.submission_id)
        .where(Submission.campaign_id == campaign_id, Veto.state == VetoStage.PROPOSED)
        .group_by(Veto.submission_id, Submission.unit_code, Submission.unit_name)
        .order_by(Submission.unit_code)
    )
    return [Waiting(row[0], row[1], row[2], row[3]) for row in rows]
