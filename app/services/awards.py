"""Awards of a decision: proposed by the rules, given or passed over by people, each with its citation."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import awards as rules
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.awards import PERSON_CODE, THANKS_CODE
from app.domain.errors import Conflict, Invalid, NotFound, sentence
from app.domain.framework_scale import Award as AwardRule
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.certificate import Award
from app.models.result import Decision
from app.models.submission import Submission
from app.queries import frameworks, subjects

from . import audit, gate
from . import award_places as places

LONGEST_CITATION = 1000


def propose(session: Session, actor: Actor, decision_id: UUID) -> list[Award]:
    """Make an award of everything the newest computation proposes and no earlier decision gave.

    Raises NotFound, NotPermitted.
    """
    decision, campaign = _decision(session, decision_id)
    policy.require(
        actor, Action.RECORD_DECISION, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    framework = frameworks.pinned(session, campaign)
    rows = session.execute(select(Award.code, Award.submission_id).where(Award.campaign_id == campaign.id))
    known = {(row.code, row.submission_id) for row in rows}
    graded = {each.code for each in framework.awards if each.band}
    settled = {submission_id for code, submission_id in known if code in graded}
    made = []
    for rule in framework.awards:
        for submission_id in places.proposed(session, campaign, rule):
            if (rule.code, submission_id) in known or (rule.band and submission_id in settled):
                continue
            made.append(places.new_award(session, decision, campaign, rule, submission_id))
    session.add_all(made)
    session.flush()
    audit.record(
        session, actor, Action.RECORD_DECISION, decision.id, campaign_id=campaign.id, awards=len(made)
    )
    return made


def describe(
    session: Session,
    actor: Actor,
    award_id: UUID,
    *,
    citation: str,
    recipient: str,
    recipient_en: str = "",
    seen: int,
) -> Award:
    """Write what the award is for (事迹) and the recipient's full official name; `seen`: version on the page.

    Raises NotFound, NotPermitted, Conflict once a certificate names it, StaleVersion, Invalid.
    """
    award, campaign = _enter(session, award_id)
    policy.require(
        actor, Action.RECORD_DECISION, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    gate.require_version(
        session,
        seen=seen,
        current=award.version,
        changed_by=None,
        changed_at=campaign.updated_at,
        differences={"citation": (award.citation, citation), "recipient": (award.recipient, recipient)},
    )
    new = {
        "citation": citation.strip(),
        "recipient": recipient.strip(),
        "recipient_en": recipient_en.strip(),
    }
    if not new["recipient"]:
        raise Invalid(recipient=N_("Please write the full official name."))
    if len(new["citation"]) > LONGEST_CITATION:
        raise Invalid(
            citation=sentence(N_("Please keep this to %(most)s characters."), most=LONGEST_CITATION)
        )
    changes = audit.difference(award, **new)
    if {"recipient", "recipient_en"} & changes.keys():
        places.require_no_certificate(session, award)
    for name, value in new.items():
        setattr(award, name, value)
    award.version += 1
    audit.record(session, actor, Action.RECORD_DECISION, award.id, campaign_id=campaign.id, changes=changes)
    return award


def choose(session: Session, actor: Actor, award_id: UUID, *, chosen: bool, reason: str) -> Award:
    """Pass a proposed award over, or give it after all; a unit passed over is proposed for the next grade
    award it reaches. Raises NotFound, NotPermitted, Conflict once a certificate is made, Invalid.
    """
    award, campaign = _enter(session, award_id)
    policy.require(
        actor, Action.RECORD_DECISION, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    if not reason.strip():
        raise Invalid(reason=N_("Please give a reason."))
    if award.chosen is chosen:
        raise Conflict(N_("This has been decided already."))
    places.require_no_certificate(session, award)
    person = award.code == PERSON_CODE
    rule = None if person else places.rule_of(frameworks.pinned(session, campaign), award.code)
    instead: dict[str, Any] = {}
    if chosen and rule:
        places.require_room(session, campaign, rule)
        instead = _pass_over_lower(session, campaign, award, rule, reason.strip())
    before, award.chosen, award.reason = award.chosen, chosen, reason.strip()
    award.version += 1
    session.flush()
    if rule and not chosen:
        instead = _propose_next(session, campaign, award, rule)
    audit.record(
        session,
        actor,
        Action.RECORD_DECISION,
        award.id,
        campaign_id=campaign.id,
        reason=reason.strip(),
        changes={"chosen": (before, chosen)},
        award=award.code,
        recipient=award.recipient,
        **instead,
    )
    return award


def give(
    session: Session, actor: Actor, decision_id: UUID, code: str, submission_id: UUID, *, reason: str
) -> Award:
    """Give an award by hand: one without a grade, or one whose place became free.

    Raises NotFound, NotPermitted, Conflict when the unit does not reach it or has it, or none is left.
    """
    decision, campaign = _decision(session, decision_id)
    policy.require(
        actor, Action.RECORD_DECISION, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    framework = frameworks.pinned(session, campaign)
    rule = places.rule_of(framework, code)
    if not reason.strip():
        raise Invalid(reason=N_("Please give a reason."))
    submission = session.get(Submission, submission_id)
    if submission is None or submission.campaign_id != campaign.id:
        raise Invalid(submission=N_("Please choose one of these."))
    if not rules.reaches(framework, rule, places.band_of(session, campaign, submission_id) or ""):
        raise Conflict(N_("The grade of this unit does not reach this award."))
    same = select(Award.id).where(
        Award.campaign_id == campaign.id, Award.code == code, Award.submission_id == submission_id
    )
    if session.scalar(same) is not None:
        raise Conflict(N_("This unit stands on the list of this award already."))
    places.require_room(session, campaign, rule)
    if rule.band and places.grade_award(session, campaign, submission_id):
        raise Conflict(N_("This unit has another grade award. Pass that one over first."))
    award = places.new_award(session, decision, campaign, rule, submission_id)
    award.reason = reason.strip()
    session.add(award)
    session.flush()
    audit.record(
        session,
        actor,
        Action.RECORD_DECISION,
        award.id,
        campaign_id=campaign.id,
        reason=award.reason,
        award=code,
        recipient=award.recipient,
    )
    return award


def _decision(session: Session, decision_id: UUID) -> tuple[Decision, Campaign]:
    decision = session.get(Decision, decision_id)
    if decision is None:
        raise NotFound
    return decision, gate.enter_campaign(session, decision.campaign_id, closing=True)


def _enter(session: Session, award_id: UUID) -> tuple[Award, Campaign]:
    """The award and its campaign, the campaign's row held alone: places are counted on it."""
    award = session.get(Award, award_id)
    if award is None or award.code == THANKS_CODE:  # a letter of thanks is corrected by its reissue
        raise NotFound
    campaign = gate.enter_campaign(session, award.campaign_id, closing=True)
    session.refresh(award)
    return award, campaign


