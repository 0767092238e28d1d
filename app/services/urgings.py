"""Urging: 催办 by the coordinator, 督办 by an observer; told to whoever has the unit in hand, recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.calendar import beijing_date, start_of_day
from app.domain.errors import Conflict, Invalid
from app.domain.procedure import AssignmentStage, SubmissionStage
from app.domain.relay import HANDS, Hand
from app.domain.text import N_
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign, Urging
from app.models.submission import Submission
from app.queries import clock, lateness, subjects

from . import audit, gate, notifications

READING = (
    AssignmentStage.INVITED,
    AssignmentStage.ACCEPTED,
    AssignmentStage.IN_PROGRESS,
    AssignmentStage.REOPENED,
)
REMINDER = N_("%(unit)s: please go on, the date has come. The next step is in your hands.")
SPOKEN = N_("%(unit)s: the secretariat asks you to go on. %(words)s")
SUPERVISED = N_("%(unit)s: the supervision team asks for attention. %(words)s")


@dataclass(frozen=True, slots=True)
class Urged:
    """How many units were urged, and how many had been urged today already and were left in peace."""

    units: int
    already: int


def urge(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    submission_ids: Iterable[UUID] | None = None,
    *,
    text: str = "",
) -> Urged:
    """Urge these units, or everybody who is behind; nobody twice on one day.

    Told to those who have the unit in hand now. Raises NotFound, NotPermitted, Conflict when nobody is
    behind.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.URGE, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    wanted = _chosen(session, campaign, submission_ids)
    if not wanted:
        raise Conflict(N_("No unit is behind. There is nobody to urge."))
    moment = clock.now(session)
    spared = _urged_today(session, campaign.id, moment)
    urged = [row for row in wanted if row.id not in spared]
    for row in urged:
        session.add(
            Urging(campaign_id=campaign.id, submission_id=row.id, text=text.strip(), by_id=actor.user_id)
        )
        audit.record(
            session,
            actor,
            Action.URGE,
            row.id,
            campaign_id=campaign.id,
            unit_id=row.unit_id,
            reason=text.strip(),
            hand=HANDS[row.stage],
        )
        notifications.tell(
            session,
            _people(session, campaign, row),
            SPOKEN if text.strip() else REMINDER,
            campaign_id=campaign.id,
            link=f"/campaigns/{campaign.id}",
            unit=row.unit_name,
            words=text.strip()[:200],
        )
    return Urged(len(urged), len(wanted) - len(urged))


def supervise(session: Session, actor: Actor, submission_id: UUID, *, text: str) -> Urging:
    """An observer's notice about a unit, told to its people and to the secretariat, shown on its home page.

    Raises NotFound, NotPermitted, Invalid when nothing is said.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.SUPERVISE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if not text.strip():
        raise Invalid(text=N_("Please say what needs attention."))
    campaign, submission = entered.campaign, entered.submission
    urging = Urging(
        campaign_id=campaign.id,
        submission_id=submission.id,
        text=text.strip(),
        by_id=actor.user_id,
        supervised=True,
    )
    session.add(urging)
    audit.record(
        session,
        actor,
        Action.SUPERVISE,
        submission.id,
        campaign_id=campaign.id,
        unit_id=submission.unit_id,
        reason=text.strip(),
    )
    people = [
        *notifications.holders(session, submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY),
        *notifications.office(session, campaign.owner_path, Role.COORDINATOR),
    ]
    notifications.tell(
        session,
        people,
        SUPERVISED,
        campaign_id=campaign.id,
        link=f"/campaigns/{campaign.id}",
        unit=submission.unit_name,
        words=text.strip()[:200],
    )
    return urging


def _chosen(session: Session, campaign: Campaign, ids: Iterable[UUID] | None) -> list[Row[Any]]:
    if ids is None:
        return lateness.behind(session, campaign.id)
    return list(
        session.execute(
            select(Submission.id, Submission.unit_id, Submission.unit_name, Submission.stage)
            .where(
                Submission.campaign_id == campaign.id,
                Submission.id.in_(set(ids)),
                Submission.stage.not_in([stage for stage, hand in HANDS.items() if hand is Hand.NOBODY]),
            )
            .order_by(Submission.unit_code, Submission.id)
        )
    )


def _urged_today(session: Session, campaign_id: UUID, moment: datetime) -> set[UUID | None]:
    return set(
        session.scalars(
            select(Urging.submission_id).where(
                Urging.campaign_id == campaign_id,
                Urging.supervised.is_(False),
                Urging.at >= start_of_day(beijing_date(moment)),
            )
        )
    )


def _people(session: Session, campaign: Campaign, row: Row[Any]) -> list[UUID]:
    """Those who have the unit in hand."""
    hand = HANDS[row.stage]
    if hand is Hand.CONTRIBUTOR:
        return notifications.holders(session, row.unit_id, Role.CONTRIBUTOR)
    if hand is Hand.SIGNATORY:
        return notifications.holders(session, row.unit_id, Role.SIGNATORY)
    if hand is Hand.REVIEWERS:
        reading = select(Assignment.reviewer_id).where(
            Assignment.submission_id == row.id,
            Assignment.stage.in_(READING)
            if row.stage is SubmissionStage.UNDER_REVIEW
            else Assignment.stage == AssignmentStage.SUBMITTED,
        )
        return list(session.scalars(reading))
    if hand is Hand.CHAIR:
        chairs = (
            select(Panel.chair_id)
            .join(Assignment, Assignment.panel_id == Panel.id)
            .where(Assignment.submission_id == row.id, Panel.chair_id.is_not(None))
            .distinct()
        )
        return [chair for chair in session.scalars(chairs) if chair is not None]
    return notifications.office(session, campaign.owner_path, Role.COORDINATOR)
