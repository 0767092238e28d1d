"""Seals: a list gives its digest, and while a submission is judged its evidence is what was sealed."""

from collections.abc import Iterator

from sqlalchemy import exists, func, select

from app.domain.procedure import SubmissionStage
from app.domain.seal import root_of
from app.models.seal import Seal
from app.models.submission import Submission
from app.models.supplement import Supplement
from app.queries import seals

from .invariant import Invariant, Records

S = SubmissionStage
JUDGED = (S.SUBMITTED, S.ACCEPTED, S.UNDER_REVIEW, S.REVIEWED, S.FEEDBACK_SENT, S.FEEDBACK_SIGNED)
"""The stages in which nobody may change evidence, but where the office has opened a window for it."""


def roots(records: Records) -> Iterator[str]:
    """Seals whose list does not give their digest."""
    rows = records.session.execute(
        select(Seal.submission_id, Seal.ordinal, Seal.manifest, Seal.root).execution_options(yield_per=200)
    )
    for submission_id, ordinal, manifest, root in rows:
        if root_of(manifest) != root:
            yield f"submission {submission_id}, seal {ordinal}"


def stands(records: Records) -> Iterator[str]:
    """Submissions being judged whose evidence is not that of their newest seal."""
    newest = (
        select(Seal.submission_id, func.max(Seal.ordinal).label("ordinal"))
        .group_by(Seal.submission_id)
        .subquery()
    )
    rows = records.session.execute(
        select(Submission, Seal.root)
        .join(newest, newest.c.submission_id == Submission.id)
        .join(Seal, (Seal.submission_id == Submission.id) & (Seal.ordinal == newest.c.ordinal))
        .where(
            Submission.stage.in_(JUDGED),
            ~exists().where(Supplement.submission_id == Submission.id, Supplement.closed_at.is_(None)),
        )
    ).all()
    for submission, root in rows:
        if root_of(seals.manifest(records.session, submission).text()) != root:
            yield f"submission {submission.id}, {submission.unit_name}"


INVARIANTS = (
    Invariant("seals.roots", "The list of a seal gives the digest of the seal.", roots),
    Invariant("seals.stand", "While it is judged, a submission has the evidence of its newest seal.", stands),
)