def _propose_next(session: Session, campaign: Campaign, award: Award, rule: AwardRule) -> dict[str, Any]:
    """Put a unit that was passed over on the list of the next grade award it reaches and that has a place;
    which one, for the trace.
    """
    framework = frameworks.pinned(session, campaign)
    band = places.band_of(session, campaign, award.submission_id)
    if band is None or award.submission_id is None or not rule.band:
        return {}
    following = rules.next_grade_award(framework, rule, band)
    while following is not None and not places.has_room(session, campaign, following):
        following = rules.next_grade_award(framework, following, band)
    known = select(Award.id).where(Award.submission_id == award.submission_id)
    if following is None or session.scalar(known.where(Award.code == following.code)) is not None:
        return {}
    decision = session.get_one(Decision, award.decision_id)
    session.add(places.new_award(session, decision, campaign, following, award.submission_id))
    session.flush()
    return {"proposed": following.code}


def _pass_over_lower(
    session: Session, campaign: Campaign, award: Award, rule: AwardRule, reason: str
) -> dict[str, Any]:
    """One grade award a unit: the one it has makes room, unless a certificate names it; which, for the
    trace.
    """
    other = places.grade_award(session, campaign, award.submission_id) if rule.band else None
    if other is None:
        return {}
    places.require_no_certificate(session, other)
    other.chosen, other.reason = False, reason
    other.version += 1
    return {"passed_over": other.code}
