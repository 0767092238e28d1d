"""Putting right: plans, progress, the verdict of the reader who raised the item, carrying over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Invalid, NotFound, Sentence, sentence
from app.domain.evidence_details import item_place
from app.domain.procedure import ItemFacts
from app.domain.rectification import ProgressKind, Term
from app.domain.text import N_
from app.models.evidence import Evidence, EvidenceLink
from app.models.rectification import Progress, RectificationItem, RectificationPlan
from app.queries import clock, facts

from . import audit, gate, notifications, transitions

LONGEST = 2000
UNIT = (Role.CONTRIBUTOR, Role.SIGNATORY)
SEEN = Action.VIEW_RECTIFICATION


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as typed: cause, aim, measure, who leads, who does it, how long, by when, what comes of it."""

    cause: str
    aim: str
    measure: str
    leader: str
    owner: str
    term: Term
    due_on: date
    expected: str = ""


def plan(session: Session, actor: Actor, item_id: UUID, words: Plan, *, seen: int) -> RectificationPlan:
    """Keep a plan for an item as a new line; an earlier one stays in the record.

    `seen` is the item's version on the page. Raises NotFound, NotPermitted, WindowClosed, StaleVersion with
    both texts, TransitionRefused, Invalid by field.
    """
    entered = gate.enter_item(session, item_id)
    item = entered.item
    policy.require(actor, Action.PLAN_RECTIFICATION, entered.subject, seen_by=SEEN)
    moment = gate.require_rectifying(session, entered)
    before = _newest_plan(session, item.id)
    gate.require_version(
        session,
        seen=seen,
        current=item.version,
        changed_by=before.by_id if before else None,
        changed_at=before.at if before else item.stage_since,
        differences={
            name: (getattr(before, name, ""), getattr(words, name)) for name in ("cause", "aim", "measure")
        },
    )
    _check(words, clock.day(moment))
    made = RectificationPlan(
        item_id=item.id,
        ordinal=before.ordinal + 1 if before else 1,
        by_id=actor.user_id,
        at=moment,
        **{name: getattr(words, name) for name in Plan.__slots__},
    )
    session.add(made)
    changes = {name: (getattr(before, name, None), getattr(words, name)) for name in Plan.__slots__}
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    item.due_on = words.due_on
    _move(
        session, actor, item, entered, "plan", Action.PLAN_RECTIFICATION,
        known=ItemFacts(has_plan=True), at=moment,
    )  # fmt: skip
    _trace(session, actor, Action.PLAN_RECTIFICATION, item, entered, changed)
    return made


def note(
    session: Session, actor: Actor, item_id: UUID, *, text: str, evidence_id: UUID | None = None
) -> Progress:
    """Write down a step taken, with a piece of the unit's evidence if there is one.

    Raises NotFound, NotPermitted, WindowClosed, Invalid.
    """
    entered = gate.enter_item(session, item_id)
    item = entered.item
    policy.require(actor, Action.REPORT_RECTIFICATION, entered.subject, seen_by=SEEN)
    moment = gate.require_rectifying(session, entered)
    line = _line(session, actor, item, ProgressKind.PROGRESS, text, evidence_id, at=moment)
    _trace(session, actor, Action.REPORT_RECTIFICATION, item, entered, {"text": ("", line.text)})
    return line


def report(
    session: Session, actor: Actor, item_id: UUID, *, text: str, evidence_id: UUID | None = None
) -> RectificationItem:
    """Report an item as done; the reader who raised it is asked to verify it.

    Raises NotFound, NotPermitted, WindowClosed, TransitionRefused, Invalid.
    """
    entered = gate.enter_item(session, item_id)
    item = entered.item
    policy.require(actor, Action.REPORT_RECTIFICATION, entered.subject, seen_by=SEEN)
    moment = gate.require_rectifying(session, entered)
    line = _line(session, actor, item, ProgressKind.COMPLETION, text, evidence_id, at=moment)
    _move(
        session, actor, item, entered, "report", Action.REPORT_RECTIFICATION,
        known=ItemFacts(has_progress=True), at=moment,
    )  # fmt: skip
    _trace(session, actor, Action.REPORT_RECTIFICATION, item, entered, {"text": ("", line.text)})
    notifications.tell(
        session,
        [item.raised_by_id],
        N_("%(unit)s reports an item you raised as done. Please see whether it can be closed."),
        campaign_id=entered.campaign.id,
        link=f"/rectification/{item.id}",
        unit=entered.submission.unit_name,
    )
    return item


def verify(
    session: Session, actor: Actor, item_id: UUID, *, closed: bool, text: str = ""
) -> RectificationItem:
    """The reader who raised the item closes it, or gives it back with what is still wanted.

    The unit is told what, never who. Raises NotFound, NotPermitted, TransitionRefused, Invalid.
    """
    entered = gate.enter_item(session, item_id)
    item = entered.item
    policy.require(actor, Action.VERIFY_RECTIFICATION, entered.subject, seen_by=SEEN)
    if not closed and not text.strip():
        raise Invalid(text=N_("Please write what is still missing, so that the unit knows what to do."))
    kind, move = (ProgressKind.VERIFIED, "verify") if closed else (ProgressKind.RETURNED, "return")
    said = text.strip()
    _move(session, actor, item, entered, move, Action.VERIFY_RECTIFICATION, reason=said)
    _line(session, actor, item, kind, text, None, required=False)
    told = (
        N_("Rectification item %(number)s is closed by the expert who raised it.")
        if closed
        else N_("Rectification item %(number)s needs more work. Please read what is still missing.")
    )
    _trace(session, actor, Action.VERIFY_RECTIFICATION, item, entered, {"text": ("", said)})
    _tell_unit(session, item, entered, told)
    return item


