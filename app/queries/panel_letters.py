"""The feedback letters that fall to the chair of a panel: of the units that the own panels read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.procedure import SubmissionStage
from app.models.assignment import Panel
from app.models.campaign import Campaign
from app.models.feedback import FeedbackLetter
from app.models.result import Result
from app.models.submission import Submission

from . import facts
from .panel_judgements import chaired

MOST = 200


@dataclass(frozen=True, slots=True)
class PanelLetter:
    """A unit of the own panels: its letter's state, and whether this chair has gone over the wording."""

    submission_id: UUID
    unit_name: str
    drafted: bool
    sent: bool
    edited: bool


@dataclass(frozen=True, slots=True)
class PanelLetters:
    """A chair's letters in one campaign, by unit."""

    campaign_id: UUID
    campaign_title: str
    rows: Sequence[PanelLetter]


def of_chair(session: Session, actor: Actor, campaign_id: UUID) -> PanelLetters:
    """The letters of the units whose panel the actor chairs. Raises NotFound. Four statements."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    chairs = session.scalars(select(Panel.chair_id).where(Panel.campaign_id == campaign_id)).all()
    subject = Subject(
        owner_path=campaign.owner_path,
        campaign_stage=campaign.stage,
        chair_ids=frozenset(each for each in chairs if each is not None),
    )
    policy.require(actor, Action.EDIT_LETTER, subject, seen_by=Action.EDIT_LETTER)
    rows = session.execute(
        _letters(session, actor, campaign_id).order_by(Submission.unit_code, Submission.id).limit(MOST)
    )
    return PanelLetters(
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        rows=[
            PanelLetter(
                row.id,
                row.unit_name,
                drafted=row.letter_id is not None,
                sent=row.issued_at is not None,
                edited=row.edited_by_id == actor.user_id,
            )
            for row in rows
        ],
    )


def to_write(session: Session, actor: Actor, campaign_id: UUID) -> int:
    """How many letters wait for this chair: not sent, and not gone over by him or her. Two statements."""
    waiting = _letters(session, actor, campaign_id).where(
        Submission.stage == SubmissionStage.REVIEWED,
        FeedbackLetter.issued_at.is_(None),
        FeedbackLetter.edited_by_id.is_distinct_from(actor.user_id),
    )
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def _letters(session: Session, actor: Actor, campaign_id: UUID) -> Select[Any]:
    """The units with a computed result that the actor's panels read, each with its newest letter."""
    newest = facts.newest_computation(session, campaign_id)
    other = aliased(FeedbackLetter)
    last = select(func.max(other.ordinal)).where(other.submission_id == Submission.id).scalar_subquery()
    mine = and_(FeedbackLetter.submission_id == Submission.id, FeedbackLetter.ordinal == last)
    wanted: tuple[Any, ...] = (
        Submission.id,
        Submission.unit_name,
        FeedbackLetter.id.label("letter_id"),
        FeedbackLetter.issued_at,
        FeedbackLetter.edited_by_id,
    )
    return (
        select(*wanted)
        .select_from(Submission)
        .join(Result, and_(Result.submission_id == Submission.id, Result.computation_id == newest))
        .outerjoin(FeedbackLetter, mine)
        .where(Submission.campaign_id == campaign_id, chaired(actor))
    )
