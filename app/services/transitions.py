"""Moving things through their stages. The only module that writes a stage."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.procedure import (
    APPEAL,
    ASSIGNMENT,
    CAMPAIGN,
    CERTIFICATE,
    RECTIFICATION_ITEM,
    SUBMISSION,
    AppealFacts,
    AssignmentFacts,
    CampaignStage,
    CertificateFacts,
    ItemFacts,
)
from app.domain.workflow import Table, target_of
from app.models.assignment import Assignment
from app.models.campaign import Campaign, StageWindow
from app.models.certificate import Certificate
from app.models.feedback import Appeal
from app.models.rectification import RectificationItem
from app.models.submission import Submission
from app.queries import clock, facts, frameworks, subjects

from . import audit, gate, rectification_items, seals

# the moves of a submission that end with a stage's hard end
WITHIN_WINDOW = {
    "send_for_sign_off": CampaignStage.SELF_EVALUATION,
    "submit": CampaignStage.SELF_EVALUATION,
}

Deed = Callable[[Session, Actor, Submission, Campaign, Subject], object]
# what a move of a submission brings with it in the same transaction, whoever makes the move
WHEREUPON: Mapping[str, Deed] = {
    "begin_rectification": rectification_items.raise_items,
    "submit": seals.seal,
    "hand_in_corrections": seals.seal,
}


class Staged(Protocol):
    """Anything that has a stage."""

    id: Any
    stage: Any


def perform(
    session: Session, actor: Actor, submission_id: UUID, name: str, *, reason: str = ""
) -> Submission:
    """Move a submission by the transition of that name.

    Raises NotFound, NotPermitted, WindowClosed, or TransitionRefused with every blocker.
    """
    if name not in SUBMISSION:
        raise NotFound
    entered = gate.enter(session, submission_id, exclusive=True)
    submission, campaign = entered.submission, entered.campaign
    action = Action(f"submission.{name}")
    policy.require(actor, action, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if name in WITHIN_WINDOW:
        gate.require_open(session, actor, action, entered, WITHIN_WINDOW[name])
    known: object = None
    if SUBMISSION[name].guards:  # a move without guards needs no facts: a stage opens for 1,000 units at once
        framework = frameworks.pinned(session, campaign)
        known = facts.of_submission(session, submission, campaign, framework, reason=reason)
    source = _step(submission, SUBMISSION, name, known)
    submission.stage_since, submission.stage_reason = clock.now(session), reason
    submission.version += 1
    if name in WHEREUPON:
        WHEREUPON[name](session, actor, submission, campaign, entered.subject)
    audit.record(
        session,
        actor,
        action,
        submission.id,
        campaign_id=campaign.id,
        unit_id=submission.unit_id,
        reason=reason,
        changes={"stage": (source, submission.stage)},
    )
    return submission


def move_campaign(
    session: Session, actor: Actor, campaign_id: UUID, name: str, *, reason: str = ""
) -> Campaign:
    """Move a campaign by the transition of that name; its window notes when it really opened and closed.

    Raises NotFound, NotPermitted, TransitionRefused.
    """
    if name not in CAMPAIGN:
        raise NotFound
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.MOVE_CAMPAIGN, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    known = facts.of_campaign(session, campaign, frameworks.pinned(session, campaign))
    source = _step(campaign, CAMPAIGN, name, known)
    campaign.version += 1
    moment = clock.now(session)
    for window in session.scalars(select(StageWindow).where(StageWindow.campaign_id == campaign.id)):
        if window.stage == source:
            window.closed_at = moment
        if window.stage == campaign.stage:
            window.opened_at = moment
    audit.record(
        session,
        actor,
        Action.MOVE_CAMPAIGN,
        campaign.id,
        campaign_id=campaign.id,
        reason=reason,
        changes={"stage": (source, campaign.stage)},
        transition=name,
    )
    return campaign


def move_assignment(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    name: str,
    known: AssignmentFacts,
    *,
    action: Action,
    subject: Subject,
    reason: str = "",
    at: datetime | None = None,
) -> Assignment:
    """Move an assignment; the deed that calls has locked it and knows its facts, and may know the moment.

    Raises NotFound, NotPermitted, TransitionRefused.
    """
    policy.require(actor, action, subject, seen_by=Action.VIEW_ASSIGNMENT)
    source = _step(assignment, ASSIGNMENT, name, known)
    assignment.stage_since, assignment.stage_reason = at or clock.now(session), reason
    _trace(
        session, actor, action, assignment, source, name, reason, assignment.campaign_id, assignment.unit_id
    )
    return assignment


def move_item(
    session: Session,
    actor: Actor,
    item: RectificationItem,
    name: str,
    known: ItemFacts,
    *,
    action: Action,
    subject: Subject,
    campaign_id: UUID,
    reason: str = "",
    at: datetime | None = None,
) -> RectificationItem:
    """Move a rectification item, as of `at`. Raises NotFound, NotPermitted, TransitionRefused."""
    policy.require(actor, action, subject, seen_by=Action.VIEW_RECTIFICATION)
    source = _step(item, RECTIFICATION_ITEM, name, known)
    item.stage_since = at or clock.now(session)
    item.version += 1
    _trace(session, actor, action, item, source, name, reason, campaign_id, subject.unit_id)
    return item


def move_appeal(
    session: Session,
    actor: Actor,
    appeal: Appeal,
    name: str,
    known: AppealFacts,
    *,
    action: Action,
    subject: Subject,
    campaign_id: UUID,
    reason: str = "",
) -> Appeal:
    """Move an appeal. Raises NotFound, NotPermitted, TransitionRefused."""
    policy.require(actor, action, subject, seen_by=Action.VIEW_SUBMISSION)
    source = _step(appeal, APPEAL, name, known)
    _trace(session, actor, action, appeal, source, name, reason, campaign_id, subject.unit_id)
    return appeal


def move_certificate(
    session: Session,
    actor: Actor,
    certificate: Certificate,
    name: str,
    known: CertificateFacts,
    *,
    action: Action,
    subject: Subject,
    campaign_id: UUID,
    reason: str = "",
) -> Certificate:
    """Move a certificate. Raises NotFound, NotPermitted, TransitionRefused."""
    policy.require(actor, action, subject, seen_by=Action.VIEW_CERTIFICATE)
    source = _step(certificate, CERTIFICATE, name, known)
    _trace(session, actor, action, certificate, source, name, reason, campaign_id, subject.unit_id)
    return certificate


def _step(thing: Staged, table: Table, name: str, known: object) -> StrEnum:
    """Take the step and return the stage left behind."""
    source: StrEnum = thing.stage
    thing.stage = target_of(table, name, source, known)
    return source


def _trace(
    session: Session,
    actor: Actor,
    action: Action,
    thing: Staged,
    source: StrEnum,
    name: str,
    reason: str,
    campaign_id: UUID,
    unit_id: UUID | None,
) -> None:
    audit.record(
        session,
        actor,
        action,
        thing.id,
        campaign_id=campaign_id,
        unit_id=unit_id,
        reason=reason,
        changes={"stage": (source, thing.stage)},
        transition=name,
    )
