"""Campaigns: made new, copied from last year, delegated to a child organisation, set up."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.campaign import Campaign, Milestone, StageWindow
from app.models.framework import FrameworkVersion
from app.models.unit import Unit
from app.queries import subjects

from . import audit, gate, notifications


@dataclass(frozen=True, slots=True)
class Profile:
    """What a campaign is called and which time it looks at."""

    title: str
    period_label: str
    period_starts_on: date
    period_ends_on: date
    title_en: str = ""
    number_prefix: str = ""
    leading_group: str = ""


def create(session: Session, actor: Actor, owner_id: UUID, framework_id: UUID, profile: Profile) -> Campaign:
    """A campaign of this owner that pins a published framework by its digest.

    Raises NotFound, NotPermitted, or Invalid for a framework that is not published or a period that runs
    backwards.
    """
    owner = session.get(Unit, owner_id)
    if owner is None:
        raise NotFound
    policy.require(actor, Action.CREATE_CAMPAIGN, subjects.of_unit(owner))
    campaign = _new(session, actor, owner, _published(session, framework_id, owner), profile)
    audit.record(
        session,
        actor,
        Action.CREATE_CAMPAIGN,
        campaign.id,
        campaign_id=campaign.id,
        unit_id=owner.id,
        framework=campaign.framework_digest,
        **asdict(profile),
    )
    return campaign


def copy(
    session: Session,
    actor: Actor,
    source_id: UUID,
    framework_id: UUID,
    profile: Profile,
    *,
    milestones: dict[UUID, date] | None = None,
) -> Campaign:
    """A campaign like last year's: its settings, and of its milestones those given, on their new days.

    Dates are saved by services/schedules.py and units enrolled by services/enrolment.py, each after a look
    at what is proposed. Raises as `create` does.
    """
    source = session.get(Campaign, source_id)
    if source is None:
        raise NotFound
    owner = session.get_one(Unit, source.owner_id)
    policy.require(actor, Action.CREATE_CAMPAIGN, subjects.of_unit(owner), seen_by=Action.VIEW_CAMPAIGN)
    campaign = _new(session, actor, owner, _published(session, framework_id, owner), profile)
    campaign.settings, campaign.copied_from_id = dict(source.settings), source.id
    for milestone in session.scalars(select(Milestone).where(Milestone.campaign_id == source.id)):
        if on := (milestones or {}).get(milestone.id):
            session.add(Milestone(campaign_id=campaign.id, on=on, title=milestone.title, note=milestone.note))
    audit.record(
        session,
        actor,
        Action.CREATE_CAMPAIGN,
        campaign.id,
        campaign_id=campaign.id,
        unit_id=owner.id,
        copied_from=source.id,
        framework=campaign.framework_digest,
        **asdict(profile),
    )
    return campaign


def delegate(session: Session, actor: Actor, campaign_id: UUID, child_id: UUID) -> Campaign:
    """Hand a campaign to a child organisation: a campaign of its own for its own units, with the same
    framework, settings and dates, told to the child's office.

    Raises NotFound, NotPermitted, Invalid for a unit that is not below the owner, Conflict if done already.
    """
    source = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(
        actor, Action.DELEGATE_CAMPAIGN, subjects.of_campaign(source), seen_by=Action.VIEW_CAMPAIGN
    )
    child = session.get(Unit, child_id)
    if child is None or child.id == source.owner_id or not child.path.startswith(source.owner_path):
        raise Invalid(unit=N_("Please choose an organisation below yours."))
    known = select(Campaign.id).where(Campaign.delegated_from_id == source.id, Campaign.owner_id == child.id)
    if session.scalar(known) is not None:
        raise Conflict(N_("This organisation already runs its own part of the campaign."))
    framework = session.get_one(FrameworkVersion, source.framework_id)
    campaign = _new(session, actor, child, framework, _profile_of(source))
    campaign.settings, campaign.delegated_from_id = dict(source.settings), source.id
    for window in session.scalars(select(StageWindow).where(StageWindow.campaign_id == source.id)):
        session.add(
            StageWindow(
                campaign_id=campaign.id,
                stage=window.stage,
                opens_at=window.opens_at,
                soft_ends_at=window.soft_ends_at,
                ends_at=window.ends_at,
                by_date=window.by_date,
            )
        )
    audit.record(
        session,
        actor,
        Action.DELEGATE_CAMPAIGN,
        source.id,
        campaign_id=source.id,
        unit_id=child.id,
        delegated=campaign.id,
    )
    notifications.tell(
        session,
        notifications.holders(session, child.id, Role.COORDINATOR),
        N_("You are asked to run %(campaign)s for your own units."),
        campaign_id=campaign.id,
        link=f"/campaigns/{campaign.id}",
        campaign=campaign.title,
    )
    return campaign


def set_up(
    session: Session, actor: Actor, campaign_id: UUID, seen: int, profile: Profile, settings: CampaignSettings
) -> Campaign:
    """Change what a campaign is called and what it sets; `seen` is the version the person saw.

    Raises NotFound, NotPermitted, StaleVersion, Invalid.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(
        actor, Action.SET_UP_CAMPAIGN, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    wanted = asdict(profile)
    gate.require_version(
        session,
        seen=seen,
        current=campaign.version,
        changed_by=campaign.updated_by_id,
        changed_at=campaign.updated_at,
        differences={name: (str(getattr(campaign, name)), str(value)) for name, value in wanted.items()},
    )
    _require_period(profile)
    before, after = asdict(CampaignSettings.of(campaign.settings)), asdict(settings)
    changes = audit.difference(campaign, **wanted) | {
        name: (before[name], after[name]) for name in after if before[name] != after[name]
    }
    for name, value in wanted.items():
        setattr(campaign, name, value)
    campaign.settings = settings.kept()
    gate.touch(session, actor, campaign)
    audit.record(
        session, actor, Action.SET_UP_CAMPAIGN, campaign.id, campaign_id=campaign.id, changes=changes
    )
    return campaign


def _new(
    session: Session, actor: Actor, owner: Unit, framework: FrameworkVersion, profile: Profile
) -> Campaign:
    _require_period(profile)
    fields: dict[str, Any] = asdict(profile)
    campaign = Campaign(
        owner_id=owner.id,
        owner_path=owner.path,
        framework_id=framework.id,
        framework_digest=framework.digest,
        updated_by_id=actor.user_id,
        **fields,
    )
    session.add(campaign)
    session.flush()
    return campaign


def _published(session: Session, framework_id: UUID, owner: Unit) -> FrameworkVersion:
    """A framework of the owner or of an organisation above it."""
    framework = session.get(FrameworkVersion, framework_id)
    keeper = session.get(Unit, framework.owner_id) if framework else None
    if framework is None or keeper is None or not owner.path.startswith(keeper.path):
        raise Invalid(framework=N_("Please choose one of the published frameworks."))
    if framework.status != "published":
        raise Invalid(framework=N_("Only a published framework can be used by a new campaign."))
    return framework


def _require_period(profile: Profile) -> None:
    if profile.period_ends_on < profile.period_starts_on:
        raise Invalid(period_ends_on=N_("The last day lies before the first. Please look at both dates."))


def _profile_of(campaign: Campaign) -> Profile:
    return Profile(
        title=campaign.title,
        title_en=campaign.title_en,
        period_label=campaign.period_label,
        period_starts_on=campaign.period_starts_on,
        period_ends_on=campaign.period_ends_on,
        number_prefix=campaign.number_prefix,
    )
