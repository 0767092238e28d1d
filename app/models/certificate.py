"""Recognition: awards by decision, and certificates that keep a snapshot of the facts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.awards import Honoured
from app.domain.certificate import Revocation
from app.domain.procedure import CertificateStage

from .base import Base, Line, Prose, Short, one_of, parent, utc_now


class Award(Base):
    """A title given to a unit (or a person) by a decision, with its citation."""

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("campaign_id", "code", "submission_id", "recipient"),)
    campaign_id: Mapped[UUID] = parent("campaign.id")
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    decision_id: Mapped[UUID] = parent("decision.id")
    code: Mapped[Short]  # of the framework's awards
    titles: Mapped[dict[str, Any]]  # locale text
    recipient: Mapped[Short]  # the full official name
    recipient_en: Mapped[Short] = mapped_column(default="")
    citation: Mapped[Prose] = mapped_column(default="")  # 事迹
    chosen: Mapped[bool] = mapped_column(default=True)  # proposed by the rules until a person says otherwise
    reason: Mapped[Prose] = mapped_column(default="")  # why passed over, or why given by hand
    version: Mapped[int] = mapped_column(default=1)


class Honouree(Base):
    """The person an award names when it is not given to a unit; a reviewer's never says what was read."""

    __tablename__ = "honouree"
    __table_args__ = (
        UniqueConstraint("award_id"),
        CheckConstraint("honoured <> 'reviewer' OR unit_id IS NULL", name="no_unit_of_a_reviewer"),
    )
    award_id: Mapped[UUID] = parent("award.id", index=False)
    honoured: Mapped[Honoured] = mapped_column(one_of(Honoured))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)  # where a person works
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)  # a reviewer's account
    address_as: Mapped[Short] = mapped_column(default="")  # 同志, 老师 or 教授, as the person chose
    field_of_work: Mapped[dict[str, Any]]  # locale text: 关心下一代工作


class SerialCounter(Base):
    """The last number given in a year: taken under lock, never given twice."""

    __tablename__ = "serial_counter"
    __table_args__ = (UniqueConstraint("series", "year"),)
    series: Mapped[Short]
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """A numbered certificate. `code` is the public page's; a lost copy is the same file again.

    A reissue is a draft that names what it replaces; both stand until a second person issues it.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("serial"),
        UniqueConstraint("number"),
        UniqueConstraint("code"),
        CheckConstraint("issued_by_id IS NULL OR issued_by_id <> drafted_by_id", name="two_people"),
        CheckConstraint("stage = 'draft' OR issued_by_id IS NOT NULL", name="issued_by_somebody"),
        Index(
            "uq_certificate_award_id_living",
            "award_id",
            "stage",
            unique=True,
            sqlite_where=text("stage IN ('draft', 'issued')"),
            postgresql_where=text("stage IN ('draft', 'issued')"),
        ),
        Index("ix_certificate_campaign_id_number", "campaign_id", "number"),
    )
    campaign_id: Mapped[UUID] = parent("campaign.id", index=False)
    award_id: Mapped[UUID] = parent("award.id")
    serial: Mapped[Short]  # AC-2025-000003-42
    number: Mapped[Short]  # 关评〔2025〕优字第003号, with -R1 on a reissue
    reason: Mapped[Prose] = mapped_column(default="")  # why it replaces another
    code: Mapped[Short]  # 26 characters, in the QR
    stage: Mapped[CertificateStage] = mapped_column(one_of(CertificateStage), default=CertificateStage.DRAFT)
    snapshot: Mapped[dict[str, Any]]  # everything printed on it
    digest: Mapped[Short] = mapped_column(default="")  # of the PDF, once made
    drafted_by_id: Mapped[UUID] = parent("user.id")
    drafted_at: Mapped[datetime] = mapped_column(default=utc_now)
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime | None]
    issued_on: Mapped[date | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    ended_because: Mapped[Revocation | None] = mapped_column(one_of(Revocation))
    ended_reason: Mapped[Prose] = mapped_column(default="")
    ended_decision: Mapped[Line] = mapped_column(default="")
