"""What a reviewer says of the unit as a whole: arrangements, general opinion, preconditions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound
from app.domain.framework import Framework
from app.domain.procedure import CampaignStage
from app.domain.review import Arrangement, ReportForm
from app.domain.review_rules import LONGEST_COMMENT, LONGEST_FINDING
from app.domain.text import N_
from app.models.review import PreconditionConfirmation, Review
from app.queries import frameworks

from . import audit, gate, reviewing


@dataclass(frozen=True, slots=True)
class Opinion:
    """The parts of a review that belong to no criterion."""

    report: Arrangement = Arrangement.OPEN
    report_form: ReportForm | None = None
    report_on: date | None = None
    report_reason: str = ""
    site: Arrangement = Arrangement.OPEN
    site_on: date | None = None
    site_reason: str = ""
    achievements: str = ""
    band: str = ""
    site_check_suggested: bool = False


def give(session: Session, actor: Actor, assignment_id: UUID, said: Opinion, *, seen: int) -> Review:
    """Save what was arranged and the general opinion; `seen` is the version on the page, 0 before the first.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion with both texts, Invalid by field.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(entered.assignment)
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    _check(frameworks.pinned(session, entered.campaign), said)
    review = reviewing.review_of(session, entered.assignment)
    gate.require_version(
        session,
        seen=max(seen, 1),
        current=review.version,
        changed_by=actor.user_id,
        changed_at=review.updated_at,
        differences={
            "achievements": (review.achievements, said.achievements),
            "report_reason": (review.arrangement_reason, said.report_reason),
            "site_reason": (review.site_reason, said.site_reason),
        },
    )
    wanted = _columns(said)
    changes = audit.difference(review, **wanted)
    for name, value in wanted.items():
        setattr(review, name, value)
    review.version += 1
    review.updated_at = moment
    reviewing.begin(session, actor, entered, moment)
    _trace(session, actor, Action.JUDGE, entered, changes)
    return review


def confirm(
    session: Session, actor: Actor, assignment_id: UUID, code: str, *, confirmed: bool, note: str = ""
) -> PreconditionConfirmation:
    """Confirm what the unit stated of a precondition, or say what was found instead. The last word stands.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (`note`).
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.CONFIRM_PRECONDITION, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(entered.assignment)
    moment = gate.require_open(
        session, actor, Action.CONFIRM_PRECONDITION, entered, CampaignStage.PEER_REVIEW
    )
    framework = frameworks.pinned(session, entered.campaign)
    if code not in {each.code for each in framework.preconditions}:
        raise NotFound
    reviewing.require_short("note", note, LONGEST_FINDING)
    if not confirmed and not note.strip():
        raise Invalid(note=N_("Please write what you found instead."))
    review = reviewing.review_of(session, entered.assignment)
    found = session.scalar(
        select(PreconditionConfirmation).where(
            PreconditionConfirmation.review_id == review.id, PreconditionConfirmation.code == code
        )
    )
    old = (found.confirmed, found.note) if found else (None, "")
    if found is None:
        found = PreconditionConfirmation(review_id=review.id, code=code, confirmed=confirmed, version=0)
        session.add(found)
    found.confirmed, found.note = confirmed, note.strip()
    found.version += 1
    reviewing.begin(session, actor, entered, moment)
    _trace(session, actor, Action.CONFIRM_PRECONDITION, entered, {code: (old, (confirmed, note.strip()))})
    return found


def _check(framework: Framework, said: Opinion) -> None:
    reviewing.require_short("achievements", said.achievements, 2 * LONGEST_COMMENT)
    reviewing.require_short("report_reason", said.report_reason, LONGEST_FINDING)
    reviewing.require_short("site_reason", said.site_reason, LONGEST_FINDING)
    if said.band and said.band not in {band.code for band in framework.grade_bands}:
        raise Invalid(band=N_("Please choose one of the grades shown."))


def _columns(said: Opinion) -> dict[str, object]:
    return {
        "report_heard": said.report,
        "report_form": said.report_form.value if said.report_form else "",
        "report_on": said.report_on,
        "arrangement_reason": said.report_reason.strip(),
        "site_check": said.site,
        "site_check_on": said.site_on,
        "site_reason": said.site_reason.strip(),
        "achievements": said.achievements.strip(),
        "suggested_band": said.band,
        "site_check_suggested": said.site_check_suggested,
    }


def _trace(
    session: Session,
    actor: Actor,
    action: Action,
    entered: gate.EnteredReview,
    changes: dict[str, tuple[object, object]],
) -> None:
    audit.record(
        session,
        actor,
        action,
        entered.assignment.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.assignment.unit_id,
        changes=changes,
    )
