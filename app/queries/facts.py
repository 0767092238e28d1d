"""What the guards of the procedure may know, counted from the rows."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, select
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
from app.models.supplement import Supplement

from . import clock, completeness

Column = ColumnElement[Any]
Condition = ColumnElement[bool]
OPEN_ITEMS = (ItemStage.OPEN, ItemStage.PLANNED, ItemStage.REPORTED, ItemStage.RETURNED)
OPEN_APPEALS = (AppealStage.LODGED, AppealStage.ADMITTED)


def minimum_reviews(framework: Framework, settings: CampaignSettings) -> int:
    """How many submitted reviews a unit needs, over all its panels."""
    return settings.minimum_reviews or framework.review.min_reviewers


def of_submission(
    session: Session, submission: Submission, campaign: Campaign, framework: Framework, *, reason: str = ""
) -> SubmissionFacts:
    """The facts of a submission: its completeness, and one statement."""
    lacks = completeness.of(session, submission.id, framework)
    mine = RectificationItem.submission_id == submission.id
    known = told(
        session,
        has_result=has(
            Result, Result.submission_id == submission.id, Result.computation_id == newest(campaign.id)
        ),
        result_approved=_approved(campaign.id, DecisionKind.DRAFT_RESULT),
        has_letter=has(FeedbackLetter, FeedbackLetter.submission_id == submission.id),
        items_without_plan=count(RectificationItem, mine, RectificationItem.stage == ItemStage.OPEN),
        unverified_items=count(RectificationItem, mine, RectificationItem.stage.in_(OPEN_ITEMS)),
        open_supplements=count(
            Supplement, Supplement.submission_id == submission.id, Supplement.closed_at.is_(None)
        ),
    )
    del known["moment"]
    return SubmissionFacts(
        unanswered=lacks.unanswered,
        unconfirmed=lacks.unconfirmed,
        unconfirmed_evidence=sum(lacks.evidence_to_confirm.values()),
        missing_texts=lacks.missing_texts,
        missing_evidence=lacks.missing_evidence,
        undeclared_preconditions=len(lacks.undeclared_preconditions),
        open_corrections=0 if reason else len(lacks.open_corrections),
        submitted_reviews=submission.reviewed_count,
        minimum_reviews=minimum_reviews(framework, CampaignSettings.of(campaign.settings)),
        minimum_waived=bool(submission.minimum_waived_reason),
        reason_given=bool(reason.strip()),
        **known,
    )


def of_campaign(session: Session, campaign: Campaign, framework: Framework) -> CampaignFacts:
    """The facts of a campaign. One statement."""
    known = told(session, **_of_units(campaign, framework), **_of_hearing(campaign), **_of_list(campaign))
    moment, hearing, shown = (known.pop(name) for name in ("moment", "hearing_ends_at", "shown_until"))
    present = clock.read(moment)
    return CampaignFacts(
        has_framework=True,
        appeal_time_running=hearing is not None and present < hearing,
        # never shown counts as not shown to the end
        public_notice_running=shown is None or present < shown,
        **known,
    )


def _of_units(campaign: Campaign, framework: Framework) -> dict[str, Column]:
    """What is asked of the units, from the enrolment to the last item."""
    mine = Submission.campaign_id == campaign.id
    least = minimum_reviews(framework, CampaignSettings.of(campaign.settings))
    computed = exists().where(
        Result.submission_id == Submission.id, Result.computation_id == newest(campaign.id)
    )
    return {
        "has_windows": has(StageWindow, StageWindow.campaign_id == campaign.id),
        "notice_published": has(Notice, Notice.campaign_id == campaign.id),
        "units": count(Submission, mine, Submission.stage.in_(RUNNING)),
        "awaiting_acceptance": count(Submission, mine, Submission.stage == SubmissionStage.SUBMITTED),
        "units_below_minimum_reviews": count(
            Submission,
            mine,
            Submission.stage.in_((SubmissionStage.ACCEPTED, SubmissionStage.UNDER_REVIEW)),
            Submission.reviewed_count < least,
            Submission.minimum_waived_reason == "",
        ),
        "results_missing": count(Submission, mine, Submission.stage == SubmissionStage.REVIEWED, ~computed),
        "open_items": count(
            RectificationItem, RectificationItem.submission_id.in_(_here(campaign)),
            RectificationItem.stage.in_(OPEN_ITEMS),
        ),
    }  # fmt: skip


def _of_hearing(campaign: Campaign) -> dict[str, Column]:
    """What is asked of fact checks and appeals."""
    here = _here(campaign)
    ends = select(func.max(FeedbackLetter.appeal_ends_at)).where(FeedbackLetter.submission_id.in_(here))
    return {
        "unanswered_fact_checks": count(
            FactCheck, FactCheck.submission_id.in_(here), FactCheck.stance != "right",
            FactCheck.answered_at.is_(None),
        ),
        "open_appeals": count(Appeal, Appeal.submission_id.in_(here), Appeal.stage.in_(OPEN_APPEALS)),
        "hearing_ends_at": ends.scalar_subquery(),
    }  # fmt: skip


def _of_list(campaign: Campaign) -> dict[str, Column]:
    """What is asked of the leading group and the public notice."""
    shown = PublicNotice.campaign_id == campaign.id
    last = select(PublicNotice.ends_at).where(shown, PublicNotice.replaced_at.is_(None))
    return {
        "draft_approved": _approved(campaign.id, DecisionKind.DRAFT_RESULT),
        "list_approved": _approved(campaign.id, DecisionKind.FINAL_LIST),
        "shown_until": last.order_by(PublicNotice.ordinal.desc()).limit(1).scalar_subquery(),
        "open_objections": count(
            Objection, Objection.public_notice_id.in_(select(PublicNotice.id).where(shown)),
            Objection.answered_at.is_(None),
        ),
    }  # fmt: skip


def of_assignment(
    session: Session,
    assignment: Assignment,
    settings: CampaignSettings,
    *,
    gaps: Iterable[str] = (),
    reason: str = "",
) -> AssignmentFacts:
    """The facts of an assignment; `gaps` are what the review still lacks. One statement."""
    submitted = select(Review.submitted_at).where(Review.assignment_id == assignment.id)
    known = told(
        session,
        submitted_at=submitted.scalar_subquery(),
        declared=has(
            Declaration,
            Declaration.campaign_id == assignment.campaign_id,
            Declaration.user_id == assignment.reviewer_id,
        ),
    )
    submitted_at = known["submitted_at"]
    return AssignmentFacts(
        declared=known["declared"],
        gaps=tuple(gaps),
        withdrawable=submitted_at is not None
        and clock.read(known["moment"]) < submitted_at + timedelta(hours=settings.take_back_hours),
        reason_given=bool(reason.strip()),
    )


def of_item(session: Session, item: RectificationItem, *, reason: str = "") -> ItemFacts:
    """The facts of a rectification item. One statement."""
    done = Progress.kind.in_((ProgressKind.PROGRESS, ProgressKind.COMPLETION))
    known = told(
        session,
        has_plan=has(RectificationPlan, RectificationPlan.item_id == item.id),
        has_progress=has(Progress, Progress.item_id == item.id, done),
    )
    return ItemFacts(known["has_plan"], known["has_progress"], bool(reason.strip()))


def of_certificate(
    *, decided: bool = True, second_person: bool = True, rectified: bool = True, reason: str = ""
) -> CertificateFacts:
    """The facts of a certificate."""
    return CertificateFacts(decided, second_person, rectified, bool(reason.strip()))


def list_approved(session: Session, campaign_id: UUID) -> bool:
    """Whether the leading group approved the final list of the computation that stands. One statement."""
    return bool(session.scalar(select(_approved(campaign_id, DecisionKind.FINAL_LIST))))


def newest_computation(session: Session, campaign_id: UUID) -> UUID | None:
    """The computation that stands, or None before the first."""
    return session.scalar(select(newest(campaign_id)))


def told(session: Session, **asked: Column) -> dict[str, Any]:
    """What is asked, by its name, with the database's present as `moment`. One statement."""
    columns = (column.label(name) for name, column in asked.items())
    return dict(session.execute(select(clock.present(session).label("moment"), *columns)).one()._mapping)


def has(model: type[Base], *where: Condition) -> Condition:
    return exists(select(model.id).where(*where))


def count(model: type[Base], *where: Condition) -> Column:
    return select(func.count()).select_from(model).where(and_(*where)).scalar_subquery()


def _here(campaign: Campaign) -> Select[UUID]:
    return select(Submission.id).where(Submission.campaign_id == campaign.id)


def newest(campaign_id: UUID) -> ScalarSelect[UUID]:
    return (
        select(Computation.id)
        .where(Computation.campaign_id == campaign_id)
        .order_by(Computation.ordinal.desc())
        .limit(1)
        .scalar_subquery()
    )


def _approved(campaign_id: UUID, kind: DecisionKind) -> Condition:
    """Approved for the computation that stands: a correction asks for a new approval."""
    return has(
        Decision,
        Decision.campaign_id == campaign_id,
        Decision.kind == kind,
        Decision.computation_id == newest(campaign_id),
    )
