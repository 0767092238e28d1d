"""Enrolling units: each gets its part in the campaign. Setting one aside again is a transition."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.calendar import beijing_date
from app.domain.errors import Invalid
from app.domain.text import N_
from app.models.submission import Submission
from app.models.unit import Unit
from app.queries import clock, subjects

from . import audit, gate


def enrol(session: Session, actor: Actor, campaign_id: UUID, unit_ids: Iterable[UUID]) -> list[Submission]:
    """Enrol these units; one already enrolled stays as it is. Returns the new submissions.

    Raises NotFound, NotPermitted, Invalid when none is given or one is not in force below the owner.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.ENROL_UNIT, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    wanted = set(unit_ids)
    if not wanted:
        raise Invalid(units=N_("Please choose at least one unit."))
    today = beijing_date(clock.now(session))
    units = session.scalars(
        select(Unit)
        .where(
            Unit.id.in_(wanted),
            Unit.path.startswith(campaign.owner_path, autoescape=True),
            Unit.id != campaign.owner_id,
            or_(Unit.valid_until.is_(None), Unit.valid_until >= today),
        )
        .order_by(Unit.code)
    ).all()
    if len(units) != len(wanted):
        raise Invalid(units=N_("Some of these units are not below the organiser, or no longer exist."))
    known = set(session.scalars(select(Submission.unit_id).where(Submission.campaign_id == campaign.id)))
    made = []
    for unit in units:
        if unit.id in known:
            continue
        submission = Submission(
            campaign_id=campaign.id, unit_id=unit.id, unit_name=unit.name, unit_code=unit.code
        )
        session.add(submission)
        session.flush()
        audit.record(
            session, actor, Action.ENROL_UNIT, submission.id, campaign_id=campaign.id, unit_id=unit.id
        )
        made.append(submission)
    return made
