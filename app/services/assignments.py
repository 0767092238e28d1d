"""Who reads what: by hand, by lot in one revertible batch, and when a reader is replaced."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain import draw as lots
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.assignment import ConflictKind
from app.domain.calendar import beijing_date
from app.domain.errors import Conflict, Invalid, NotFound, Sentence
from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentFacts, AssignmentStage
from app.domain.text import N_
from app.domain.vocabulary import name_of
from app.models.assignment import Assignment, Draw, Panel, PanelMember
from app.models.campaign import Campaign
from app.models.review import Review
from app.models.submission import Submission
from app.queries import assignments, clock, subjects

from . import audit, gate, notifications, transitions

NOT_BEGUN = (AssignmentStage.INVITED, AssignmentStage.ACCEPTED)
INVITED = N_("%(campaign)s: you are asked to read %(n)s units.")


def assign(
    session: Session, actor: Actor, submission_id: UUID, *, panel_id: UUID, reviewer_id: UUID
) -> Assignment:
    """Ask a member of a panel to read a unit.

    Raises NotFound, NotPermitted, Conflict (conflict of interest, swap, full, asked already).
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.ASSIGN, entered.subject, seen_by=Action.ASSIGN)
    _require_free(session, entered.campaign, entered.submission, panel_id, reviewer_id)
    made = _make(session, entered.submission, panel_id, reviewer_id, _next_number(session, submission_id))
    _tell(session, entered.campaign, {reviewer_id: 1})
    audit.record(
        session,
        actor,
        Action.ASSIGN,
        made.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        reviewer=reviewer_id,
    )
    return made


