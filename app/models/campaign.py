"""A campaign: one run of a framework over units, with its windows, notice, milestones and extensions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.procedure import CampaignStage

from .base import Base, Line, Prose, Short, one_of, parent, utc_now


class Campaign(Base):
    """One run. Owned by a unit, it evaluates units below; the framework is pinned by digest."""

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_owner_path", "owner_path"),)
    owner_id: Mapped[UUID] = parent("unit.id")
    owner_path: Mapped[Line]  # the tenant key of every query
    framework_id: Mapped[UUID] = parent("framework_version.id")
    framework_digest: Mapped[Short]
    title: Mapped[Line]
    title_en: Mapped[Line] = mapped_column(default="")
    period_label: Mapped[Short]  # "2025", "2025—2026学年"
    period_starts_on: Mapped[date]
    period_ends_on: Mapped[date]
    stage: Mapped[CampaignStage] = mapped_column(one_of(CampaignStage), default=CampaignStage.PREPARING)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # read through domain/settings.py
    number_prefix: Mapped[Short] = mapped_column(default="")  # 关评, for letters and certificates
    copied_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    delegated_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    leading_group: Mapped[Prose] = mapped_column(default="")  # as printed: one person a line
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)


class StageWindow(Base):
    """When a stage opens, is advised to be finished, and ends (24:00 Beijing time, kept as UTC)."""

    __tablename__ = "stage_window"
    __table_args__ = (
        UniqueConstraint("campaign_id", "stage"),
        CheckConstraint("ends_at > opens_at", name="order"),
    )
    campaign_id: Mapped[UUID] = parent("campaign.id")
    stage: Mapped[CampaignStage] = mapped_column(one_of(CampaignStage))
    opens_at: Mapped[datetime]
    soft_ends_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    by_date: Mapped[bool] = mapped_column(default=False)  # opened and closed by its dates, not by hand
    # what stood in the way when the date came: message ids with their figures, told once
    blockers: Mapped[list[Any]] = mapped_column(default=list)


class Extension(Base):
    """A later end for one unit, with its reason; shown to everybody as 经批准延期."""

    __tablename__ = "extension"
    submission_id: Mapped[UUID] = parent("submission.id")
    stage: Mapped[CampaignStage] = mapped_column(one_of(CampaignStage))
    ends_at: Mapped[datetime]
    reason: Mapped[Prose]
    granted_by_id: Mapped[UUID] = parent("user.id")
    granted_at: Mapped[datetime] = mapped_column(default=utc_now)


class Milestone(Base):
    """A date between stages: 期中检查, 推进会."""

    __tablename__ = "milestone"
    campaign_id: Mapped[UUID] = parent("campaign.id")
    on: Mapped[date]
    title: Mapped[Short]
    note: Mapped[Prose] = mapped_column(default="")
    done_at: Mapped[datetime | None]


class Notice(Base):
    """通知: a numbered announcement to the enrolled units, signed for by each."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)
    campaign_id: Mapped[UUID] = parent("campaign.id")
    number: Mapped[Short]
    title: Mapped[Line]
    body: Mapped[Prose]
    receipt_required: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_by_id: Mapped[UUID] = parent("user.id")


class NoticeReceipt(Base):
    """A unit has read a notice: who and when."""

    __tablename__ = "notice_receipt"
    __table_args__ = (UniqueConstraint("notice_id", "unit_id"),)
    notice_id: Mapped[UUID] = parent("notice.id")
    unit_id: Mapped[UUID] = parent("unit.id")
    user_id: Mapped[UUID] = parent("user.id")
    read_at: Mapped[datetime] = mapped_column(default=utc_now)


class Urging(Base):
    """催办 by the coordinator or 督办 by an observer: what was said to whom, about which unit."""

    __tablename__ = "urging"
    campaign_id: Mapped[UUID] = parent("campaign.id")
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))  # a reviewer who is behind
    supervised: Mapped[bool] = mapped_column(default=False)  # 督办, stronger than 催办
    text: Mapped[Prose]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
