"""The reviewer's declaration, and the answer to an invitation: accepted, declined, or recused."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor, Role, Subject
from app.domain.assignment import ConflictKind
from app.domain.declaration import COMMITMENT
from app.domain.errors import Invalid, Sentence
from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentFacts, AssignmentStage
from app.domain.review_rules import LONGEST_FINDING
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.assignment import Assignment, ConflictOfInterest, Declaration, Panel, PanelMember
from app.models.campaign import Campaign
from app.queries import clock, panels

from . import audit, gate, notifications, reviewing, transitions

JOINED = {
    ConflictKind.OWN_UNIT: N_("You no longer read %(unit)s, because you now belong to it."),
    ConflictKind.SWAP: N_("You no longer read %(unit)s, because its people read the unit you now belong to."),
}


@dataclass(frozen=True, slots=True)
class Recusal:
    """Why a reviewer must not read a unit."""

    kind: ConflictKind
    remark: str = ""


def sign(
    session: Session, actor: Actor, campaign_id: UUID, *, name: str, recusals: Mapping[UUID, Recusal]
) -> Declaration:
    """Sign once for the campaign: `recusals` (by assignment) are recused, the other invitations accepted.

    Signing twice changes nothing. Raises NotFound, NotPermitted, Invalid (`name`, `remark-<assignment>`).
    """
    campaign = gate.enter_campaign(session, campaign_id)
    subject = Subject(
        owner_path=campaign.owner_path,
        campaign_stage=campaign.stage,
        author_id=actor.user_id if _takes_part(session, actor, campaign_id) else None,
    )
    policy.require(actor, Action.DECLARE, subject, seen_by=Action.DECLARE)
    known = session.scalar(
        select(Declaration).where(
            Declaration.campaign_id == campaign_id, Declaration.user_id == actor.user_id
        )
    )
    if known is not None:
        return known
    if name.strip() != actor.name.strip():
        raise Invalid(name=N_("Please write your name exactly as it stands above the field."))
    _require_remarks(recusals)
    signed = Declaration(
        campaign_id=campaign_id,
        user_id=actor.user_id,
        text=COMMITMENT.in_language(CampaignSettings.of(campaign.settings).language),
        signed_name=name.strip(),
    )
    session.add(signed)
    audit.record(session, actor, Action.DECLARE, campaign_id, campaign_id=campaign_id, name=name.strip())
    invited = session.scalars(
        select(Assignment.id).where(
            Assignment.campaign_id == campaign_id,
            Assignment.reviewer_id == actor.user_id,
            Assignment.stage == AssignmentStage.INVITED,
        )
    ).all()
    for assignment_id in invited:
        entered = gate.enter_review(session, assignment_id)
        if recusal := recusals.get(assignment_id):
            _recuse_and_trace(session, actor, entered, recusal)
        else:
            _accept_and_trace(session, actor, entered)
    return signed


def answer(
    session: Session, actor: Actor, assignment_id: UUID, *, accept: bool, reason: str = ""
) -> Assignment:
    """Accept an invitation, or decline it with a reason.

    Raises NotFound, NotPermitted, TransitionRefused (not declared, no reason, answered already), Invalid.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.ANSWER_INVITATION, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_short("reason", reason, LONGEST_FINDING)
    if accept:
        return _accept_and_trace(session, actor, entered)
    if not reason.strip():
        raise Invalid(reason=N_("Please give a reason."))
    declined = transitions.move_assignment(
        session,
        actor,
        entered.assignment,
        "decline",
        AssignmentFacts(reason_given=True),
        action=Action.ANSWER_INVITATION,
        subject=entered.subject,
        reason=reason.strip(),
    )
    _leave(session, entered, N_("%(unit)s: a reviewer has declined."))
    return declined


