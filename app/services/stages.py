"""Opening and closing the stages of a campaign, by hand or by date, with all that follows from it.

`BEFORE` and `CONSEQUENCES` are the one place where a move of the campaign reaches other records. A deed
in `BEFORE` runs while the campaign's row is held and before the guards are asked: at the end of peer review
open windows for supplements end, the last complete drafts count, and only then is asked whether enough
reviews are in.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor, Role, Subject
from app.domain.errors import NotFound, Sentence, TransitionRefused
from app.domain.procedure import CAMPAIGN, SUBMISSION, CampaignStage
from app.domain.procedure.consequences import CONSEQUENCES
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.domain.workflow import Transition, transitions_from
from app.models.campaign import Campaign, StageWindow
from app.models.submission import Submission
from app.queries import clock, subjects

from . import audit, gate, notifications, reviews, supplements, transitions

Deed = Callable[[Session, Campaign], None]

BEFORE: Final[Mapping[str, tuple[Deed, ...]]] = {
    "close_peer_review": (supplements.settle_campaign, reviews.settle_campaign)
}
"""Move of the campaign → what is done first, in the same transaction; a refusal takes it back."""

ANNOUNCED: Final[Mapping[str, str]] = {
    "open_self_evaluation": N_("%(campaign)s: the self-evaluation is open."),
    "open_public_notice": N_("%(campaign)s: the proposed list is shown in public."),
    "open_rectification": N_("%(campaign)s: the rectification has begun."),
}
"""What the people of the units are told when a stage opens; reviewers are told by their assignments."""

HELD_UP = N_(
    "%(campaign)s: the date has come, but the next stage cannot open yet. Please see what is in the way."
)
STAGES = tuple(CampaignStage)


def move(session: Session, actor: Actor, campaign_id: UUID, name: str, *, reason: str = "") -> Campaign:
    """Move a campaign, and every unit that moves with it.

    Raises NotFound, NotPermitted, TransitionRefused with every blocker.
    """
    if name not in CAMPAIGN:
        raise NotFound
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.MOVE_CAMPAIGN, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    if campaign.stage in CAMPAIGN[name].sources:
        for deed in BEFORE.get(name, ()):
            deed(session, campaign)
    transitions.move_campaign(session, actor, campaign_id, name, reason=reason)
    for consequence in CONSEQUENCES.get(name, ()):
        _follow(session, campaign, consequence)
    if name in ANNOUNCED:
        people = notifications.concerned(session, campaign.id, Role.CONTRIBUTOR, Role.SIGNATORY)
        _announce(session, campaign, ANNOUNCED[name], people)
    return campaign


def open_and_close_by_date(session: Session, actor: Actor = SYSTEM) -> list[UUID]:
    """Make every move whose date has come; asked by the worker each minute. Returns the campaigns moved.

    What stands in the way is kept with the window and told to the coordinator once; it is tried again the
    next time. Raises NotPermitted for anybody but the system.
    """
    policy.require(actor, Action.MOVE_CAMPAIGN, Subject())
    moment = clock.now(session)
    moved = []
    for campaign_id in _with_a_date_past(session, moment):
        campaign = gate.enter_campaign(session, campaign_id, closing=True)
        rows = session.scalars(select(StageWindow).where(StageWindow.campaign_id == campaign.id))
        windows = {row.stage: row for row in rows}
        due = _due(campaign, windows, moment)
        if due is None:
            continue
        try:
            with session.begin_nested():
                move(session, actor, campaign.id, due.name)
            moved.append(campaign.id)
        except TransitionRefused as refusal:
            session.refresh(campaign)
            if not _keep_blockers(campaign, windows, due, refusal.reasons):
                continue
            audit.record(
                session,
                actor,
                Action.MOVE_CAMPAIGN,
                campaign.id,
                campaign_id=campaign.id,
                transition=due.name,
                refused=[str(reason) for reason in refusal.reasons],
            )
            people = notifications.office(session, campaign.owner_path, Role.COORDINATOR)
            _announce(session, campaign, HELD_UP, people)
    return moved


def _with_a_date_past(session: Session, moment: datetime) -> list[UUID]:
    """The campaigns that may have to move: only these are locked, so that the others go on being written."""
    past = or_(
        and_(StageWindow.stage == Campaign.stage, StageWindow.ends_at <= moment),
        and_(StageWindow.opened_at.is_(None), StageWindow.opens_at <= moment),
    )
    return list(
        session.scalars(
            select(Campaign.id)
            .where(
                Campaign.stage != CampaignStage.ARCHIVED,
                select(StageWindow.id)
                .where(StageWindow.campaign_id == Campaign.id, StageWindow.by_date.is_(True), past)
                .exists(),
            )
            .order_by(Campaign.id)
        )
    )


def _due(
    campaign: Campaign, windows: Mapping[CampaignStage, StageWindow], moment: datetime
) -> Transition | None:
    """The forward move whose date has come: the present stage is over with its grace, or the next opens."""
    forward = [
        transition
        for transition in transitions_from(CAMPAIGN, campaign.stage)
        if STAGES.index(CampaignStage(transition.target)) > STAGES.index(campaign.stage)
    ]
    if not forward:
        return None
    here = windows.get(campaign.stage)
    following = windows.get(CampaignStage(forward[0].target))
    grace = timedelta(minutes=CampaignSettings.of(campaign.settings).grace_minutes)
    over = here is None or moment >= here.ends_at + grace
    closes = here is not None and here.by_date and over
    opens = following is not None and following.by_date and moment >= following.opens_at and over
    return forward[0] if closes or opens else None


def _follow(session: Session, campaign: Campaign, name: str) -> None:
    """Let every submission that can take the move take it, as the system."""
    ids = session.scalars(
        select(Submission.id)
        .where(Submission.campaign_id == campaign.id, Submission.stage.in_(SUBMISSION[name].sources))
        .order_by(Submission.id)
    ).all()
    for submission_id in ids:
        transitions.perform(session, SYSTEM, submission_id, name)


def _announce(session: Session, campaign: Campaign, text: str, people: list[UUID]) -> None:
    notifications.tell(
        session,
        people,
        text,
        campaign_id=campaign.id,
        link=f"/campaigns/{campaign.id}",
        campaign=campaign.title,
    )


def _keep_blockers(
    campaign: Campaign,
    windows: Mapping[CampaignStage, StageWindow],
    due: Transition,
    reasons: tuple[Sentence, ...],
) -> bool:
    """Note what stands in the way beside the window; whether that is new."""
    window = windows.get(campaign.stage) or windows[CampaignStage(due.target)]
    found: list[Any] = [[reason.text, audit.plain(reason.params)] for reason in reasons]
    known, window.blockers = window.blockers, found
    return known != found
