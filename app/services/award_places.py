"""Who may stand on which list: what the rules propose, reach and room, the recipient's name.

Not deeds themselves: the deed that calls has asked the policy and leaves the trace.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import awards as rules
from app.domain.errors import Conflict, NotFound, sentence
from app.domain.framework import Framework
from app.domain.framework_scale import Award as AwardRule
from app.domain.procedure import CertificateStage
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate
from app.models.result import Computation, Decision, Result
from app.models.submission import Submission
from app.models.unit import Unit
from app.queries import facts, frameworks

LIVING = (CertificateStage.DRAFT, CertificateStage.ISSUED)


def rule_of(framework: Framework, code: str) -> AwardRule:
    rule = next((each for each in framework.awards if each.code == code), None)
    if rule is None:
        raise NotFound
    return rule


def proposed(session: Session, campaign: Campaign, rule: AwardRule) -> Sequence[UUID]:
    """The submissions the rules propose: candidates by grade, or everybody with a result."""
    newest = facts.newest_computation(session, campaign.id)
    if newest is None:
        return ()
    if rules.is_participation(rule):
        return session.scalars(
            select(Result.submission_id)
            .join(Submission, Submission.id == Result.submission_id)
            .where(Result.computation_id == newest)
            .order_by(Submission.unit_code)
        ).all()
    candidates = session.get_one(Computation, newest).standing.get("awards", {}).get(rule.code, ())
    return [UUID(each) for each in candidates]


def new_award(
    session: Session, decision: Decision, campaign: Campaign, rule: AwardRule, submission_id: UUID
) -> Award:
    """An award with the recipient's full official name: the owner's, the unit's, what follows it."""
    unit_name, unit_en = session.execute(
        select(Submission.unit_name, Unit.name_en)
        .join(Unit, Unit.id == Submission.unit_id)
        .where(Submission.id == submission_id)
    ).one()
    owner = session.get_one(Unit, campaign.owner_id)
    ending = decision.outcome.get("name_ending", {})
    chinese = rules.full_name(owner.name, unit_name, ending.get("zh", ""))
    english = ", ".join(part for part in (ending.get("en", ""), unit_en, owner.name_en) if part)
    return Award(
        campaign_id=campaign.id,
        submission_id=submission_id,
        decision_id=decision.id,
        code=rule.code,
        titles=dict(rule.title.texts),
        recipient=chinese[:120],
        recipient_en=english[:120] if unit_en else "",
        chosen=True,
    )


def band_of(session: Session, campaign: Campaign, submission_id: UUID | None) -> str | None:
    newest = facts.newest_computation(session, campaign.id)
    return session.scalar(
        select(Result.band).where(Result.computation_id == newest, Result.submission_id == submission_id)
    )


def require_room(session: Session, campaign: Campaign, rule: AwardRule) -> None:
    """No more than the framework's number. Raises Conflict."""
    if rule.max_count is None:
        return
    taken = select(func.count()).where(
        Award.campaign_id == campaign.id, Award.code == rule.code, Award.chosen.is_(True)
    )
    if (session.scalar(taken) or 0) >= rule.max_count:
        raise Conflict(sentence(N_("All %(most)s places of this award are taken."), most=rule.max_count))


def grade_award(session: Session, campaign: Campaign, submission_id: UUID | None) -> Award | None:
    """The grade award a unit is given: one at most."""
    graded = [each.code for each in frameworks.pinned(session, campaign).awards if each.band]
    return session.scalar(
        select(Award).where(
            Award.campaign_id == campaign.id,
            Award.submission_id == submission_id,
            Award.code.in_(graded),
            Award.chosen.is_(True),
        )
    )


def has_room(session: Session, campaign: Campaign, rule: AwardRule) -> bool:
    """Whether a place of the award is left."""
    try:
        require_room(session, campaign, rule)
    except Conflict:
        return False
    return True


def require_no_certificate(session: Session, award: Award) -> None:
    living = select(Certificate.id).where(Certificate.award_id == award.id, Certificate.stage.in_(LIVING))
    if session.scalar(living.limit(1)) is not None:
        raise Conflict(N_("There is a certificate for this award. Reissue or revoke that one instead."))