def recuse(session: Session, actor: Actor, assignment_id: UUID, recusal: Recusal) -> Assignment:
    """Step aside from one unit; the conflict stands in the record and the next draw respects it.

    Raises NotFound, NotPermitted, TransitionRefused, Invalid (`remark`).
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.DECLARE_CONFLICT, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    return _recuse_and_trace(session, actor, entered, recusal)


def look_again(session: Session, user_id: UUID, unit_id: UUID) -> list[Assignment]:
    """Recuse somebody who is about to belong to a unit from reading it, and from where that unit's people and
    the reader would read each other; reviews handed in stay valid. The reader and the secretariat are told.

    To be called before the role or the home unit changes: afterwards the database lets nobody touch what
    a person of the unit reads.
    """
    running = (
        select(Assignment.id)
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .where(
            Assignment.reviewer_id == user_id,
            Assignment.stage.in_(ACTIVE_ASSIGNMENT - {AssignmentStage.SUBMITTED}),
            Campaign.stage.in_(policy.OPEN),
        )
        .order_by(Assignment.id)
    )
    recused = []
    for assignment_id in session.scalars(running).all():
        entered = gate.enter_review(session, assignment_id)
        kind = _conflict_with(session, entered.assignment, unit_id)
        if kind is None:
            continue
        policy.require(SYSTEM, Action.DECLARE_CONFLICT, entered.subject)
        recused.append(_recuse_and_trace(session, SYSTEM, entered, Recusal(kind)))
        audit.record(
            session, SYSTEM, Action.DECLARE_CONFLICT, assignment_id, campaign_id=entered.campaign.id,
            unit_id=entered.assignment.unit_id, kind=kind, joined=unit_id,
        )  # fmt: skip
        notifications.tell(
            session,
            [user_id],
            JOINED[kind],
            campaign_id=entered.campaign.id,
            link="/reviews",
            unit=entered.submission.unit_name,
        )
    session.flush()
    return recused


def _conflict_with(session: Session, reading: Assignment, unit_id: UUID) -> ConflictKind | None:
    """Why somebody who joins this unit may not go on reading."""
    if reading.unit_id == unit_id:
        return ConflictKind.OWN_UNIT
    others = session.scalars(
        select(Assignment.reviewer_id).where(
            Assignment.campaign_id == reading.campaign_id,
            Assignment.unit_id == unit_id,
            Assignment.reviewer_id != reading.reviewer_id,
            Assignment.stage.in_(ACTIVE_ASSIGNMENT),
        )
    ).all()
    homes = panels.homes(session, others, clock.today(session))
    return ConflictKind.SWAP if any(reading.unit_id in units for units in homes.values()) else None


def _accept_and_trace(session: Session, actor: Actor, entered: gate.EnteredReview) -> Assignment:
    declared = session.scalar(
        select(Declaration.id).where(
            Declaration.campaign_id == entered.campaign.id,
            Declaration.user_id == entered.assignment.reviewer_id,
        )
    )
    accepted = transitions.move_assignment(
        session,
        actor,
        entered.assignment,
        "accept",
        AssignmentFacts(declared=declared is not None),
        action=Action.ANSWER_INVITATION,
        subject=entered.subject,
    )
    reviewing.review_of(session, accepted)
    return accepted


def _require_remark(recusal: Recusal) -> None:
    reviewing.require_short("remark", recusal.remark, LONGEST_FINDING)
    if recusal.kind is ConflictKind.OTHER and not recusal.remark.strip():
        raise Invalid(remark=N_("Please say in a few words why."))


def _require_remarks(recusals: Mapping[UUID, Recusal]) -> None:
    """Every remark before anything is signed: each refusal names the unit it belongs to."""
    wrong: dict[str, Sentence | str] = {}
    for assignment_id, recusal in recusals.items():
        try:
            _require_remark(recusal)
        except Invalid as error:
            wrong[f"remark-{assignment_id}"] = error.fields["remark"]
    if wrong:
        raise Invalid(**wrong)


def _recuse_and_trace(
    session: Session, actor: Actor, entered: gate.EnteredReview, recusal: Recusal
) -> Assignment:
    _require_remark(recusal)
    assignment = entered.assignment
    recused = transitions.move_assignment(
        session,
        actor,
        assignment,
        "recuse",
        AssignmentFacts(reason_given=True),
        action=Action.DECLARE_CONFLICT,
        subject=entered.subject,
        reason=recusal.remark.strip() or recusal.kind.value,
    )
    known = session.scalar(
        select(ConflictOfInterest).where(
            ConflictOfInterest.campaign_id == assignment.campaign_id,
            ConflictOfInterest.user_id == assignment.reviewer_id,
            ConflictOfInterest.unit_id == assignment.unit_id,
        )
    )
    if known is None:
        session.add(
            ConflictOfInterest(
                campaign_id=assignment.campaign_id,
                user_id=assignment.reviewer_id,
                unit_id=assignment.unit_id,
                kind=recusal.kind,
                remark=recusal.remark.strip(),
                declared_by_id=actor.user_id,
            )
        )
    _leave(session, entered, N_("%(unit)s: a reviewer has been recused. Please name another."))
    return recused


def _leave(session: Session, entered: gate.EnteredReview, said: str) -> None:
    """One reader less: count it and tell the secretariat."""
    session.refresh(entered.submission, with_for_update=True)
    entered.submission.assigned_count -= 1
    notifications.tell(
        session,
        notifications.office(session, entered.campaign.owner_path, Role.COORDINATOR),
        said,
        campaign_id=entered.campaign.id,
        link=f"/campaigns/{entered.campaign.id}/assignments",
        unit=entered.submission.unit_name,
    )


def _takes_part(session: Session, actor: Actor, campaign_id: UUID) -> bool:
    """Whether the actor reads or chairs in this campaign."""
    reads = select(Assignment.id).where(
        Assignment.campaign_id == campaign_id,
        Assignment.reviewer_id == actor.user_id,
        Assignment.stage.in_(ACTIVE_ASSIGNMENT),
    )
    sits = (
        select(Panel.id)
        .outerjoin(PanelMember, PanelMember.panel_id == Panel.id)
        .where(
            Panel.campaign_id == campaign_id,
            or_(Panel.chair_id == actor.user_id, PanelMember.user_id == actor.user_id),
        )
    )
    return session.scalar(select(or_(reads.exists(), sits.exists()))) or False
