"""Evidence: every file that a row names is in the store, and every link leads where it says."""

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select, union_all

from app.models.box import BoxedPiece
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision, Medium
from app.models.rendition import Rendition
from app.models.submission import Submission
from app.queries import frameworks, stored_files
from evidence_store import Digest, EvidenceMissing

from .invariant import Invariant, Records

BESIDE_CRITERIA = ("bonus:", "item:")  # evidence also serves a bonus claim and a rectification item


def missing(records: Records) -> Iterator[str]:
    """Digests that a row names and the store does not keep."""
    for digest in records.session.scalars(stored_files.every_named()):
        try:
            kept = Digest.parse(digest) in records.store
        except ValueError:
            kept = False
        if not kept:
            yield f"digest {digest}"


def sizes(records: Records) -> Iterator[str]:
    """Files whose size is not the one that was noted."""
    given = union_all(
        select(EvidenceRevision.digest, EvidenceRevision.size),
        select(BoxedPiece.digest, BoxedPiece.size).where(BoxedPiece.medium == Medium.FILE),
    ).subquery()
    rows = records.session.execute(
        select(given.c.digest, given.c.size, func.count())
        .group_by(given.c.digest, given.c.size)
        .execution_options(yield_per=1000)
    )
    for digest, size, count in rows:
        try:
            kept = records.store.size(Digest.parse(digest))
        except (EvidenceMissing, ValueError):
            continue  # said by files.kept
        if kept != size:
            yield f"digest {digest}, noted {size}, kept {kept}, rows {count}"


def places(records: Records) -> Iterator[str]:
    """Links to a criterion that the framework does not have."""
    rows = records.session.execute(
        select(Campaign.framework_digest, EvidenceLink.criterion, func.count())
        .join(Submission, Submission.id == EvidenceLink.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(*(~EvidenceLink.criterion.startswith(prefix) for prefix in BESIDE_CRITERIA))
        .group_by(Campaign.framework_digest, EvidenceLink.criterion)
    )
    for digest, code, count in rows:
        framework = frameworks.by_digest(records.session, digest)
        if not framework.has_criterion(code):
            yield f"criterion {code} is not one of {framework.code}, links {count}"


INVARIANTS = (
    Invariant("files.kept", "Every file that a row names is in the evidence store.", missing),
    Invariant("files.sizes", "A file is as large as its row says.", sizes),
    Invariant(
        "evidence.of_the_unit",
        "A piece of evidence belongs to the unit of its submission, and its links to the same submission.",
        select(Evidence.id.label("evidence"))
        .outerjoin(Submission, Submission.id == Evidence.submission_id)
        .where(
            or_(
                Evidence.unit_id != Submission.unit_id,
                exists().where(
                    EvidenceLink.evidence_id == Evidence.id,
                    EvidenceLink.submission_id != Evidence.submission_id,
                ),
            )
        ),
    ),
    Invariant(
        "files.renditions",
        "A PDF made of an Office file has its file among the evidence.",
        select(Rendition.source_digest.label("digest")).where(
            ~exists().where(EvidenceRevision.digest == Rendition.source_digest)
        ),
    ),
    Invariant("evidence.places", "A piece of evidence serves a criterion of its framework.", places),
    Invariant(
        "evidence.has_content",
        "A file has a revision, a link its address, what is kept on site its place.",
        select(Evidence.id.label("evidence"), Evidence.medium.label("medium")).where(
            or_(
                and_(
                    Evidence.medium == Medium.FILE,
                    ~exists().where(EvidenceRevision.evidence_id == Evidence.id),
                ),
                and_(Evidence.medium == Medium.LINK, Evidence.url == ""),
                and_(Evidence.medium == Medium.ON_SITE, Evidence.place == ""),
            )
        ),
    ),
)
