"""Who reads what, who must not, and what a draw has to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain import draw
from app.domain.actors import UNIT_ROLES
from app.domain.assignment import FORMER_YEARS, ConflictKind
from app.domain.calendar import beijing_date
from app.domain.errors import NotFound, Sentence
from app.domain.procedure import ACTIVE_ASSIGNMENT, RUNNING, AssignmentStage
from app.domain.text import N_
from app.models.account import RoleGrant
from app.models.assignment import Assignment, ConflictOfInterest, Draw, Panel
from app.models.campaign import Campaign
from app.models.submission import Submission

from . import clock, panels
from .panels import PanelLine

Conflicts = dict[tuple[UUID, UUID], ConflictKind]
"""(reviewer, unit) → why not."""


PAGE = 50
LAST_DRAWS = 10


class Place(NamedTuple):
    """Where a page of units begins: after this one."""

    unit_code: str
    id: UUID


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the campaign as the matrix shows it."""

    submission_id: UUID
    unit_id: UUID
    unit_name: str
    submitted: int
    unit_code: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An assignment in the matrix."""

    id: UUID
    submission_id: UUID
    reviewer_id: UUID
    panel_id: UUID
    draw_id: UUID | None
    stage: AssignmentStage
    pseudonym: int
    judged: int
    reason: str


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A batch: by lot (with its seed) or by hand."""

    id: UUID
    seed: str
    inputs_digest: str
    made_at: datetime
    reverted_at: datetime | None
    pairs: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units by reviewers, with loads and conflicts."""

    units: list[UnitRow]
    panels: list[PanelLine]
    cells: Mapping[tuple[UUID, UUID], Cell]  # (submission, reviewer); only those that stand
    former: list[Cell]  # declined, recused, replaced, lapsed
    conflicts: Conflicts
    draws: list[DrawLine]
    following: Place | None  # where the next page begins
    short: int  # units of the whole campaign that have fewer readers than needed

    def readers(self, unit: UnitRow, panel: PanelLine | None = None) -> list[Cell]:
        """Who reads a unit, over all panels or in one."""
        return [
            cell
            for (submission_id, _), cell in self.cells.items()
            if submission_id == unit.submission_id and (panel is None or cell.panel_id == panel.id)
        ]


def matrix(
    session: Session,
    campaign: Campaign,
    *,
    least: int = 0,
    after: Place | None = None,
    only: UUID | None = None,
    rows: int = PAGE,
) -> Matrix:
    """A page of the matrix, by unit; `only` one submission, `least` readers are needed. Eleven statements."""
    found = units(session, campaign.id, after=after, only=only, rows=rows + 1)
    shown = found[:rows]
    cells = _cells(session, campaign.id, [each.submission_id for each in shown])
    batches = session.execute(
        select(Draw.id, Draw.seed, Draw.inputs_digest, Draw.made_at, Draw.reverted_at, Draw.outcome)
        .where(Draw.campaign_id == campaign.id)
        .order_by(Draw.made_at.desc())
        .limit(LAST_DRAWS)
    )
    short = select(func.count()).where(
        Submission.campaign_id == campaign.id,
        Submission.stage.in_(RUNNING),
        Submission.assigned_count < least,
    )
    return Matrix(
        shown,
        panels.of_campaign(session, campaign.id),
        {(each.submission_id, each.reviewer_id): each for each in cells if each.stage in ACTIVE_ASSIGNMENT},
        [each for each in cells if each.stage not in ACTIVE_ASSIGNMENT],
        conflicts(session, campaign),
        [DrawLine(row[0], row[1], row[2], row[3], row[4], len(row[5].get("pairs", []))) for row in batches],
        Place(shown[-1].unit_code, shown[-1].submission_id) if len(found) > rows else None,
        session.scalar(short) or 0,
    )


def _cells(session: Session, campaign_id: UUID, submission_ids: list[UUID] | None = None) -> list[Cell]:
    wanted = select(
        Assignment.id, Assignment.submission_id, Assignment.reviewer_id, Assignment.panel_id,
        Assignment.draw_id, Assignment.stage, Assignment.pseudonym, Assignment.judged_count,
        Assignment.stage_reason,
    ).where(Assignment.campaign_id == campaign_id)  # fmt: skip
    if submission_ids is not None:
        wanted = wanted.where(Assignment.submission_id.in_(submission_ids))
    return [Cell(*row) for row in session.execute(wanted.order_by(Assignment.pseudonym))]


def units(
    session: Session,
    campaign_id: UUID,
    *,
    after: Place | None = None,
    only: UUID | None = None,
    rows: int | None = None,
) -> list[UnitRow]:
    """The units that take part, by code. One statement."""
    wanted = (
        select(
            Submission.id,
            Submission.unit_id,
            Submission.unit_name,
            Submission.reviewed_count,
            Submission.unit_code,
        )
        .where(Submission.campaign_id == campaign_id, Submission.stage.in_(RUNNING))
        .order_by(Submission.unit_code, Submission.id)
        .limit(rows)
    )
    if only is not None:
        wanted = wanted.where(Submission.id == only)
    if after is not None:
        same = and_(Submission.unit_code == after.unit_code, Submission.id > after.id)
        wanted = wanted.where(or_(Submission.unit_code > after.unit_code, same))
    return [UnitRow(*row) for row in session.execute(wanted)]


def conflicts(session: Session, campaign: Campaign) -> Conflicts:
    """Who must not read whom: declared by the reviewer, or found in the records. Five statements.

    Found: the home unit and every unit the person answers for now; a unit answered for until less than
    three years ago. Swaps depend on who reads what and are found by the draw and by `swaps`.
    """
    today = beijing_date(clock.now(session))
    people = [seat.user_id for panel in panels.of_campaign(session, campaign.id) for seat in panel.seats]
    found: Conflicts = {}
    since = today - timedelta(days=365 * FORMER_YEARS)
    for row in session.execute(
        select(RoleGrant.user_id, RoleGrant.unit_id).where(
            RoleGrant.user_id.in_(people), RoleGrant.role.in_(UNIT_ROLES), RoleGrant.ends_on >= since
        )
    ):
        found[row.user_id, row.unit_id] = ConflictKind.FORMER_UNIT
    for declared in session.execute(
        select(ConflictOfInterest.user_id, ConflictOfInterest.unit_id, ConflictOfInterest.kind).where(
            ConflictOfInterest.campaign_id == campaign.id
        )
    ):
        found[declared.user_id, declared.unit_id] = declared.kind
    for user_id, own in panels.homes(session, people, today).items():
        for unit_id in own:
            found[user_id, unit_id] = ConflictKind.OWN_UNIT
    return found


def swaps(session: Session, campaign_id: UUID, reviewer_id: UUID, unit_id: UUID, today: date) -> bool:
    """Whether somebody of that unit already reads a unit of this reviewer. Four statements."""
    own = panels.homes(session, [reviewer_id], today)[reviewer_id]
    readers = session.scalars(
        select(Assignment.reviewer_id).where(
            Assignment.campaign_id == campaign_id,
            Assignment.unit_id.in_(own),
            Assignment.stage.in_(ACTIVE_ASSIGNMENT),
        )
    ).all()
    return any(unit_id in units for units in panels.homes(session, readers, today).values())


def inputs(session: Session, campaign: Campaign, per_unit: Mapping[UUID, int]) -> draw.Inputs:
    """What a draw has to know; `per_unit` says for each panel how many read each unit. Nine statements."""
    taking_part = units(session, campaign.id)
    sitting = panels.of_campaign(session, campaign.id)
    cells = _cells(session, campaign.id)
    today = beijing_date(clock.now(session))
    enrolled = {each.unit_id for each in taking_part}
    people = [seat.user_id for panel in sitting for seat in panel.seats]
    belongs = panels.homes(session, people, today)
    unit_of = {each.submission_id: each.unit_id for each in taking_part}
    asked_before = {
        (str(cell.reviewer_id), str(unit_of[cell.submission_id]))
        for cell in cells
        if cell.submission_id in unit_of and cell.stage not in ACTIVE_ASSIGNMENT
    }
    return draw.Inputs(
        units=tuple(str(each.unit_id) for each in taking_part),
        panels=tuple(
            draw.PanelInput(
                str(panel.id),
                tuple(
                    draw.Reader(
                        str(seat.user_id),
                        next((str(unit) for unit in sorted(belongs[seat.user_id] & enrolled, key=str)), ""),
                        seat.limit,
                    )
                    for seat in panel.seats
                ),
                per_unit.get(panel.id, 0),
            )
            for panel in sitting
        ),
        conflicts=frozenset(
            {(str(user), str(unit)) for user, unit in conflicts(session, campaign)} | asked_before
        ),
        standing=frozenset(
            draw.Pair(str(cell.panel_id), str(unit_of[cell.submission_id]), str(cell.reviewer_id))
            for cell in cells
            if cell.submission_id in unit_of and cell.stage in ACTIVE_ASSIGNMENT
        ),
    )


def shortages(session: Session, campaign: Campaign, outcome: draw.Outcome) -> list[Sentence]:
    """What a draw could not do, unit by unit, in words."""
    names = {str(row.unit_id): row.unit_name for row in units(session, campaign.id)}
    called = dict(session.execute(select(Panel.id, Panel.name).where(Panel.campaign_id == campaign.id)).all())
    return [
        Sentence(
            N_(
                "%(unit)s still needs %(missing)s readers from %(panel)s. Of the other members, %(own)s "
                "belong to the unit, %(conflicted)s have a conflict, %(swapping)s would swap units, "
                "%(full)s are full."
            ),
            {
                "unit": names.get(each.unit, ""),
                "panel": called.get(UUID(each.panel), ""),
                "missing": each.missing,
                "own": each.own,
                "conflicted": each.conflicted,
                "swapping": each.swapping,
                "full": each.full,
            },
        )
        for each in outcome.shortages
    ]


def campaign_of_draw(session: Session, draw_id: UUID) -> UUID:
    """The campaign a draw belongs to. Raises NotFound."""
    found = session.scalar(select(Draw.campaign_id).where(Draw.id == draw_id))
    if found is None:
        raise NotFound
    return found
