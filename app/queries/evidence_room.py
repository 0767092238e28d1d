"""How much room is left for evidence at a place and for a unit: the caps shown before they are hit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Invalid, NotFound, sentence
from app.domain.evidence import require_room
from app.domain.evidence_details import OTHER, requirements
from app.domain.evidence_requirement import EvidenceRequirement
from app.domain.filetypes import KNOWN_ENDINGS, accepted_endings
from app.domain.framework import Framework
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.evidence import Evidence, EvidenceLink


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


def require_place(
    given: dict[int, int], position: int, asked: EvidenceRequirement | None, settings: CampaignSettings
) -> None:
    """Raises Invalid (field `file`) when the place or its requirement takes no more."""
    require_room(sum(given.values()), settings.files_per_criterion)
    if asked is not None and asked.max is not None:
        require_room(given.get(position, 0), asked.max)


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
