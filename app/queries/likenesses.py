"""Files given twice: the same in two units or years, or pictures that look alike; the coordinator's."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, and_, case, exists, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.filetypes import KINDS, Shown
from app.domain.likeness import nearest, read
from app.domain.scan import RULES, ScanState
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceRevision
from app.models.likeness import Fingerprint, Likeness
from app.models.submission import Submission

from . import scans, subjects

PAGE = 20
MOST_PLACES = 6  # of one file; more are counted
DRAWN = [kind.media_type for kind in KINDS.values() if kind.shown in (Shown.PAGES, Shown.PICTURE)]
NEWEST = and_(
    EvidenceRevision.evidence_id == Evidence.id, EvidenceRevision.ordinal == Evidence.revision_count
)


class Place(NamedTuple):
    """A piece of evidence that is one of the files."""

    evidence_id: UUID
    number: str
    title: str
    event_on: date | None
    filename: str
    media_type: str
    unit_name: str
    campaign_title: str
    is_here: bool  # of the campaign that is looked at
    period_starts_on: date
    period_ends_on: date
    scan: ScanState

    @property
    def can_be_drawn(self) -> bool:
        return self.media_type in DRAWN and RULES[self.scan].opens

    @property
    def is_outside(self) -> bool:
        """Whether what it shows happened outside the period of its campaign."""
        return self.event_on is not None and not self.period_starts_on <= self.event_on <= self.period_ends_on


class File(NamedTuple):
    """One content and where it was given: those of this campaign first; `more` are not listed."""

    digest: str
    places: tuple[Place, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Pair:
    """One file given more than once (`other` None), or two that look alike."""

    file: File
    other: File | None
    key: tuple[str, str]
    pages: tuple[int, int] = (1, 1)  # the two that look alike


def campaign(session: Session, actor: Actor, campaign_id: UUID) -> Campaign:
    """The campaign, if the actor may compare its files. Raises NotFound, NotPermitted."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound
    policy.require(actor, Action.COMPARE_FILES, subjects.of_campaign(found), seen_by=Action.VIEW_PROGRESS)
    return found


def waiting(session: Session, most: int) -> list[tuple[str, str]]:
    """Digest and media type of files that can be drawn and have no fingerprint yet. One statement."""
    rows = session.execute(
        select(EvidenceRevision.digest, func.min(EvidenceRevision.media_type))
        .where(
            EvidenceRevision.media_type.in_(DRAWN),
            scans.opens(session, EvidenceRevision.digest),
            ~exists().where(Fingerprint.digest == EvidenceRevision.digest),
        )
        .group_by(EvidenceRevision.digest)
        .limit(most)
    )
    return [(digest, media_type) for digest, media_type in rows]


def fingerprints(session: Session, *digests: str) -> dict[str, tuple[int, ...]]:
    """Page by page, of every file that tells something, or of those named, by digest. One statement."""
    wanted = select(Fingerprint.digest, Fingerprint.bits).where(Fingerprint.bits != "")
    if digests:
        wanted = wanted.where(Fingerprint.digest.in_(digests))
    return {digest: read(bits) for digest, bits in session.execute(wanted)}


def listed(session: Session, campaign: Campaign, after: tuple[str, str] | None = None) -> list[Pair]:
    """Files of the campaign given by two units, or given in an earlier one of the same house, and pictures
    that look alike in the same way; a page and one more, by digest. Three statements.
    """
    known = _known(campaign)
    one, other = aliased(known), aliased(known)
    same = select(known.c.digest.label("first"), literal("").label("second")).where(
        known.c.here > 0, or_(known.c.low != known.c.high, known.c.earlier > 0)
    )
    two_units = or_(one.c.low != one.c.high, other.c.low != other.c.high, one.c.low != other.c.low)
    like = (
        select(one.c.digest, other.c.digest)
        .join(Likeness, Likeness.first == one.c.digest)
        .join(other, Likeness.second == other.c.digest)
        .where(
            one.c.here > 0,
            or_(other.c.earlier > 0, and_(other.c.here > 0, one.c.digest < other.c.digest, two_units)),
        )
    )
    pairs = union_all(same, like).subquery()
    wanted = select(pairs.c.first, pairs.c.second).order_by(pairs.c.first, pairs.c.second).limit(PAGE + 1)
    if after is not None:
        wanted = wanted.where(tuple_(pairs.c.first, pairs.c.second) > tuple_(*map(literal, after)))
    found = [(first, second) for first, second in session.execute(wanted)]
    files = _files(session, campaign, {digest for pair in found for digest in pair if digest})
    like_ones = {digest for first, second in found for digest in (first, second) if second}
    bits = fingerprints(session, *like_ones) if like_ones else {}
    return [
        Pair(files[first], files.get(second), (first, second), _pages(bits, first, second))
        for first, second in found
    ]


def _pages(bits: dict[str, tuple[int, ...]], first: str, second: str) -> tuple[int, int]:
    near = nearest(bits.get(first, ()), bits.get(second, ()))
    return near.page, near.other_page


def _given(campaign: Campaign, *columns: Any) -> Any:
    """The newest version of every piece that stands, here and in earlier campaigns of the same house."""
    return (
        select(*columns)
        .join(Evidence, NEWEST)
        .join(Submission, Submission.id == Evidence.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(
            Evidence.withdrawn_at.is_(None),
            Campaign.owner_id == campaign.owner_id,
            or_(Campaign.id == campaign.id, Campaign.period_starts_on < campaign.period_starts_on),
        )
    )


def _known(campaign: Campaign) -> CTE:
    """For each file how often it is given here and earlier, and the first and last unit that give it here."""
    here = Campaign.id == campaign.id
    counted = _given(
        campaign,
        EvidenceRevision.digest,
        func.sum(case((here, 1), else_=0)).label("here"),
        func.sum(case((here, 0), else_=1)).label("earlier"),
        func.min(case((here, Submission.unit_code))).label("low"),
        func.max(case((here, Submission.unit_code))).label("high"),
    )
    known: CTE = counted.select_from(EvidenceRevision).group_by(EvidenceRevision.digest).cte("known")
    return known


def _files(session: Session, campaign: Campaign, digests: set[str]) -> dict[str, File]:
    """Where each file was given. One statement, at most MOST_PLACES rows for a file."""
    is_here = case((Campaign.id == campaign.id, 1), else_=0)
    in_order = (is_here.desc(), Submission.unit_code, Evidence.number, Evidence.id)
    ranked = _given(
        campaign,
        EvidenceRevision.digest,
        Evidence.id,
        Evidence.number,
        Evidence.title,
        Evidence.event_on,
        EvidenceRevision.filename,
        EvidenceRevision.media_type,
        Submission.unit_name,
        Campaign.title.label("campaign_title"),
        is_here.label("is_here"),
        Campaign.period_starts_on,
        Campaign.period_ends_on,
        scans.state(session, EvidenceRevision.digest).label("scan"),
        func.row_number().over(partition_by=EvidenceRevision.digest, order_by=in_order).label("place"),
        func.count().over(partition_by=EvidenceRevision.digest).label("all_places"),
    )
    rows = ranked.select_from(EvidenceRevision).where(EvidenceRevision.digest.in_(digests)).subquery()
    places: dict[str, list[Place]] = {}
    counts: dict[str, int] = {}
    for digest, *row, _, count in session.execute(
        select(rows).where(rows.c.place <= MOST_PLACES).order_by(rows.c.digest, rows.c.place)
    ):
        places.setdefault(digest, []).append(Place(*row))
        counts[digest] = count
    return {
        digest: File(digest, tuple(found), counts[digest] - len(found)) for digest, found in places.items()
    }
