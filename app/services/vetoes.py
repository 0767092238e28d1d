"""一票否决: proposed by the coordinator with its basis, the unit heard, confirmed by a board member."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.text import N_
from app.models.result import Veto, VetoStage
from app.queries import clock, frameworks

from . import audit, gate, notifications

MISSING = N_("Please write this down; a veto must stand on facts.")


def propose(
    session: Session, actor: Actor, submission_id: UUID, *, code: str, reason: str, basis: str
) -> Veto:
    """Propose a veto of the framework on a unit, with reason and attached basis; the unit is told.

    Raises NotFound, NotPermitted, Invalid.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.PROPOSE_VETO, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    framework = frameworks.pinned(session, entered.campaign)
    if code not in {veto.code for veto in framework.vetoes}:
        raise Invalid(code=N_("Please choose one of the vetoes of the framework."))
    if missing := [name for name, text in (("reason", reason), ("basis", basis)) if not text.strip()]:
        raise Invalid(**dict.fromkeys(missing, MISSING))
    veto = Veto(
        submission_id=submission_id, code=code, reason=reason, basis=basis, proposed_by_id=actor.user_id
    )
    session.add(veto)
    session.flush()
    notifications.tell(
        session,
        notifications.holders(session, entered.submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY),
        N_("A veto has been proposed about your unit. Please state your view before it is decided."),
        campaign_id=entered.campaign.id,
        link=f"/submissions/{submission_id}/vetoes",
    )
    audit.record(
        session,
        actor,
        Action.PROPOSE_VETO,
        veto.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        reason=reason,
        code=code,
    )
    return veto


def decide(session: Session, actor: Actor, veto_id: UUID, *, confirmed: bool, reason: str = "") -> Veto:
    """A board member, never the one who proposed it, confirms or rejects; the next computation counts it.

    Raises NotFound, NotPermitted, Conflict.
    """
    veto = session.get(Veto, veto_id, with_for_update=True)
    if veto is None:
        raise NotFound
    entered = gate.enter(session, veto.submission_id)
    policy.require(actor, Action.CONFIRM_VETO, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if veto.proposed_by_id == actor.user_id:
        raise Conflict(N_("A veto is confirmed by a second person, not by the one who proposed it."))
    if veto.state is not VetoStage.PROPOSED:
        raise Conflict(N_("This veto has been decided already."))
    veto.state = VetoStage.CONFIRMED if confirmed else VetoStage.REJECTED
    veto.confirmed_by_id, veto.confirmed_at = actor.user_id, clock.now(session)
    audit.record(
        session,
        actor,
        Action.CONFIRM_VETO,
        veto.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        reason=reason,
        changes={"state": (VetoStage.PROPOSED, veto.state)},
    )
    return veto
