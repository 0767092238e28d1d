"""整改总结: written by the unit, its numbers computed, signed by the signatory."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Invalid, sentence
from app.domain.text import N_
from app.models.rectification import RectificationSummary
from app.models.submission import Submission
from app.queries import clock

from . import audit, gate, notifications, transitions

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Words:
    """What the numbers do not say: the whole, what will last, what is not done and why."""

    overview: str = ""
    lasting: str = ""
    remaining: str = ""


def write(
    session: Session, actor: Actor, submission_id: UUID, words: Words, *, seen: int
) -> RectificationSummary:
    """Keep the unit's words; `seen` is the version on the page, 0 before the first.

    Raises NotFound, NotPermitted, StaleVersion with both texts, Invalid by field.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.REPORT_RECTIFICATION, entered.subject, seen_by=Action.VIEW_RECTIFICATION)
    summary = _of(session, submission_id)
    if summary is None:
        summary = RectificationSummary(
            submission_id=submission_id, updated_by_id=actor.user_id, version=0, overview="", lasting="",
            remaining="", updated_at=clock.now(session),
        )  # fmt: skip
        session.add(summary)
    new = {name: getattr(words, name).strip() for name in Words.__slots__}
    gate.require_version(
        session,
        seen=seen,
        current=summary.version,
        changed_by=summary.updated_by_id,
        changed_at=summary.updated_at,
        differences={name: (getattr(summary, name), text) for name, text in new.items()},
    )
    if long := [name for name, text in new.items() if len(text) > LONGEST]:
        raise Invalid(
            **dict.fromkeys(long, sentence(N_("Please keep this to %(most)s characters."), most=LONGEST))
        )
    changes = audit.difference(summary, **new)
    for name, text in new.items():
        setattr(summary, name, text)
    summary.version += 1
    summary.updated_by_id, summary.updated_at = actor.user_id, clock.now(session)
    session.flush()
    audit.record(
        session,
        actor,
        Action.REPORT_RECTIFICATION,
        submission_id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        changes=changes,
    )
    return summary


def sign(session: Session, actor: Actor, submission_id: UUID) -> Submission:
    """The signatory signs the summary and hands it in; the office is told.

    Raises NotFound, NotPermitted, Conflict while nothing is written, TransitionRefused with every blocker.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.SUBMIT_RECTIFICATION, entered.subject, seen_by=Action.VIEW_RECTIFICATION)
    summary = _of(session, submission_id)
    if summary is None or not summary.overview:
        raise Invalid(overview=N_("Please write the overall situation before it is signed."))
    submission = transitions.perform(session, actor, submission_id, "submit_rectification")
    summary.signatory_name, summary.signed_at = actor.name, clock.now(session)
    notifications.tell(
        session,
        notifications.office(session, entered.campaign.owner_path, Role.COORDINATOR),
        N_("%(unit)s has handed in its rectification summary."),
        campaign_id=submission.campaign_id,
        link=f"/submissions/{submission_id}/rectification",
        unit=submission.unit_name,
    )
    return submission


def settle(
    session: Session, actor: Actor, submission_id: UUID, *, closed: bool, reason: str = ""
) -> Submission:
    """The coordinator closes the unit's rectification, or returns it with a reason; the unit is told.

    Raises NotFound, NotPermitted, TransitionRefused with every blocker, Invalid.
    """
    if not closed and not reason.strip():
        raise Invalid(reason=N_("Please write what the unit should still do."))
    name = "close" if closed else "return_rectification"
    submission = transitions.perform(session, actor, submission_id, name, reason=reason.strip())
    notifications.tell(
        session,
        notifications.holders(session, submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY),
        N_("Your rectification is closed. Thank you.")
        if closed
        else N_("Your rectification summary was returned. Please read what should still be done."),
        campaign_id=submission.campaign_id,
        link=f"/submissions/{submission_id}/rectification",
    )
    return submission


def _of(session: Session, submission_id: UUID) -> RectificationSummary | None:
    return session.scalar(
        select(RectificationSummary).where(RectificationSummary.submission_id == submission_id)
    )
