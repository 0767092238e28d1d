"""Due process: feedback letters and receipts, fact checks, appeals, public notices and objections."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.due_process import ObjectionChannel as ObjectionChannel
from app.domain.due_process import Stance as Stance
from app.domain.procedure import AppealStage

from .base import Base, Prose, Short, one_of, parent, utc_now


class FeedbackLetter(Base):
    """反馈意见书: numbered; the wording may be edited, the reviewers' originals stay in their findings."""

    __tablename__ = "feedback_letter"
    __table_args__ = (UniqueConstraint("submission_id", "ordinal"), UniqueConstraint("number"))
    submission_id: Mapped[UUID] = parent("submission.id")
    ordinal: Mapped[int]
    number: Mapped[Short | None]  # given when the letter is issued, never twice
    result_id: Mapped[UUID] = parent("result.id")
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the letter's wording, as edited
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    digest: Mapped[Short] = mapped_column(default="")  # of the PDF, once made
    fact_check_ends_at: Mapped[datetime | None]  # both clocks start when the letter is issued
    appeal_ends_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]  # 签收
    signed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    accepts: Mapped[bool | None]
    remark: Mapped[Prose] = mapped_column(default="")
    edited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    edited_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)


class FactCheck(Base):
    """The unit says of one item whether the facts are right; answered by someone not on the panel."""

    __tablename__ = "fact_check"
    submission_id: Mapped[UUID] = parent("submission.id")
    criterion: Mapped[Short] = mapped_column(default="")
    finding_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"))
    stance: Mapped[Stance] = mapped_column(one_of(Stance))
    text: Mapped[Prose] = mapped_column(default="")
    stated_by_id: Mapped[UUID] = parent("user.id")
    stated_at: Mapped[datetime] = mapped_column(default=utc_now)
    answer: Mapped[Prose] = mapped_column(default="")
    upheld: Mapped[bool | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]


class Appeal(Base):
    """申诉: on one criterion of a result, re-examined by two who did not score it."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("submission_id", "criterion"),
        CheckConstraint(
            "first_handler_id IS NULL OR second_handler_id IS NULL OR first_handler_id <> second_handler_id",
            name="two_handlers",
        ),
    )
    submission_id: Mapped[UUID] = parent("submission.id")
    number: Mapped[Short] = mapped_column(unique=True)
    criterion: Mapped[Short]
    reason: Mapped[Prose]
    stage: Mapped[AppealStage] = mapped_column(one_of(AppealStage), default=AppealStage.LODGED)
    lodged_by_id: Mapped[UUID] = parent("user.id")
    lodged_at: Mapped[datetime] = mapped_column(default=utc_now)
    first_handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    second_handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    conclusion: Mapped[Prose] = mapped_column(default="")
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]


class AppealOpinion(Base):
    """What one of the two re-examiners found."""

    __tablename__ = "appeal_opinion"
    __table_args__ = (UniqueConstraint("appeal_id", "handler_id"),)
    appeal_id: Mapped[UUID] = parent("appeal.id")
    handler_id: Mapped[UUID] = parent("user.id")
    keep: Mapped[bool]
    level: Mapped[Short] = mapped_column(default="")
    score: Mapped[Decimal | None]
    reason: Mapped[Prose]
    at: Mapped[datetime] = mapped_column(default=utc_now)


class PublicNotice(Base):
    """公示: the proposed list for five working days; the page goes down by itself."""

    __tablename__ = "public_notice"
    __table_args__ = (UniqueConstraint("campaign_id", "ordinal"),)
    campaign_id: Mapped[UUID] = parent("campaign.id")
    ordinal: Mapped[int]
    number: Mapped[Short] = mapped_column(default="")
    title: Mapped[Prose]
    body: Mapped[Prose]
    contact: Mapped[Prose]  # 受理部门、电话、邮箱、地址
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    ends_at: Mapped[datetime]  # 24:00 Beijing time of the last day
    entries: Mapped[list[Any]] = mapped_column(default=list)  # unit name and title; no scores
    computation_id: Mapped[UUID] = parent("computation.id")
    published_by_id: Mapped[UUID] = parent("user.id")
    published_at: Mapped[datetime] = mapped_column(default=utc_now)
    replaced_at: Mapped[datetime | None]  # corrected and started again


class Objection(Base):
    """异议 in the notice period; the objector's name is for the handlers only."""

    __tablename__ = "objection"
    public_notice_id: Mapped[UUID] = parent("public_notice.id")
    number: Mapped[Short] = mapped_column(unique=True)
    channel: Mapped[ObjectionChannel] = mapped_column(one_of(ObjectionChannel))
    name: Mapped[Short] = mapped_column(default="")
    contact: Mapped[Short] = mapped_column(default="")
    about: Mapped[Short] = mapped_column(default="")
    text: Mapped[Prose]
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    answer: Mapped[Prose] = mapped_column(default="")
    changes_result: Mapped[bool | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
