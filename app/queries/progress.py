"""How far every unit has come, and in whose hands it lies: the board, page by page."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.domain.relay import HANDS, LEGS, SIDE_STAGES, STAGES_OF, Cell, Hand, Leg, cells
from app.models.audit import AuditEntry
from app.models.campaign import Campaign, Extension
from app.models.submission import Correction, Submission

from .lateness import is_extended, is_late, windows_now

PAGE = 50


class Place(NamedTuple):
    """Where a page of the board begins: after this line."""

    rank: int
    unit_code: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the board is wanted; nothing set means everything."""

    leg: Leg | None = None
    hand: Hand | None = None
    late: bool = False


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Line:
    """One unit on the board."""

    submission_id: UUID
    unit_id: UUID
    unit_name: str
    stage: SubmissionStage
    since: datetime
    reason: str
    late: bool
    assigned: int
    reviewed: int
    cells: list[Cell]
    done_on: Mapping[Leg, datetime]
    extension_reason: str = ""

    @property
    def hand(self) -> Hand:
        return HANDS[self.stage]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the board and where the next begins."""

    lines: list[Line]
    following: Place | None


@dataclass(frozen=True, slots=True)
class HandCount:
    """How many units lie in these hands, how many of them are late or have an agreed extension."""

    hand: Hand
    units: int = 0
    late: int = 0
    extended: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures above the board; by leg only how many units are there, nothing of whom."""

    hands: list[HandCount]
    legs: Mapping[Leg, int]
    through: int
    aside: int
    assigned: int
    reviewed: int
    stages: Mapping[SubmissionStage, int] = field(default_factory=dict)

    @property
    def units(self) -> int:
        return sum(self.stages.values())

    @property
    def late(self) -> int:
        return sum(each.late for each in self.hands)


class _Counts(NamedTuple):
    """The units in one stage."""

    units: int
    late: int
    extended: int
    assigned: int
    reviewed: int


def overview(session: Session, campaign_id: UUID) -> Overview:
    """The figures of a campaign. Two statements; as many rows as there are stages."""
    windows, now = windows_now(session, campaign_id)
    rows = session.execute(
        select(
            Submission.stage,
            func.count(),
            func.sum(case((is_late(windows, now), 1), else_=0)),
            func.sum(case((is_extended(now), 1), else_=0)),
            func.sum(Submission.assigned_count),
            func.sum(Submission.reviewed_count),
        )
        .where(Submission.campaign_id == campaign_id)
        .group_by(Submission.stage)
    ).all()
    counts = {row[0]: _Counts(*(int(each or 0) for each in row[1:])) for row in rows}
    reading = counts.get(SubmissionStage.UNDER_REVIEW)
    return Overview(
        hands=[_hand_count(hand, counts) for hand in Hand if hand is not Hand.NOBODY],
        legs={leg: _units(counts, rule.stages) for leg, rule in LEGS.items()},
        through=_units(counts, {SubmissionStage.CLOSED}),
        aside=_units(counts, SIDE_STAGES),
        assigned=reading.assigned if reading else 0,
        reviewed=reading.reviewed if reading else 0,
        stages={stage: row.units for stage, row in counts.items()},
    )


def _units(counts: Mapping[SubmissionStage, _Counts], stages: AbstractSet[SubmissionStage]) -> int:
    return sum(counts[stage].units for stage in stages if stage in counts)


def _hand_count(hand: Hand, counts: Mapping[SubmissionStage, _Counts]) -> HandCount:
    rows = [counts[stage] for stage in STAGES_OF[hand] if stage in counts]
    return HandCount(
        hand, sum(row.units for row in rows), sum(row.late for row in rows), sum(row.extended for row in rows)
    )


