"""Evidence as pages list it: the newest revision of each piece, and the criteria it serves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import Session

from app.domain import personal_data, policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound, Sentence
from app.domain.evidence import EvidenceNumber, Visibility
from app.domain.filetypes import KINDS, FileKind, Shown
from app.domain.personal_data import PersonalNumber
from app.domain.scan import RULES, ScanState, closed
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.evidence import Evidence, EvidenceLink, EvidenceOrigin, EvidenceRevision, Medium
from app.models.rendition import Rendition, RenditionState

from . import scans, subjects


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence with its newest revision (None for links and what is kept on site)."""

    id: UUID
    submission_id: UUID | None
    number: str
    title: str
    kind: str
    medium: Medium
    visibility: Visibility
    is_sensitive: bool
    event_on: date | None
    note: str
    url: str
    outlet: str
    outlet_level: str
    place: str
    keeper: str
    created_at: datetime
    created_by: str
    withdrawn_at: datetime | None
    revision_count: int
    version: int
    digest: str | None
    filename: str | None
    media_type: str | None
    size: int | None
    pages: int | None
    uploaded_at: datetime | None
    rendition: RenditionState | None
    rendition_pages: int | None
    personal: str | None
    to_be_confirmed: bool | None  # taken over from last year; None where it was not
    scan: ScanState | None
    uses: tuple["Use", ...] = ()

    @property
    def file_kind(self) -> FileKind | None:
        """What the newest revision is, or None where there is no file."""
        return next((kind for kind in KINDS.values() if kind.media_type == self.media_type), None)

    @property
    def changed_at(self) -> datetime:
        """When what stands now was given: the newest version, or the piece itself."""
        return self.uploaded_at or self.created_at

    @property
    def shown(self) -> Shown | None:
        """How the newest revision is seen: of an Office file RENDITION means that there are no pages yet."""
        if self.rendition is RenditionState.READY:
            return Shown.PAGES
        kind = self.file_kind
        if kind is None or self.rendition is RenditionState.FAILED:
            return None if kind is None else Shown.DOWNLOAD
        return kind.shown

    @property
    def last_page(self) -> int:
        """The number of its last page; 1 for what knows no pages."""
        return self.pages or self.rendition_pages or 1

    @property
    def closed(self) -> Sentence | None:
        """Why nobody can open the newest revision; None when it opens, and where there is no file."""
        return closed(self.scan) if self.scan else None

    @property
    def counts(self) -> bool:
        """Whether it counts as evidence that was asked for."""
        return self.scan is None or RULES[self.scan].counts

    @property
    def personal_numbers(self) -> dict[PersonalNumber, int]:
        """Which numbers of persons were found in the words of the newest revision, and how many."""
        return personal_data.read(self.personal)

    def serves(self, place: str) -> bool:
        return any(use.place == place for use in self.uses)


class Use(NamedTuple):
    """A place (criterion, "bonus:<item>", "item:<number>") and which of its requirements is served."""

    place: str
    requirement: int


def seen(actor: Actor, subject: Subject) -> ColumnElement[bool]:
    """Which evidence of a submission the actor may see: the policy's three rules as one clause."""
    if not policy.permits(actor, Action.VIEW_EVIDENCE, subject):
        return false()
    office = policy.permits(actor, Action.VIEW_OFFICE_EVIDENCE, subject)
    sensitive = policy.permits(actor, Action.VIEW_SENSITIVE_EVIDENCE, subject)
    return and_(
        true() if office else Evidence.visibility != Visibility.OFFICE,
        true() if sensitive else Evidence.is_sensitive.is_(False),
    )


def visible(actor: Actor, subject: Subject, row: EvidenceRow) -> bool:
    """The same rule for one row."""
    return (
        policy.permits(actor, Action.VIEW_EVIDENCE, subject)
        and (
            row.visibility is not Visibility.OFFICE
            or policy.permits(actor, Action.VIEW_OFFICE_EVIDENCE, subject)
        )
        and (not row.is_sensitive or policy.permits(actor, Action.VIEW_SENSITIVE_EVIDENCE, subject))
    )


def of_submission(
    session: Session,
    actor: Actor,
    subject: Subject,
    submission_id: UUID,
    *,
    place: str | None = None,
    withdrawn: bool = False,
) -> list[EvidenceRow]:
    """The evidence the actor may see, of the whole submission or of one place, by number. Two statements."""
    wanted = _rows(session).where(Evidence.submission_id == submission_id, seen(actor, subject))
    if not withdrawn:
        wanted = wanted.where(Evidence.withdrawn_at.is_(None))
    if place is not None:
        here = select(EvidenceLink.evidence_id).where(EvidenceLink.criterion == place)
        wanted = wanted.where(Evidence.id.in_(here))
    rows = _with_uses(session, session.execute(wanted).mappings())
    return sorted(rows, key=lambda row: EvidenceNumber.parse(row.number))


