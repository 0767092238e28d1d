"""The self-evaluation report: compiled from the answers until somebody edits it."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.answer import clean
from app.domain.errors import Invalid, sentence
from app.domain.text import N_
from app.models.submission import Submission
from app.queries import clock

from . import audit, gate

PLACE = "report"


def edit(session: Session, actor: Actor, submission_id: UUID, *, text: str, version: int) -> Submission:
    """Keep the report as edited; an empty text lets it be compiled from the answers again.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion, Invalid (text).
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.EDIT_REPORT, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.EDIT_REPORT, entered, PLACE)
    submission, wanted = entered.submission, clean(text)
    if wanted == submission.report:
        return submission
    gate.require_version(
        session,
        seen=version,
        current=submission.report_version,
        changed_by=None,
        changed_at=clock.now(session),
        differences={"text": (submission.report, wanted)},
    )
    most = entered.settings.report_characters
    if len(wanted) > most:
        raise Invalid(
            text=sentence(
                N_("Please keep the report to %(most)s characters; %(over)s are too many."),
                most=most,
                over=len(wanted) - most,
            )
        )
    before, submission.report = submission.report, wanted
    submission.report_version += 1
    audit.record(
        session,
        actor,
        Action.EDIT_REPORT,
        submission_id,
        campaign_id=entered.campaign.id,
        unit_id=submission.unit_id,
        changes={"report": (before, wanted)},
    )
    return submission
