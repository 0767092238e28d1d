"""一票否决: proposed by the coordinator with its basis, the unit heard, confirmed by a board member."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.calendar import beijing_date, end_of_day
from app.domain.due_process import heard_until
from app.domain.errors import Conflict, Invalid, NotFound, sentence
from app.domain.text import N_
from app.models.result import Veto, VetoStage
from app.queries import calendars, clock, frameworks

from . import audit, gate, notifications

UNHEARD = N_("The unit is heard first: it has until the end of %(day)s, or it states its view earlier.")
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


def state(session: Session, actor: Actor, veto_id: UUID, *, statement: str) -> Veto:
    """The unit states its view on a proposed veto; it may write again until the veto is decided.

    Raises NotFound, NotPermitted, Conflict once it is decided, Invalid for an empty statement.
    """
    veto = session.get(Veto, veto_id, with_for_update=True)
    if veto is None:
        raise NotFound
    entered = gate.enter(session, veto.submission_id)
    policy.require(actor, Action.STATE_ON_VETO, entered.subject, seen_by=Action.VIEW_VETO)
    if veto.state is not VetoStage.PROPOSED:
        raise Conflict(N_("This veto has been decided already."))
    if not statement.strip():
        raise Invalid(statement=N_("Please write the view of your unit."))
    before, veto.unit_statement = veto.unit_statement, statement
    audit.record(
        session,
        actor,
        Action.STATE_ON_VETO,
        veto.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        changes={"text": (before, statement)},
    )
    notifications.tell(
        session,
        notifications.office(session, entered.campaign.owner_path, Role.COORDINATOR, Role.BOARD),
        N_("%(unit)s has stated its view on the proposed veto."),
        campaign_id=entered.campaign.id,
        link=f"/submissions/{entered.submission.id}/vetoes",
        unit=entered.submission.unit_name,
    )
    return veto


def decide(session: Session, actor: Actor, veto_id: UUID, *, confirmed: bool, reason: str = "") -> Veto:
    """A board member, never the one who proposed it, confirms or rejects; the next computation counts it.

    A veto is confirmed only when the unit has stated its view or let its days pass. Raises NotFound,
    NotPermitted, Conflict, Invalid by field while the unit is heard.
    """
    veto = session.get(Veto, veto_id, with_for_update=True)
    if veto is None:
        raise NotFound
    entered = gate.enter(session, veto.submission_id)
    policy.require(actor, Action.CONFIRM_VETO, entered.subject, seen_by=Action.VIEW_VETO)
    if veto.proposed_by_id == actor.user_id:
        raise Conflict(N_("A veto is confirmed by a second person, not by the one who proposed it."))
    if veto.state is not VetoStage.PROPOSED:
        raise Conflict(N_("This veto has been decided already."))
    if confirmed:
        _require_heard(session, entered, veto)
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
    notifications.tell(
        session,
        notifications.holders(session, entered.submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY),
        N_("The proposed veto about your unit has been decided."),
        campaign_id=entered.campaign.id,
        link=f"/submissions/{entered.submission.id}/vetoes",
    )
    return veto


def _require_heard(session: Session, entered: gate.Entered, veto: Veto) -> None:
    calendar = calendars.working(session, entered.campaign.owner_path, at=veto.proposed_at)
    last = heard_until(beijing_date(veto.proposed_at), calendar)
    if not veto.unit_statement and clock.now(session) < end_of_day(last):
        raise Invalid(decision=sentence(UNHEARD, day=last))
