"""公示: the proposed list for its working days. A corrected list is a new notice with a new clock."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.calendar import beijing_date, end_of_day
from app.domain.errors import Conflict, Invalid
from app.domain.framework import Framework
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.feedback import PublicNotice
from app.models.result import Computation
from app.models.submission import Submission
from app.queries import calendars, clock, facts, frameworks, subjects

from . import audit, award_places, gate, notifications


def publish(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    number: str,
    title: str,
    body: str,
    contact: str,
) -> PublicNotice:
    """Show the proposed list in public from today for the campaign's working days.

    A list that is shown already is replaced: the old page says so, and the days are counted anew.
    Raises NotFound, NotPermitted, Invalid, or Conflict while there is no computed result.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.PUBLISH_LIST, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    typed = {"number": number, "title": title, "body": body, "contact": contact}
    if missing := [name for name, text in typed.items() if not text.strip()]:
        raise Invalid(**dict.fromkeys(missing, N_("Please fill this in; it stands on the public page.")))
    computation = _standing(session, campaign)
    assert actor.user_id is not None  # noqa: S101 -- the policy lets only coordinators here
    first, last = _days(session, campaign)
    notice = PublicNotice(
        campaign_id=campaign.id,
        ordinal=_replace_shown(session, campaign.id) + 1,
        **{name: text.strip() for name, text in typed.items()},
        starts_on=first,
        ends_on=last,
        ends_at=end_of_day(last),
        entries=_entries(session, campaign, frameworks.pinned(session, campaign)),
        computation_id=computation.id,
        published_by_id=actor.user_id,
    )
    session.add(notice)
    session.flush()
    audit.record(
        session,
        actor,
        Action.PUBLISH_LIST,
        notice.id,
        campaign_id=campaign.id,
        number=notice.number,
        ordinal=notice.ordinal,
        ends_on=last,
    )
    notifications.tell(
        session,
        notifications.concerned(session, campaign.id, Role.CONTRIBUTOR, Role.SIGNATORY),
        N_("The proposed list is shown in public until %(day)s."),
        campaign_id=campaign.id,
        link=f"/public-notices/{notice.id}",
        day=last,
    )
    return notice


def _standing(session: Session, campaign: Campaign) -> Computation:
    newest = facts.newest_computation(session, campaign.id)
    if newest is None:
        raise Conflict(N_("The results have not been computed yet."))
    return session.get_one(Computation, newest)


def _days(session: Session, campaign: Campaign) -> tuple[date, date]:
    today = beijing_date(clock.now(session))
    days = CampaignSettings.of(campaign.settings).public_notice_days
    return today, calendars.working(session, campaign.owner_path).last_of_period(today, days)


def _replace_shown(session: Session, campaign_id: UUID) -> int:
    """Mark what was shown before as replaced; the highest ordinal so far, 0 before the first."""
    here = PublicNotice.campaign_id == campaign_id
    for shown in session.scalars(select(PublicNotice).where(here, PublicNotice.replaced_at.is_(None))):
        shown.replaced_at = clock.now(session)
    return session.scalar(select(func.max(PublicNotice.ordinal)).where(here)) or 0


def _entries(session: Session, campaign: Campaign, framework: Framework) -> list[dict[str, Any]]:
    """Titles with their units, in the framework's order: names and titles, never a score.

    A title that somebody decides on is proposed only; its rule (优秀两轮以上…) is checked by that decision.
    """
    rows = session.execute(
        select(Submission.id, Submission.unit_name)
        .where(Submission.campaign_id == campaign.id)
        .order_by(Submission.unit_code)
    )
    names = {row.id: row.unit_name for row in rows}
    held = {award.code: set(award_places.proposed(session, campaign, award)) for award in framework.awards}
    return [
        {
            "award": award.code,
            "title": award.title.texts,
            "proposed_under": award.rule.texts if award.needs_decision else {},
            "units": [name for unit, name in names.items() if unit in held[award.code]],
        }
        for award in framework.awards
        if held[award.code]
    ]
