"""One unit's part in one campaign: answers, declarations, bonus claims, sign-offs and corrections."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.procedure import SubmissionStage

from .base import Base, Line, Prose, Short, one_of, parent, utc_now


class Submission(Base):
    """One unit in one campaign. The counters are kept in the same transaction and checked by fsck."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id"),
        UniqueConstraint("id", "unit_id"),  # target of assignment's composite key
        Index("ix_submission_campaign_stage", "campaign_id", "stage", "id"),
        Index("ix_submission_campaign_code", "campaign_id", "unit_code", "id"),
    )
    campaign_id: Mapped[UUID] = parent("campaign.id")
    unit_id: Mapped[UUID] = parent("unit.id")
    unit_name: Mapped[Short]  # as it was when enrolled: old papers keep the old name
    unit_code: Mapped[Short]  # the unit's own, kept here so that every list of units is in its order
    stage: Mapped[SubmissionStage] = mapped_column(
        one_of(SubmissionStage), default=SubmissionStage.NOT_STARTED
    )
    stage_since: Mapped[datetime] = mapped_column(default=utc_now)
    stage_reason: Mapped[Prose] = mapped_column(default="")
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"))
    report: Mapped[Prose] = mapped_column(default="")  # 自评报告 as edited; empty = compiled from the answers
    report_version: Mapped[int] = mapped_column(default=0)
    is_late: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    minimum_waived_reason: Mapped[Prose] = mapped_column(default="")
    answered_count: Mapped[int] = mapped_column(default=0)
    evidence_count: Mapped[int] = mapped_column(default=0)
    assigned_count: Mapped[int] = mapped_column(default=0)
    reviewed_count: Mapped[int] = mapped_column(default=0)  # submitted reviews
    self_total: Mapped[Decimal | None]
    version: Mapped[int] = mapped_column(default=1)


class Answer(Base):
    """What the unit says on one criterion. A draft changes in place under its version."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("submission_id", "criterion"),
        CheckConstraint("self_score IS NULL OR self_score >= 0", name="score_range"),
    )
    submission_id: Mapped[UUID] = parent("submission.id")
    criterion: Mapped[Short]
    level: Mapped[Short] = mapped_column(default="")
    self_score: Mapped[Decimal | None]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # report field -> text
    not_applicable: Mapped[bool] = mapped_column(default=False)
    not_applicable_reason: Mapped[Prose] = mapped_column(default="")
    to_be_confirmed: Mapped[bool] = mapped_column(default=False)  # taken over from last year
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)


class PreconditionStatement(Base):
    """The unit's yes or no to a precondition."""

    __tablename__ = "precondition_statement"
    __table_args__ = (UniqueConstraint("submission_id", "code"),)
    submission_id: Mapped[UUID] = parent("submission.id")
    code: Mapped[Short]
    met: Mapped[bool | None]
    remark: Mapped[Prose] = mapped_column(default="")
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)


class BonusState(StrEnum):
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    LOWERED = "lowered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class BonusClaim(Base):
    """A claimed bonus tier; the coordinator, not the reviewers, accepts, lowers or rejects it."""

    __tablename__ = "bonus_claim"
    submission_id: Mapped[UUID] = parent("submission.id")
    item: Mapped[Short]
    tier: Mapped[Short]
    fact: Mapped[Prose]  # what it is claimed for
    state: Mapped[BonusState] = mapped_column(one_of(BonusState), default=BonusState.CLAIMED)
    granted_tier: Mapped[Short] = mapped_column(default="")
    granted_score: Mapped[Decimal | None]
    decision_reason: Mapped[Prose] = mapped_column(default="")
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class SignOff(Base):
    """院党委审签: approved or returned, by whom, on whose behalf; a new line each time."""

    __tablename__ = "sign_off"
    submission_id: Mapped[UUID] = parent("submission.id")
    approved: Mapped[bool]
    remark: Mapped[Prose] = mapped_column(default="")
    commitment: Mapped[Prose] = mapped_column(default="")  # the text that was confirmed
    signatory_id: Mapped[UUID] = parent("user.id")
    signatory_name: Mapped[Short]
    signatory_duty: Mapped[Short] = mapped_column(default="")
    deputy_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    meeting: Mapped[Line] = mapped_column(default="")
    meeting_on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(default=utc_now)


class Correction(Base):
    """补正: a criterion the coordinator names for correction, open until handed in again."""

    __tablename__ = "correction"
    submission_id: Mapped[UUID] = parent("submission.id")
    criterion: Mapped[Short]
    remark: Mapped[Prose]
    due_at: Mapped[datetime | None]
    requested_by_id: Mapped[UUID] = parent("user.id")
    requested_at: Mapped[datetime] = mapped_column(default=utc_now)
    done_at: Mapped[datetime | None]
