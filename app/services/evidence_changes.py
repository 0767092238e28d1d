"""Changing evidence that is there: another use, better details, a new version, withdrawn and taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import personal_data, policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, Theirs
from app.domain.evidence_details import Details, require_details
from app.domain.procedure import SubmissionStage
from app.domain.scan import require_sound
from app.domain.text import N_
from app.models.base import utc_now
from app.models.evidence import Evidence, EvidenceLink, EvidenceRevision
from app.queries import clock, evidence_room, frameworks, scans

from . import audit, gate, versions
from .evidence import StoredFile
from .gate import Entered


def use(
    session: Session, actor: Actor, evidence_id: UUID, place: str, requirement: int | None = None
) -> Evidence:
    """Let a piece serve another place as well: a file once, for many criteria. It answers `requirement`, or
    where none is said the first that still takes a piece.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid.
    """
    entered, piece = _entered(session, actor, Action.ATTACH_EVIDENCE, evidence_id, place)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if piece.withdrawn_at is not None:
        raise Conflict(N_("This piece was withdrawn. Please take it back first."))
    framework = frameworks.pinned(session, entered.campaign)
    given = evidence_room.counted(session, entered.submission.id, place)
    if requirement is None:
        requirement = evidence_room.first_open(framework, place, given)
    asked = evidence_room.requirement_at(framework, place, requirement)
    if _link(session, evidence_id, place) is not None:
        raise Conflict(N_("This piece serves this place already."))
    evidence_room.require_place(given, requirement, asked, entered.settings)
    session.add(
        EvidenceLink(
            evidence_id=evidence_id,
            submission_id=entered.submission.id,
            criterion=place,
            requirement=requirement,
        )
    )
    piece.is_sensitive = piece.is_sensitive or (asked is not None and asked.sensitive)
    audit.record(session, actor, Action.ATTACH_EVIDENCE, piece.id, **_about(entered, piece), used_for=place)
    return piece


def stop_using(session: Session, actor: Actor, evidence_id: UUID, place: str) -> Evidence:
    """Take a piece from one of its places; the last use is ended by withdrawing the piece.

    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    entered, piece = _entered(session, actor, Action.WITHDRAW_EVIDENCE, evidence_id, place, fresh=True)
    policy.require(actor, Action.WITHDRAW_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    links = session.scalars(select(EvidenceLink).where(EvidenceLink.evidence_id == evidence_id)).all()
    link = next((link for link in links if link.criterion == place), None)
    if link is None:
        raise NotFound
    if len(links) == 1:
        raise Conflict(N_("This is its only use. Please withdraw the piece instead."))
    session.delete(link)
    about = _about(entered, piece)
    audit.record(session, actor, Action.WITHDRAW_EVIDENCE, piece.id, **about, no_longer_used_for=place)
    return piece


def revise(session: Session, actor: Actor, evidence_id: UUID, details: Details, *, version: int) -> Evidence:
    """Change what is said of a piece. Raises NotFound, NotPermitted, WindowClosed, StaleVersion, Invalid."""
    entered, piece = _entered(session, actor, Action.ATTACH_EVIDENCE, evidence_id, fresh=True)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    both = [(name, str(getattr(piece, name) or ""), str(getattr(details, name) or "")) for name in FIELDS]
    unlike = [Theirs(name, theirs, yours) for name, theirs, yours in both if theirs != yours]
    versions.require_seen(session, piece.id, seen=version, current=piece.version, differences=unlike)
    framework = frameworks.pinned(session, entered.campaign)
    links = session.scalars(select(EvidenceLink).where(EvidenceLink.evidence_id == evidence_id)).all()
    asked = [evidence_room.requirement_at(framework, link.criterion, link.requirement) for link in links]
    strictest = next((each for each in asked if each is not None and each.sensitive), None)
    require_details(framework, details, strictest, clock.today(session))
    changes = audit.difference(piece, **{name: getattr(details, name) for name in FIELDS})
    for name in FIELDS:
        setattr(piece, name, getattr(details, name))
    piece.version += 1
    audit.record(session, actor, Action.ATTACH_EVIDENCE, piece.id, changes=changes, **_about(entered, piece))
    return piece


def replace(
    session: Session,
    actor: Actor,
    evidence_id: UUID,
    file: StoredFile,
    *,
    reason: str,
    began_at: datetime | None = None,
) -> Evidence:
    """A new version of a file, with the reason; the older ones stay readable as v1, v2 …

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (reason, file).
    """
    entered, piece = _entered(session, actor, Action.ATTACH_EVIDENCE, evidence_id, began_at=began_at)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if not piece.revision_count:
        raise Conflict(N_("Only a file has versions."))
    if not reason.strip():
        raise Invalid(reason=N_("Please say in a few words why the file is replaced."))
    newest = session.scalar(
        select(EvidenceRevision.digest).where(
            EvidenceRevision.evidence_id == evidence_id, EvidenceRevision.ordinal == piece.revision_count
        )
    )
    require_sound(scans.recorded(session, file.digest))
    if newest == file.digest:
        raise Invalid(file=N_("This is the same file as before. Please choose the new one."))
    _require_bytes(session, entered, evidence_id, file.size)
    piece.revision_count += 1
    piece.version += 1
    session.add(file.revision(piece, actor, reason=reason.strip()))
    audit.record(
        session,
        actor,
        Action.ATTACH_EVIDENCE,
        piece.id,
        reason=reason.strip(),
        changes={"digest": (newest, file.digest)},
        personal=personal_data.written(file.personal),
        **_about(entered, piece),
    )
    return piece


def withdraw(session: Session, actor: Actor, evidence_id: UUID) -> Evidence:
    """Withdraw a piece; it keeps its number and can be taken back.

    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    entered, piece = _entered(session, actor, Action.WITHDRAW_EVIDENCE, evidence_id, fresh=True)
    policy.require(actor, Action.WITHDRAW_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if piece.withdrawn_at is not None:
        raise Conflict(N_("This piece is withdrawn already."))
    piece.withdrawn_at, piece.withdrawn_by_id = utc_now(), actor.user_id
    entered.submission.evidence_count -= 1
    audit.record(session, actor, Action.WITHDRAW_EVIDENCE, piece.id, **_about(entered, piece))
    return piece


def restore(session: Session, actor: Actor, evidence_id: UUID) -> Evidence:
    """Take a withdrawn piece back, if there is room at each of its places.

    Raises as withdraw does, and Invalid (field `file`).
    """
    entered, piece = _entered(session, actor, Action.WITHDRAW_EVIDENCE, evidence_id, fresh=True)
    policy.require(actor, Action.WITHDRAW_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if piece.withdrawn_at is None:
        raise Conflict(N_("This piece is not withdrawn."))
    evidence_room.require_unit(entered.submission.evidence_count, entered.settings.files_per_unit)
    newest = EvidenceRevision.ordinal == piece.revision_count
    size = session.scalar(
        select(EvidenceRevision.size).where(EvidenceRevision.evidence_id == evidence_id, newest)
    )
    _require_bytes(session, entered, evidence_id, size or 0)
    framework = frameworks.pinned(session, entered.campaign)
    for link in session.scalars(select(EvidenceLink).where(EvidenceLink.evidence_id == evidence_id)).all():
        asked = evidence_room.requirement_at(framework, link.criterion, link.requirement)
        given = evidence_room.counted(session, entered.submission.id, link.criterion)
        evidence_room.require_place(given, link.requirement, asked, entered.settings)
    piece.withdrawn_at = piece.withdrawn_by_id = None
    entered.submission.evidence_count += 1
    about = _about(entered, piece)
    audit.record(session, actor, Action.WITHDRAW_EVIDENCE, piece.id, **about, taken_back=True)
    return piece


def _require_bytes(session: Session, entered: Entered, evidence_id: UUID, size: int) -> None:
    """Raises Invalid (field `file`) when a piece of now `size` bytes finds no room in its unit."""
    most = entered.settings.megabytes_per_unit
    evidence_room.require_bytes(session, entered.submission.id, size, most, instead_of=evidence_id)


STAYS = N_("Reviewers have this piece before them, so it stays. Please give a new version, or a new piece.")
FIELDS = ("title", "kind", "event_on", "visibility", "note")


def _entered(
    session: Session,
    actor: Actor,
    action: Action,
    evidence_id: UUID,
    place: str | None = None,
    *,
    began_at: datetime | None = None,
    fresh: bool = False,
) -> tuple[Entered, Evidence]:
    """The submission, locked and open at `place` (else where the piece was first put), and the piece. In a
    window for supplements every place of the piece must be named, and what is `fresh` only is of the window:
    what reviewers have before them is neither withdrawn nor described anew.
    """
    piece = session.get(Evidence, evidence_id)
    if piece is None or piece.submission_id is None:
        raise NotFound
    entered = gate.enter(session, piece.submission_id, exclusive=True)
    policy.require(actor, action, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    session.refresh(piece)
    places = [place] if place is not None else _places(session, evidence_id)
    if entered.submission.stage is SubmissionStage.UNDER_REVIEW:
        opened_at = gate.require_supplementing(session, action, entered, places, began_at=began_at)
        if fresh and piece.created_at < opened_at:
            raise Conflict(STAYS)
    else:
        first = places[0] if places else None
        gate.require_writable(session, actor, action, entered, first, began_at=began_at)
    return entered, piece


def _places(session: Session, evidence_id: UUID) -> list[str]:
    """Where a piece serves, the first use first."""
    wanted = select(EvidenceLink.criterion).where(EvidenceLink.evidence_id == evidence_id)
    return list(session.scalars(wanted.order_by(EvidenceLink.linked_at)))


def _link(session: Session, evidence_id: UUID, place: str) -> EvidenceLink | None:
    return session.scalar(
        select(EvidenceLink).where(EvidenceLink.evidence_id == evidence_id, EvidenceLink.criterion == place)
    )


def _about(entered: Entered, piece: Evidence) -> dict[str, Any]:
    return {
        "campaign_id": entered.campaign.id,
        "unit_id": entered.submission.unit_id,
        "number": piece.number,
    }
