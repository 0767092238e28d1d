"""Appeals as rows: what a unit lodged, what the two found, and what a re-examiner needs to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.due_process import Stance
from app.domain.errors import NotFound
from app.domain.framework import Criterion
from app.domain.procedure import AppealStage, AssignmentStage
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.feedback import Appeal, AppealOpinion, FactCheck, FeedbackLetter
from app.models.review import Judgement, Review
from app.models.submission import Answer, Submission

from . import clock, examiners, frameworks, subjects
from .examiners import Examiner


class OpinionLine(NamedTuple):
    """What one of the two found. `mine`: written by the reader of the page."""

    handler_id: UUID
    keep: bool
    level: str
    score: Decimal | None
    reason: str
    at: datetime


class AppealLine(NamedTuple):
    """An appeal as lists show it."""

    id: UUID
    submission_id: UUID
    unit_name: str
    number: str
    criterion: str
    reason: str
    stage: AppealStage
    lodged_at: datetime
    conclusion: str
    decided_at: datetime | None


class Judged(NamedTuple):
    """One reviewer's judgement on the criterion, by pseudonym."""

    pseudonym: int
    level: str
    score: Decimal | None
    comment: str


@dataclass(frozen=True, slots=True)
class AppealPage:
    """One appeal with everything its readers need; judgements only for those who look at scores."""

    line: AppealLine
    submission: Submission
    campaign: Campaign
    subject: Subject
    criterion: Criterion
    opinions: Sequence[OpinionLine]
    judged: Sequence[Judged]
    answer: dict[str, str]
    candidates: Sequence[Examiner]
    examines: bool
    oversees: bool


def of_submission(session: Session, submission_id: UUID) -> list[AppealLine]:
    """The appeals of a unit, as lodged. One statement."""
    return _lines(session, Appeal.submission_id == submission_id)


def of_campaign(session: Session, campaign_id: UUID, most: int = 200) -> list[AppealLine]:
    """The appeals of a campaign, as lodged; at most `most`. One statement."""
    return _lines(session, Submission.campaign_id == campaign_id)[:most]


def opinions_of(session: Session, appeal_id: UUID) -> list[OpinionLine]:
    """What the two found so far. One statement."""
    rows = session.execute(
        select(
            AppealOpinion.handler_id, AppealOpinion.keep, AppealOpinion.level, AppealOpinion.score,
            AppealOpinion.reason, AppealOpinion.at,
        )
        .where(AppealOpinion.appeal_id == appeal_id)
        .order_by(AppealOpinion.at)
    )  # fmt: skip
    return [OpinionLine(*row) for row in rows]


def may_appeal_now(session: Session, submission_id: UUID) -> bool:
    """Whether the unit's time to appeal runs: to its date, and while a fact check waits for an answer."""
    running = exists().where(
        FeedbackLetter.submission_id == submission_id, FeedbackLetter.appeal_ends_at > clock.now(session)
    )
    waiting = exists().where(
        FactCheck.submission_id == submission_id,
        FactCheck.stance != Stance.RIGHT,
        FactCheck.answered_at.is_(None),
    )
    return bool(session.scalar(select(or_(running, waiting))))


def to_examine(session: Session, user_id: UUID | None, campaign_id: UUID | None) -> list[UUID]:
    """The admitted appeals that wait for this user's opinion, the oldest first. One statement."""
    written = exists().where(AppealOpinion.appeal_id == Appeal.id, AppealOpinion.handler_id == user_id)
    return list(
        session.scalars(
            select(Appeal.id)
            .join(Submission, Submission.id == Appeal.submission_id)
            .where(
                Submission.campaign_id == campaign_id,
                Appeal.stage == AppealStage.ADMITTED,
                or_(Appeal.first_handler_id == user_id, Appeal.second_handler_id == user_id),
                ~written,
            )
            .order_by(Appeal.lodged_at, Appeal.id)
        )
    )


def page(session: Session, actor: Actor, appeal_id: UUID) -> AppealPage:
    """One appeal for the unit, the office, the board, the observer or one of the two. Nine statements.

    Raises NotFound.
    """
    appeal = session.get(Appeal, appeal_id)
    if appeal is None:
        raise NotFound
    submission, campaign = subjects.submission_and_campaign(session, appeal.submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    oversees = policy.permits(actor, Action.VIEW_RESULT, subject)
    examines = actor.user_id in (appeal.first_handler_id, appeal.second_handler_id) and policy.permits(
        actor, Action.VIEW_SUBMISSION, subject
    )
    if not (oversees or examines):
        policy.require(actor, Action.READ_LETTER, subject, seen_by=Action.READ_LETTER)
    framework = frameworks.pinned(session, campaign)
    opinions = opinions_of(session, appeal.id)
    if not oversees:  # the two write blind to each other; the unit reads the conclusion only
        opinions = [each for each in opinions if examines and each.handler_id == actor.user_id]
    may_admit = policy.permits(actor, Action.ADMIT_APPEAL, subject) and appeal.stage is AppealStage.LODGED
    return AppealPage(
        line=_lines(session, Appeal.id == appeal_id)[0],
        submission=submission,
        campaign=campaign,
        subject=subject,
        criterion=framework.criterion(appeal.criterion),
        opinions=opinions,
        judged=_judged(session, appeal) if oversees or examines else (),
        answer=_answer(session, appeal),
        candidates=examiners.candidates(session, submission, campaign) if may_admit else (),
        examines=examines,
        oversees=oversees,
    )


def _lines(session: Session, where: ColumnElement[bool]) -> list[AppealLine]:
    columns: list[Any] = [
        Appeal.id, Appeal.submission_id, Submission.unit_name, Appeal.number, Appeal.criterion,
        Appeal.reason, Appeal.stage, Appeal.lodged_at, Appeal.conclusion, Appeal.decided_at,
    ]  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(Submission, Submission.id == Appeal.submission_id)
        .where(where)
        .order_by(Appeal.lodged_at, Appeal.id)
    )
    return [AppealLine(*row) for row in rows]


def _judged(session: Session, appeal: Appeal) -> list[Judged]:
    rows = session.execute(
        select(Assignment.pseudonym, Judgement.level, Judgement.score, Judgement.comment)
        .join(Review, Review.id == Judgement.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Review.submission_id == appeal.submission_id,
            Judgement.criterion == appeal.criterion,
            Assignment.stage == AssignmentStage.SUBMITTED,
        )
        .order_by(Assignment.pseudonym)
    )
    return [Judged(*row) for row in rows]


def _answer(session: Session, appeal: Appeal) -> dict[str, str]:
    """What the unit wrote on the criterion, by report field."""
    texts = session.scalar(
        select(Answer.texts).where(
            Answer.submission_id == appeal.submission_id, Answer.criterion == appeal.criterion
        )
    )
    return dict(texts or {})
