"""Results: every figure of a computation kept; vetoes, approvals and votes. A correction is a new run."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.due_process import DecisionKind as DecisionKind
from app.domain.due_process import VetoStage as VetoStage

from .base import Base, Line, Prose, Short, one_of, parent, utc_now


class Computation(Base):
    """One run over all units of a campaign; the newest stands, older ones are kept."""

    __tablename__ = "computation"
    __table_args__ = (UniqueConstraint("campaign_id", "ordinal"),)
    campaign_id: Mapped[UUID] = parent("campaign.id")
    ordinal: Mapped[int]
    reason: Mapped[Prose] = mapped_column(default="")
    standing: Mapped[dict[str, Any]] = mapped_column(default=dict)  # quota, ranking, ties: figures as text
    computed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    computed_at: Mapped[datetime] = mapped_column(default=utc_now)


class Result(Base):
    """One unit's result in one computation."""

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("computation_id", "submission_id"),
        Index("ix_result_computation_id_rank", "computation_id", "rank"),
    )
    computation_id: Mapped[UUID] = parent("computation.id")
    submission_id: Mapped[UUID] = parent("submission.id")
    base: Mapped[Decimal]
    bonus: Mapped[Decimal]
    total: Mapped[Decimal]
    band: Mapped[Short]
    candidate_band: Mapped[Short]  # before preconditions, floors, vetoes and quota
    note: Mapped[Prose] = mapped_column(default="")  # 因名额限制 …
    rank: Mapped[int | None]  # for the board's sheet only
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the whole computation, for summaries


class ResultLine(Base):
    """One step of the computation, in order: what was taken, what came out."""

    __tablename__ = "result_line"
    __table_args__ = (UniqueConstraint("result_id", "ordinal"),)
    result_id: Mapped[UUID] = parent("result.id")
    ordinal: Mapped[int]
    step: Mapped[Short]  # review, panel, base, bonus, total, band, precondition, floor, veto, quota, tie
    label: Mapped[Line] = mapped_column(default="")
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    value: Mapped[Short] = mapped_column(default="")


class Veto(Base):
    """一票否决: proposed by the coordinator, confirmed by a board member, the unit heard."""

    __tablename__ = "veto"
    submission_id: Mapped[UUID] = parent("submission.id")
    code: Mapped[Short]
    reason: Mapped[Prose]
    basis: Mapped[Prose]
    unit_statement: Mapped[Prose] = mapped_column(default="")
    state: Mapped[VetoStage] = mapped_column(one_of(VetoStage), default=VetoStage.PROPOSED)
    proposed_by_id: Mapped[UUID] = parent("user.id")
    proposed_at: Mapped[datetime] = mapped_column(default=utc_now)
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]


class Decision(Base):
    """What a meeting decided: number, date, meeting, legal basis, votes. Never changed; a new one follows."""

    __tablename__ = "decision"
    campaign_id: Mapped[UUID] = parent("campaign.id")
    kind: Mapped[DecisionKind] = mapped_column(one_of(DecisionKind))
    number: Mapped[Short] = mapped_column(default="")
    on: Mapped[date]
    meeting: Mapped[Line] = mapped_column(default="")
    attendees: Mapped[Prose] = mapped_column(default="")
    legal_basis: Mapped[Line] = mapped_column(default="")
    text: Mapped[Prose] = mapped_column(default="")
    votes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # 应到 实到 同意 反对 弃权
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)  # order of tied units …
    computation_id: Mapped[UUID | None] = mapped_column(ForeignKey("computation.id"))
    recorded_by_id: Mapped[UUID] = parent("user.id")
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)
