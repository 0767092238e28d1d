"""Who opened which evidence: the first time and the newest version are noted. What nobody opened is told to
coordinator and unit after the release.
"""

from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.models.evidence import Evidence, EvidenceOpening
from app.queries import subjects

from . import audit


def note(session: Session, actor: Actor, evidence_id: UUID, version: int | None = None) -> None:
    """Note that the actor opened a piece of somebody else's evidence, in its newest version or in `version`:
    once, and once more for each newer version.

    Runs in a transaction of its own, after the reading. Raises NotFound.
    """
    own = and_(EvidenceOpening.evidence_id == Evidence.id, EvidenceOpening.user_id == actor.user_id)
    row = session.execute(
        select(Evidence, EvidenceOpening).outerjoin(EvidenceOpening, own).where(Evidence.id == evidence_id)
    ).one_or_none()
    of = row and row[0].submission_id
    if row is None or of is None:
        raise NotFound
    piece, known = row[0], row[1]
    opened = piece.revision_count if version is None else version
    if known is not None and known.revision >= opened:
        return
    submission, campaign = subjects.submission_and_campaign(session, of)
    subject = subjects.of_submission(session, submission, campaign)
    policy.require(actor, Action.VIEW_EVIDENCE, subject, seen_by=Action.VIEW_SUBMISSION)
    if known is None:
        session.add(EvidenceOpening(evidence_id=evidence_id, user_id=actor.user_id, revision=opened))
    else:
        known.revision = opened
    audit.record(
        session,
        actor,
        Action.VIEW_EVIDENCE,
        evidence_id,
        campaign_id=campaign.id,
        unit_id=submission.unit_id,
        number=piece.number,
        version=opened,
    )
