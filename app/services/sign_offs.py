"""院党委审签: the signatory approves and hands in, or returns with a remark; each time a new line."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Invalid, Sentence, sentence
from app.domain.text import N_
from app.models.account import RoleGrant, User
from app.models.submission import SignOff, Submission
from app.queries import clock

from . import audit, gate, notifications, transitions
from .gate import Entered

OPINION_LIMIT, MEETING_LIMIT = 500, 100


@dataclass(frozen=True, slots=True)
class Signed:
    """What the signatory fills in: the tick, the opinion, and the meeting that decided, if one did."""

    committed: bool
    opinion: str = ""
    meeting: str = ""
    meeting_on: date | None = None


def send_for_sign_off(session: Session, actor: Actor, submission_id: UUID) -> Submission:
    """Send a complete submission to its signatory, who is told.

    Raises NotFound, NotPermitted, WindowClosed, TransitionRefused with every blocker.
    """
    submission = transitions.perform(session, actor, submission_id, "send_for_sign_off")
    signatories = notifications.holders(session, submission.unit_id, Role.SIGNATORY)
    notifications.tell(
        session,
        signatories,
        N_("%(unit)s: the self-evaluation waits for your signature."),
        campaign_id=submission.campaign_id,
        link=f"/submissions/{submission_id}/sign-off",
        unit=submission.unit_name,
    )
    return submission


def approve(
    session: Session, actor: Actor, submission_id: UUID, signed: Signed, *, commitment: str
) -> SignOff:
    """Sign for the unit and hand the submission in; `commitment` is the text that was shown and ticked.

    Raises NotFound, NotPermitted, WindowClosed, TransitionRefused with every blocker, Invalid.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.SUBMIT, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    _require_signed(session, signed)
    submission = transitions.perform(session, actor, submission_id, "submit")
    submission.submitted_at = submission.stage_since
    made = _line(session, actor, entered, approved=True, remark=signed.opinion.strip())
    made.commitment, made.meeting, made.meeting_on = commitment, signed.meeting.strip(), signed.meeting_on
    session.add(made)
    session.flush()
    office = notifications.holders(session, entered.campaign.owner_id, Role.COORDINATOR)
    _tell(session, entered, office, N_("%(unit)s has handed in its self-evaluation."))
    audit.record(session, actor, Action.SUBMIT, made.id, **_about(entered))
    return made


def send_back(session: Session, actor: Actor, submission_id: UUID, *, remark: str) -> SignOff:
    """Return the submission to the contributor with a remark.

    Raises NotFound, NotPermitted, TransitionRefused, Invalid (opinion).
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.RETURN_BY_SIGNATORY, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if not remark.strip():
        raise Invalid(opinion=N_("Please say what should be changed."))
    if len(remark.strip()) > OPINION_LIMIT:
        raise Invalid(opinion=sentence(N_("Please keep this to %(most)s characters."), most=OPINION_LIMIT))
    transitions.perform(session, actor, submission_id, "return_by_signatory", reason=remark.strip())
    made = _line(session, actor, entered, approved=False, remark=remark.strip())
    session.add(made)
    session.flush()
    writers = notifications.holders(session, entered.submission.unit_id, Role.CONTRIBUTOR)
    _tell(session, entered, writers, N_("%(unit)s: the signatory has returned the self-evaluation."))
    audit.record(session, actor, Action.RETURN_BY_SIGNATORY, made.id, **_about(entered))
    return made


def _require_signed(session: Session, signed: Signed) -> None:
    wrong: dict[str, Sentence | str] = {}
    if not signed.committed:
        wrong["committed"] = N_("Please read the commitment and tick it.")
    if len(signed.opinion.strip()) > OPINION_LIMIT:
        wrong["opinion"] = sentence(N_("Please keep this to %(most)s characters."), most=OPINION_LIMIT)
    if len(signed.meeting.strip()) > MEETING_LIMIT:
        wrong["meeting"] = sentence(N_("Please keep this to %(most)s characters."), most=MEETING_LIMIT)
    if signed.meeting.strip() and signed.meeting_on is None:
        wrong["meeting_on"] = N_("Please write the day of the meeting.")
    if signed.meeting_on is not None and signed.meeting_on > clock.today(session):
        wrong["meeting_on"] = N_("This day has not come yet. Please write the day on which it happened.")
    if wrong:
        raise Invalid(**wrong)


def _line(session: Session, actor: Actor, entered: Entered, *, approved: bool, remark: str) -> SignOff:
    """The new line: who signed, in which duty, and for whom a deputy stood in."""
    today = clock.today(session)
    row = session.execute(
        select(User.duty, RoleGrant.deputy_for_id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            User.id == actor.user_id,
            RoleGrant.role == Role.SIGNATORY,
            RoleGrant.unit_id == entered.submission.unit_id,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
        .order_by(RoleGrant.deputy_for_id.is_not(None))
        .limit(1)
    ).one()
    return SignOff(
        submission_id=entered.submission.id,
        approved=approved,
        remark=remark,
        signatory_id=actor.user_id,
        signatory_name=actor.name,
        signatory_duty=row.duty,
        deputy_for_id=row.deputy_for_id,
    )


def _tell(session: Session, entered: Entered, user_ids: list[UUID], text: str) -> None:
    notifications.tell(
        session,
        user_ids,
        text,
        campaign_id=entered.campaign.id,
        link=f"/submissions/{entered.submission.id}",
        unit=entered.submission.unit_name,
    )


def _about(entered: Entered) -> dict[str, Any]:
    return {"campaign_id": entered.campaign.id, "unit_id": entered.submission.unit_id}
