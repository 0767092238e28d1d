"""Extensions: a later end for one unit, with its reason, shown to everybody as 经批准延期."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.calendar import beijing_date, end_of_day, named_day
from app.domain.errors import Invalid, sentence
from app.domain.procedure import CampaignStage
from app.domain.text import N_
from app.models.campaign import Extension, StageWindow
from app.queries import clock

from . import audit, gate, notifications

EXTENDABLE = (CampaignStage.SELF_EVALUATION, CampaignStage.FORMAT_CHECK, CampaignStage.RECTIFICATION)
"""The stages in which a unit has something to hand in."""


def grant(
    session: Session, actor: Actor, submission_id: UUID, *, stage: CampaignStage, day: date, reason: str
) -> Extension:
    """Let a stage of one unit end at 24:00 of a later day; told to the unit with the reason.

    Raises NotFound, NotPermitted, Invalid (`stage`, `day`, `reason`).
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.GRANT_EXTENSION, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    campaign, submission = entered.campaign, entered.submission
    announced = session.scalar(
        select(StageWindow.ends_at).where(StageWindow.campaign_id == campaign.id, StageWindow.stage == stage)
    )
    if stage not in EXTENDABLE or announced is None:
        raise Invalid(stage=N_("Please choose a stage that has dates."))
    if not reason.strip():
        raise Invalid(reason=N_("Please give a reason. Everybody sees it beside the new date."))
    granted = session.scalar(
        select(func.max(Extension.ends_at)).where(
            Extension.submission_id == submission.id, Extension.stage == stage
        )
    )
    old, new = max(announced, granted or announced), end_of_day(day)
    if new <= max(old, clock.now(session)):
        last = max(named_day(old) + timedelta(days=1), beijing_date(clock.now(session)))
        raise Invalid(day=sentence(N_("Please choose a day from %(day)s on."), day=last))
    assert actor.user_id is not None  # noqa: S101 -- the policy lets only coordinators here
    extension = Extension(
        submission_id=submission.id,
        stage=stage,
        ends_at=new,
        reason=reason.strip(),
        granted_by_id=actor.user_id,
    )
    session.add(extension)
    audit.record(
        session,
        actor,
        Action.GRANT_EXTENSION,
        submission.id,
        campaign_id=campaign.id,
        unit_id=submission.unit_id,
        reason=reason.strip(),
        changes={"ends_at": (old, new)},
        stage=stage,
    )
    notifications.tell(
        session,
        notifications.holders(session, submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY),
        N_("%(unit)s has until 24:00 on %(day)s. Reason: %(reason)s"),
        campaign_id=campaign.id,
        link=f"/campaigns/{campaign.id}",
        unit=submission.unit_name,
        day=day,
        reason=reason.strip()[:120],
    )
    return extension
