"""The gate every write passes: stage rows locked, the deadline compared, the version checked.

Not deeds themselves: a deed calls these first, in this order, then asks the policy, changes and records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import Conflict, NotFound, StaleVersion, Theirs, WindowClosed
from app.domain.evidence_details import item_number
from app.domain.policy import UNDER_RECTIFICATION
from app.domain.procedure import CampaignStage, SubmissionStage
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.rectification import RectificationItem
from app.models.submission import Correction, Submission
from app.models.supplement import Supplement, SupplementPlace
from app.queries import clock, subjects, windows

from . import audit

ONLY_NAMED = N_("Only what the office has named can be changed now: %(places)s.")
# a row read earlier in the request is read again under its lock: the version compared is the present one
AS_LOCKED = {"populate_existing": True}


@dataclass(frozen=True, slots=True)
class Entered:
    """A submission with its campaign, both locked for this transaction, and the policy's view of them."""

    submission: Submission
    campaign: Campaign
    subject: Subject
    settings: CampaignSettings


def enter(
    session: Session, submission_id: UUID, *, author_id: UUID | None = None, exclusive: bool = False
) -> Entered:
    """Load a submission for a write. The campaign's row is held FOR SHARE so that no stage closes meanwhile;
    `exclusive` holds the submission's own row too, for deeds that move it or count on it.

    Raises NotFound.
    """
    both = (
        select(Submission, Campaign)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(Submission.id == submission_id)
    )
    row = session.execute(
        both.with_for_update(read=True, of=Campaign), execution_options=AS_LOCKED
    ).one_or_none()
    if row is None:
        raise NotFound
    submission, campaign = row[0], row[1]
    if exclusive:
        session.refresh(submission, with_for_update=True)
    subject = subjects.of_submission(session, submission, campaign, author_id=author_id)
    return Entered(submission, campaign, subject, CampaignSettings.of(campaign.settings))


def enter_campaign(session: Session, campaign_id: UUID, *, closing: bool = False) -> Campaign:
    """Load a campaign for a write: shared, or alone when its stage is about to change. Raises NotFound."""
    campaign = session.scalar(
        select(Campaign).where(Campaign.id == campaign_id).with_for_update(read=not closing),
        execution_options=AS_LOCKED,
    )
    if campaign is None:
        raise NotFound
    return campaign


def require_open(
    session: Session,
    actor: Actor,
    action: Action,
    entered: Entered,
    stage: CampaignStage,
    *,
    began_at: datetime | None = None,
) -> datetime:
    """Compare with the hard end of a stage by the database's clock; `began_at` is when an upload began.

    An extension of this unit, then the grace, are counted; each use of the grace leaves its own entry.
    Returns the moment that was compared, for what the deed dates. Raises WindowClosed.
    """
    window = windows.of_submission(session, entered.submission, stage, entered.settings)
    moment = began_at or window.moment
    if not window.opened(moment):
        raise WindowClosed(N_("This stage has not opened yet."))
    if window.closed(moment):
        raise WindowClosed(
            N_("The deadline of this stage has passed. Please call the office if you need help.")
        )
    if window.in_grace(moment):
        audit.record(
            session,
            actor,
            action,
            entered.submission.id,
            campaign_id=entered.campaign.id,
            unit_id=entered.submission.unit_id,
            grace_used_until=window.closes_at,
        )
    return moment


def require_writable(
    session: Session,
    actor: Actor,
    action: Action,
    entered: Entered,
    place: str | None = None,
    *,
    began_at: datetime | None = None,
) -> None:
    """The unit may write now: within the window of self-evaluation or, returned for correction, at the named
    places only and until their day; under review in a window for supplements; for a rectification item while
    that may be worked on. `place` is a criterion's code, PRECONDITIONS, "bonus:<item>" or "item:R<number>".

    Raises WindowClosed, or Conflict naming what may be changed.
    """
    if place is not None and item_number(place) is not None:
        require_rectifying(session, entered)
        return
    if entered.submission.stage is SubmissionStage.UNDER_REVIEW:
        require_supplementing(session, action, entered, [place], began_at=began_at)
        return
    if entered.submission.stage is not SubmissionStage.RETURNED_FOR_CORRECTION:
        require_open(session, actor, action, entered, CampaignStage.SELF_EVALUATION, began_at=began_at)
        return
    rows = session.execute(
        select(Correction.criterion, Correction.due_at, clock.present(session).label("moment")).where(
            Correction.submission_id == entered.submission.id, Correction.done_at.is_(None)
        )
    ).all()
    named = {row.criterion: row for row in rows}
    if place is None or place not in named:
        raise Conflict(ONLY_NAMED, places=", ".join(named) or "—")
    row = named[place]
    _require_in_time(row.due_at, began_at or clock.read(row.moment), entered)


