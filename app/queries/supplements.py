"""Windows for supplements as pages read them: what is open, what each brought, who still has to look again.

How many were asked is for the office alone; a unit's pages say nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject, of_the_unit
from app.domain.procedure import READABLE_ASSIGNMENT, CampaignStage, SubmissionStage
from app.domain.seal import SealedPiece, pieces_in
from app.domain.settings import CampaignSettings
from app.domain.supplement import Brought, brought
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.review import Review
from app.models.seal import Seal
from app.models.submission import Answer, Submission
from app.models.supplement import Reconsideration, Supplement, SupplementPlace
from app.models.upload import Upload

from . import clock

WAITS_FOR_UPLOADS = timedelta(hours=2)


class Place(NamedTuple):
    """A criterion that may be supplemented, its answer too where `answers`."""

    criterion: str
    answers: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A window with its criteria."""

    id: UUID
    reason: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    sealed_before: int
    sealed_after: int | None
    places: tuple[Place, ...]

    @property
    def codes(self) -> str:
        return ", ".join(place.criterion for place in self.places)


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion after a window: how many reviewers were asked to look again, and how many have."""

    criterion: str
    asked: int
    answered: int

    @property
    def unconfirmed(self) -> int:
        return self.asked - self.answered


def open_window(session: Session, submission_id: UUID) -> Window | None:
    """The window that is open now, or None. One statement."""
    return next(iter(_windows(session, submission_id, only_open=True)), None)


def open_codes(submission_id: UUID) -> ScalarSelect[str]:
    """The criteria that may be supplemented now, "1.2, 2.1", as part of a statement."""
    return (
        select(func.coalesce(func.aggregate_strings(SupplementPlace.criterion, ", "), ""))
        .join(Supplement, Supplement.id == SupplementPlace.supplement_id)
        .where(Supplement.submission_id == submission_id, Supplement.closed_at.is_(None))
        .scalar_subquery()
    )


def of_submission(session: Session, submission_id: UUID) -> list[Window]:
    """Every window of a submission, the newest first. One statement."""
    return _windows(session, submission_id)


def asked(session: Session, actor: Actor, subject: Subject, submission_id: UUID) -> dict[UUID, list[Asked]]:
    """How many were asked to look again, by window and criterion; nothing for the unit's own people. At most
    one statement.
    """
    if of_the_unit(actor, subject) or not policy.permits(actor, Action.VIEW_SUPPLEMENTS, subject):
        return {}
    rows = session.execute(
        select(
            Reconsideration.supplement_id,
            Reconsideration.criterion,
            func.count(),
            func.count(Reconsideration.decided_at),
        )
        .join(Supplement, Supplement.id == Reconsideration.supplement_id)
        .where(Supplement.submission_id == submission_id)
        .group_by(Reconsideration.supplement_id, Reconsideration.criterion)
        .order_by(Reconsideration.criterion)
    )
    found: dict[UUID, list[Asked]] = {}
    for window_id, criterion, all_, answered in rows:
        found.setdefault(window_id, []).append(Asked(criterion, all_, answered))
    return found


def asked_again(session: Session, actor: Actor, subject: Subject, review_id: UUID) -> list[str]:
    """The criteria of one's own review that wait to be confirmed or changed. At most one statement."""
    if not policy.permits(actor, Action.RECONSIDER, subject):
        return []
    rows = session.scalars(
        select(Reconsideration.criterion)
        .where(Reconsideration.review_id == review_id, Reconsideration.decided_at.is_(None))
        .distinct()
        .order_by(Reconsideration.criterion)
    )
    return list(rows)


class Again(NamedTuple):
    """What waits to be confirmed: how many criteria, and the first of them."""

    criteria: int
    assignment_id: UUID
    criterion: str


def next_to_confirm(session: Session, mine: ColumnElement[bool]) -> Again | None:
    """What waits in the assignments that are `mine`, while the units are under review. One statement."""
    row = session.execute(
        select(func.count().over(), Assignment.id, Reconsideration.criterion)
        .select_from(Reconsideration)
        .join(Review, Review.id == Reconsideration.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(
            mine,
            Reconsideration.decided_at.is_(None),
            Campaign.stage == CampaignStage.PEER_REVIEW,
            Submission.stage == SubmissionStage.UNDER_REVIEW,
            Assignment.stage.in_(READABLE_ASSIGNMENT),
        )
        .order_by(Submission.unit_code, Reconsideration.criterion)
        .limit(1)
    ).one_or_none()
    return Again(*row) if row else None


def overdue(session: Session) -> list[UUID]:
    """The submissions whose window is to be ended: its day has passed with the grace, and no upload that was
    begun before is still under way (for a while: what was begun in time counts), or the unit is no longer
    under review. One statement.
    """
    moment = clock.now(session)
    under_way = exists().where(
        Upload.submission_id == Supplement.submission_id,
        Upload.claimed_at.is_(None),
        Upload.began_at < Supplement.due_at,
        Upload.began_at >= Supplement.opened_at,
        Supplement.due_at > moment - WAITS_FOR_UPLOADS,
    )
    judged = Submission.stage == SubmissionStage.UNDER_REVIEW
    rows = session.execute(
        select(Supplement.submission_id, Supplement.due_at, judged.label("judged"), Campaign.settings)
        .join(Submission, Submission.id == Supplement.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(
            Supplement.closed_at.is_(None),
            or_(and_(Supplement.due_at <= moment, ~under_way), ~judged),
        )
        .order_by(Supplement.due_at)
    ).all()
    graces = [timedelta(minutes=CampaignSettings.of(row.settings).grace_minutes) for row in rows]
    return [
        row.submission_id
        for row, grace in zip(rows, graces, strict=True)
        if not row.judged or moment >= row.due_at + grace
    ]


def brought_by(session: Session, window: Supplement, after: Sequence[SealedPiece]) -> Brought:
    """What is new at the named criteria since the window was opened. Two statements."""
    before = session.scalar(
        select(Seal.manifest).where(
            Seal.submission_id == window.submission_id, Seal.ordinal == window.sealed_before
        )
    )
    mine = (Answer.submission_id == window.submission_id) & (Answer.criterion == SupplementPlace.criterion)
    places = session.execute(
        select(SupplementPlace.criterion, SupplementPlace.answer_version, Answer.version)
        .outerjoin(Answer, mine)
        .where(SupplementPlace.supplement_id == window.id)
    ).all()
    answered = [row.criterion for row in places if (row.version or 0) > row.answer_version]
    return brought(pieces_in(before or ""), after, [row.criterion for row in places], answered)


def _windows(session: Session, submission_id: UUID, *, only_open: bool = False) -> list[Window]:
    wanted = (
        select(Supplement, SupplementPlace.criterion, SupplementPlace.answers)
        .join(SupplementPlace, SupplementPlace.supplement_id == Supplement.id)
        .where(Supplement.submission_id == submission_id)
        .order_by(Supplement.opened_at.desc(), SupplementPlace.criterion)
    )
    if only_open:
        wanted = wanted.where(Supplement.closed_at.is_(None))
    places: dict[Supplement, list[Place]] = {}
    for window, criterion, answers in session.execute(wanted):
        places.setdefault(window, []).append(Place(criterion, answers))
    return [
        Window(
            each.id, each.reason, each.opened_at, each.due_at, each.closed_at, each.sealed_before,
            each.sealed_after, tuple(named),
        )
        for each, named in places.items()
    ]  # fmt: skip
