"""事实核对: the unit says item by item what is right, wrong or missing; somebody not on the panel answers.

Silence counts as accepted. The appeal clock runs from the answer.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.clocks import from_answer
from app.domain.due_process import Stance
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, WindowClosed
from app.domain.rectification import UNSETTLED, ProgressKind
from app.domain.text import N_
from app.models.feedback import FactCheck, FeedbackLetter
from app.models.rectification import Progress, RectificationItem
from app.models.review import Finding
from app.queries import calendars, clock, examiners, facts, frameworks, hearings

from . import audit, gate, notifications, transitions
from .gate import Entered

UNIT: Final = (Role.CONTRIBUTOR, Role.SIGNATORY)
ON_THE_PANEL = N_("A fact check is answered by somebody who neither read this unit nor sits on its panel.")


def state(
    session: Session,
    actor: Actor,
    submission_id: UUID,
    *,
    stance: Stance,
    text: str = "",
    criterion: str = "",
    finding_id: UUID | None = None,
) -> FactCheck:
    """Say of one item (a finding, or a criterion) whether its facts are right; until it is answered the
    unit may word it anew.

    Raises NotFound, NotPermitted, WindowClosed after the date, Invalid, Conflict once answered.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.CHECK_FACTS, entered.subject, seen_by=Action.READ_LETTER)
    letter = _letter(session, submission_id)
    if letter.fact_check_ends_at is None or clock.now(session) >= letter.fact_check_ends_at:
        raise WindowClosed(N_("The time for checking facts is over."))
    _require_item(session, entered, criterion, finding_id)
    if stance is not Stance.RIGHT and not text.strip():
        raise Invalid(text=N_("Please write what the facts are."))
    found = session.scalar(
        select(FactCheck)
        .where(
            FactCheck.submission_id == submission_id,
            FactCheck.criterion == criterion,
            FactCheck.finding_id.is_(None) if finding_id is None else FactCheck.finding_id == finding_id,
        )
        .with_for_update()
    )
    if found is not None and found.answered_at is not None:
        raise Conflict(N_("This item has been answered already."))
    before = (found.stance, found.text) if found else (None, None)
    moment = clock.now(session)
    found = found or FactCheck(submission_id=submission_id, criterion=criterion, finding_id=finding_id)
    found.stance, found.text = stance, text
    found.stated_by_id, found.stated_at = actor.user_id, moment  # type: ignore[assignment]
    session.add(found)
    session.flush()
    changes = {"state": (before[0], stance), "text": (before[1], text)}
    _trace(session, actor, Action.CHECK_FACTS, found, entered, changes)
    return found


def answer(session: Session, actor: Actor, fact_check_id: UUID, *, upheld: bool, reason: str) -> FactCheck:
    """Answer one item with reasons; the unit is told, and its time to appeal runs from today. Where the unit
    is right about a shortcoming, what it was to put right is withdrawn.

    Raises NotFound, NotPermitted (also for anybody on the unit's panel), Conflict, Invalid.
    """
    found = session.get(FactCheck, fact_check_id, with_for_update=True)
    if found is None:
        raise NotFound
    entered = gate.enter(session, found.submission_id)
    policy.require(actor, Action.ANSWER_FACT_CHECK, entered.subject, seen_by=Action.VIEW_OWN_RESULT)
    if examiners.was_on_the_panel(session, actor.user_id, entered.submission):
        raise NotPermitted(ON_THE_PANEL)
    if found.answered_at is not None:
        raise Conflict(N_("This item has been answered already."))
    if not reason.strip():
        raise Invalid(answer=N_("Please give the reasons of the answer."))
    moment = clock.now(session)
    found.upheld, found.answer = upheld, reason
    found.answered_by_id, found.answered_at = actor.user_id, moment
    _carry_on(session, entered, moment)
    if upheld and found.stance is Stance.WRONG:
        _withdraw_items(session, actor, entered, reason)
    _trace(
        session,
        actor,
        Action.ANSWER_FACT_CHECK,
        found,
        entered,
        {"answer": ("", reason), "met": (None, upheld)},
    )
    notifications.tell(
        session,
        notifications.holders(session, entered.submission.unit_id, *UNIT),
        N_("Your fact check has been answered. The time to appeal runs from today."),
        campaign_id=entered.campaign.id,
        link=f"/submissions/{entered.submission.id}/hearing",
    )
    return found


def _withdraw_items(session: Session, actor: Actor, entered: Entered, reason: str) -> None:
    """Take back what the unit was to put right though it was in order; the unit is told why."""
    items = session.scalars(
        select(RectificationItem)
        .where(
            RectificationItem.finding_id.in_(hearings.refuted(session, entered.submission.id)),
            RectificationItem.stage.in_(UNSETTLED),
        )
        .order_by(RectificationItem.number)
        .with_for_update()
    )
    for item in items.all():
        transitions.move_item(
            session,
            actor,
            item,
            "withdraw",
            facts.of_item(session, item, reason=reason),
            action=Action.ANSWER_FACT_CHECK,
            subject=entered.subject,
            campaign_id=entered.campaign.id,
            reason=reason,
        )
        session.add(
            Progress(
                item_id=item.id,
                kind=ProgressKind.WITHDRAWN,
                text=reason.strip(),
                by_id=actor.user_id,
                at=clock.now(session),
            )
        )
        notifications.tell(
            session,
            notifications.holders(session, entered.submission.unit_id, *UNIT),
            N_("Rectification item %(number)s is withdrawn, because your fact check was upheld: %(reason)s"),
            campaign_id=entered.campaign.id,
            link=f"/rectification/{item.id}",
            number=item.number,
            reason=reason.strip(),
        )


def _letter(session: Session, submission_id: UUID) -> FeedbackLetter:
    found = session.scalar(
        select(FeedbackLetter)
        .where(FeedbackLetter.submission_id == submission_id, FeedbackLetter.issued_at.is_not(None))
        .order_by(FeedbackLetter.ordinal.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found


def _require_item(session: Session, entered: Entered, criterion: str, finding_id: UUID | None) -> None:
    framework = frameworks.pinned(session, entered.campaign)
    if finding_id is not None:
        finding = session.get(Finding, finding_id)
        if finding is None or finding.submission_id != entered.submission.id:
            raise NotFound
    elif not framework.has_criterion(criterion):
        raise Invalid(criterion=N_("Please choose a criterion from the list."))


def _carry_on(session: Session, entered: Entered, moment: datetime) -> None:
    letter = _letter(session, entered.submission.id)
    if letter.appeal_ends_at is not None:
        calendar = calendars.working(session, entered.campaign.owner_path)
        letter.appeal_ends_at = from_answer(moment, letter.appeal_ends_at, entered.settings, calendar)


def _trace(
    session: Session,
    actor: Actor,
    action: Action,
    found: FactCheck,
    entered: Entered,
    changes: Mapping[str, tuple[object, object]],
) -> None:
    audit.record(
        session,
        actor,
        action,
        found.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        changes=changes,
        criterion=found.criterion,
    )
