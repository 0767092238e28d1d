"""A review as a whole: what was arranged, the opinion, handing it in, taking it back, the deadline."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor, Role
from app.domain.errors import Invalid, TransitionRefused
from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentFacts, AssignmentStage, CampaignStage
from app.domain.procedure.assignment import REVIEW_COMPLETE
from app.domain.review import ReviewDraft
from app.domain.review_rules import gaps
from app.domain.text import N_
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.review import Review
from app.models.submission import Submission
from app.models.supplement import Reconsideration
from app.queries import clock, facts, frameworks, reviews, windows

from . import audit, gate, notifications, reviewing, transitions


def submit(session: Session, actor: Actor, assignment_id: UUID) -> Review:
    """Hand a complete review in; its total and receipt are computed once and kept. A second time changes
    nothing and returns the same review.

    Raises NotFound, NotPermitted, WindowClosed, TransitionRefused with every gap.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.SUBMIT_REVIEW, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    review = reviewing.review_of(session, entered.assignment)
    if entered.assignment.stage is AssignmentStage.SUBMITTED:
        return review
    reviewing.require_writable(entered.assignment)
    gate.require_open(session, actor, Action.SUBMIT_REVIEW, entered, CampaignStage.PEER_REVIEW)
    draft = reviews.draft(session, review, entered.submission.id)
    lacks = gaps(frameworks.pinned(session, entered.campaign), draft)
    if lacks:
        raise TransitionRefused(REVIEW_COMPLETE.otherwise, *(gap.says for gap in lacks))
    _hand_in_and_trace(session, actor, entered, review, draft)
    session.execute(  # who hands in after a supplement has seen it: that confirms the scores
        update(Reconsideration)
        .where(Reconsideration.review_id == review.id, Reconsideration.decided_at.is_(None))
        .values(decided_at=review.submitted_at)
    )
    return review


def take_back(session: Session, actor: Actor, assignment_id: UUID) -> Review:
    """Take a submitted review back within the time allowed, while the stage is open.

    Raises NotFound, NotPermitted, WindowClosed, TransitionRefused.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.TAKE_BACK_REVIEW, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    gate.require_open(session, actor, Action.TAKE_BACK_REVIEW, entered, CampaignStage.PEER_REVIEW)
    review = reviewing.review_of(session, entered.assignment)
    transitions.move_assignment(
        session,
        actor,
        entered.assignment,
        "take_back",
        facts.of_assignment(session, entered.assignment, entered.settings),
        action=Action.TAKE_BACK_REVIEW,
        subject=entered.subject,
    )
    review.submitted_at, review.total, review.lapsed_complete = None, None, False
    _count_in(session, entered.submission, -1)
    return review


def take_complete_drafts(session: Session, actor: Actor = SYSTEM) -> int:
    """At the hard end of peer review, with its grace and a unit's extension: the last complete draft counts,
    an incomplete one lapses. Returns how many assignments moved.

    Raises NotPermitted for anybody but the system.
    """
    overdue = session.scalars(
        select(Assignment.id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .where(Campaign.stage == CampaignStage.PEER_REVIEW, Assignment.stage.in_(UNFINISHED))
        .order_by(Assignment.id)
    ).all()
    moved = 0
    for assignment_id in overdue:
        entered = gate.enter_review(session, assignment_id)
        policy.require(actor, Action.SUBMIT_REVIEW, entered.subject)
        window = windows.of_submission(
            session, entered.submission, CampaignStage.PEER_REVIEW, entered.settings
        )
        if window.closed() and entered.assignment.stage in UNFINISHED:
            _settle_and_trace(session, actor, entered)
            moved += 1
    return moved


def settle_campaign(session: Session, campaign: Campaign) -> None:
    """When peer review is closed, by hand or by date: every complete draft counts, the others lapse."""
    unfinished = select(Assignment.id).where(
        Assignment.campaign_id == campaign.id, Assignment.stage.in_(UNFINISHED)
    )
    for assignment_id in session.scalars(unfinished.order_by(Assignment.id)).all():
        entered = gate.enter_review(session, assignment_id)
        policy.require(SYSTEM, Action.SUBMIT_REVIEW, entered.subject)
        _settle_and_trace(session, SYSTEM, entered)


def waive_minimum(session: Session, actor: Actor, submission_id: UUID, *, reason: str) -> Submission:
    """Let a unit's review finish with fewer readers than required; the reason stands in the record.

    Raises NotFound, NotPermitted, Invalid (`reason`).
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.WAIVE_MINIMUM, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if not reason.strip():
        raise Invalid(reason=N_("Please give a reason."))
    submission = entered.submission
    changes = {"minimum_waived_reason": (submission.minimum_waived_reason, reason.strip())}
    submission.minimum_waived_reason = reason.strip()
    audit.record(
        session,
        actor,
        Action.WAIVE_MINIMUM,
        submission.id,
        campaign_id=submission.campaign_id,
        unit_id=submission.unit_id,
        reason=reason.strip(),
        changes=changes,
    )
    return submission


