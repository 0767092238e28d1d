"""What the guards of the procedure may know, counted from the rows."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from app.domain.framework import Framework
from app.domain.procedure import (
    RUNNING,
    AppealStage,
    AssignmentFacts,
    CampaignFacts,
    CertificateFacts,
    ItemFacts,
    ItemStage,
    SubmissionFacts,
    SubmissionStage,
)
from app.domain.rectification import ProgressKind
from app.domain.settings import CampaignSettings
from app.models.assignment import Assignment, Declaration
from app.models.base import Base
from app.models.campaign import Campaign, Notice, StageWindow
from app.models.feedback import Appeal, FactCheck, FeedbackLetter, Objection, PublicNotice
from app.models.rectification import Progress, RectificationItem, RectificationPlan
from app.models.result import Computation, Decision, DecisionKind, Result
from app.models.review import Review
from app.models.submission import Submission

from . import clock, completeness

Condition = ColumnElement[bool]
OPEN_ITEMS = (ItemStage.OPEN, ItemStage.PLANNED, ItemStage.REPORTED, ItemStage.RETURNED)
OPEN_APPEALS = (AppealStage.LODGED, AppealStage.ADMITTED)


def minimum_reviews(framework: Framework, settings: CampaignSettings) -> int:
    """How many submitted reviews a unit needs, over all its panels."""
    return settings.minimum_reviews or framework.review.min_reviewers


def of_submission(
    session: Session, submission: Submission, campaign: Campaign, framework: Framework, *, reason: str = ""
) -> SubmissionFacts:
    """The facts of a submission; a constant number of statements."""
    lacks = completeness.of(session, submission.id, framework)
    newest = newest_computation(session, campaign.id)
    return SubmissionFacts(
        unanswered=lacks.unanswered,
        unconfirmed=lacks.unconfirmed,
        missing_texts=lacks.missing_texts,
        missing_evidence=lacks.missing_evidence,
        undeclared_preconditions=len(lacks.undeclared_preconditions),
        open_corrections=0 if reason else len(lacks.open_corrections),
        submitted_reviews=submission.reviewed_count,
        minimum_reviews=minimum_reviews(framework, CampaignSettings.of(campaign.settings)),
        minimum_waived=bool(submission.minimum_waived_reason),
        has_result=_has(
            session, Result, Result.submission_id == submission.id, Result.computation_id == newest
        ),
        result_approved=_approved(session, campaign.id, DecisionKind.DRAFT_RESULT, newest),
        has_letter=_has(session, FeedbackLetter, FeedbackLetter.submission_id == submission.id),
        items_without_plan=_count(session, RectificationItem, *_items(submission.id, ItemStage.OPEN)),
        unverified_items=_count(session, RectificationItem, *_items(submission.id, *OPEN_ITEMS)),
        reason_given=bool(reason.strip()),
    )


def of_campaign(session: Session, campaign: Campaign, framework: Framework) -> CampaignFacts:
    """The facts of a campaign; a constant number of statements."""
    mine = Submission.campaign_id == campaign.id
    running = Submission.stage.in_(RUNNING)
    least = minimum_reviews(framework, CampaignSettings.of(campaign.settings))
    newest = newest_computation(session, campaign.id)
    here = select(Submission.id).where(mine)
    return CampaignFacts(
        has_framework=True,
        has_windows=_has(session, StageWindow, StageWindow.campaign_id == campaign.id),
        units=_count(session, Submission, mine, running),
        notice_published=_has(session, Notice, Notice.campaign_id == campaign.id),
        awaiting_acceptance=_count(session, Submission, mine, Submission.stage == SubmissionStage.SUBMITTED),
        units_below_minimum_reviews=_count(
            session,
            Submission,
            mine,
            Submission.stage.in_((SubmissionStage.ACCEPTED, SubmissionStage.UNDER_REVIEW)),
            Submission.reviewed_count < least,
            Submission.minimum_waived_reason == "",
        ),
        results_missing=_count(
            session,
            Submission,
            mine,
            Submission.stage == SubmissionStage.REVIEWED,
            ~exists().where(Result.submission_id == Submission.id, Result.computation_id == newest),
        ),
        draft_approved=_approved(session, campaign.id, DecisionKind.DRAFT_RESULT, newest),
        unanswered_fact_checks=_count(
            session,
            FactCheck,
            FactCheck.submission_id.in_(here),
            FactCheck.stance != "right",
            FactCheck.answered_at.is_(None),
        ),
        open_appeals=_count(session, Appeal, Appeal.submission_id.in_(here), Appeal.stage.in_(OPEN_APPEALS)),
        appeal_time_running=_hearing_runs(session, campaign),
        public_notice_running=_notice_runs(session, campaign.id),
        open_objections=_count(
            session,
            Objection,
            Objection.public_notice_id.in_(
                select(PublicNotice.id).where(PublicNotice.campaign_id == campaign.id)
            ),
            Objection.answered_at.is_(None),
        ),
        list_approved=_approved(session, campaign.id, DecisionKind.FINAL_LIST, newest),
        open_items=_count(
            session,
            RectificationItem,
            RectificationItem.submission_id.in_(here),
            RectificationItem.stage.in_(OPEN_ITEMS),
        ),
    )


def of_assignment(
    session: Session,
    assignment: Assignment,
    settings: CampaignSettings,
    *,
    gaps: Iterable[str] = (),
    reason: str = "",
) -> AssignmentFacts:
    """The facts of an assignment; `gaps` are what the review still lacks."""
    submitted_at = session.scalar(select(Review.submitted_at).where(Review.assignment_id == assignment.id))
    moment = clock.now(session)
    return AssignmentFacts(
        declared=_has(
            session,
            Declaration,
            Declaration.campaign_id == assignment.campaign_id,
            Declaration.user_id == assignment.reviewer_id,
        ),
        gaps=tuple(gaps),
        withdrawable=submitted_at is not None
        and moment < submitted_at + timedelta(hours=settings.take_back_hours),
        reason_given=bool(reason.strip()),
    )


def of_item(session: Session, item: RectificationItem, *, reason: str = "") -> ItemFacts:
    """The facts of a rectification item."""
    return ItemFacts(
        has_plan=_has(session, RectificationPlan, RectificationPlan.item_id == item.id),
        has_progress=_has(
            session,
            Progress,
            Progress.item_id == item.id,
            Progress.kind.in_((ProgressKind.PROGRESS, ProgressKind.COMPLETION)),
        ),
        reason_given=bool(reason.strip()),
    )


def of_certificate(
    *, decided: bool = True, second_person: bool = True, rectified: bool = True, reason: str = ""
) -> CertificateFacts:
    """The facts of a certificate."""
    return CertificateFacts(decided, second_person, rectified, bool(reason.strip()))


def list_approved(session: Session, campaign_id: UUID) -> bool:
    """Whether the leading group approved the final list of the computation that stands. Two statements."""
    newest = newest_computation(session, campaign_id)
    return _approved(session, campaign_id, DecisionKind.FINAL_LIST, newest)


def newest_computation(session: Session, campaign_id: UUID) -> UUID | None:
    """The computation that stands, or None before the first."""
    return session.scalar(
        select(Computation.id)
        .where(Computation.campaign_id == campaign_id)
        .order_by(Computation.ordinal.desc())
        .limit(1)
    )


def _items(submission_id: UUID, *stages: ItemStage) -> tuple[Condition, Condition]:
    return (RectificationItem.submission_id == submission_id, RectificationItem.stage.in_(stages))


def _has(session: Session, model: type[Base], *where: Condition) -> bool:
    return bool(session.scalar(select(exists(select(model.id).where(*where)))))


def _count(session: Session, model: type[Base], *where: Condition) -> int:
    return session.scalar(select(func.count()).select_from(model).where(and_(*where))) or 0


def _approved(session: Session, campaign_id: UUID, kind: DecisionKind, computation_id: UUID | None) -> bool:
    """Approved for the computation that stands: a correction asks for a new approval."""
    return computation_id is not None and _has(
        session,
        Decision,
        Decision.campaign_id == campaign_id,
        Decision.kind == kind,
        Decision.computation_id == computation_id,
    )


def _hearing_runs(session: Session, campaign: Campaign) -> bool:
    """Whether some unit may still check facts or appeal."""
    return _has(
        session,
        FeedbackLetter,
        FeedbackLetter.submission_id.in_(select(Submission.id).where(Submission.campaign_id == campaign.id)),
        FeedbackLetter.appeal_ends_at > clock.now(session),
    )


def _notice_runs(session: Session, campaign_id: UUID) -> bool:
    """Whether the public notice has not been shown until the end of its last day, or was never shown."""
    last = session.scalar(
        select(PublicNotice.ends_at)
        .where(PublicNotice.campaign_id == campaign_id, PublicNotice.replaced_at.is_(None))
        .order_by(PublicNotice.ordinal.desc())
        .limit(1)
    )
    return last is None or clock.now(session) < last
