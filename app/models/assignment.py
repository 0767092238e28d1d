"""Who reads what: panels, declarations, conflicts of interest, draws and assignments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.assignment import ConflictKind
from app.domain.procedure import AssignmentStage

from .base import Base, Prose, Short, one_of, parent, utc_now


class Panel(Base):
    """A group of reviewers in a campaign; `code` is the framework's panel whose weight it carries."""

    __tablename__ = "panel"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)
    campaign_id: Mapped[UUID] = parent("campaign.id")
    code: Mapped[Short]
    name: Mapped[Short]
    chair_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)


class PanelMember(Base):
    """A reviewer in a panel, with the number of units he or she can read."""

    __tablename__ = "panel_member"
    __table_args__ = (UniqueConstraint("panel_id", "user_id"),)
    panel_id: Mapped[UUID] = parent("panel.id")
    user_id: Mapped[UUID] = parent("user.id")
    load_limit: Mapped[int] = mapped_column(default=8)


class Declaration(Base):
    """评审承诺书: signed once per campaign, before any file opens."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("campaign_id", "user_id"),)
    campaign_id: Mapped[UUID] = parent("campaign.id")
    user_id: Mapped[UUID] = parent("user.id")
    text: Mapped[Prose]
    signed_name: Mapped[Short]
    signed_at: Mapped[datetime] = mapped_column(default=utc_now)


class ConflictOfInterest(Base):
    """回避: a reviewer must not read this unit; declared by the reviewer or found in the records."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (UniqueConstraint("campaign_id", "user_id", "unit_id"),)
    campaign_id: Mapped[UUID] = parent("campaign.id")
    user_id: Mapped[UUID] = parent("user.id")
    unit_id: Mapped[UUID] = parent("unit.id")
    kind: Mapped[ConflictKind] = mapped_column(one_of(ConflictKind))
    remark: Mapped[Prose] = mapped_column(default="")
    declared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    declared_at: Mapped[datetime] = mapped_column(default=utc_now)


class Draw(Base):
    """One run of the assignment, by hand or drawn: a batch that can be taken back whole."""

    __tablename__ = "draw"
    campaign_id: Mapped[UUID] = parent("campaign.id")
    seed: Mapped[Short] = mapped_column(default="")
    inputs_digest: Mapped[Short] = mapped_column(default="")
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_by_id: Mapped[UUID] = parent("user.id")
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    reverted_at: Mapped[datetime | None]


class Assignment(Base):
    """One reviewer reads one unit. Triggers refuse a reviewer of the unit itself, whatever happens."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("submission_id", "reviewer_id"),
        ForeignKeyConstraint(["submission_id", "unit_id"], ["submission.id", "submission.unit_id"]),
        Index("ix_assignment_reviewer_id_campaign_id", "reviewer_id", "campaign_id"),
    )
    campaign_id: Mapped[UUID] = parent("campaign.id")
    submission_id: Mapped[UUID] = parent("submission.id")
    unit_id: Mapped[UUID]
    reviewer_id: Mapped[UUID] = parent("user.id")
    panel_id: Mapped[UUID] = parent("panel.id")
    draw_id: Mapped[UUID | None] = mapped_column(ForeignKey("draw.id"), index=True)
    stage: Mapped[AssignmentStage] = mapped_column(one_of(AssignmentStage), default=AssignmentStage.INVITED)
    stage_since: Mapped[datetime] = mapped_column(default=utc_now)
    stage_reason: Mapped[Prose] = mapped_column(default="")
    pseudonym: Mapped[int]  # 专家1…n as the unit sees it: another order in every unit
    judged_count: Mapped[int] = mapped_column(default=0)
    criterion_now: Mapped[Short] = mapped_column(default="")  # where the reviewer was
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
