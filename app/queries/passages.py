"""Words of evidence as people search them: only in what they may open, and only in what stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from app.domain import passage, policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.filetypes import KINDS
from app.domain.passage import Phrase, Shown
from app.domain.procedure import READABLE_ASSIGNMENT
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision
from app.models.passage import FileReading, Passage, holds
from app.models.rendition import Rendition, RenditionState
from app.models.submission import Submission

from . import evidence, scans, subjects

PAGE = 20
WORDED = ("pdf", "ofd", "docx", "xlsx", "pptx", "csv")  # what app/reporting/text_layers.py reads
READABLE = [KINDS[code].media_type for code in WORDED]
# A sheet that was drawn shows ### where a column is narrow; its own words are whole.
DRAWN = and_(
    Rendition.source_digest == EvidenceRevision.digest,
    Rendition.state == RenditionState.READY,
    EvidenceRevision.media_type != KINDS["xlsx"].media_type,
)
READABLE_NOW = or_(EvidenceRevision.media_type.in_(READABLE), Rendition.id.is_not(None))
NEWEST = and_(
    EvidenceRevision.evidence_id == Evidence.id, EvidenceRevision.ordinal == Evidence.revision_count
)


class Place(NamedTuple):
    """Where a list of what was found goes on."""

    unit_code: str
    number: str
    evidence_id: UUID
    ordinal: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a piece of evidence that holds the words."""

    key: Place
    number: str
    title: str
    unit_name: str
    page: int | None
    criterion: str | None  # the first that the piece serves, of the framework
    snippet: tuple[Shown, ...]

    @property
    def evidence_id(self) -> UUID:
        return self.key.evidence_id


class Coverage(NamedTuple):
    """The files among what may be seen: all, those still to be read, without words, read in part."""

    files: int
    waiting: int
    wordless: int
    partly: int


Scope = ColumnElement[bool]
"""What is searched, as far as an actor may see it."""


def of_submission(actor: Actor, subject: Subject, submission_id: UUID) -> Scope:
    """The evidence of one submission."""
    return and_(evidence.seen(actor, subject), Evidence.submission_id == submission_id)


def of_campaign(session: Session, actor: Actor, campaign_id: UUID) -> tuple[Campaign, Scope]:
    """The evidence of all units, for whoever oversees the campaign. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.VIEW_EVIDENCE, subject, seen_by=Action.VIEW_EVIDENCE)
    return campaign, and_(evidence.seen(actor, subject), Submission.campaign_id == campaign_id)


def found(
    session: Session, scope: Scope, phrases: tuple[Phrase, ...], after: Place | None = None
) -> list[Found]:
    """The pages that hold every phrase, by unit, number and page; a PAGE and one more. One statement."""
    wanted = (
        _standing(scope, *KEY, Evidence.title, Submission.unit_name, Passage.page, Passage.text, _criterion())
        .join(Passage, Passage.digest == EvidenceRevision.digest)
        .where(holds(phrases), scans.opens(session, EvidenceRevision.digest))
        .order_by(*KEY)
        .limit(PAGE + 1)
    )
    if after is not None:
        wanted = wanted.where(tuple_(*KEY) > tuple_(*map(literal, after)))
    return [
        Found(
            Place(*row[: len(KEY)]),
            row.number,
            row.title,
            row.unit_name,
            row.page,
            row.criterion,
            passage.snippet(row.text, phrases),
        )
        for row in session.execute(wanted)
    ]


def coverage(session: Session, scope: Scope) -> Coverage:
    """How much of what may be seen can be searched. One statement, one row."""
    unread = and_(FileReading.id.is_(None), READABLE_NOW, scans.counts())
    wordless = or_(
        FileReading.passages == 0, and_(FileReading.id.is_(None), ~and_(READABLE_NOW, scans.counts()))
    )
    partly = and_(FileReading.passages > 0, FileReading.is_whole.is_(False))
    counts = (func.count(), *(func.count(case((each, 1))) for each in (unread, wordless, partly)))
    wanted = (
        _standing(scope, *counts)
        .outerjoin(FileReading, FileReading.digest == EvidenceRevision.digest)
        .outerjoin(Rendition, DRAWN)
    )
    return Coverage(*session.execute(wanted).one())


def own_reading(session: Session, actor: Actor, submission_id: UUID) -> UUID | None:
    """The assignment in which the actor reads the submission. One statement."""
    return session.scalar(
        select(Assignment.id).where(
            Assignment.submission_id == submission_id,
            Assignment.reviewer_id == actor.user_id,
            Assignment.stage.in_(READABLE_ASSIGNMENT),
        )
    )


def waiting(session: Session, most: int) -> list[tuple[str, str, str]]:
    """Files whose words are to be looked for: digest, media type, and the PDF to be read instead, or "".

    An Office file is read at once, and again when its pages were drawn, for then it has page numbers. One
    statement.
    """
    rows = session.execute(
        select(
            EvidenceRevision.digest,
            func.min(EvidenceRevision.media_type),
            func.max(func.coalesce(Rendition.rendition_digest, "")),
        )
        .outerjoin(FileReading, FileReading.digest == EvidenceRevision.digest)
        .outerjoin(Rendition, DRAWN)
        .where(
            scans.opens(session, EvidenceRevision.digest),
            or_(
                and_(FileReading.id.is_(None), READABLE_NOW),
                FileReading.read_from != Rendition.rendition_digest,
            ),
        )
        .group_by(EvidenceRevision.digest)
        .limit(most)
    )
    return [(digest, media_type, instead) for digest, media_type, instead in rows]


def read_files(session: Session, most: int, after: str = "") -> Sequence[str]:
    """Digests of files whose words were looked for, in order. One statement."""
    wanted = select(FileReading.digest).where(FileReading.digest > after).order_by(FileReading.digest)
    return session.scalars(wanted.limit(most)).all()


KEY = (Submission.unit_code, Evidence.number, Evidence.id, Passage.ordinal)


def _standing(scope: Scope, *columns: Any) -> Any:
    """The newest version of every piece in the scope that stands, the visibility clause first."""
    return (
        select(*columns)
        .select_from(Evidence)
        .join(EvidenceRevision, NEWEST)
        .join(Submission, Submission.id == Evidence.submission_id)
        .where(scope, Evidence.withdrawn_at.is_(None))
    )


def _criterion() -> Any:
    return (
        select(func.min(EvidenceLink.criterion))
        .where(EvidenceLink.evidence_id == Evidence.id, ~EvidenceLink.criterion.contains(":"))
        .scalar_subquery()
        .label("criterion")
    )
