"""The panels of a campaign, and who may sit in one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import UNIT_ROLES, Role
from app.domain.calendar import beijing_date
from app.domain.procedure import ACTIVE_ASSIGNMENT, RUNNING
from app.models.account import RoleGrant, User
from app.models.assignment import Assignment, Panel, PanelMember
from app.models.campaign import Campaign
from app.models.submission import Submission
from app.models.unit import Unit

from . import clock

MOST_PEERS = 500  # offered on one page


class Person(NamedTuple):
    """Somebody who may sit in a panel; `unit_id` is where he or she belongs."""

    id: UUID
    name: str
    unit_id: UUID | None
    unit_name: str
    is_peer: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a panel with the most units and those given so far."""

    user_id: UUID
    name: str
    unit_id: UUID | None
    unit_name: str
    limit: int
    load: int


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A panel with its members."""

    id: UUID
    code: str
    name: str
    chair_id: UUID | None
    seats: list[Seat] = field(default_factory=list)


def in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    """The grants that hold today."""
    return RoleGrant.starts_on <= today, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today)


def of_campaign(session: Session, campaign_id: UUID) -> list[PanelLine]:
    """Every panel with its members, by name. Two statements."""
    panels = {
        row.id: PanelLine(row.id, row.code, row.name, row.chair_id)
        for row in session.execute(
            select(Panel.id, Panel.code, Panel.name, Panel.chair_id)
            .where(Panel.campaign_id == campaign_id)
            .order_by(Panel.name)
        )
    }
    load = (
        select(func.count())
        .where(
            Assignment.campaign_id == campaign_id,
            Assignment.reviewer_id == PanelMember.user_id,
            Assignment.stage.in_(ACTIVE_ASSIGNMENT),
        )
        .scalar_subquery()
    )
    for row in session.execute(
        select(
            PanelMember.panel_id,
            User.id,
            User.name,
            User.home_unit_id,
            Unit.name,
            PanelMember.load_limit,
            load,
        )
        .join(User, User.id == PanelMember.user_id)
        .outerjoin(Unit, Unit.id == User.home_unit_id)
        .where(PanelMember.panel_id.in_(panels))
        .order_by(User.name, User.id)
    ):
        panels[row[0]].seats.append(Seat(row[1], row[2], row[3], row[4] or "", row[5], row[6]))
    return list(panels.values())


def pool(session: Session, campaign: Campaign) -> list[Person]:
    """Who may sit in a panel: reviewers at the owner or above, and the liaison officers of the units that
    take part (peers). Two statements.
    """
    today = beijing_date(clock.now(session))
    home = (
        select(User.id, User.name, User.home_unit_id, Unit.name.label("unit_name"))
        .outerjoin(Unit, Unit.id == User.home_unit_id)
        .where(User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    )
    above = (
        select(RoleGrant.user_id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.role == Role.REVIEWER,
            literal(campaign.owner_path).startswith(Unit.path),
            *in_force(today),
        )
    )
    enrolled = select(Submission.unit_id).where(
        Submission.campaign_id == campaign.id, Submission.stage.in_(RUNNING)
    )
    peers = select(RoleGrant.user_id).where(
        RoleGrant.role == Role.CONTRIBUTOR, RoleGrant.unit_id.in_(enrolled), *in_force(today)
    )
    reviewers = session.execute(home.where(User.id.in_(above))).all()
    others = session.execute(home.where(User.id.in_(peers), User.id.not_in(above)).limit(MOST_PEERS)).all()
    return [_person(row, False) for row in reviewers] + [_person(row, True) for row in others]


def _person(row: Sequence[object], is_peer: bool) -> Person:
    return Person(row[0], row[1], row[2], row[3] or "", is_peer)  # type: ignore[arg-type]  # columns as selected


def homes(session: Session, user_ids: Sequence[UUID], today: date) -> dict[UUID, set[UUID]]:
    """The units each person belongs to today: the home unit, and every unit he or she answers for."""
    found: dict[UUID, set[UUID]] = {user_id: set() for user_id in user_ids}
    for row in session.execute(select(User.id, User.home_unit_id).where(User.id.in_(user_ids))):
        if row.home_unit_id:
            found[row.id].add(row.home_unit_id)
    for grant in session.execute(
        select(RoleGrant.user_id, RoleGrant.unit_id).where(
            RoleGrant.user_id.in_(user_ids), RoleGrant.role.in_(UNIT_ROLES), and_(*in_force(today))
        )
    ):
        found[grant.user_id].add(grant.unit_id)
    return found
