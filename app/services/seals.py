"""Sealing what is handed in: the list of all evidence and its digest are fixed, anew after a correction."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.seal import root_of
from app.models.campaign import Campaign
from app.models.seal import Seal
from app.models.submission import Submission
from app.queries import clock
from app.queries import seals as readings

from . import audit


def seal(
    session: Session,
    actor: Actor,
    submission: Submission,
    campaign: Campaign,
    subject: Subject,
    *,
    by: UUID | None = None,
) -> Seal:
    """Fix the evidence of a submission as it stands; earlier seals are kept. `by`: in whose name, where the
    system does it because a day has passed.

    Asked for by a deed that holds the lock, with the policy's `subject` from before the move.
    Raises NotPermitted.
    """
    policy.require(actor, Action.SEAL, subject)
    text = readings.manifest(session, submission).text()
    before = session.scalar(select(func.max(Seal.ordinal)).where(Seal.submission_id == submission.id)) or 0
    made = Seal(
        submission_id=submission.id,
        ordinal=before + 1,
        manifest=text,
        root=root_of(text),
        sealed_by_id=by or actor.user_id,
        sealed_at=clock.now(session),
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        Action.SEAL,
        made.id,
        campaign_id=campaign.id,
        unit_id=submission.unit_id,
        seal=made.ordinal,
        root=made.root,
    )
    return made
