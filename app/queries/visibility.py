"""Which rows an actor may see: the viewing rules of the policy, as WHERE clauses. A test keeps them equal."""

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.actors import UNIT_ROLES, Actor, Role
from app.domain.procedure import READABLE_ASSIGNMENT
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign
from app.models.feedback import Appeal
from app.models.submission import Submission


def below(actor: Actor, column: InstrumentedAttribute[str], *roles: Role) -> ColumnElement[bool]:
    """Rows whose path lies at or below a unit where the actor has one of the roles."""
    paths = [path for role in roles for path in actor.paths(role)]
    return or_(false(), *(column.startswith(path, autoescape=True) for path in paths))


def submissions(actor: Actor) -> ColumnElement[bool]:
    """VIEW_SUBMISSION, for a statement that joins Submission and Campaign."""
    of_the_unit = Submission.unit_id.in_(actor.units(*UNIT_ROLES))
    mine = Assignment.submission_id == Submission.id
    reads = select(Assignment.id).where(
        mine, Assignment.reviewer_id == actor.user_id, Assignment.stage.in_(READABLE_ASSIGNMENT)
    )
    chairs = (
        select(Assignment.id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(mine, Panel.chair_id == actor.user_id)
    )
    handles = select(Appeal.id).where(
        Appeal.submission_id == Submission.id,
        or_(Appeal.first_handler_id == actor.user_id, Appeal.second_handler_id == actor.user_id),
    )
    personal = or_(reads.exists(), chairs.exists(), handles.exists()) if actor.user_id else false()
    return or_(of_the_unit, overseen(actor), and_(~of_the_unit, personal))


def overseen(actor: Actor) -> ColumnElement[bool]:
    """Campaigns the actor runs, approves or observes."""
    return below(actor, Campaign.owner_path, Role.COORDINATOR, Role.BOARD, Role.OBSERVER)
