"""How much room is left for evidence at a place and for a unit: the caps shown before they are hit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Invalid, NotFound, sentence
from app.domain.evidence import MEBIBYTE, require_room
from app.domain.evidence_details import OTHER, requirements
from app.domain.evidence_requirement import EvidenceRequirement
from app.domain.filetypes import KNOWN_ENDINGS, accepted_endings
from app.domain.framework import Framework
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.evidence import Evidence, EvidenceLink, EvidenceOrigin, EvidenceRevision


@dataclass(frozen=True, slots=True)
class Room:
    """What is there and what may be, at one place and in the whole submission."""

    here: int
    most_here: int
    unit: int
    most_unit: int

    @property
    def is_full(self) -> bool:
        return self.here >= self.most_here or self.unit >= self.most_unit

    @property
    def left(self) -> int:
        return max(0, min(self.most_here - self.here, self.most_unit - self.unit))


def room(unit: int, here: int, settings: CampaignSettings) -> Room:
    """The room where `here` pieces stand at a place and `unit` in the whole submission."""
    return Room(here, settings.files_per_criterion, unit, settings.files_per_unit)


def requirement_at(framework: Framework, place: str, position: int) -> EvidenceRequirement | None:
    """The requirement at a position of a place; None for OTHER. Raises NotFound for an unknown place."""
    try:
        asked = requirements(framework, place)
        return None if position == OTHER else asked[position]
    except (KeyError, IndexError):
        raise NotFound from None


def endings(framework: Framework, asked: EvidenceRequirement | None) -> frozenset[str]:
    """The endings of files that a requirement takes, or every known one."""
    if asked is None or not asked.accept:
        return KNOWN_ENDINGS
    return accepted_endings(asked.accept, framework.accept_groups)


def counted(session: Session, submission_id: UUID, place: str) -> dict[int, int]:
    """How many pieces stand at a place, by requirement. One statement."""
    rows = session.execute(
        select(EvidenceLink.requirement, func.count())
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .where(
            EvidenceLink.submission_id == submission_id,
            EvidenceLink.criterion == place,
            Evidence.withdrawn_at.is_(None),
        )
        .group_by(EvidenceLink.requirement)
    )
    return {row[0]: row[1] for row in rows}


def present(session: Session, submission_id: UUID, place: str | None = None) -> dict[UUID | str, UUID]:
    """The pieces that stand in a submission, or at one place of it, by the boxed or earlier piece they were
    taken from and by the digest of their newest version: so that nothing is given twice. One statement.
    """
    newest = and_(
        EvidenceRevision.evidence_id == Evidence.id, EvidenceRevision.ordinal == Evidence.revision_count
    )
    wanted = (
        select(Evidence.id, EvidenceOrigin.boxed_id, EvidenceOrigin.taken_from_id, EvidenceRevision.digest)
        .outerjoin(EvidenceOrigin, EvidenceOrigin.evidence_id == Evidence.id)
        .outerjoin(EvidenceRevision, newest)
        .where(Evidence.submission_id == submission_id, Evidence.withdrawn_at.is_(None))
    )
    if place is not None:
        served = select(EvidenceLink.evidence_id).where(EvidenceLink.criterion == place)
        wanted = wanted.where(Evidence.id.in_(served))
    return {known: row.id for row in session.execute(wanted) for known in row[1:] if known}


def require_place(
    given: dict[int, int], position: int, asked: EvidenceRequirement | None, settings: CampaignSettings
) -> None:
    """Raises Invalid (field `file`) when the place or its requirement takes no more."""
    require_room(sum(given.values()), settings.files_per_criterion)
    if not is_open(given, position, asked):
        raise Invalid(
            file=sentence(
                N_(
                    "At most %(most)s are asked for. Please withdraw one first, or give this one as"
                    " “Something else that helps”."
                ),
                most=asked.max if asked else 0,
            )
        )


def is_open(given: dict[int, int], position: int, asked: EvidenceRequirement | None) -> bool:
    """Whether a requirement still takes a piece where `given` stand at its place; OTHER always does."""
    return asked is None or asked.max is None or given.get(position, 0) < asked.max


def first_open(framework: Framework, place: str, given: dict[int, int]) -> int:
    """The first requirement of a place that still takes a piece, else OTHER. Raises NotFound."""
    requirement_at(framework, place, OTHER)
    asked = enumerate(requirements(framework, place))
    return next((position for position, each in asked if is_open(given, position, each)), OTHER)


def require_unit(standing: int, most: int) -> None:
    """Raises Invalid (field `file`) when the unit has as many pieces as it may."""
    if standing >= most:
        raise Invalid(
            file=sentence(
                N_("Your unit has %(count)s of at most %(most)s pieces. Please withdraw some first."),
                count=standing,
                most=most,
            )
        )


def require_bytes(
    session: Session, submission_id: UUID, size: int, most: int, *, instead_of: UUID | None = None
) -> None:
    """Raises Invalid (field `file`) when `size` bytes more go beyond the `most` megabytes of a unit: the
    newest versions of the pieces that stand, but for the one that is replaced. One statement.
    """
    standing = (
        select(func.coalesce(func.sum(EvidenceRevision.size), 0))
        .join(
            Evidence,
            and_(
                EvidenceRevision.evidence_id == Evidence.id,
                EvidenceRevision.ordinal == Evidence.revision_count,
            ),
        )
        .where(Evidence.submission_id == submission_id, Evidence.withdrawn_at.is_(None))
    )
    if instead_of is not None:
        standing = standing.where(Evidence.id != instead_of)
    left = most * MEBIBYTE - int(session.scalar(standing) or 0)
    if size > left:
        raise Invalid(
            file=sentence(
                N_("Your unit has room for %(left)s of its %(most)s MB. Please withdraw a file."),
                left=max(0, left // MEBIBYTE),
                most=most,
            )
        )
