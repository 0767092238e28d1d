"""The hearing of a unit: what it may say of its letter, what it said, how it was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.due_process import Stance
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.domain.letter import texts_of
from app.models.campaign import Campaign
from app.models.feedback import FactCheck, FeedbackLetter
from app.models.submission import Submission

from . import appeals, clock, examiners, frameworks, letters, subjects
from .appeals import AppealLine
from .letters import Letter

MOST = 200


class FactLine(NamedTuple):
    """One item of a fact check with its answer."""

    id: UUID
    submission_id: UUID
    unit_name: str
    criterion: str
    finding_id: UUID | None
    stance: Stance
    text: str
    stated_at: datetime
    answer: str
    upheld: bool | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hearing:
    """A unit's hearing. `fact_check_runs` and `appeal_runs` say whether its two clocks run now."""

    submission: Submission
    campaign: Campaign
    framework: Framework
    subject: Subject
    letter: Letter
    facts: Sequence[FactLine]
    appeals: Sequence[AppealLine]
    fact_check_runs: bool
    appeal_runs: bool
    on_the_panel: bool

    def said_of(self, finding_ids: Sequence[str]) -> FactLine | None:
        """What the unit said of the part of the letter made from these findings."""
        return next((line for line in self.facts if str(line.finding_id) in finding_ids[:1]), None)


@dataclass(frozen=True, slots=True)
class HearingList:
    """What is open in a campaign, the oldest first, and what was closed."""

    campaign: Campaign
    subject: Subject
    facts: Sequence[FactLine]
    appeals: Sequence[AppealLine]


def of_submission(session: Session, actor: Actor, submission_id: UUID) -> Hearing:
    """The hearing of a unit whose letter was sent. Eight statements. Raises NotFound."""
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    if not policy.permits(actor, Action.VIEW_RESULT, subject):
        policy.require(actor, Action.READ_LETTER, subject, seen_by=Action.READ_LETTER)
    issued = [each for each in letters.letters_of(session, submission_id) if each.issued_at]
    if not issued:
        raise NotFound
    letter, moment = issued[0], clock.now(session)
    return Hearing(
        submission=submission,
        campaign=campaign,
        framework=frameworks.pinned(session, campaign),
        subject=subject,
        letter=letter,
        facts=_facts(session, FactCheck.submission_id == submission_id),
        appeals=appeals.of_submission(session, submission_id),
        fact_check_runs=letter.fact_check_ends_at is not None and moment < letter.fact_check_ends_at,
        appeal_runs=appeals.may_appeal_now(session, submission_id),
        on_the_panel=examiners.was_on_the_panel(session, actor.user_id, submission),
    )


def of_campaign(session: Session, actor: Actor, campaign_id: UUID) -> HearingList:
    """Fact checks that say something and appeals of a campaign. Three statements. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.VIEW_RESULT, subject, seen_by=Action.VIEW_RESULT)
    said = (Submission.campaign_id == campaign_id) & (FactCheck.stance != Stance.RIGHT)
    return HearingList(
        campaign, subject, _facts(session, said), appeals.of_campaign(session, campaign_id, MOST)
    )


def refuted(session: Session, submission_id: UUID) -> frozenset[UUID]:
    """The findings that are not as the reader wrote: the unit said so and was right. With each go those told
    as one with it in the letter. Two statements.
    """
    upheld = session.scalars(
        select(FactCheck.finding_id).where(
            FactCheck.submission_id == submission_id,
            FactCheck.stance == Stance.WRONG,
            FactCheck.upheld.is_(True),
            FactCheck.finding_id.is_not(None),
        )
    ).all()
    found = {str(each) for each in upheld}
    letters_sent = select(FeedbackLetter.texts).where(FeedbackLetter.submission_id == submission_id)
    for texts in session.scalars(letters_sent):
        for part in texts_of(texts).shortcomings:
            if found.intersection(part.findings):
                found.update(part.findings)
    return frozenset(UUID(each) for each in found)


def submission_of(session: Session, fact_check_id: UUID) -> UUID:
    """The submission a fact check is about. Raises NotFound."""
    found = session.scalar(select(FactCheck.submission_id).where(FactCheck.id == fact_check_id))
    if found is None:
        raise NotFound
    return found


def _facts(session: Session, where: ColumnElement[bool]) -> list[FactLine]:
    columns: list[Any] = [
        FactCheck.id, FactCheck.submission_id, Submission.unit_name, FactCheck.criterion,
        FactCheck.finding_id, FactCheck.stance, FactCheck.text, FactCheck.stated_at, FactCheck.answer,
        FactCheck.upheld, FactCheck.answered_at,
    ]  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Submission, Submission.id == FactCheck.submission_id)
        .where(where)
        .order_by(FactCheck.answered_at.is_not(None), FactCheck.stated_at, FactCheck.id)
        .limit(MOST)
    )
    return [FactLine(*row) for row in rows]