def require_supplementing(
    session: Session,
    action: Action,
    entered: Entered,
    places: Sequence[str | None],
    *,
    began_at: datetime | None = None,
) -> datetime:
    """The open window for supplements names all of `places`, for an answer only where that was ticked, and
    its day has not passed. One statement. Returns when it was opened. Raises Conflict, WindowClosed.
    """
    window = Supplement.submission_id == entered.submission.id, Supplement.closed_at.is_(None)
    rows = session.execute(
        select(
            SupplementPlace.criterion,
            SupplementPlace.answers,
            Supplement.due_at,
            Supplement.opened_at,
            clock.present(session).label("moment"),
        )
        .join(Supplement, Supplement.id == SupplementPlace.supplement_id)
        .where(*window)
        .order_by(SupplementPlace.criterion)
    ).all()
    named = [row.criterion for row in rows if row.answers or action is not Action.ANSWER]
    if not places or not set(places) <= set(named):
        raise Conflict(ONLY_NAMED, places=", ".join(named) or "—")
    _require_in_time(rows[0].due_at, began_at or clock.read(rows[0].moment), entered)
    opened_at: datetime = rows[0].opened_at
    return opened_at


def _require_in_time(due_at: datetime | None, moment: datetime, entered: Entered) -> None:
    if due_at and moment >= due_at + timedelta(minutes=entered.settings.grace_minutes):
        raise WindowClosed(N_("The day for this correction has passed. Please call the office."))


def require_rectifying(session: Session, entered: Entered) -> datetime:
    """Items are worked on before the stage of rectification opens, too, but not after it has closed.

    Returns the moment by the database's clock. Raises Conflict or WindowClosed.
    """
    if entered.submission.stage not in UNDER_RECTIFICATION:
        raise Conflict(N_("This cannot be done at the present stage."))
    window = windows.of_submission(session, entered.submission, CampaignStage.RECTIFICATION, entered.settings)
    if window.closed():
        raise WindowClosed(
            N_("The deadline of this stage has passed. Please call the office if you need help.")
        )
    return window.moment


def require_version(
    session: Session,
    *,
    seen: int,
    current: int,
    changed_by: UUID | None,
    changed_at: datetime,
    differences: Mapping[str, tuple[str, str]],
) -> None:
    """Compare the version a person saw with the present one.

    `differences` maps a field to (theirs, yours) for the page that shows both. Raises StaleVersion.
    """
    if seen == current:
        return
    who = session.scalar(select(User.name).where(User.id == changed_by)) or ""
    raise StaleVersion(
        who=who,
        at=changed_at,
        version=current,
        differences=[
            Theirs(name, theirs, yours) for name, (theirs, yours) in differences.items() if theirs != yours
        ],
    )


def touch(session: Session, actor: Actor, campaign: Campaign) -> None:
    """Note who changed a campaign and when; the next person sees a new version."""
    campaign.version += 1
    campaign.updated_at, campaign.updated_by_id = clock.now(session), actor.user_id


@dataclass(frozen=True, slots=True)
class EnteredReview(Entered):
    """A reviewer's own assignment with everything above it, its row held alone."""

    assignment: Assignment


def enter_review(session: Session, assignment_id: UUID) -> EnteredReview:
    """Load an assignment for a write; its row is held alone, so that saves come one after the other.

    Raises NotFound.
    """
    wanted = (
        select(Assignment, Submission, Campaign)
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .where(Assignment.id == assignment_id)
    )
    row = session.execute(
        wanted.with_for_update(read=True, of=Campaign), execution_options=AS_LOCKED
    ).one_or_none()
    if row is None:
        raise NotFound
    assignment, submission, campaign = row[0], row[1], row[2]
    session.refresh(assignment, with_for_update=True)
    return EnteredReview(
        submission,
        campaign,
        subjects.of_assignment(assignment, submission, campaign),
        CampaignSettings.of(campaign.settings),
        assignment,
    )


@dataclass(frozen=True, slots=True)
class EnteredItem(Entered):
    """A rectification item with everything above it, its row held alone."""

    item: RectificationItem


def enter_item(session: Session, item_id: UUID) -> EnteredItem:
    """Load a rectification item for a write; its row is held alone. Raises NotFound."""
    wanted = (
        select(RectificationItem, Submission, Campaign)
        .join(Submission, Submission.id == RectificationItem.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(RectificationItem.id == item_id)
    )
    row = session.execute(
        wanted.with_for_update(read=True, of=Campaign), execution_options=AS_LOCKED
    ).one_or_none()
    if row is None:
        raise NotFound
    item, submission, campaign = row[0], row[1], row[2]
    session.refresh(item, with_for_update=True)
    subject = subjects.of_submission(session, submission, campaign, author_id=item.raised_by_id)
    return EnteredItem(submission, campaign, subject, CampaignSettings.of(campaign.settings), item)
