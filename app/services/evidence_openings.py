"""Who opened which evidence: the first time is noted, and shown to coordinator and unit after the release."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.models.evidence import Evidence, EvidenceOpening
from app.queries import subjects

from . import audit


def note(session: Session, actor: Actor, evidence_id: UUID) -> None:
    """Note that the actor opened a piece of somebody else's evidence, once.

    Runs in a transaction of its own, after the reading. Raises NotFound.
    """
    known = select(EvidenceOpening.id).where(
        EvidenceOpening.evidence_id == evidence_id, EvidenceOpening.user_id == actor.user_id
    )
    if session.scalar(known) is not None:
        return
    piece = session.get(Evidence, evidence_id)
    if piece is None or piece.submission_id is None:
        raise NotFound
    submission, campaign = subjects.submission_and_campaign(session, piece.submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    policy.require(actor, Action.VIEW_EVIDENCE, subject, seen_by=Action.VIEW_SUBMISSION)
    session.add(EvidenceOpening(evidence_id=evidence_id, user_id=actor.user_id))
    audit.record(
        session,
        actor,
        Action.VIEW_EVIDENCE,
        evidence_id,
        campaign_id=campaign.id,
        unit_id=submission.unit_id,
        number=piece.number,
    )
