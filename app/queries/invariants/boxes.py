"""What was taken from a box or from last year: of the same unit, and confirmed before anybody judges it."""

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.models.box import BoxedPiece
from app.models.evidence import Evidence, EvidenceOrigin
from app.models.submission import Submission

from .invariant import Invariant
from .seals import JUDGED

earlier = aliased(Evidence)

INVARIANTS = (
    Invariant(
        "origins.of_the_unit",
        "What evidence was taken from belongs to the same unit.",
        select(EvidenceOrigin.id.label("origin"))
        .join(Evidence, Evidence.id == EvidenceOrigin.evidence_id)
        .outerjoin(BoxedPiece, BoxedPiece.id == EvidenceOrigin.boxed_id)
        .outerjoin(earlier, earlier.id == EvidenceOrigin.taken_from_id)
        .where(or_(BoxedPiece.unit_id != Evidence.unit_id, earlier.unit_id != Evidence.unit_id)),
    ),
    Invariant(
        "origins.confirmed",
        "Nothing of last year waits to be confirmed while a submission is judged.",
        select(Evidence.id.label("evidence"))
        .join(EvidenceOrigin, EvidenceOrigin.evidence_id == Evidence.id)
        .join(Submission, Submission.id == Evidence.submission_id)
        .where(EvidenceOrigin.to_be_confirmed, Evidence.withdrawn_at.is_(None), Submission.stage.in_(JUDGED)),
    ),
)
