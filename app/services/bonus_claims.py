"""Bonus claims: made by the unit, accepted, lowered or rejected one by one by the coordinator."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, Sentence, sentence
from app.domain.evidence_details import bonus_place
from app.domain.framework import BonusItem, Framework
from app.domain.numerals import parse_score, plain
from app.domain.procedure import SubmissionStage
from app.domain.text import N_
from app.models.submission import BonusClaim, BonusState
from app.queries import clock, frameworks

from . import audit, gate, transitions
from .gate import Entered

FACT_LIMIT, REASON_LIMIT = 300, 300
DECIDED = (BonusState.ACCEPTED, BonusState.LOWERED, BonusState.REJECTED)


def claim(
    session: Session, actor: Actor, submission_id: UUID, *, item: str, tier: str, fact: str
) -> BonusClaim:
    """Claim a tier of a bonus item for a fact.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (tier, fact).
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.CLAIM_BONUS, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.CLAIM_BONUS, entered, bonus_place(item))
    _require_claim(_item(frameworks.pinned(session, entered.campaign), item), tier, fact)
    same = select(BonusClaim.id).where(
        BonusClaim.submission_id == submission_id,
        BonusClaim.item == item,
        BonusClaim.tier == tier,
        BonusClaim.fact == fact.strip(),
        BonusClaim.state != BonusState.WITHDRAWN,
    )
    if session.scalar(same) is not None:
        raise Conflict(N_("This claim is here already."))
    if entered.submission.stage is SubmissionStage.NOT_STARTED:
        transitions.perform(session, actor, submission_id, "start")
    made = BonusClaim(submission_id=submission_id, item=item, tier=tier, fact=fact.strip())
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        Action.CLAIM_BONUS,
        made.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        item=item,
        tier=tier,
        fact=fact.strip(),
    )
    return made


def withdraw(session: Session, actor: Actor, claim_id: UUID) -> BonusClaim:
    """Withdraw a claim that is not decided yet. Raises NotFound, NotPermitted, WindowClosed, Conflict."""
    entered, found = _entered(session, claim_id)
    policy.require(actor, Action.CLAIM_BONUS, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.CLAIM_BONUS, entered, bonus_place(found.item))
    if found.state is not BonusState.CLAIMED:
        raise Conflict(N_("This claim is decided or withdrawn already."))
    found.state = BonusState.WITHDRAWN
    found.version += 1
    audit.record(
        session,
        actor,
        Action.CLAIM_BONUS,
        claim_id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        changes={"state": (BonusState.CLAIMED, BonusState.WITHDRAWN)},
    )
    return found


def decide(
    session: Session,
    actor: Actor,
    claim_id: UUID,
    *,
    version: int,
    state: str,
    score: str = "",
    reason: str = "",
) -> BonusClaim:
    """Accept a claim as made, lower it to a score with a reason, or reject it with a reason.

    A decision may be made anew; each leaves its entry.

    Raises NotFound, NotPermitted, Conflict, StaleVersion, Invalid (state, score, reason).
    """
    entered, found = _entered(session, claim_id)
    policy.require(actor, Action.DECIDE_BONUS, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if found.state is BonusState.WITHDRAWN:
        raise Conflict(N_("The unit has withdrawn this claim."))
    gate.require_version(
        session,
        seen=version,
        current=found.version,
        changed_by=found.decided_by_id,
        changed_at=found.decided_at or clock.now(session),
        differences={"reason": (found.decision_reason, reason)},
    )
    decision = next((each for each in DECIDED if each == state), None)
    if decision is None:
        raise Invalid(state=N_("Please choose one of these."))
    claimed = _item(frameworks.pinned(session, entered.campaign), found.item).tier(found.tier).score
    granted = claimed
    if decision is not BonusState.ACCEPTED:
        _require_reason(reason)
        granted = (
            parse_score(score, claimed, frameworks.pinned(session, entered.campaign).scoring.step)
            if (decision is BonusState.LOWERED)
            else claimed - claimed
        )
        if decision is BonusState.LOWERED and granted >= claimed:
            raise Invalid(score=sentence(N_("Please enter less than %(most)s."), most=plain(claimed)))
    changes = audit.difference(found, state=decision, granted_score=granted, decision_reason=reason.strip())
    found.state, found.granted_score, found.decision_reason = decision, granted, reason.strip()
    found.decided_by_id, found.decided_at = actor.user_id, clock.now(session)
    found.version += 1
    audit.record(
        session,
        actor,
        Action.DECIDE_BONUS,
        claim_id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        reason=reason.strip(),
        changes=changes,
    )
    return found


def _entered(session: Session, claim_id: UUID) -> tuple[Entered, BonusClaim]:
    submission_id = session.scalar(select(BonusClaim.submission_id).where(BonusClaim.id == claim_id))
    if submission_id is None:
        raise NotFound
    entered = gate.enter(session, submission_id)
    wanted = select(BonusClaim).where(BonusClaim.id == claim_id).with_for_update()
    return entered, session.scalars(wanted.execution_options(populate_existing=True)).one()


def _item(framework: Framework, code: str) -> BonusItem:
    try:
        return framework.bonus_item(code)
    except KeyError:
        raise NotFound from None


def _require_claim(item: BonusItem, tier: str, fact: str) -> None:
    wrong: dict[str, Sentence | str] = {}
    if tier not in {each.code for each in item.tiers}:
        wrong["tier"] = N_("Please choose one of the levels shown.")
    if not fact.strip():
        wrong["fact"] = N_("Please say in a sentence what it is claimed for, with the date.")
    if len(fact.strip()) > FACT_LIMIT:
        wrong["fact"] = sentence(N_("Please keep this to %(most)s characters."), most=FACT_LIMIT)
    if wrong:
        raise Invalid(**wrong)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(reason=N_("Please give the reason; the unit reads it."))
    if len(reason.strip()) > REASON_LIMIT:
        raise Invalid(reason=sentence(N_("Please keep this to %(most)s characters."), most=REASON_LIMIT))