def page(
    session: Session,
    campaign: Campaign,
    wanted: Filter = EVERYTHING,
    *,
    after: Place | None = None,
    rows: int = PAGE,
    unit_ids: tuple[UUID, ...] | None = None,
) -> Page:
    """One page of the board, those behind first, then by code. Five statements, at most `rows` + 1 units.

    `unit_ids` narrows it to these units: what a unit may see of a campaign is its own line.
    """
    windows, now = windows_now(session, campaign.id)
    late = is_late(windows, now)
    rank = case((late, 0), (Submission.stage.in_(SIDE_STAGES), 2), else_=1)
    statement = (
        select(
            Submission.id,
            Submission.unit_id,
            Submission.unit_name,
            Submission.unit_code,
            Submission.stage,
            Submission.stage_since,
            Submission.stage_reason,
            Submission.assigned_count,
            Submission.reviewed_count,
            rank.label("rank"),
        )
        .where(Submission.campaign_id == campaign.id, *_conditions(wanted, late))
        .order_by(rank, Submission.unit_code, Submission.id)
        .limit(rows + 1)
    )
    if unit_ids is not None:
        statement = statement.where(Submission.unit_id.in_(unit_ids))
    if after is not None:
        statement = statement.where(_beyond(rank, after))
    found = session.execute(statement).all()
    shown = found[:rows]
    more = _Surroundings(session, [row.id for row in shown])
    lines = [_line(row, windows, more, now) for row in shown]
    last = shown[-1] if len(found) > rows else None
    return Page(lines, Place(last.rank, last.unit_code, last.id) if last else None)


def _conditions(wanted: Filter, late: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.leg is not None:
        conditions.append(Submission.stage.in_(LEGS[wanted.leg].stages))
    if wanted.hand is not None:
        conditions.append(Submission.stage.in_(STAGES_OF[wanted.hand]))
    if wanted.late:
        conditions.append(late)
    return conditions


def _beyond(rank: ColumnElement[int], after: Place) -> ColumnElement[bool]:
    same_rank = rank == literal(after.rank)
    return or_(
        rank > literal(after.rank),
        and_(same_rank, Submission.unit_code > after.unit_code),
        and_(same_rank, Submission.unit_code == after.unit_code, Submission.id > after.id),
    )


class _Surroundings:
    """What stands beside the rows of one page: extensions, correction dates, the days of the moves."""

    def __init__(self, session: Session, ids: list[UUID]) -> None:
        self.extensions: dict[UUID, dict[CampaignStage, datetime]] = {}
        self.reasons: dict[UUID, str] = {}
        for row in session.execute(
            select(Extension.submission_id, Extension.stage, Extension.ends_at, Extension.reason)
            .where(Extension.submission_id.in_(ids))
            .order_by(Extension.ends_at)
        ):
            self.extensions.setdefault(row.submission_id, {})[row.stage] = row.ends_at
            self.reasons[row.submission_id] = row.reason
        self.due: dict[UUID, datetime | None] = dict(
            session.execute(
                select(Correction.submission_id, func.min(Correction.due_at))
                .where(
                    Correction.submission_id.in_(ids),
                    Correction.done_at.is_(None),
                    Correction.due_at.is_not(None),
                )
                .group_by(Correction.submission_id)
            ).all()
        )
        leg_of_move = {f"submission.{name}": leg for leg, rule in LEGS.items() for name in rule.left_by}
        self.done: dict[UUID, dict[Leg, datetime]] = {}
        for subject, action, at in session.execute(
            select(AuditEntry.subject_id, AuditEntry.action, func.max(AuditEntry.at))
            .where(AuditEntry.subject_id.in_(ids), AuditEntry.action.in_(leg_of_move))
            .group_by(AuditEntry.subject_id, AuditEntry.action)
        ):
            done = self.done.setdefault(subject, {})  # type: ignore[arg-type]  # never None: it is in ids
            leg = leg_of_move[action]
            done[leg] = min(done.get(leg, at), at)


def _line(
    row: Row[Any], windows: Mapping[CampaignStage, datetime], more: _Surroundings, now: datetime
) -> Line:
    return Line(
        submission_id=row.id,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        stage=row.stage,
        since=row.stage_since,
        reason=row.stage_reason,
        late=row.rank == 0,
        assigned=row.assigned_count,
        reviewed=row.reviewed_count,
        cells=cells(
            row.stage,
            windows,
            more.extensions.get(row.id, {}),
            now,
            correction_due=more.due.get(row.id),
        ),
        done_on=more.done.get(row.id, {}),
        extension_reason=more.reasons.get(row.id, ""),
    )
