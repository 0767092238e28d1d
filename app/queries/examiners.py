"""Who may answer or re-examine: nobody who read the unit, chairs or sits on its panel, belongs to it, or
approved the draft result."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.models.account import RoleGrant, User
from app.models.assignment import Assignment, Panel, PanelMember
from app.models.campaign import Campaign
from app.models.result import Decision, DecisionKind
from app.models.submission import Submission
from app.models.unit import Unit

from . import clock

MOST = 300


class Examiner(NamedTuple):
    """Somebody who may be asked."""

    id: UUID
    name: str
    duty: str


def candidates(session: Session, submission: Submission, campaign: Campaign) -> list[Examiner]:
    """The people of the house who may re-examine an appeal of this unit, by name. Two statements."""
    today = clock.today(session)
    roles = (Role.REVIEWER, Role.COORDINATOR, Role.BOARD, Role.OBSERVER)
    in_force = (
        select(RoleGrant.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.user_id == User.id,
            RoleGrant.role.in_(roles),
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
            or_(
                Unit.path.startswith(campaign.owner_path, autoescape=True),
                Unit.id == campaign.owner_id,
            ),
        )
    )
    wanted = (
        select(User.id, User.name, User.duty)
        .where(User.disabled_at.is_(None), in_force.exists(), ~_partial(submission, campaign))
        .order_by(User.name, User.id)
        .limit(MOST)
    )
    return [Examiner(*row) for row in session.execute(wanted)]


def is_impartial(session: Session, user_id: UUID, submission: Submission, campaign: Campaign) -> bool:
    """Whether this user neither read the unit nor belongs to it nor approved its draft. One statement."""
    found = session.scalar(
        select(User.id).where(User.id == user_id, ~_partial(submission, campaign)).limit(1)
    )
    return found is not None


def was_on_the_panel(session: Session, user_id: UUID | None, submission: Submission) -> bool:
    """Whether this user reads the unit, sits on a panel that does, or chairs one. One statement."""
    return bool(session.scalar(select(exists(select(User.id).where(User.id == user_id, _reads(submission))))))


def _reads(submission: Submission) -> ColumnElement[bool]:
    mine = Assignment.submission_id == submission.id
    assigned = select(Assignment.id).where(mine, Assignment.reviewer_id == User.id)
    panels = _panels(submission)
    chairs = select(Panel.id).where(Panel.id.in_(panels), Panel.chair_id == User.id)
    sits = select(PanelMember.id).where(PanelMember.panel_id.in_(panels), PanelMember.user_id == User.id)
    return or_(assigned.exists(), chairs.exists(), sits.exists())


def _panels(submission: Submission) -> Select[UUID]:
    return select(Assignment.panel_id).where(Assignment.submission_id == submission.id)


def _partial(submission: Submission, campaign: Campaign) -> ColumnElement[bool]:
    of_the_unit = select(RoleGrant.id).where(
        RoleGrant.user_id == User.id,
        RoleGrant.unit_id == submission.unit_id,
        RoleGrant.role.in_((Role.CONTRIBUTOR, Role.MEMBER, Role.SIGNATORY)),
    )
    approved = select(Decision.id).where(
        Decision.campaign_id == campaign.id,
        Decision.kind == DecisionKind.DRAFT_RESULT,
        Decision.recorded_by_id == User.id,
    )
    home = and_(User.home_unit_id.is_not(None), User.home_unit_id == submission.unit_id)
    return or_(_reads(submission), of_the_unit.exists(), home, approved.exists())
