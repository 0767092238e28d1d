"""Parcels: a ZIP with the files of many criteria becomes evidence, file by file, in its owner's name."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor
from app.domain.errors import Conflict, Invalid, NotFound, Sentence, sentence
from app.domain.evidence import MEBIBYTE, visibilities
from app.domain.evidence_details import Details, requirements, title_of
from app.domain.filetypes import KNOWN_ENDINGS
from app.domain.parcel import MOST_FILES, PackedFile, ParcelState, answered_by, place_of, refusal_of, wanted
from app.domain.text import N_
from app.models.evidence import Evidence
from app.models.parcel import Parcel, ParcelFile
from app.queries import clock, evidence_room, frameworks
from app.queries.parcels import places

from . import audit, evidence, gate
from .evidence import StoredFile, Target
from .gate import Entered

KEPT_FOR = timedelta(days=1)


def begin(session: Session, actor: Actor, submission_id: UUID) -> datetime:
    """Whether the actor may give a ZIP now; the moment it is now. Changes nothing.

    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    _entered(session, actor, submission_id)
    return clock.now(session)


def receive(
    session: Session,
    actor: Actor,
    submission_id: UUID,
    file: StoredFile,
    packed: Sequence[PackedFile],
    *,
    began_at: datetime,
) -> Parcel:
    """Note what is in a stored ZIP and where each file seems to belong; nothing is evidence yet.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (`file`: no file in it, or too many).
    """
    entered = _entered(session, actor, submission_id, began_at)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    files = wanted(packed)
    if not 0 < len(files) <= MOST_FILES:
        told = N_("There are %(count)s files in this ZIP; one to %(most)s can be taken at once.")
        raise Invalid(file=sentence(told, count=len(files), most=MOST_FILES))
    parcel = Parcel(
        submission_id=submission_id,
        made_by_id=actor.user_id,
        digest=file.digest,
        filename=file.filename,
        began_at=began_at,
        expires_at=clock.now(session) + KEPT_FOR,
    )
    session.add(parcel)
    session.flush()
    known = places(frameworks.pinned(session, entered.campaign))
    most = entered.settings.megabytes_per_file * MEBIBYTE
    for each in files:
        refusal = refusal_of(each, KNOWN_ENDINGS, most)
        row = ParcelFile(parcel_id=parcel.id, position=each.position, path=each.path, size=each.size)
        if refusal is None:
            row.place = place_of(each.path, known)
        else:
            _refuse(row, refusal)
        session.add(row)
    audit.record(
        session, actor, Action.ATTACH_EVIDENCE, parcel.id, **_about(entered),
        parcel=file.filename, files=len(files),
    )  # fmt: skip
    return parcel


def give(session: Session, actor: Actor, parcel_id: UUID, chosen: Mapping[int, str]) -> int:
    """Say what belongs where: position → place; what is not named is left out. How many will be unpacked.

    Raises NotFound, NotPermitted, WindowClosed, Conflict (given already), Invalid (`files`).
    """
    parcel = _own(session, actor, parcel_id)
    entered = _entered(session, actor, parcel.submission_id, parcel.began_at)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if parcel.given_at is not None:
        raise Conflict(N_("The files of this ZIP are on their way already."))
    if not set(chosen.values()) <= set(places(frameworks.pinned(session, entered.campaign)).values()):
        raise NotFound
    offered = (ParcelFile.parcel_id == parcel_id, ParcelFile.state == ParcelState.OFFERED)
    rows = session.scalars(select(ParcelFile).where(*offered)).all()
    taken = [row for row in rows if row.position in chosen]
    if not taken:
        raise Invalid(files=N_("Please say of at least one file where it belongs."))
    for row in rows:
        row.place = chosen.get(row.position, "")
        row.state = ParcelState.WAITING if row.place else ParcelState.LEFT_OUT
    parcel.given_at = clock.now(session)
    audit.record(session, actor, Action.ATTACH_EVIDENCE, parcel.id, **_about(entered), taken=len(taken))
    return len(taken)


