"""Rectification: every shortcoming becomes an item; plans and progress are lines, never overwritten."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.procedure import ItemStage
from app.domain.rectification import ProgressKind, Term
from app.domain.review import Severity

from .base import Base, Prose, Short, one_of, parent, utc_now


class RectificationItem(Base):
    """One problem to be put right, verified by the reviewer who raised it."""

    __tablename__ = "rectification_item"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        UniqueConstraint("finding_id"),
        Index("ix_rectification_item_raised_by_id_stage", "raised_by_id", "stage"),
    )
    submission_id: Mapped[UUID] = parent("submission.id")
    number: Mapped[int]
    finding_id: Mapped[UUID] = parent("finding.id")
    raised_by_id: Mapped[UUID] = parent("user.id", index=False)  # the first of an index with the stage
    criterion: Mapped[Short]
    problem: Mapped[Prose]
    advice: Mapped[Prose] = mapped_column(default="")
    severity: Mapped[Severity] = mapped_column(one_of(Severity))
    stage: Mapped[ItemStage] = mapped_column(one_of(ItemStage), default=ItemStage.OPEN)
    stage_since: Mapped[datetime] = mapped_column(default=utc_now)
    raised_on: Mapped[date]
    due_on: Mapped[date | None]  # of the newest plan
    carried_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("rectification_item.id"))
    version: Mapped[int] = mapped_column(default=1)


class RectificationPlan(Base):
    """A plan for an item: cause, aim, measure, owner, date. A changed plan is a new line."""

    __tablename__ = "rectification_plan"
    __table_args__ = (UniqueConstraint("item_id", "ordinal"),)
    item_id: Mapped[UUID] = parent("rectification_item.id")
    ordinal: Mapped[int]
    cause: Mapped[Prose]
    aim: Mapped[Prose]
    measure: Mapped[Prose]
    leader: Mapped[Short]  # 责任领导
    owner: Mapped[Short]  # 责任人
    term: Mapped[Term] = mapped_column(one_of(Term))
    due_on: Mapped[date]
    expected: Mapped[Prose] = mapped_column(default="")
    by_id: Mapped[UUID] = parent("user.id")
    at: Mapped[datetime] = mapped_column(default=utc_now)


class Progress(Base):
    """What was done, and what the reviewer said of it: one line each."""

    __tablename__ = "progress"
    item_id: Mapped[UUID] = parent("rectification_item.id")
    kind: Mapped[ProgressKind] = mapped_column(one_of(ProgressKind))
    text: Mapped[Prose]
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)


class RectificationSummary(Base):
    """整改总结: what the numbers do not say. A draft changes in place under its version."""

    __tablename__ = "rectification_summary"
    __table_args__ = (UniqueConstraint("submission_id"),)
    submission_id: Mapped[UUID] = parent("submission.id", index=False)
    overview: Mapped[Prose] = mapped_column(default="")
    lasting: Mapped[Prose] = mapped_column(default="")  # 长效机制
    remaining: Mapped[Prose] = mapped_column(default="")  # 未完成原因与计划
    signatory_name: Mapped[Short] = mapped_column(default="")
    signed_at: Mapped[datetime | None]
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)
