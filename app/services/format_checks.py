"""The format check: the coordinator accepts a submission or names what the unit must correct."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound, Sentence, sentence
from app.domain.evidence_details import correctable
from app.domain.framework import Framework
from app.domain.text import N_
from app.models.submission import Correction, Submission
from app.queries import clock, frameworks

from . import audit, gate, notifications, transitions
from .gate import Entered

REMARK_LIMIT = 300
BEIJING = ZoneInfo("Asia/Shanghai")


class Named(NamedTuple):
    """A place to be corrected (one of domain/evidence_details.correctable) and what is wrong there."""

    place: str
    remark: str


def send_back(
    session: Session, actor: Actor, submission_id: UUID, named: Sequence[Named], *, due_on: date | None
) -> Submission:
    """Return a submission for correction of the named places until 24:00 of a day in Beijing.

    Raises NotFound, NotPermitted, TransitionRefused, Invalid ("places", "remark-<place>", "due_on").
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.REQUEST_CORRECTION, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    _require_named(frameworks.pinned(session, entered.campaign), named, due_on, clock.today(session))
    places = ", ".join(each.place for each in named)
    submission = transitions.perform(session, actor, submission_id, "return_for_correction", reason=places)
    moment = clock.now(session)
    for each in named:
        session.add(
            Correction(
                submission_id=submission_id,
                criterion=each.place,
                remark=each.remark.strip(),
                due_at=None if due_on is None else _end_of(due_on),
                requested_by_id=actor.user_id,
                requested_at=moment,
            )
        )
    audit.record(
        session,
        actor,
        Action.REQUEST_CORRECTION,
        submission_id,
        **_about(entered),
        places={each.place: each.remark.strip() for each in named},
        due_on=due_on,
    )
    people = notifications.holders(session, submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY)
    notifications.tell(
        session,
        people,
        N_("%(unit)s: please correct %(places)s."),
        campaign_id=entered.campaign.id,
        link=f"/submissions/{submission_id}",
        unit=submission.unit_name,
        places=places,
    )
    return submission


def accept(session: Session, actor: Actor, submission_id: UUID) -> Submission:
    """Accept a submission: it goes to the reviewers as it is.

    Raises NotFound, NotPermitted, TransitionRefused.
    """
    submission = transitions.perform(session, actor, submission_id, "accept")
    submission.accepted_at = submission.stage_since
    people = notifications.holders(session, submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY)
    notifications.tell(
        session,
        people,
        N_("%(unit)s: the self-evaluation is accepted."),
        campaign_id=submission.campaign_id,
        link=f"/submissions/{submission_id}",
        unit=submission.unit_name,
    )
    return submission


def mark_corrected(
    session: Session, actor: Actor, submission_id: UUID, correction_id: UUID, *, corrected: bool = True
) -> Correction:
    """The unit says that a named place is corrected, or takes that back before it hands in.

    Raises NotFound, NotPermitted, Conflict.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ANSWER, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if entered.subject.supplementing:  # what was corrected before the review is over
        raise Conflict(N_("This cannot be done at the present stage."))
    found = session.scalar(
        select(Correction)
        .where(Correction.id == correction_id, Correction.submission_id == submission_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound
    before, found.done_at = found.done_at, clock.now(session) if corrected else None
    audit.record(
        session,
        actor,
        Action.ANSWER,
        correction_id,
        **_about(entered),
        changes={"done_at": (before, found.done_at)},
        criterion=found.criterion,
    )
    return found


def _require_named(framework: Framework, named: Sequence[Named], due_on: date | None, today: date) -> None:
    wrong: dict[str, Sentence | str] = {}
    if not named:
        wrong["places"] = N_("Please tick what is to be corrected.")
    if {each.place for each in named} - set(correctable(framework)):
        raise NotFound
    for each in named:
        if not each.remark.strip():
            wrong[f"remark-{each.place}"] = N_("Please say what is to be corrected here.")
        elif len(each.remark.strip()) > REMARK_LIMIT:
            wrong[f"remark-{each.place}"] = sentence(
                N_("Please keep this to %(most)s characters."), most=REMARK_LIMIT
            )
    if due_on is not None and due_on < today:
        wrong["due_on"] = N_("This day is over. Please choose a later one.")
    if wrong:
        raise Invalid(**wrong)


def _about(entered: Entered) -> dict[str, Any]:
    return {"campaign_id": entered.campaign.id, "unit_id": entered.submission.unit_id}


def _end_of(day: date) -> datetime:
    """24:00 of a day in Beijing."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)