def identify(session: Session, actor: Actor, submission_id: UUID) -> dict[UUID, str]:
    """Who the readers of a unit are, by assignment. Each look is logged.

    Raises NotFound, NotPermitted.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.IDENTIFY_REVIEWERS, entered.subject, seen_by=Action.VIEW_REVIEWS)
    rows = session.execute(
        select(Assignment.id, User.name)
        .join(User, User.id == Assignment.reviewer_id)
        .where(Assignment.submission_id == submission_id)
    ).all()
    audit.record(
        session,
        actor,
        Action.IDENTIFY_REVIEWERS,
        submission_id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
    )
    return {row.id: row.name for row in rows}


A = AssignmentStage
UNFINISHED = (A.INVITED, A.ACCEPTED, A.IN_PROGRESS, A.REOPENED)


def _settle_and_trace(session: Session, actor: Actor, entered: gate.EnteredReview) -> None:
    """The end has come for one assignment."""
    review = reviews.review_of(session, entered.assignment.id)
    draft = reviews.draft(session, review, entered.submission.id)
    complete = not gaps(frameworks.pinned(session, entered.campaign), draft)
    if review is not None and complete and entered.assignment.stage is not A.INVITED:
        review.lapsed_complete = True
        _hand_in_and_trace(session, actor, entered, review, draft)
        return
    transitions.move_assignment(
        session,
        actor,
        entered.assignment,
        "lapse",
        AssignmentFacts(),
        action=Action.SUBMIT_REVIEW,
        subject=entered.subject,
    )
    session.refresh(entered.submission, with_for_update=True)
    entered.submission.assigned_count -= 1


def _hand_in_and_trace(
    session: Session, actor: Actor, entered: gate.EnteredReview, review: Review, draft: ReviewDraft
) -> None:
    transitions.move_assignment(
        session,
        actor,
        entered.assignment,
        "submit",
        AssignmentFacts(),
        action=Action.SUBMIT_REVIEW,
        subject=entered.subject,
    )
    review.submitted_at = clock.now(session)
    reviewing.sum_up(review, frameworks.pinned(session, entered.campaign), draft)
    _count_in(session, entered.submission, 1)
    _tell_when_all_are_in(session, entered)


def _count_in(session: Session, submission: Submission, step: int) -> None:
    """Keep the counter of submitted reviews; the row is held, so that two at once are both counted."""
    session.refresh(submission, with_for_update=True)
    submission.reviewed_count += step


def _tell_when_all_are_in(session: Session, entered: gate.EnteredReview) -> None:
    waiting = session.scalar(
        select(Assignment.id)
        .where(
            Assignment.submission_id == entered.submission.id,
            Assignment.stage.in_(ACTIVE_ASSIGNMENT - {A.SUBMITTED}),
        )
        .limit(1)
    )
    if waiting is None:
        notifications.tell(
            session,
            notifications.office(session, entered.campaign.owner_path, Role.COORDINATOR),
            N_("%(unit)s: all reviews are in."),
            campaign_id=entered.campaign.id,
            link=f"/campaigns/{entered.campaign.id}",
            unit=entered.submission.unit_name,
        )
