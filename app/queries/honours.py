"""Who is honoured by name: the persons of a campaign's decisions, and the reviewers to be thanked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.awards import Honoured
from app.domain.errors import NotFound
from app.domain.locale_text import LocaleText
from app.domain.procedure import AssignmentStage, CertificateStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate, Honouree
from app.models.submission import Submission
from app.models.unit import Unit

from . import decisions, subjects

MOST = 500


class PersonRow(NamedTuple):
    """A person on a decision; `chosen` is false when passed over."""

    id: UUID
    decision_id: UUID
    person: str
    person_en: str
    unit: str
    title: LocaleText
    citation: str
    chosen: bool
    reason: str


class ThanksRow(NamedTuple):
    """A letter of thanks: to whom, its number, where it stands."""

    id: UUID
    person: str
    number: str
    stage: CertificateStage


@dataclass(frozen=True, slots=True)
class HonoursPage:
    """Persons honoured, letters made, and how many reviewers wait for theirs."""

    campaign_id: UUID
    campaign_title: str
    settings: Mapping[str, Any]
    decision: decisions.DecisionRow | None
    persons: Sequence[PersonRow]
    units: Sequence[tuple[str, str]]
    thanks: Sequence[ThanksRow]
    unthanked: int


def page(session: Session, actor: Actor, campaign_id: UUID) -> HonoursPage:
    """The office's page. Raises NotFound. A constant number of statements."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    policy.require(
        actor, Action.THANK_REVIEWERS, subjects.of_campaign(campaign), seen_by=Action.THANK_REVIEWERS
    )
    decided = decisions.commendations(session, campaign_id)
    units = session.execute(
        select(Submission.unit_id, Submission.unit_name)
        .where(Submission.campaign_id == campaign_id)
        .order_by(Submission.unit_code)
        .limit(MOST)
    )
    return HonoursPage(
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        settings=campaign.settings,
        decision=decided[0] if decided else None,
        persons=persons(session, campaign_id),
        units=[(str(row.unit_id), row.unit_name) for row in units],
        thanks=_thanks(session, campaign_id),
        unthanked=len(unthanked(session, campaign_id)),
    )


def persons(session: Session, campaign_id: UUID) -> list[PersonRow]:
    """Every person a decision of the campaign honours, by name. One statement."""
    rows = session.execute(
        select(
            Award.id,
            Award.decision_id,
            Award.recipient,
            Award.recipient_en,
            Unit.name,
            Award.titles,
            Award.citation,
            Award.chosen,
            Award.reason,
        )
        .join(Honouree, Honouree.award_id == Award.id)
        .outerjoin(Unit, Unit.id == Honouree.unit_id)
        .where(Award.campaign_id == campaign_id, Honouree.honoured == Honoured.PERSON)
        .order_by(Award.recipient, Award.id)
        .limit(MOST)
    )
    return [PersonRow(*row)._replace(title=LocaleText(row.titles), unit=row.name or "") for row in rows]


def unthanked(session: Session, campaign_id: UUID) -> list[tuple[UUID, str]]:
    """Who submitted a review and has no letter yet, by name: never by panel or unit. One statement."""
    thanked = (
        select(Honouree.id)
        .join(Award, Award.id == Honouree.award_id)
        .where(Award.campaign_id == campaign_id, Honouree.user_id == User.id)
    )
    read = select(Assignment.id).where(
        Assignment.campaign_id == campaign_id,
        Assignment.reviewer_id == User.id,
        Assignment.stage == AssignmentStage.SUBMITTED,
    )
    rows = session.execute(
        select(User.id, User.name).where(read.exists(), ~thanked.exists()).order_by(User.name, User.id)
    )
    return [(row.id, row.name) for row in rows]


def _thanks(session: Session, campaign_id: UUID) -> list[ThanksRow]:
    rows = session.execute(
        select(Certificate.id, Award.recipient, Certificate.number, Certificate.stage)
        .join(Award, Award.id == Certificate.award_id)
        .join(Honouree, Honouree.award_id == Award.id)
        .where(Award.campaign_id == campaign_id, Honouree.honoured == Honoured.REVIEWER)
        .order_by(Certificate.number)
        .limit(MOST)
    )
    return [ThanksRow(*row) for row in rows]
