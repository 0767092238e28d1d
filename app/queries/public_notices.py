"""The public notice as the public sees it, and its objections as the office sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.models.account import User
from app.models.campaign import Campaign
from app.models.feedback import Objection, PublicNotice

from . import clock, subjects


@dataclass(frozen=True, slots=True)
class Shown:
    """A public notice with its campaign; `newer_id` is the corrected list that took its place."""

    notice: PublicNotice
    campaign: Campaign
    is_up: bool
    newer_id: UUID | None


def page(session: Session, actor: Actor, notice_id: UUID) -> Shown:
    """The notice for whoever asks: the public while it is up, the office for good.

    A replaced one leads to its successor while that is up. Raises NotFound once it is down.
    """
    notice = session.get(PublicNotice, notice_id)
    if notice is None:
        raise NotFound
    campaign = session.get_one(Campaign, notice.campaign_id)
    moment = clock.now(session)
    newest = session.scalars(
        select(PublicNotice)
        .where(PublicNotice.campaign_id == campaign.id)
        .order_by(PublicNotice.ordinal.desc())
        .limit(1)
    ).one()
    is_up = newest.ends_at > moment
    office = policy.permits(actor, Action.VIEW_PROGRESS, subjects.of_campaign(campaign))
    if not is_up and not office:
        raise NotFound
    return Shown(
        notice,
        campaign,
        is_up=is_up and notice.replaced_at is None,
        newer_id=newest.id if newest.id != notice.id else None,
    )


def newest(session: Session, campaign_id: UUID) -> PublicNotice | None:
    """The list that was published last, or None."""
    return session.scalar(
        select(PublicNotice)
        .where(PublicNotice.campaign_id == campaign_id)
        .order_by(PublicNotice.ordinal.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection in the register; who objected is for the two who handle it."""

    id: UUID
    number: str
    channel: Any
    name: str
    contact: str
    about: str
    text: str
    received_at: datetime
    answer: str
    changes_result: bool | None
    answered_by: str
    answered_at: datetime | None
    starts_on: date


def objections(session: Session, campaign_id: UUID, limit: int = 200) -> Sequence[ObjectionRow]:
    """The register of a campaign, newest first; the right to see it is asked before."""
    rows: Sequence[Any] = session.execute(
        select(
            Objection.id,
            Objection.number,
            Objection.channel,
            Objection.name,
            Objection.contact,
            Objection.about,
            Objection.text,
            Objection.received_at,
            Objection.answer,
            Objection.changes_result,
            User.name,
            Objection.answered_at,
            PublicNotice.starts_on,
        )
        .join(PublicNotice, PublicNotice.id == Objection.public_notice_id)
        .outerjoin(User, User.id == Objection.answered_by_id)
        .where(PublicNotice.campaign_id == campaign_id)
        .order_by(Objection.received_at.desc())
        .limit(limit)
    ).all()
    return [ObjectionRow(*row) for row in rows]