def draw(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    seed: str,
    per_unit: Mapping[UUID, int],
    seen_digest: str,
) -> Draw:
    """Draw what is missing and keep it as one batch; `seen_digest` are the inputs that were looked at.

    Raises NotFound, NotPermitted, Invalid (`seed`), Conflict when the inputs changed meanwhile or when some
    unit cannot be given enough readers.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.ASSIGN, subjects.of_campaign(campaign), seen_by=Action.ASSIGN)
    if not seed.strip():
        raise Invalid(seed=N_("Please write a seed, for instance the date and the weather."))
    inputs = assignments.inputs(session, campaign, per_unit)
    if inputs.digest != seen_digest:
        raise Conflict(N_("The people, units or conflicts have changed meanwhile. Please look once more."))
    outcome = lots.draw(inputs, seed.strip())
    if not outcome.complete:
        raise Conflict(*assignments.shortages(session, campaign, outcome))
    batch = Draw(
        campaign_id=campaign_id,
        seed=seed.strip(),
        inputs_digest=inputs.digest,
        outcome={"pairs": [[p.panel, p.unit, p.reader] for p in outcome.pairs], "attempt": outcome.attempt},
        made_by_id=actor.user_id,
    )
    session.add(batch)
    session.flush()
    _make_all(session, campaign, batch, outcome)
    audit.record(
        session,
        actor,
        Action.ASSIGN,
        batch.id,
        campaign_id=campaign_id,
        seed=batch.seed,
        inputs_digest=batch.inputs_digest,
        pairs=len(outcome.pairs),
    )
    return batch


def revert(session: Session, actor: Actor, draw_id: UUID) -> int:
    """Take a batch back: assignments that nobody has begun go, the others stay. Returns how many went.

    Raises NotFound, NotPermitted, Conflict when it was taken back before.
    """
    batch = session.get(Draw, draw_id)
    if batch is None:
        raise NotFound
    campaign = gate.enter_campaign(session, batch.campaign_id, closing=True)
    policy.require(actor, Action.ASSIGN, subjects.of_campaign(campaign), seen_by=Action.ASSIGN)
    if batch.reverted_at is not None:
        raise Conflict(N_("This draw was taken back already."))
    rows = session.scalars(
        select(Assignment).where(
            Assignment.draw_id == draw_id, Assignment.stage.in_(NOT_BEGUN), Assignment.judged_count == 0
        )
    ).all()
    gone = [row.id for row in rows]
    for row in rows:
        submission = session.get_one(Submission, row.submission_id)
        submission.assigned_count -= 1
    session.execute(delete(Review).where(Review.assignment_id.in_(gone)))
    session.execute(delete(Assignment).where(Assignment.id.in_(gone)))
    batch.reverted_at = clock.now(session)
    audit.record(
        session, actor, Action.ASSIGN, batch.id, campaign_id=campaign.id, reverted=len(gone), seed=batch.seed
    )
    return len(gone)


def replace(
    session: Session, actor: Actor, assignment_id: UUID, *, reviewer_id: UUID, reason: str
) -> Assignment:
    """Give the unit to another member of the panel: the place is handed over, never a score.

    Raises NotFound, NotPermitted, TransitionRefused, Invalid (`reason`), Conflict as `assign`.
    """
    entered = gate.enter_review(session, assignment_id)
    subject = subjects.of_submission(session, entered.submission, entered.campaign)
    policy.require(actor, Action.ASSIGN, subject, seen_by=Action.ASSIGN)
    if not reason.strip():
        raise Invalid(reason=N_("Please give a reason."))
    old = entered.assignment
    _require_free(session, entered.campaign, entered.submission, old.panel_id, reviewer_id)
    transitions.move_assignment(
        session,
        actor,
        old,
        "replace",
        AssignmentFacts(reason_given=True),
        action=Action.ASSIGN,
        subject=subject,
        reason=reason.strip(),
    )
    session.refresh(entered.submission, with_for_update=True)
    entered.submission.assigned_count -= 1
    number = _next_number(session, entered.submission.id)
    made = _make(session, entered.submission, old.panel_id, reviewer_id, number)
    made.criterion_now = old.criterion_now
    _tell(session, entered.campaign, {reviewer_id: 1})
    audit.record(
        session,
        actor,
        Action.ASSIGN,
        made.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        reason=reason.strip(),
        instead_of=old.id,
    )
    return made


def _require_free(
    session: Session, campaign: Campaign, submission: Submission, panel_id: UUID, reviewer_id: UUID
) -> None:
    """Raises NotFound for somebody who does not sit in the panel, Conflict when the person must not read."""
    seat = session.execute(
        select(PanelMember.load_limit)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.campaign_id == campaign.id, Panel.id == panel_id, PanelMember.user_id == reviewer_id)
    ).one_or_none()
    if seat is None:
        raise NotFound
    kind = assignments.conflicts(session, campaign).get((reviewer_id, submission.unit_id))
    today = beijing_date(clock.now(session))
    if kind is None and assignments.swaps(session, campaign.id, reviewer_id, submission.unit_id, today):
        kind = ConflictKind.SWAP
    if kind is not None:
        raise Conflict(
            N_("This person must not read %(unit)s: %(why)s."),
            unit=submission.unit_name,
            why=Sentence(name_of(kind)),
        )
    asked = select(Assignment.id).where(
        Assignment.submission_id == submission.id, Assignment.reviewer_id == reviewer_id
    )
    if session.scalar(asked) is not None:
        raise Conflict(N_("This person has been asked to read %(unit)s before."), unit=submission.unit_name)
    load = session.scalar(
        select(func.count()).where(
            Assignment.campaign_id == campaign.id,
            Assignment.reviewer_id == reviewer_id,
            Assignment.stage.in_(ACTIVE_ASSIGNMENT),
        )
    )
    if (load or 0) >= seat.load_limit:
        raise Conflict(N_("This person already reads %(n)s units, which is the limit."), n=seat.load_limit)


def _make_all(session: Session, campaign: Campaign, batch: Draw, outcome: lots.Outcome) -> None:
    """The rows of a batch; the anonymous numbers of each unit follow their own lots."""
    submissions = {
        str(row.unit_id): row
        for row in session.scalars(select(Submission).where(Submission.campaign_id == campaign.id))
    }
    by_unit: dict[str, list[lots.Pair]] = {}
    for pair in outcome.pairs:
        by_unit.setdefault(pair.unit, []).append(pair)
    loads: dict[UUID, int] = {}
    for unit, pairs in by_unit.items():
        submission = submissions[unit]
        first = _next_number(session, submission.id) - 1
        numbers = lots.pseudonyms(batch.seed, unit, [pair.reader for pair in pairs])
        for pair in pairs:
            reader = UUID(pair.reader)
            made = _make(session, submission, UUID(pair.panel), reader, first + numbers[pair.reader])
            made.draw_id = batch.id
            loads[reader] = loads.get(reader, 0) + 1
    _tell(session, campaign, loads)


def _make(
    session: Session, submission: Submission, panel_id: UUID, reviewer_id: UUID, number: int
) -> Assignment:
    made = Assignment(
        campaign_id=submission.campaign_id,
        submission_id=submission.id,
        unit_id=submission.unit_id,
        reviewer_id=reviewer_id,
        panel_id=panel_id,
        pseudonym=number,
    )
    session.add(made)
    submission.assigned_count += 1
    session.flush()
    return made


def _next_number(session: Session, submission_id: UUID) -> int:
    newest = session.scalar(
        select(func.max(Assignment.pseudonym)).where(Assignment.submission_id == submission_id)
    )
    return (newest or 0) + 1


def _tell(session: Session, campaign: Campaign, loads: Mapping[UUID, int]) -> None:
    for reviewer_id, n in loads.items():
        notifications.tell(
            session, [reviewer_id], INVITED,
            campaign_id=campaign.id, link="/reviews", campaign=campaign.title, n=n,
        )  # fmt: skip