def carry_over(session: Session, actor: Actor, item_id: UUID, *, reason: str) -> RectificationItem:
    """The coordinator lets an item go on next year, with a reason; the unit is told.

    Raises NotFound, NotPermitted, TransitionRefused, Invalid.
    """
    entered = gate.enter_item(session, item_id)
    item = entered.item
    policy.require(actor, Action.CARRY_OVER_RECTIFICATION, entered.subject, seen_by=SEEN)
    if not reason.strip():
        raise Invalid(reason=N_("Please write why this goes on next year."))
    _move(session, actor, item, entered, "carry_over", Action.CARRY_OVER_RECTIFICATION, reason=reason.strip())
    _line(session, actor, item, ProgressKind.CARRIED_OVER, reason, None)
    _trace(session, actor, Action.CARRY_OVER_RECTIFICATION, item, entered, {"reason": ("", reason.strip())})
    _tell_unit(session, item, entered, N_("Rectification item %(number)s goes on next year."))
    return item


def _move(
    session: Session,
    actor: Actor,
    item: RectificationItem,
    entered: gate.Entered,
    name: str,
    action: Action,
    reason: str = "",
    *,
    known: ItemFacts | None = None,
    at: datetime | None = None,
) -> None:
    transitions.move_item(
        session,
        actor,
        item,
        name,
        known or facts.of_item(session, item, reason=reason),
        action=action,
        subject=entered.subject,
        campaign_id=entered.campaign.id,
        reason=reason,
        at=at,
    )


def _trace(
    session: Session,
    actor: Actor,
    action: Action,
    item: RectificationItem,
    entered: gate.Entered,
    changes: Mapping[str, tuple[object, object]],
) -> None:
    audit.record(
        session,
        actor,
        action,
        item.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        changes=changes,
    )


def _tell_unit(session: Session, item: RectificationItem, entered: gate.Entered, text: str) -> None:
    notifications.tell(
        session,
        notifications.holders(session, entered.submission.unit_id, *UNIT),
        text,
        campaign_id=entered.campaign.id,
        link=f"/rectification/{item.id}",
        number=item.number,
    )


def _newest_plan(session: Session, item_id: UUID) -> RectificationPlan | None:
    ordinal = select(func.max(RectificationPlan.ordinal)).where(RectificationPlan.item_id == item_id)
    return session.scalar(
        select(RectificationPlan).where(
            RectificationPlan.item_id == item_id, RectificationPlan.ordinal == ordinal.scalar_subquery()
        )
    )


def _check(words: Plan, today: date) -> None:
    wrong: dict[str, Sentence | str] = {}
    for name in ("cause", "aim", "measure", "owner"):
        if not getattr(words, name).strip():
            wrong[name] = N_("Please fill this in.")
    for name in ("cause", "aim", "measure", "expected"):
        if len(getattr(words, name)) > LONGEST:
            wrong[name] = sentence(N_("Please keep this to %(most)s characters."), most=LONGEST)
    if words.due_on < today:
        wrong["due_on"] = N_("Please choose today or a later day.")
    if wrong:
        raise Invalid(**wrong)


def _line(
    session: Session,
    actor: Actor,
    item: RectificationItem,
    kind: ProgressKind,
    text: str,
    evidence_id: UUID | None,
    *,
    required: bool = True,
    at: datetime | None = None,
) -> Progress:
    """Add a line under an item. Raises Invalid, or NotFound for evidence of somebody else."""
    if required and not text.strip():
        raise Invalid(text=N_("Please write what was done."))
    if len(text) > LONGEST:
        raise Invalid(text=sentence(N_("Please keep this to %(most)s characters."), most=LONGEST))
    if evidence_id is not None:
        _link(session, item, evidence_id)
    line = Progress(
        item_id=item.id,
        kind=kind,
        text=text.strip(),
        evidence_id=evidence_id,
        by_id=actor.user_id,
        at=at or clock.now(session),
    )
    session.add(line)
    return line


def _link(session: Session, item: RectificationItem, evidence_id: UUID) -> None:
    """Let a piece of evidence of the same submission serve the item too."""
    own = select(Evidence.id).where(
        Evidence.id == evidence_id,
        Evidence.submission_id == item.submission_id,
        Evidence.withdrawn_at.is_(None),
    )
    if session.scalar(own) is None:
        raise NotFound
    purpose = item_place(item.number)
    same = (EvidenceLink.evidence_id == evidence_id, EvidenceLink.criterion == purpose)
    if session.scalar(select(EvidenceLink.id).where(*same)) is None:
        session.add(
            EvidenceLink(evidence_id=evidence_id, submission_id=item.submission_id, criterion=purpose)
        )
