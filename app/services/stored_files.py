"""Files in the evidence store that belong to nothing: uploads never claimed, papers made twice."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor, Subject
from app.queries import stored_files
from evidence_store import Digest, EvidenceMissing, EvidenceStore

from . import audit

REASON = "no row names it"


def collect(
    session: Session, store: EvidenceStore, digest: Digest, *, put_before: datetime, actor: Actor = SYSTEM
) -> bool:
    """Delete a file unless a row names it or it was put since `put_before`; whether it is gone.

    A row is committed within CLAIMED_WITHIN of its file's last put, so `put_before` must be that long ago at
    the moment of the call: then a file without a row has none on its way either. Raises NotPermitted for
    anybody but the system.
    """
    policy.require(actor, Action.COLLECT_FILE, Subject())
    if stored_files.named(session, [digest.hex]):
        return False
    try:
        size, put_at = store.size(digest), store.stored_at(digest)
        gone = store.delete(digest, reason=REASON, put_before=put_before)
    except EvidenceMissing:  # a person has purged it meanwhile
        return False
    if gone:
        audit.record(
            session, actor, Action.COLLECT_FILE, None,
            reason=REASON, digest=digest.hex, size=size, put_at=put_at,
        )  # fmt: skip
    return gone
