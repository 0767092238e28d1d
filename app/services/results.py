"""Results: computed from the stored reviews and decisions, approved by the leading group.

A computation is never changed: a correction computes again, and the newest computation stands.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.awards import award_candidates
from app.domain.comparison import compare
from app.domain.errors import Conflict, Invalid, Sentence, sentence
from app.domain.explanation import as_json, explain
from app.domain.framework import Framework
from app.domain.kept_figures import kept_figures
from app.domain.result import UnitRecord, UnitResult, unit_result
from app.domain.settings import CampaignSettings
from app.domain.standing import Standing, standing
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.result import Computation, Decision, DecisionKind, Result, ResultLine
from app.queries import facts, frameworks, subjects, unit_records

from . import audit, gate


def compute(session: Session, actor: Actor, campaign_id: UUID, *, reason: str = "") -> Computation:
    """Compute every unit's result and keep every figure.

    From the second time on a reason is asked for. Raises NotFound, NotPermitted, Invalid, or Conflict with
    every reason why it cannot be computed yet.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.COMPUTE_RESULT, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    ordinal = _next_ordinal(session, campaign.id)
    if ordinal > 1 and not reason.strip():
        raise Invalid(reason=N_("Please say why the results are computed again."))
    framework = frameworks.pinned(session, campaign)
    pairs = _unit_results(session, campaign, framework)
    results = [result for _, result in pairs]
    places = standing(framework, results, unit_records.votes(session, campaign.id))
    computation = Computation(
        campaign_id=campaign.id,
        ordinal=ordinal,
        reason=reason,
        standing=_kept_standing(framework, places, results),
        computed_by_id=actor.user_id,
    )
    session.add(computation)
    session.flush()
    for record, result in pairs:
        _keep(session, computation, result, places, kept_figures(framework, record, result))
    audit.record(
        session,
        actor,
        Action.COMPUTE_RESULT,
        computation.id,
        campaign_id=campaign.id,
        reason=reason,
        ordinal=computation.ordinal,
        units=len(results),
    )
    return computation


