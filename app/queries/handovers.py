"""Handing over: what is still open in somebody's hands, and the forms of a unit."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.actors import Role
from app.domain.errors import NotFound, Sentence, sentence
from app.domain.procedure import RUNNING, WRITING, AssignmentStage, SubmissionStage
from app.domain.text import N_
from app.models.account import Handover, User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.rectification import RectificationItem
from app.models.submission import Submission
from app.models.unit import Unit

from .facts import OPEN_ITEMS

MOST = 50
UNREAD = (
    AssignmentStage.INVITED, AssignmentStage.ACCEPTED, AssignmentStage.IN_PROGRESS, AssignmentStage.REOPENED,
)  # fmt: skip
HANDED_IN = frozenset(SubmissionStage) - WRITING - {
    SubmissionStage.AWAITING_SIGN_OFF, SubmissionStage.EXEMPT, SubmissionStage.WITHDRAWN,
    SubmissionStage.MERGED,
}  # fmt: skip


class HandoverRow(NamedTuple):
    """A hand-over form."""

    id: UUID
    unit_id: UUID
    unit: str
    path: str
    role: Role
    from_id: UUID
    from_person: str
    to_id: UUID
    to_person: str
    on: date
    open_tasks: str
    from_confirmed_at: datetime | None
    to_confirmed_at: datetime | None
    office_confirmed_by: str | None
    office_confirmed_at: datetime | None
    number: str
    done_tasks: str

    @property
    def done(self) -> bool:
        return bool(self.office_confirmed_by or (self.from_confirmed_at and self.to_confirmed_at))


def open_tasks(session: Session, unit_id: UUID, role: Role, user_id: UUID) -> list[Sentence]:
    """What is unfinished: of a reviewer the reviews, of everybody else the unit's own work."""
    if role is Role.REVIEWER:
        rows = session.execute(
            select(Campaign.title, Submission.unit_name)
            .select_from(Assignment)
            .join(Submission, Submission.id == Assignment.submission_id)
            .join(Campaign, Campaign.id == Assignment.campaign_id)
            .where(Assignment.reviewer_id == user_id, Assignment.stage.in_(UNREAD))
            .order_by(Campaign.title, Submission.unit_code)
            .limit(MOST)
        )
        return [
            sentence(N_("%(campaign)s: review of %(unit)s"), campaign=row.title, unit=row.unit_name)
            for row in rows
        ]
    items = (
        select(func.count())
        .where(RectificationItem.submission_id == Submission.id, RectificationItem.stage.in_(OPEN_ITEMS))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Campaign.title, Submission.answered_count, Submission.evidence_count, items.label("items"))
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(Submission.unit_id == unit_id, Submission.stage.in_(RUNNING))
        .order_by(Campaign.title)
        .limit(MOST)
    )
    return [
        sentence(
            N_("%(campaign)s: %(answered)s criteria answered, %(files)s files, %(items)s items to put right"),
            campaign=row.title, answered=row.answered_count, files=row.evidence_count, items=row.items,
        )
        for row in rows
    ]  # fmt: skip


def done_tasks(session: Session, unit_id: UUID, role: Role, user_id: UUID) -> list[Sentence]:
    """What was brought to an end: of a reviewer how many reviews, of everybody else the unit's own work."""
    if role is Role.REVIEWER:
        rows = session.execute(
            select(Campaign.title, func.count())
            .select_from(Assignment)
            .join(Campaign, Campaign.id == Assignment.campaign_id)
            .where(Assignment.reviewer_id == user_id, Assignment.stage == AssignmentStage.SUBMITTED)
            .group_by(Campaign.id, Campaign.title)
            .order_by(Campaign.title)
            .limit(MOST)
        )
        return [
            sentence(N_("%(campaign)s: %(reviews)s reviews submitted"), campaign=row[0], reviews=row[1])
            for row in rows
        ]
    handed = session.execute(
        select(Campaign.title, Submission.answered_count, Submission.evidence_count)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(Submission.unit_id == unit_id, Submission.stage.in_(HANDED_IN))
        .order_by(Campaign.title)
        .limit(MOST)
    )
    return [
        sentence(
            N_("%(campaign)s: handed in, with %(answered)s criteria and %(files)s files"),
            campaign=row.title, answered=row.answered_count, files=row.evidence_count,
        )
        for row in handed
    ]  # fmt: skip


def handovers(session: Session, unit_id: UUID, *, of_reviewers: bool) -> list[HandoverRow]:
    """The newest forms of a unit; those of reviewers are for the office and the two people."""
    wanted = _wanted().where(Handover.unit_id == unit_id)
    if not of_reviewers:
        wanted = wanted.where(Handover.role != Role.REVIEWER)
    rows = session.execute(wanted.order_by(Handover.on.desc(), Handover.id).limit(MOST))
    return [HandoverRow(*row) for row in rows]


def handover(session: Session, handover_id: UUID) -> HandoverRow:
    """One form. Raises NotFound."""
    row = session.execute(_wanted().where(Handover.id == handover_id)).one_or_none()
    if row is None:
        raise NotFound
    return HandoverRow(*row)


def _wanted() -> Any:
    giver, taker, office = aliased(User), aliased(User), aliased(User)
    return (
        select(
            Handover.id, Handover.unit_id, Unit.name, Unit.path, Handover.role, giver.id, giver.name,
            taker.id, taker.name, Handover.on, Handover.open_tasks, Handover.from_confirmed_at,
            Handover.to_confirmed_at, office.name, Handover.office_confirmed_at, Handover.number,
            Handover.done_tasks,
        )
        .join(Unit, Unit.id == Handover.unit_id)
        .join(giver, giver.id == Handover.from_user_id)
        .join(taker, taker.id == Handover.to_user_id)
        .outerjoin(office, office.id == Handover.office_confirmed_by_id)
    )  # fmt: skip
