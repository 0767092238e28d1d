"""Uploads under way: begun before the first byte, taken up again, claimed as evidence, given up.

The bytes go to the store between these steps, with no transaction open. What leads up to the deed asks the
policy each time; the deed itself is `evidence.attach_file`, which asks once more and leaves the trace.
"""

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Update, delete, func, select, update
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Gone, Invalid, NotFound, Occupied, sentence
from app.domain.evidence import MEBIBYTE, require_size, shown_name
from app.domain.evidence_details import Details
from app.domain.filetypes import require_accepted
from app.domain.text import N_
from app.models.evidence import Evidence
from app.models.upload import Upload
from app.queries import clock, evidence_revisions, evidence_room, frameworks
from app.queries import evidence as readings
from evidence_store import Digest, EvidenceStore

from . import evidence, gate
from .evidence import StoredFile, Target

DIGEST = re.compile(r"[0-9a-f]{64}")
KEPT_FOR = timedelta(days=1)
MOST_UNDER_WAY = 200  # of one person: what is begun and never finished lies on the disk for a day
HELD_FOR = timedelta(minutes=2)  # a writer stops before, and one that died lets go by itself
OCCUPIED = N_("This file is being received already. Please wait a moment.")
GONE = N_("This upload was not finished within a day. Please choose the file again.")


def begin(
    session: Session, actor: Actor, target: Target, *, filename: str, length: int, told: str = ""
) -> Upload:
    """Record that an upload begins, once everything that can be known before its first byte was looked at.

    `length` in bytes, `told` as the client sent it. Raises NotFound, NotPermitted, WindowClosed, Conflict,
    Invalid (name, kind, room), TooLarge.
    """
    entered = gate.enter(session, target.submission_id)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ATTACH_EVIDENCE, entered, target.place)
    framework = frameworks.pinned(session, entered.campaign)
    asked = evidence_room.requirement_at(framework, target.place, target.requirement)
    name = shown_name(filename)
    require_accepted(name, evidence_room.endings(framework, asked))
    require_size(length, entered.settings.megabytes_per_file * MEBIBYTE)
    given = evidence_room.counted(session, target.submission_id, target.place)
    evidence_room.require_place(given, target.requirement, asked, entered.settings)
    evidence_room.require_unit(entered.submission.evidence_count, entered.settings.files_per_unit)
    evidence_room.require_bytes(session, target.submission_id, length, entered.settings.megabytes_per_unit)
    moment = clock.now(session)
    _require_few(session, actor, moment)
    made = Upload(
        user_id=actor.user_id,
        submission_id=target.submission_id,
        criterion=target.place,
        requirement=target.requirement,
        filename=name,
        told=told,
        length=length,
        began_at=moment,
        expires_at=moment + KEPT_FOR,
    )
    session.add(made)
    session.flush()
    return made


def _require_few(session: Session, actor: Actor, moment: datetime) -> None:
    open_ones = select(func.count()).where(
        Upload.user_id == actor.user_id, Upload.claimed_at.is_(None), Upload.expires_at > moment
    )
    if (session.scalar(open_ones) or 0) >= MOST_UNDER_WAY:
        raise Invalid(
            file=sentence(
                N_("You have %(most)s unfinished uploads. Please finish some or give them up first."),
                most=MOST_UNDER_WAY,
            )
        )


def own(session: Session, actor: Actor, upload_id: UUID, *, alone: bool = False) -> Upload:
    """An upload of the actor's own, held `alone` to be changed. Raises NotFound, NotPermitted, Gone."""
    wanted = select(Upload).where(Upload.id == upload_id, Upload.user_id == actor.user_id)
    if alone:
        wanted = wanted.with_for_update()
    found = session.scalar(wanted, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    entered = gate.enter(session, found.submission_id)
    policy.require(actor, Action.ATTACH_EVIDENCE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if clock.now(session) >= found.expires_at:
        raise Gone(GONE)
    return found


def recognise(session: Session, store: EvidenceStore, actor: Actor, upload_id: UUID, digest: str) -> bool:
    """Whether the whole of an upload is kept already, so that no byte of it need travel; then it is finished.

    Only a content that this very person may open as evidence of this very unit is recognised: to know a
    digest gives nobody a file, and tells nobody that somebody has it. `digest` in hex, as the client says.
    """
    upload = own(session, actor, upload_id)
    if not DIGEST.fullmatch(digest):
        return False
    unit_id = gate.enter(session, upload.submission_id).submission.unit_id
    for evidence_id in evidence_revisions.pieces_with(session, unit_id, digest, upload.length):
        with suppress(NotFound):
            readings.visible_to(session, actor, evidence_id)
            if Digest(digest) in store:
                upload.digest = digest
                return True
    return False


def stage(session: Session, actor: Actor, upload_id: UUID, name: str) -> None:
    """Note under which `name` the store receives what the actor has begun just now."""
    session.execute(_row(actor, upload_id).values(staged=name))


def hold(session: Session, actor: Actor, upload_id: UUID) -> Upload:
    """Become its only writer for HELD_FOR: a bucket knows no lock. Raises as `own` does, and Occupied."""
    upload = own(session, actor, upload_id, alone=True)
    moment = clock.now(session)
    if upload.held_until is not None and moment < upload.held_until:
        raise Occupied(OCCUPIED)
    upload.held_until = moment + HELD_FOR
    return upload


def let_go(session: Session, actor: Actor, upload_id: UUID, *, digest: str | None = None) -> None:
    """Let the next writer in, whatever became of this one; `digest` when the whole is in the store now."""
    values: dict[str, Any] = {"held_until": None} | ({"digest": digest} if digest else {})
    session.execute(_row(actor, upload_id).values(**values))


def _row(actor: Actor, upload_id: UUID) -> Update:
    return update(Upload).where(Upload.id == upload_id, Upload.user_id == actor.user_id)


def claim(
    session: Session,
    actor: Actor,
    upload_id: UUID,
    details: Details,
    file: StoredFile,
    *,
    again: bool = False,
) -> Evidence:
    """Make a finished upload evidence; begun in time, it counts. Asked twice, it is the same piece.

    Raises as `own` and `evidence.attach_file` do.
    """
    upload = own(session, actor, upload_id, alone=True)
    if upload.evidence_id is not None:
        return session.get_one(Evidence, upload.evidence_id)
    target = Target(upload.submission_id, upload.criterion, upload.requirement, upload.began_at)
    piece = evidence.attach_file(session, actor, target, details, file, again=again)
    upload.evidence_id, upload.claimed_at = piece.id, clock.now(session)
    return piece


def abandon(session: Session, actor: Actor, upload_id: UUID) -> str:
    """Give an upload up; returns its name in the store. Raises as `own` does, Occupied, and Conflict when it
    is evidence already.
    """
    upload = hold(session, actor, upload_id)
    if upload.evidence_id is not None:
        raise Conflict(N_("This file is among the evidence already. It can be withdrawn there."))
    session.delete(upload)
    return upload.staged


def expired(session: Session) -> list[tuple[UUID, str]]:
    """The uploads whose day has passed, each with its name in the store ("" when nothing is staged)."""
    rows = session.execute(
        select(Upload.id, Upload.staged, Upload.digest).where(Upload.expires_at <= clock.now(session))
    )
    return [(row.id, "" if row.digest else row.staged) for row in rows]


def forget(session: Session, upload_ids: list[UUID]) -> None:
    """Delete the rows of uploads whose bytes are gone or are evidence."""
    session.execute(delete(Upload).where(Upload.id.in_(upload_ids)))
