"""The history of a campaign, a submission or a unit: who did what, with old and new value, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.history import BY_REVIEWERS, SCORING, Sight, sight
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.unit import Unit

from . import subjects

PAGE = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry: its name, and what it was and became."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. `who` is empty where the name is not for this reader."""

    sequence: int
    at: datetime
    who: str
    action: str
    reason: str
    changes: tuple[Change, ...]
    by_reviewer: bool


@dataclass(frozen=True, slots=True)
class History:
    """A page of the history; `older` is the key of the next page, or None at the end."""

    title: str
    entries: Sequence[Entry]
    older: int | None
    minutes: bool


def of_campaign(session: Session, actor: Actor, campaign_id: UUID, before: int | None = None) -> History:
    """Everything that happened in a campaign. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    _require(actor, subject)
    return _page(session, actor, subject, campaign.title, AuditEntry.campaign_id == campaign_id, before)


def of_submission(session: Session, actor: Actor, submission_id: UUID, before: int | None = None) -> History:
    """What happened to one unit's part of a campaign. Raises NotFound."""
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    _require(actor, subject)
    here = (AuditEntry.campaign_id == campaign.id) & (AuditEntry.unit_id == submission.unit_id)
    return _page(session, actor, subject, submission.unit_name, here, before)


def of_unit(session: Session, actor: Actor, unit_id: UUID, before: int | None = None) -> History:
    """What happened to a unit outside campaigns: its name, its people. Raises NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    subject = subjects.of_unit(unit)
    _require(actor, subject)
    here = (AuditEntry.unit_id == unit_id) & AuditEntry.campaign_id.is_(None)
    return _page(session, actor, subject, unit.name, here, before)


def _require(actor: Actor, subject: Subject) -> None:
    policy.require(actor, Action.VIEW_HISTORY, subject, seen_by=Action.VIEW_HISTORY)


def _page(
    session: Session,
    actor: Actor,
    subject: Subject,
    title: str,
    where: ColumnElement[bool],
    before: int | None,
) -> History:
    seen = sight(actor, subject)
    wanted = (
        select(
            AuditEntry.sequence,
            AuditEntry.at,
            AuditEntry.actor_name,
            AuditEntry.action,
            AuditEntry.reason,
            AuditEntry.changes,
        )
        .where(where)
        .order_by(AuditEntry.sequence.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        wanted = wanted.where(AuditEntry.sequence < before)
    if seen.actions is not None:
        wanted = wanted.where(AuditEntry.action.in_(sorted(seen.actions)))
    rows = session.execute(wanted).all()
    entries = [_entry(seen, *row) for row in rows[:PAGE]]
    return History(title, entries, entries[-1].sequence if len(rows) > PAGE else None, seen.minutes)


def _entry(
    seen: Sight, sequence: int, at: datetime, who: str, action: str, reason: str, changes: dict[str, Any]
) -> Entry:
    by_reviewer = action in BY_REVIEWERS
    hidden = action in SCORING and not seen.scores
    return Entry(
        sequence=sequence,
        at=at,
        who="" if by_reviewer and not seen.names_of_reviewers else who,
        action=action,
        reason="" if hidden else reason,
        changes=() if hidden else tuple(Change(name, old, new) for name, (old, new) in changes.items()),
        by_reviewer=by_reviewer,
    )
