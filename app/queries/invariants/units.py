"""The tree, and what hangs on it: paths, campaigns with their pinned framework, enrolled units."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import String, cast, func, or_, select

from app.models.campaign import Campaign
from app.models.framework import FrameworkVersion
from app.models.submission import Submission
from app.models.unit import Unit

from .invariant import Invariant, Records

above = Unit.__table__.alias("above")


def paths(records: Records) -> Iterator[str]:
    """Units whose path is not their parent's and their own id."""
    rows = records.session.execute(
        select(Unit.id, Unit.path, above.c.path.label("above"))
        .outerjoin(above, above.c.id == Unit.parent_id)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        if row.path != f"{row.above or '/'}{row.id}/":
            yield f"unit {row.id}, path {row.path}"


def changed_frameworks(records: Records) -> Iterator[str]:
    """Versions whose file has another digest than the one noted."""
    for row in records.session.execute(
        select(FrameworkVersion.id, FrameworkVersion.digest, FrameworkVersion.source)
    ):
        if sha256(row.source.encode()).hexdigest() != row.digest:
            yield f"framework {row.id}, digest {row.digest}"


INVARIANTS = (
    Invariant("units.paths", "A unit's path is its parent's and its own id.", paths),
    Invariant(
        "frameworks.frozen", "A framework's file still has the digest it came with.", changed_frameworks
    ),
    Invariant(
        "campaigns.pinned",
        "A campaign's framework is the version it pinned, and its path the owner's.",
        select(Campaign.id.label("campaign"))
        .join(FrameworkVersion, FrameworkVersion.id == Campaign.framework_id)
        .join(Unit, Unit.id == Campaign.owner_id)
        .where(or_(Campaign.framework_digest != FrameworkVersion.digest, Campaign.owner_path != Unit.path)),
    ),
    Invariant(
        "submissions.code",
        "A submission keeps its unit's code, in whose order the lists are.",
        select(Submission.id.label("submission"), Submission.unit_code.label("kept"), Unit.code.label("unit"))
        .join(Unit, Unit.id == Submission.unit_id)
        .where(Submission.unit_code != Unit.code),
    ),
    Invariant(
        "submissions.below_the_owner",
        "An enrolled unit lies below the unit that runs the campaign.",
        select(Submission.id.label("submission"), cast(Unit.code, String).label("unit"))
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .join(Unit, Unit.id == Submission.unit_id)
        .where(func.substr(Unit.path, 1, func.length(Campaign.owner_path)) != Campaign.owner_path),
    ),
)