def take(session: Session, actor: Actor, file_id: UUID, file: StoredFile) -> Evidence:
    """Make an unpacked file evidence at its place, in the name of the parcel's owner, who is the actor.

    A parcel that was begun in time counts. Raises as `evidence.attach_file` does.
    """
    row = session.scalars(select(ParcelFile).where(ParcelFile.id == file_id).with_for_update()).one()
    parcel = _own(session, actor, row.parcel_id)
    entered = _entered(session, actor, parcel.submission_id, parcel.began_at, row.place)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if row.evidence_id is not None:  # the worker was ended between the deed and its next look
        return session.get_one(Evidence, row.evidence_id)
    framework = frameworks.pinned(session, entered.campaign)
    asked = requirements(framework, row.place)
    here = evidence_room.counted(session, parcel.submission_id, row.place)
    position = answered_by(
        row.path,
        [
            evidence_room.endings(framework, each) if evidence_room.is_open(here, at, each) else ()
            for at, each in enumerate(asked)
        ],
    )
    answered = evidence_room.requirement_at(framework, row.place, position)
    details = Details(
        title_of(file.filename),
        answered.kind if answered else "other",
        None,
        visibilities(sensitive=answered is not None and answered.sensitive)[0],
    )
    target = Target(parcel.submission_id, row.place, position, parcel.began_at)
    piece = evidence.attach_file(session, actor, target, details, file)
    row.state, row.evidence_id = ParcelState.GIVEN, piece.id
    audit.record(
        session, actor, Action.ATTACH_EVIDENCE, piece.id, **_about(entered),
        number=piece.number, parcel=parcel.filename, path=row.path,
    )  # fmt: skip
    return piece


def turn_down(session: Session, file_id: UUID, reason: Sentence, *, actor: Actor = SYSTEM) -> None:
    """Note why an unpacked file did not become evidence. Raises NotPermitted for anybody but the system."""
    row = session.get_one(ParcelFile, file_id)
    parcel = session.get_one(Parcel, row.parcel_id)
    entered = gate.enter(session, parcel.submission_id)
    policy.require(actor, Action.TURN_DOWN_FILE, entered.subject)
    _refuse(row, reason)
    audit.record(
        session, actor, Action.TURN_DOWN_FILE, parcel.id, **_about(entered), path=row.path, why=reason.text
    )


def forget(session: Session) -> int:
    """Delete the parcels whose day has passed and of which nothing waits; their evidence stays. How many."""
    waits = select(ParcelFile.parcel_id).where(ParcelFile.state == ParcelState.WAITING)
    over = (Parcel.expires_at <= clock.now(session), Parcel.id.not_in(waits))
    found = session.scalars(select(Parcel.id).where(*over)).all()
    session.execute(delete(Parcel).where(Parcel.id.in_(found)))
    return len(found)


def _own(session: Session, actor: Actor, parcel_id: UUID) -> Parcel:
    wanted_one = select(Parcel).where(Parcel.id == parcel_id, Parcel.made_by_id == actor.user_id)
    found = session.scalar(wanted_one.with_for_update())
    if found is None:
        raise NotFound
    return found


def _entered(
    session: Session,
    actor: Actor,
    submission_id: UUID,
    began_at: datetime | None = None,
    place: str | None = None,
) -> Entered:
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ATTACH_EVIDENCE, entered, place, began_at=began_at)
    return entered


def _refuse(row: ParcelFile, reason: Sentence) -> None:
    row.state, row.refusal = ParcelState.REFUSED, reason.text
    row.params = {name: audit.plain(value) for name, value in reason.params.items()}


def _about(entered: Entered) -> dict[str, Any]:
    return {"campaign_id": entered.campaign.id, "unit_id": entered.submission.unit_id}
