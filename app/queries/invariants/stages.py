"""Stages: written only by moves that left a trace, and each with the dates and rows that belong to it."""

from typing import Any

from sqlalchemy import String, and_, cast, exists, func, not_, or_, select

from app.domain.procedure import AppealStage, CampaignStage, ItemStage, SubmissionStage
from app.domain.rectification import ProgressKind
from app.models.assignment import Assignment
from app.models.audit import AuditEntry
from app.models.campaign import Campaign, StageWindow
from app.models.certificate import Certificate
from app.models.feedback import Appeal, AppealOpinion
from app.models.rectification import Progress, RectificationItem, RectificationPlan
from app.models.submission import Submission

from .invariant import Invariant

STAGED: dict[str, Any] = {
    "campaign": Campaign,
    "submission": Submission,
    "assignment": Assignment,
    "rectification_item": RectificationItem,
    "appeal": Appeal,
    "certificate": Certificate,
}
ORDER = tuple(CampaignStage)
S, R = SubmissionStage, ItemStage
#: where a campaign must have come to before its submissions can be there
EARLIEST = {
    CampaignStage.SELF_EVALUATION: (
        S.DRAFTING, S.AWAITING_SIGN_OFF, S.RETURNED_BY_SIGNATORY, S.SUBMITTED,
        S.RETURNED_FOR_CORRECTION, S.ACCEPTED,
    ),
    CampaignStage.PEER_REVIEW: (S.UNDER_REVIEW, S.REVIEWED),
    CampaignStage.FEEDBACK: (S.FEEDBACK_SENT, S.FEEDBACK_SIGNED),
    CampaignStage.RECTIFICATION: (
        S.RECTIFYING, S.RECTIFICATION_SUBMITTED, S.RECTIFICATION_RETURNED, S.CLOSED,
    ),
}  # fmt: skip
TOO_EARLY = or_(
    *(
        and_(Submission.stage.in_(stages), Campaign.stage.in_(ORDER[: ORDER.index(first)]))
        for first, stages in EARLIEST.items()
    )
)


def _as_moved(noun: str, model: Any) -> Invariant:
    """The stage of a thing is where its last move in the history left it."""
    told = AuditEntry.changes[("stage", 1)].as_string()
    last = (
        select(AuditEntry.subject_id, func.max(AuditEntry.sequence).label("sequence"))
        .where(told.is_not(None))
        .group_by(AuditEntry.subject_id)
        .subquery()
    )
    stage = cast(model.stage, String)
    return Invariant(
        f"stages.{noun}",
        f"The stage of every {noun.replace('_', ' ')} is where its last move in the history left it.",
        select(model.id.label(noun), stage.label("kept"), told.label("moved_to"))
        .join(last, last.c.subject_id == model.id)
        .join(AuditEntry, AuditEntry.sequence == last.c.sequence)
        .where(stage != told),
    )


PLAN = exists().where(RectificationPlan.item_id == RectificationItem.id)
NEWEST_PLAN = (
    select(RectificationPlan.due_on)
    .where(RectificationPlan.item_id == RectificationItem.id)
    .order_by(RectificationPlan.ordinal.desc())
    .limit(1)
    .scalar_subquery()
)


def _line(*kinds: ProgressKind) -> Any:
    return exists().where(Progress.item_id == RectificationItem.id, Progress.kind.in_(kinds))


INVARIANTS = (
    *(_as_moved(noun, model) for noun, model in STAGED.items()),
    Invariant(
        "stages.not_before_the_campaign",
        "No submission is at a stage that its campaign has not come to.",
        select(
            Submission.id.label("submission"),
            Submission.stage.label("stage"),
            Campaign.stage.label("campaign"),
        )
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(TOO_EARLY),
    ),
    Invariant(
        "stages.merged",
        "A submission names the one it went into exactly when it was merged.",
        select(Submission.id.label("submission"), Submission.stage.label("stage")).where(
            (Submission.stage == S.MERGED) != Submission.merged_into_id.is_not(None)
        ),
    ),
    Invariant(
        "windows.open_while_at_it",
        "The window of a campaign's present stage is not closed, and no other closed before it opened.",
        select(StageWindow.id.label("window"), StageWindow.stage.label("stage"))
        .join(Campaign, Campaign.id == StageWindow.campaign_id)
        .where(
            or_(
                and_(StageWindow.stage == Campaign.stage, StageWindow.closed_at > StageWindow.opened_at),
                and_(StageWindow.stage != Campaign.stage, StageWindow.closed_at < StageWindow.opened_at),
            )
        ),
    ),
    Invariant(
        "items.as_their_lines_say",
        "A rectification item has the plan, report and verification that its stage speaks of.",
        select(RectificationItem.id.label("item"), RectificationItem.stage.label("stage")).where(
            or_(
                and_(RectificationItem.stage.in_((R.PLANNED, R.REPORTED, R.VERIFIED)), ~PLAN),
                and_(
                    RectificationItem.stage.in_((R.REPORTED, R.VERIFIED)),
                    not_(_line(ProgressKind.PROGRESS, ProgressKind.COMPLETION)),
                ),
                and_(RectificationItem.stage == R.VERIFIED, not_(_line(ProgressKind.VERIFIED))),
            )
        ),
    ),
    Invariant(
        "items.due",
        "A rectification item is due when its newest plan says.",
        select(RectificationItem.id.label("item"), RectificationItem.due_on.label("kept")).where(
            PLAN, or_(RectificationItem.due_on.is_(None), RectificationItem.due_on != NEWEST_PLAN)
        ),
    ),
    Invariant(
        "appeals.decided_by_two",
        "A decided appeal has its moment and a conclusion; what was re-examined, the opinions of two people.",
        select(Appeal.id.label("appeal"), Appeal.stage.label("stage")).where(
            or_(
                and_(
                    Appeal.stage.in_((AppealStage.REFUSED, AppealStage.KEPT, AppealStage.CORRECTED)),
                    or_(Appeal.decided_at.is_(None), Appeal.conclusion == ""),
                ),
                and_(
                    Appeal.stage.in_((AppealStage.KEPT, AppealStage.CORRECTED)),
                    select(func.count())
                    .select_from(AppealOpinion)
                    .where(AppealOpinion.appeal_id == Appeal.id)
                    .scalar_subquery()
                    < 2,
                ),
            )
        ),
    ),
)
