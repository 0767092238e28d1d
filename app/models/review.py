"""What one reviewer says of one submission: judgements, marks on evidence, findings; and agreed scores."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.review import Arrangement, FindingKind, Mark, Severity, Triage

from .base import Base, Prose, Short, one_of, parent, utc_now


class Review(Base):
    """One reviewer's view of one submission; its stage is the assignment's."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("assignment_id"),)
    assignment_id: Mapped[UUID] = parent("assignment.id")
    submission_id: Mapped[UUID] = parent("submission.id")
    reviewer_id: Mapped[UUID] = parent("user.id")
    report_heard: Mapped[Arrangement] = mapped_column(one_of(Arrangement), default=Arrangement.OPEN)
    report_form: Mapped[Short] = mapped_column(default="")  # on site, online, written, video
    report_on: Mapped[date | None]
    site_check: Mapped[Arrangement] = mapped_column(
        one_of(Arrangement, "site_check"), default=Arrangement.OPEN
    )
    site_check_on: Mapped[date | None]
    arrangement_reason: Mapped[Prose] = mapped_column(default="")  # why not arranged: the report
    site_reason: Mapped[Prose] = mapped_column(default="")  # the place; empty: the same reason
    achievements: Mapped[Prose] = mapped_column(default="")  # 成绩: the general impression
    suggested_band: Mapped[Short] = mapped_column(default="")
    site_check_suggested: Mapped[bool] = mapped_column(default=False)
    total: Mapped[Decimal | None]  # when submitted: computed once, kept
    submitted_at: Mapped[datetime | None]
    receipt: Mapped[Short] = mapped_column(default="")  # the code on the reviewer's receipt
    lapsed_complete: Mapped[bool] = mapped_column(default=False)  # counted at the deadline without a click
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)


class Judgement(Base):
    """Level, score and comment on one criterion; not applicable has no score."""

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion"),
        CheckConstraint("score IS NULL OR score >= 0", name="score_range"),
        CheckConstraint("NOT not_applicable OR score IS NULL", name="no_score_when_not_applicable"),
    )
    review_id: Mapped[UUID] = parent("review.id")
    criterion: Mapped[Short]
    level: Mapped[Short] = mapped_column(default="")
    score: Mapped[Decimal | None]
    not_applicable: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[Prose] = mapped_column(default="")
    triage: Mapped[Triage] = mapped_column(one_of(Triage), default=Triage.NONE)
    wanted: Mapped[Prose] = mapped_column(default="")  # 破折号: what more
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)


class EvidenceMark(Base):
    """A reviewer's mark on a piece of evidence."""

    __tablename__ = "evidence_mark"
    __table_args__ = (UniqueConstraint("review_id", "evidence_id"),)
    review_id: Mapped[UUID] = parent("review.id")
    evidence_id: Mapped[UUID] = parent("evidence.id")
    mark: Mapped[Mark] = mapped_column(one_of(Mark))
    note: Mapped[Prose] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class PreconditionConfirmation(Base):
    """A reviewer confirms, or does not, what the unit stated of a precondition."""

    __tablename__ = "precondition_confirmation"
    __table_args__ = (UniqueConstraint("review_id", "code"),)
    review_id: Mapped[UUID] = parent("review.id")
    code: Mapped[Short]
    confirmed: Mapped[bool]
    note: Mapped[Prose] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Finding(Base):
    """A highlight, a shortcoming (with severity), or the recommendation for a shortcoming."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_submission_id_kind", "submission_id", "kind"),)
    submission_id: Mapped[UUID] = parent("submission.id")
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey("review.id"), index=True)
    raised_by_id: Mapped[UUID] = parent("user.id")
    kind: Mapped[FindingKind] = mapped_column(one_of(FindingKind))
    criterion: Mapped[Short] = mapped_column(default="")
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    page: Mapped[int | None]  # of that evidence: the viewer opens there
    severity: Mapped[Severity] = mapped_column(one_of(Severity), default=Severity.NONE)
    text: Mapped[Prose]
    answers_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"))  # the shortcoming it is for
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)


class PanelJudgement(Base):
    """An agreed score on a criterion, by moderation or an upheld appeal: the newest line stands for all."""

    __tablename__ = "panel_judgement"
    __table_args__ = (UniqueConstraint("submission_id", "criterion", "ordinal"),)
    submission_id: Mapped[UUID] = parent("submission.id")
    criterion: Mapped[Short]
    ordinal: Mapped[int]
    level: Mapped[Short] = mapped_column(default="")
    score: Mapped[Decimal | None]
    reason: Mapped[Prose]
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("appeal.id"))
    decided_by_id: Mapped[UUID] = parent("user.id")
    at: Mapped[datetime] = mapped_column(default=utc_now)
