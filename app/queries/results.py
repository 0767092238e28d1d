"""Results of a whole campaign: the board's sheet, its computations and what meetings decided.

For those who run, approve and watch a campaign. No statement here names a reviewer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.models.campaign import Campaign
from app.models.result import Computation, Decision, DecisionKind, Result
from app.models.submission import Submission

from . import frameworks, subjects

PAGE = 50
APPROVALS = (DecisionKind.DRAFT_RESULT, DecisionKind.FINAL_LIST)


class Place(NamedTuple):
    """Where a page of the sheet begins: after this line; rank 0 where nobody is ranked."""

    rank: int
    unit_code: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Run:
    """One computation: the newest stands, the older ones stay to be read."""

    id: UUID
    ordinal: int
    reason: str
    computed_at: datetime
    approved: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One unit on the sheet; `figures` are those kept with its result (domain/kept_figures.py)."""

    submission_id: UUID
    unit_name: str
    rank: int | None
    base: Decimal
    bonus: Decimal
    total: Decimal
    band: str
    candidate_band: str
    note: str
    figures: Mapping[str, Any]
    unit_code: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What a meeting decided about the results."""

    kind: DecisionKind
    on: date
    meeting: str
    attendees: str
    text: str
    votes: Mapping[str, Any]
    ordinal: int | None  # of the computation approved
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the sheet; `run` is None before the first computation."""

    campaign: Campaign
    framework: Framework
    subject: Subject
    run: Run | None
    runs: Sequence[Run]
    standing: Mapping[str, Any]
    lines: Sequence[Line]
    approvals: Sequence[Approval]
    following: Place | None
    names: Mapping[str, str]  # of the units that wait for a vote, by submission

    @property
    def voted(self) -> bool:
        """Whether a vote was recorded since, which the next computation will use."""
        return any(
            each.kind is DecisionKind.TIE and self.run is not None and each.recorded_at > self.run.computed_at
            for each in self.approvals
        )


def sheet(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    ordinal: int | None = None,
    after: Place | None = None,
    rows: int | None = PAGE,
) -> Sheet:
    """The board's sheet of the newest computation, or of the one with this ordinal; all rows for None.

    Six statements, at most `rows` + 1 units. Raises NotFound.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.VIEW_RESULT, subject, seen_by=Action.VIEW_RESULT)
    runs = runs_of(session, campaign.id)
    run = chosen(runs, ordinal)
    standing = standing_of(session, run)
    lines, following = _lines(session, run, after, rows) if run else ([], None)
    return Sheet(
        campaign=campaign,
        framework=frameworks.pinned(session, campaign),
        subject=subject,
        run=run,
        runs=runs,
        standing=standing,
        lines=lines,
        approvals=_approvals(session, campaign.id),
        following=following,
        names=_tied_names(session, standing),
    )


def runs_of(session: Session, campaign_id: UUID) -> list[Run]:
    """Every computation of a campaign, the newest first, and whether the leading group approved it."""
    approved = (
        select(Decision.id)
        .where(Decision.computation_id == Computation.id, Decision.kind.in_(APPROVALS))
        .exists()
    )
    rows = session.execute(
        select(Computation.id, Computation.ordinal, Computation.reason, Computation.computed_at, approved)
        .where(Computation.campaign_id == campaign_id)
        .order_by(Computation.ordinal.desc())
    )
    return [Run(*row) for row in rows]


def lines_of(session: Session, computation_id: UUID) -> list[Line]:
    """Every unit of a computation in the order of the sheet: for papers and exports. One statement."""
    return [Line(*row) for row in session.execute(_ordered(columns(computation_id)))]


def figures_of(session: Session, computation_id: UUID, submission_id: UUID) -> dict[str, Any]:
    """What is kept beside one unit's lines in one computation. Raises NotFound."""
    found = session.scalar(
        select(Result.figures).where(
            Result.computation_id == computation_id, Result.submission_id == submission_id
        )
    )
    if found is None:
        raise NotFound
    return dict(found)


def newest_run(session: Session, campaign_id: UUID) -> Run | None:
    """The computation that stands, or None before the first."""
    return chosen(runs_of(session, campaign_id), None)


def chosen(runs: Sequence[Run], ordinal: int | None) -> Run | None:
    """The computation of that ordinal, by default the newest. Raises NotFound for one that is not there."""
    if ordinal is None:
        return runs[0] if runs else None
    found = next((run for run in runs if run.ordinal == ordinal), None)
    if found is None:
        raise NotFound
    return found


def standing_of(session: Session, run: Run | None) -> Mapping[str, Any]:
    """What is kept with a computation about all units together."""
    if run is None:
        return {}
    return session.scalar(select(Computation.standing).where(Computation.id == run.id)) or {}


def columns(computation_id: UUID) -> Select[Any]:
    """What a Line is made of, in its order."""
    return (
        select(
            Result.submission_id, Submission.unit_name, Result.rank, Result.base, Result.bonus, Result.total,
            Result.band, Result.candidate_band, Result.note, Result.figures, Submission.unit_code,
        )
        .join(Submission, Submission.id == Result.submission_id)
        .where(Result.computation_id == computation_id)
    )  # fmt: skip


def _rank() -> ColumnElement[int]:
    return func.coalesce(Result.rank, 0)


def _ordered(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(_rank(), Submission.unit_code, Result.submission_id)


def _lines(
    session: Session, run: Run, after: Place | None, rows: int | None
) -> tuple[list[Line], Place | None]:
    wanted = _ordered(columns(run.id))
    if after is not None:
        wanted = wanted.where(
            or_(
                _rank() > after.rank,
                and_(_rank() == after.rank, Submission.unit_code > after.unit_code),
                and_(
                    _rank() == after.rank,
                    Submission.unit_code == after.unit_code,
                    Result.submission_id > after.id,
                ),
            )
        )
    found = session.execute(wanted if rows is None else wanted.limit(rows + 1)).all()
    lines = [Line(*row) for row in found[:rows]]
    if rows is None or len(found) <= rows:
        return lines, None
    last = lines[-1]
    return lines, Place(last.rank or 0, last.unit_code, last.submission_id)


def _approvals(session: Session, campaign_id: UUID) -> list[Approval]:
    rows = session.execute(
        select(
            Decision.kind, Decision.on, Decision.meeting, Decision.attendees, Decision.text, Decision.votes,
            Computation.ordinal, Decision.recorded_at,
        )
        .outerjoin(Computation, Computation.id == Decision.computation_id)
        .where(
            Decision.campaign_id == campaign_id, Decision.kind.in_((*APPROVALS, DecisionKind.TIE))
        )
        .order_by(Decision.recorded_at.desc())
    )  # fmt: skip
    return [Approval(*row) for row in rows]


def _tied_names(session: Session, standing: Mapping[str, Any]) -> dict[str, str]:
    tied = {UUID(unit) for group in standing.get("needs_vote", ()) for unit in group["units"]}
    if not tied:
        return {}
    rows = session.execute(select(Submission.id, Submission.unit_name).where(Submission.id.in_(tied)))
    return {str(row.id): row.unit_name for row in rows}
