"""Rectification: every shortcoming becomes an item; plans and progress are lines, never overwritten."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.procedure import ItemStage
from app.domain.review import Severity

from .base import Base, Prose, Short, one_of, parent, utc_now


class RectificationItem(Base):
    """One problem to be put right, verified by the reviewer who raised it."""

    __tablename__ = "rectification_item"
    __table_args__ = (UniqueConstraint("submission_id", "number"), UniqueConstraint("finding_id"))
    submission_id: Mapped[UUID] = parent("submission.id")
    number: Mapped[int]
    finding_id: Mapped[UUID] = parent("finding.id")
    raised_by_id: Mapped[UUID] = parent("user.id")
    criterion: Mapped[Short]
    problem: Mapped[Prose]
    advice: Mapped[Prose] = mapped_column(default="")
    severity: Mapped[Severity] = mapped_column(one_of(Severity))
    stage: Mapped[ItemStage] = mapped_column(one_of(ItemStage), default=ItemStage.OPEN)
    stage_since: Mapped[datetime] = mapped_column(default=utc_now)
    due_on: Mapped[date | None]  # of the newest plan
    carried_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("rectification_item.id"))
    version: Mapped[int] = mapped_column(default=1)


class Term(StrEnum):
    IMMEDIATE = "immediate"  # 立行立改
    DATED = "dated"  # 限期
    LASTING = "lasting"  # 长期坚持


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


class ProgressKind(StrEnum):
    PROGRESS = "progress"
    COMPLETION = "completion"
    VERIFIED = "verified"
    RETURNED = "returned"
    CARRIED_OVER = "carried_over"


class Progress(Base):
    """What was done, and what the reviewer said of it: one line each."""

    __tablename__ = "progress"
    item_id: Mapped[UUID] = parent("rectification_item.id")
    kind: Mapped[ProgressKind] = mapped_column(one_of(ProgressKind))
    text: Mapped[Prose]
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
