"""Giving evidence: files, links and what is kept on site; a piece once, for many places.

The bytes are in the store before the row that names them, and no transaction is open while they arrive:
`begin_upload`, then the body, then `attach_file`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Self
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain import personal_data, policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Invalid, NotFound, sentence
from app.domain.evidence import EvidenceNumber, next_number
from app.domain.evidence_details import (
    Details,
    LinkDetails,
    OnSite,
    require_details,
    require_link,
    require_on_site,
)
from app.domain.evidence_requirement import EvidenceRequirement
from app.domain.personal_data import PersonalNumber
from app.domain.procedure import SubmissionStage
from app.domain.scan import require_open, require_sound
from app.domain.text import N_
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision, Medium
from app.queries import clock, evidence_revisions, evidence_room, frameworks, scans
from app.queries import evidence as readings
from app.queries.evidence import EvidenceRow
from app.queries.evidence_revisions import Revision
from app.reporting.drawing_room import ROOM
from evidence_store import Digest, EvidenceStore

from . import audit, gate, transitions
from .gate import Entered


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose bytes are kept already, and the numbers of persons found in its words."""

    filename: str
    media_type: str
    digest: str
    size: int
    pages: int | None = None
    personal: Mapping[PersonalNumber, int] = field(default_factory=dict)

    @classmethod
    def looked_at(
        cls, store: EvidenceStore, name: str, digest: Digest, size: int, accepted: Collection[str]
    ) -> Self:
        """A file whose bytes are kept, looked at. Raises Invalid (kind, content) or Crowded."""
        facts, personal = ROOM.look(store, digest, name, accepted)
        return cls(name, facts.kind.media_type, digest.hex, size, facts.pages, personal)

    def revision(self, piece: Evidence, actor: Actor, *, reason: str = "") -> EvidenceRevision:
        """This file as a version of a piece, whose revision_count is the version's number already."""
        return EvidenceRevision(
            evidence_id=piece.id,
            ordinal=piece.revision_count,
            digest=self.digest,
            filename=self.filename,
            media_type=self.media_type,
            size=self.size,
            pages=self.pages,
            reason=reason,
            uploaded_by_id=actor.user_id,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Where a piece is put: a place, which of its requirements, and when its upload began."""

    submission_id: UUID
    place: str
    requirement: int = 0
    began_at: datetime | None = None


class SameFile(Invalid):
    """The file is among this unit's evidence already; `number` and `evidence_id` say which."""

    def __init__(self, number: str, title: str, evidence_id: UUID) -> None:
        super().__init__(
            file=sentence(
                N_("This file is here already: %(number)s %(title)s. You can use it for this place too."),
                number=number,
                title=title,
            )
        )
        self.number, self.evidence_id = number, evidence_id


def begin_upload(session: Session, actor: Actor, submission_id: UUID, place: str) -> datetime:
    """Whether the actor may give evidence at a place now; the moment it is now. Changes nothing.

    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    _entered(session, actor, Target(submission_id, place))
    return clock.now(session)


def attach_file(
    session: Session, actor: Actor, target: Target, details: Details, file: StoredFile, *, again: bool = False
) -> Evidence:
    """Record a stored file as evidence; an upload that began in time counts. `again` keeps a second copy.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid, SameFile.
    """
    entered = _entered(session, actor, target)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    require_sound(scans.recorded(session, file.digest))
    if not again:
        _require_new(session, target.submission_id, file.digest)
    most = entered.settings.megabytes_per_unit
    evidence_room.require_bytes(session, target.submission_id, file.size, most)
    piece = _put(session, actor, entered, target, details, Medium.FILE, revision_count=1)
    session.add(file.revision(piece, actor))
    told: dict[str, Any] = {"file": file.filename, "digest": file.digest}
    told["personal"] = personal_data.written(file.personal)
    audit.record(session, actor, Action.ATTACH_EVIDENCE, piece.id, **told, **_about(entered, piece, target))
    return piece


def attach_link(
    session: Session, actor: Actor, target: Target, details: Details, link: LinkDetails
) -> Evidence:
    """Record a web address as evidence. Raises as attach_file does."""
    entered = _entered(session, actor, target)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    require_link(link)
    where: dict[str, Any] = {"url": link.url, "outlet": link.outlet, "outlet_level": link.level}
    piece = _put(session, actor, entered, target, details, Medium.LINK, **where)
    audit.record(session, actor, Action.ATTACH_EVIDENCE, piece.id, **where, **_about(entered, piece, target))
    return piece


def attach_on_site(
    session: Session, actor: Actor, target: Target, details: Details, kept: OnSite
) -> Evidence:
    """Record what is not uploaded but can be looked at on site. Raises as attach_file does."""
    entered = _entered(session, actor, target)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    require_on_site(kept)
    where: dict[str, Any] = {"place": kept.place, "keeper": kept.keeper}
    piece = _put(session, actor, entered, target, details, Medium.ON_SITE, **where)
    audit.record(session, actor, Action.ATTACH_EVIDENCE, piece.id, **where, **_about(entered, piece, target))
    return piece


def open_file(
    session: Session, store: EvidenceStore, actor: Actor, evidence_id: UUID, ordinal: int | None = None
) -> tuple[EvidenceRow, Revision, BinaryIO]:
    """A version of a file (the newest unless told) and its bytes. Raises NotFound, also when hidden; Occupied
    while it is checked for viruses, Conflict when one was found. All bytes and pictures come from here.
    """
    row, _ = readings.visible_to(session, actor, evidence_id)
    for each in evidence_revisions.of(session, evidence_id):
        if each.ordinal == (ordinal or row.revision_count):
            require_open(each.scan)
            return row, each, store.open(Digest(each.digest))
    raise NotFound


def _entered(session: Session, actor: Actor, target: Target) -> Entered:
    """The submission, locked so that numbers and caps are counted in turn, and open for writing."""
    entered = gate.enter(session, target.submission_id, exclusive=True)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(
        session, actor, Action.ATTACH_EVIDENCE, entered, target.place, began_at=target.began_at
    )
    return entered


def _put(
    session: Session,
    actor: Actor,
    entered: Entered,
    target: Target,
    details: Details,
    medium: Medium,
    **more: object,
) -> Evidence:
    """The row of a new piece under its permanent number, linked to its place, and counted."""
    requirement = _require_fit(session, entered, target, details)
    if entered.submission.stage is SubmissionStage.NOT_STARTED and Role.CONTRIBUTOR in {
        grant.role for grant in actor.grants if grant.unit_id == entered.submission.unit_id
    }:
        transitions.perform(session, actor, target.submission_id, "start")
    piece = Evidence(
        unit_id=entered.submission.unit_id,
        submission_id=target.submission_id,
        number=str(_number(session, target)),
        title=details.title.strip(),
        kind=details.kind,
        medium=medium,
        visibility=details.visibility,
        is_sensitive=requirement is not None and requirement.sensitive,
        event_on=details.event_on,
        note=details.note,
        created_by_id=actor.user_id,
        **more,
    )
    session.add(piece)
    session.flush()
    session.add(
        EvidenceLink(
            evidence_id=piece.id,
            submission_id=target.submission_id,
            criterion=target.place,
            requirement=target.requirement,
        )
    )
    entered.submission.evidence_count += 1
    return piece


def _require_fit(
    session: Session, entered: Entered, target: Target, details: Details
) -> EvidenceRequirement | None:
    """The requirement that is answered, None for another piece. Raises NotFound, Invalid (fields, caps)."""
    framework = frameworks.pinned(session, entered.campaign)
    requirement = evidence_room.requirement_at(framework, target.place, target.requirement)
    require_details(framework, details, requirement, clock.today(session))
    given = evidence_room.counted(session, target.submission_id, target.place)
    evidence_room.require_place(given, target.requirement, requirement, entered.settings)
    evidence_room.require_unit(entered.submission.evidence_count, entered.settings.files_per_unit)
    return requirement


def _require_new(session: Session, submission_id: UUID, digest: str) -> None:
    """Raises SameFile when a piece that stands has these bytes as its newest version."""
    found = session.execute(
        select(Evidence.id, Evidence.number, Evidence.title)
        .join(
            EvidenceRevision,
            and_(
                EvidenceRevision.evidence_id == Evidence.id,
                EvidenceRevision.ordinal == Evidence.revision_count,
            ),
        )
        .where(
            Evidence.submission_id == submission_id,
            Evidence.withdrawn_at.is_(None),
            EvidenceRevision.digest == digest,
        )
        .limit(1)
    ).one_or_none()
    if found is not None:
        raise SameFile(found.number, found.title, found.id)


def _number(session: Session, target: Target) -> EvidenceNumber:
    """The next number of the place; withdrawn pieces keep theirs."""
    code = target.place.rpartition(":")[2]
    given = session.scalars(
        select(Evidence.number).where(
            Evidence.submission_id == target.submission_id,
            Evidence.number.startswith(f"{code}-", autoescape=True),
        )
    )
    return next_number(code, map(EvidenceNumber.parse, given))


def _about(entered: Entered, piece: Evidence, target: Target) -> dict[str, Any]:
    return {
        "campaign_id": entered.campaign.id,
        "unit_id": entered.submission.unit_id,
        "number": piece.number,
        "used_for": target.place,
    }