def standing(session: Session, submission_id: UUID) -> list[EvidenceRow]:
    """Every piece that is not withdrawn, whoever asks: the seal is over all of it. Two statements."""
    wanted = _rows(session).where(Evidence.submission_id == submission_id, Evidence.withdrawn_at.is_(None))
    return _with_uses(session, session.execute(wanted).mappings())


def on_paper(session: Session, submission_id: UUID) -> list[EvidenceRow]:
    """What everybody who may read the submission may read: nothing sensitive, nothing for the office only."""
    wanted = _rows(session).where(
        Evidence.submission_id == submission_id,
        Evidence.withdrawn_at.is_(None),
        Evidence.visibility != Visibility.OFFICE,
        Evidence.is_sensitive.is_(False),
    )
    rows = _with_uses(session, session.execute(wanted).mappings())
    return sorted(rows, key=lambda row: EvidenceNumber.parse(row.number))


def one(session: Session, evidence_id: UUID) -> EvidenceRow | None:
    """One piece, whoever asks. Two statements."""
    found = _with_uses(session, session.execute(_rows(session).where(Evidence.id == evidence_id)).mappings())
    return found[0] if found else None


def visible_to(session: Session, actor: Actor, evidence_id: UUID) -> tuple[EvidenceRow, Subject]:
    """One piece with its subject, if the actor may see it. Raises NotFound, also for what is hidden."""
    row = one(session, evidence_id)
    if row is None or row.submission_id is None:
        raise NotFound
    subject = subjects.of_submission(session, *subjects.submission_and_campaign(session, row.submission_id))
    if not visible(actor, subject, row):
        raise NotFound
    return row, subject


def count(session: Session, submission_id: UUID) -> int:
    """How many pieces of the unit count against its cap. One statement."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Evidence)
            .where(Evidence.submission_id == submission_id, Evidence.withdrawn_at.is_(None))
        )
        or 0
    )


def _rows(session: Session) -> Any:
    newest = and_(
        EvidenceRevision.evidence_id == Evidence.id, EvidenceRevision.ordinal == Evidence.revision_count
    )
    return (
        select(
            Evidence.id,
            Evidence.submission_id,
            Evidence.number,
            Evidence.title,
            Evidence.kind,
            Evidence.medium,
            Evidence.visibility,
            Evidence.is_sensitive,
            Evidence.event_on,
            Evidence.note,
            Evidence.url,
            Evidence.outlet,
            Evidence.outlet_level,
            Evidence.place,
            Evidence.keeper,
            Evidence.created_at,
            User.name.label("created_by"),
            Evidence.withdrawn_at,
            Evidence.revision_count,
            Evidence.version,
            EvidenceRevision.digest,
            EvidenceRevision.filename,
            EvidenceRevision.media_type,
            EvidenceRevision.size,
            EvidenceRevision.pages,
            EvidenceRevision.uploaded_at,
            Rendition.state.label("rendition"),
            Rendition.pages.label("rendition_pages"),
            _personal(),
            EvidenceOrigin.to_be_confirmed,
            scans.state(session, EvidenceRevision.digest).label("scan"),
        )
        .join(User, User.id == Evidence.created_by_id)
        .outerjoin(EvidenceRevision, newest)
        .outerjoin(EvidenceOrigin, EvidenceOrigin.evidence_id == Evidence.id)
        .outerjoin(Rendition, Rendition.source_digest == EvidenceRevision.digest)
    )


def _personal() -> Any:
    """What the entry of the newest upload says was found in the file: other entries say nothing of it."""
    found = AuditEntry.details["personal"].as_string()
    return (
        select(found)
        .where(AuditEntry.subject_id == Evidence.id, found.is_not(None))
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
        .scalar_subquery()
        .label("personal")
    )


def _with_uses(session: Session, found: Iterable[Mapping[Any, Any]]) -> list[EvidenceRow]:
    rows = [dict(row) for row in found]
    links = session.execute(
        select(EvidenceLink.evidence_id, EvidenceLink.criterion, EvidenceLink.requirement)
        .where(EvidenceLink.evidence_id.in_([row["id"] for row in rows]))
        .order_by(EvidenceLink.linked_at)
    ).all()
    uses: dict[UUID, list[Use]] = {}
    for evidence_id, place, requirement in links:
        uses.setdefault(evidence_id, []).append(Use(place, requirement))
    return [EvidenceRow(**row, uses=tuple(uses.get(row["id"], ()))) for row in rows]
