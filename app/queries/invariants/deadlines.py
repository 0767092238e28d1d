"""No write after the close of a stage: what the history tells, compared with each unit's own hard end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, exists, func, or_, select

from app.domain.actions import Action
from app.domain.procedure import CampaignStage
from app.domain.settings import CampaignSettings
from app.models.audit import AuditEntry
from app.models.base import Moment
from app.models.campaign import Campaign, Extension, StageWindow
from app.models.submission import Submission
from app.models.supplement import Supplement

from .invariant import Invariant, Records

CLOCKS_MAY_DIFFER = timedelta(seconds=5)  # the program notes the moment, the database closes
returned = AuditEntry.__table__.alias("returned")


@dataclass(frozen=True, slots=True)
class Deadline:
    """What must not happen after a stage; `corrected`: except in a submission returned for correction, and
    while a window for supplements was open.
    """

    stage: CampaignStage
    actions: tuple[Action, ...]
    corrected: bool = False


WRITING = Deadline(
    CampaignStage.SELF_EVALUATION,
    (Action.ANSWER, Action.STATE_PRECONDITION, Action.CLAIM_BONUS, Action.SEND_FOR_SIGN_OFF),
    corrected=True,
)
JUDGING = Deadline(
    CampaignStage.PEER_REVIEW, (Action.JUDGE, Action.CONFIRM_PRECONDITION, Action.TAKE_BACK_REVIEW)
)


def _late(records: Records, deadline: Deadline) -> Iterator[str]:
    campaigns = records.session.execute(
        select(Campaign.id, Campaign.stage, Campaign.settings, StageWindow.ends_at, StageWindow.opened_at,
               StageWindow.closed_at)
        .join(StageWindow, StageWindow.campaign_id == Campaign.id)
        .where(StageWindow.stage == deadline.stage)
    ).all()  # fmt: skip
    for campaign in campaigns:
        for entry in _entries_after(records, campaign, deadline):
            yield f"entry {entry.sequence}, {entry.action} at {entry.at}"


def _entries_after(
    records: Records, campaign: Row[*tuple[Any, ...]], deadline: Deadline
) -> list[Row[*tuple[Any, ...]]]:
    """The entries after the end of the stage: with its grace, or as closed by hand."""
    grace = timedelta(minutes=CampaignSettings.of(campaign.settings).grace_minutes) + CLOCKS_MAY_DIFFER
    closed = campaign.closed_at if campaign.stage is not deadline.stage else None
    ends = min(campaign.ends_at + grace, closed + CLOCKS_MAY_DIFFER if closed else campaign.ends_at + grace)
    later = (
        select(func.max(Extension.ends_at, type_=Moment()))
        .where(Extension.submission_id == Submission.id, Extension.stage == deadline.stage)
        .scalar_subquery()
    )
    found = (
        select(AuditEntry.sequence, AuditEntry.action, AuditEntry.at, later.label("extended"))
        .join(
            Submission,
            (Submission.campaign_id == campaign.id) & (Submission.unit_id == AuditEntry.unit_id),
        )
        .where(
            AuditEntry.campaign_id == campaign.id,
            AuditEntry.action.in_([action.value for action in deadline.actions]),
            AuditEntry.at > ends,
        )
    )
    if deadline.corrected:
        found = found.where(
            ~exists().where(
                returned.c.subject_id == Submission.id,
                returned.c.action == Action.RETURN_FOR_CORRECTION.value,
            ),
            ~exists().where(
                Supplement.submission_id == Submission.id,
                Supplement.opened_at <= AuditEntry.at,
                or_(Supplement.closed_at.is_(None), Supplement.closed_at >= AuditEntry.at),
            ),
        )
    return [row for row in records.session.execute(found) if not _in_time(row, grace)]


def _in_time(entry: Row[*tuple[Any, ...]], grace: timedelta) -> bool:
    """Within the unit's own extension, which outlives a close by hand."""
    return entry.extended is not None and entry.at <= entry.extended + grace


def late_answers(records: Records) -> Iterator[str]:
    """Answers after the end of self-evaluation."""
    return _late(records, WRITING)


def late_judgements(records: Records) -> Iterator[str]:
    """Judgements after the end of peer review."""
    return _late(records, JUDGING)


INVARIANTS = (
    Invariant(
        "deadlines.self_evaluation", "No unit wrote after its hard end of self-evaluation.", late_answers
    ),
    Invariant(
        "deadlines.peer_review", "No reviewer judged after the hard end of peer review.", late_judgements
    ),
)
