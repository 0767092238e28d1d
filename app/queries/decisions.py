"""Decisions of commendation and their awards, as the page and the paper show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.awards import PERSON_CODE, THANKS_CODE
from app.domain.errors import NotFound
from app.domain.locale_text import LocaleText
from app.domain.procedure import CertificateStage
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate
from app.models.result import Decision, DecisionKind
from app.models.submission import Submission
from app.models.unit import Unit

from . import facts, frameworks, subjects


class DecisionRow(NamedTuple):
    """A decision; `outcome` holds issuers, addressee and what follows the units' names."""

    id: UUID
    number: str
    on: date
    meeting: str
    legal_basis: str
    text: str
    outcome: dict[str, Any]


class AwardRow(NamedTuple):
    """An award with its recipient; `chosen` is false when it was passed over."""

    id: UUID
    decision_id: UUID
    code: str
    title: LocaleText
    recipient: str
    recipient_en: str
    citation: str
    chosen: bool
    reason: str
    version: int


class Choice(NamedTuple):
    """Something to choose from a list."""

    id: str
    name: LocaleText


@dataclass(frozen=True, slots=True)
class Recognition:
    """The decisions of a campaign, newest first, with the awards; and what this reader may do."""

    campaign_id: UUID
    campaign_title: str
    owner_name: str
    decisions: Sequence[DecisionRow]
    awards: Sequence[AwardRow]
    rules: Sequence[Choice]
    units: Sequence[tuple[str, str]]
    drafts: int
    issued: int
    list_approved: bool
    may_record: bool
    may_issue: bool

    def of(self, code: str) -> list[AwardRow]:
        """The awards of one title."""
        return [award for award in self.awards if award.code == code]

    @property
    def titles(self) -> list[tuple[str, LocaleText]]:
        """Each title that has an award, in the framework's order."""
        known = {award.code for award in self.awards}
        return [(rule.id, rule.name) for rule in self.rules if rule.id in known]


def of_campaign(session: Session, actor: Actor, campaign_id: UUID) -> Recognition:
    """The decision page. Who may not record sees chosen awards only. A constant number of statements.

    Raises NotFound.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.VIEW_DECISION, subject, seen_by=Action.VIEW_DECISION)
    may_record = policy.permits(actor, Action.RECORD_DECISION, subject)
    may_issue = policy.permits(actor, Action.ISSUE_CERTIFICATE, subject)
    found = awards(session, campaign_id)
    framework = frameworks.pinned(session, campaign)
    counts = _certificates(session, campaign_id) if may_issue else {}
    return Recognition(
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        owner_name=session.scalars(select(Unit.name).where(Unit.id == campaign.owner_id)).one(),
        decisions=commendations(session, campaign_id),
        awards=found if may_issue else [award for award in found if award.chosen],
        rules=[Choice(rule.code, rule.title) for rule in framework.awards],
        units=_units(session, campaign_id) if may_record else (),
        drafts=counts.get(CertificateStage.DRAFT, 0),
        issued=counts.get(CertificateStage.ISSUED, 0),
        list_approved=facts.list_approved(session, campaign_id),
        may_record=may_record,
        may_issue=may_issue,
    )


def award(session: Session, actor: Actor, award_id: UUID) -> tuple[UUID, AwardRow]:
    """One award to be described, with its campaign. Raises NotFound."""
    campaign = session.scalar(
        select(Campaign).join(Award, Award.campaign_id == Campaign.id).where(Award.id == award_id)
    )
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.RECORD_DECISION, subject, seen_by=Action.RECORD_DECISION)
    row = session.execute(_columns().where(Award.id == award_id, Award.code != THANKS_CODE)).one_or_none()
    if row is None:
        raise NotFound
    return campaign.id, _row(row)


def campaign_of(session: Session, decision_id: UUID) -> UUID:
    """The campaign a decision belongs to. Raises NotFound."""
    found = session.scalar(select(Decision.campaign_id).where(Decision.id == decision_id))
    if found is None:
        raise NotFound
    return found


def commendations(session: Session, campaign_id: UUID) -> list[DecisionRow]:
    """The decisions on awards, newest first. One statement."""
    rows = session.execute(
        select(*(getattr(Decision, name) for name in DecisionRow._fields))
        .where(Decision.campaign_id == campaign_id, Decision.kind == DecisionKind.COMMENDATION)
        .order_by(Decision.recorded_at.desc())
    )
    return [DecisionRow(*row) for row in rows]


def awards(session: Session, campaign_id: UUID) -> list[AwardRow]:
    """Every award to a unit of a campaign, by recipient; persons are queries/honours.py. One statement."""
    rows = session.execute(
        _columns()
        .where(Award.campaign_id == campaign_id, Award.code.not_in((PERSON_CODE, THANKS_CODE)))
        .order_by(Award.recipient, Award.id)
    )
    return [_row(row) for row in rows]


def _columns() -> Select[Any]:
    wanted: tuple[Any, ...] = (
        Award.id,
        Award.decision_id,
        Award.code,
        Award.titles,
        Award.recipient,
        Award.recipient_en,
        Award.citation,
        Award.chosen,
        Award.reason,
        Award.version,
    )
    return select(*wanted)


def _row(row: Any) -> AwardRow:
    return AwardRow(*row)._replace(title=LocaleText(row.titles))


def _units(session: Session, campaign_id: UUID) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Submission.id, Submission.unit_name)
        .where(Submission.campaign_id == campaign_id)
        .order_by(Submission.unit_code)
    )
    return [(str(row.id), row.unit_name) for row in rows]


def _certificates(session: Session, campaign_id: UUID) -> dict[CertificateStage, int]:
    rows = session.execute(
        select(Certificate.stage, func.count())
        .where(Certificate.campaign_id == campaign_id)
        .group_by(Certificate.stage)
    )
    return {row[0]: row[1] for row in rows}