def approve(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    kind: DecisionKind,
    on: date,
    meeting: str,
    attendees: str = "",
    text: str = "",
) -> Decision:
    """The leading group approves the draft (before feedback) or the final list (after the public notice).

    Raises NotFound, NotPermitted, Invalid, or Conflict while there is no result or a tie waits for a vote.
    """
    campaign = gate.enter_campaign(session, campaign_id)
    policy.require(actor, Action.APPROVE_RESULT, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    if not meeting.strip():
        raise Invalid(meeting=N_("Please name the meeting that approved."))
    computation = _standing_computation(session, campaign.id)
    if computation.standing["needs_vote"]:
        raise Conflict(N_("Units are tied for the last places. Record the vote and compute again first."))
    decision = Decision(
        campaign_id=campaign.id,
        kind=kind,
        on=on,
        meeting=meeting,
        attendees=attendees,
        text=text,
        computation_id=computation.id,
        recorded_by_id=actor.user_id,
    )
    session.add(decision)
    session.flush()
    audit.record(
        session,
        actor,
        Action.APPROVE_RESULT,
        decision.id,
        campaign_id=campaign.id,
        kind=kind,
        computation=computation.ordinal,
    )
    return decision


def record_vote(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    on: date,
    meeting: str,
    votes: Mapping[str, int],
    order: Sequence[str] = (),
    present: Mapping[str, int] | None = None,
    text: str = "",
) -> Decision:
    """Record how a meeting decided between units the figures leave equal; the next computation uses it.

    `votes`: submission id → votes in favour; `order`: the ids from the first down when the meeting decided
    the order itself; `present`: 应到, 实到, 同意 (for each unit), 反对, 弃权.
    Raises NotFound, NotPermitted, Conflict, Invalid.
    """
    campaign = gate.enter_campaign(session, campaign_id)
    policy.require(actor, Action.RECORD_VOTE, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    tied = {
        unit
        for group in _standing_computation(session, campaign.id).standing["needs_vote"]
        for unit in group["units"]
    }
    if not tied:
        raise Conflict(N_("No units are tied for the last places."))
    if not {*votes, *order} <= tied:
        raise Invalid(votes=N_("Only units that are tied can be voted on."))
    _check_counts(votes, present or {})
    decision = Decision(
        campaign_id=campaign.id,
        kind=DecisionKind.TIE,
        on=on,
        meeting=meeting,
        text=text,
        votes=dict(present or {}),
        outcome={"votes": dict(votes), "order": list(order)},
        recorded_by_id=actor.user_id,
    )
    session.add(decision)
    session.flush()
    audit.record(session, actor, Action.RECORD_VOTE, decision.id, campaign_id=campaign.id, votes=votes)
    return decision


def _check_counts(votes: Mapping[str, int], present: Mapping[str, int]) -> None:
    """Nobody is present who is not entitled, and nobody votes who is not present. Raises Invalid by field."""
    here = present.get("实到")
    if here is None:
        return
    wrong: dict[str, Sentence | str] = {}
    if here > present.get("应到", here):
        wrong["present"] = N_("No more can be present than are entitled.")
    counts = {f"votes_{unit}": count for unit, count in votes.items()}
    counts |= {"against": present.get("反对", 0), "abstained": present.get("弃权", 0)}
    wrong |= {
        name: N_("No more can vote than were present.") for name, count in counts.items() if count > here
    }
    if wrong:
        raise Invalid(**wrong)


def _unit_results(
    session: Session, campaign: Campaign, framework: Framework
) -> list[tuple[UnitRecord, UnitResult]]:
    """Raises Conflict with the reasons of every unit that cannot be computed."""
    least = CampaignSettings.of(campaign.settings).minimum_reviews
    found, reasons = [], []
    for record in unit_records.of_campaign(session, campaign, framework):
        try:
            found.append((record, unit_result(framework, record, least)))
        except Conflict as refusal:
            reasons += [reason for reason in refusal.reasons if reason not in reasons]
    if reasons or not found:
        raise Conflict(*(reasons or [sentence(N_("There is no unit with a review yet."))]))
    return found


def _keep(
    session: Session,
    computation: Computation,
    result: UnitResult,
    places: Standing,
    figures: dict[str, Any],
) -> None:
    place = places.of(result.unit)
    kept = Result(
        computation_id=computation.id,
        submission_id=UUID(result.unit),
        base=result.base,
        bonus=result.bonus.counted,
        total=result.total,
        band=place.band,
        candidate_band=result.grading.candidate,
        note=place.moves[-1].note if place.moves else "",
        rank=place.rank,
        figures=figures,
    )
    session.add(kept)
    session.flush()
    session.add_all(
        ResultLine(
            result_id=kept.id,
            ordinal=ordinal,
            step=line.step,
            label=line.label,
            figures=dict(line.figures),
            value=line.value,
        )
        for ordinal, line in enumerate(explain(result, place, places.quotas), start=1)
    )


def _kept_standing(framework: Framework, places: Standing, results: Sequence[UnitResult]) -> dict[str, Any]:
    awards = award_candidates(framework, places)
    return {
        "comparison": as_json(compare(framework, results)),
        "quotas": as_json(places.quotas),
        "needs_vote": as_json([*places.needs_vote, *awards.needs_vote]),
        "warnings": list(places.warnings),
        "awards": {found.award: list(found.units) for found in awards.lists},
    }


def _next_ordinal(session: Session, campaign_id: UUID) -> int:
    last = session.scalar(select(func.max(Computation.ordinal)).where(Computation.campaign_id == campaign_id))
    return (last or 0) + 1


def _standing_computation(session: Session, campaign_id: UUID) -> Computation:
    newest = facts.newest_computation(session, campaign_id)
    if newest is None:
        raise Conflict(N_("The results have not been computed yet."))
    return session.get_one(Computation, newest)
