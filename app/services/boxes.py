"""Filling the box of a unit all year: files, links, places on site; better words, withdrawn and taken back.

The bytes are in the store before the row that names them. Nothing of it is anybody else's until it is
attached (`evidence_taken.attach_from_box`).
"""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain import personal_data, policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.box import BoxedWords, require_words
from app.domain.errors import Conflict, Invalid, NotFound, sentence
from app.domain.evidence_details import LinkDetails, OnSite, require_link, require_on_site
from app.domain.scan import require_sound
from app.domain.text import N_
from app.models.base import utc_now
from app.models.box import BoxedPiece, BoxTag
from app.models.evidence import Medium
from app.models.unit import Unit
from app.queries import boxes as readings
from app.queries import clock, scans, subjects

from . import audit, versions
from .evidence import StoredFile


def put_file(
    session: Session, actor: Actor, unit_id: UUID, words: BoxedWords, file: StoredFile
) -> BoxedPiece:
    """Keep a stored file in the box. Raises NotFound, NotPermitted, Invalid (fields, room, the same file)."""
    unit = _entered(session, unit_id)
    policy.require(actor, Action.FILL_BOX, subjects.of_unit(unit), seen_by=Action.VIEW_BOX)
    require_sound(scans.recorded(session, file.digest))
    there = session.scalar(
        select(BoxedPiece.title).where(
            BoxedPiece.unit_id == unit_id,
            BoxedPiece.digest == file.digest,
            BoxedPiece.withdrawn_at.is_(None),
        )
    )
    if there is not None:
        raise Invalid(file=sentence(N_("This file is in the box already: %(title)s."), title=there))
    content: dict[str, Any] = {"digest": file.digest, "filename": file.filename, "pages": file.pages}
    content |= {"media_type": file.media_type, "size": file.size}
    content["personal"] = personal_data.written(file.personal)
    piece = _put(session, actor, unit, words, Medium.FILE, **content)
    audit.record(session, actor, Action.FILL_BOX, piece.id, unit_id=unit_id, digest=file.digest)
    return piece


def put_link(
    session: Session, actor: Actor, unit_id: UUID, words: BoxedWords, link: LinkDetails
) -> BoxedPiece:
    """Keep a web address in the box. Raises NotFound, NotPermitted, Invalid."""
    unit = _entered(session, unit_id)
    policy.require(actor, Action.FILL_BOX, subjects.of_unit(unit), seen_by=Action.VIEW_BOX)
    require_link(link)
    where = {"url": link.url, "outlet": link.outlet, "outlet_level": link.level}
    piece = _put(session, actor, unit, words, Medium.LINK, **where)
    audit.record(session, actor, Action.FILL_BOX, piece.id, unit_id=unit_id)
    return piece


def put_on_site(session: Session, actor: Actor, unit_id: UUID, words: BoxedWords, kept: OnSite) -> BoxedPiece:
    """Note in the box what is not uploaded but can be looked at. Raises NotFound, NotPermitted, Invalid."""
    unit = _entered(session, unit_id)
    policy.require(actor, Action.FILL_BOX, subjects.of_unit(unit), seen_by=Action.VIEW_BOX)
    require_on_site(kept)
    piece = _put(session, actor, unit, words, Medium.ON_SITE, place=kept.place, keeper=kept.keeper)
    audit.record(session, actor, Action.FILL_BOX, piece.id, unit_id=unit_id)
    return piece


def describe(
    session: Session, actor: Actor, boxed_id: UUID, words: BoxedWords, *, version: int
) -> BoxedPiece:
    """Change what is said of a piece; evidence made of it stays as it is.

    Raises NotFound, NotPermitted, StaleVersion, Invalid.
    """
    unit, piece = _piece(session, boxed_id)
    policy.require(actor, Action.FILL_BOX, subjects.of_unit(unit), seen_by=Action.VIEW_BOX)
    new = {"title": words.title.strip(), "event_on": words.event_on, "note": words.note}
    versions.require_seen(session, boxed_id, seen=version, current=piece.version)
    require_words(words, clock.today(session))
    # as details and not as changes: the history of a unit is read above it, the box is not
    audit.record(
        session, actor, Action.FILL_BOX, piece.id, unit_id=unit.id, changed=audit.difference(piece, **new)
    )
    for name, value in new.items():
        setattr(piece, name, value)
    piece.version += 1
    _tag(session, piece, words)
    return piece


def withdraw(session: Session, actor: Actor, boxed_id: UUID) -> BoxedPiece:
    """Take a piece out of sight; evidence made of it stays. Raises NotFound, NotPermitted, Conflict."""
    unit, piece = _piece(session, boxed_id)
    policy.require(actor, Action.FILL_BOX, subjects.of_unit(unit), seen_by=Action.VIEW_BOX)
    if piece.withdrawn_at is not None:
        raise Conflict(N_("This piece is withdrawn already."))
    piece.withdrawn_at = utc_now()
    audit.record(session, actor, Action.FILL_BOX, piece.id, unit_id=unit.id, withdrawn=True)
    return piece


def restore(session: Session, actor: Actor, boxed_id: UUID) -> BoxedPiece:
    """Take a withdrawn piece back, if the box has room. Raises NotFound, NotPermitted, Conflict, Invalid."""
    unit, piece = _piece(session, boxed_id)
    policy.require(actor, Action.FILL_BOX, subjects.of_unit(unit), seen_by=Action.VIEW_BOX)
    if piece.withdrawn_at is None:
        raise Conflict(N_("This piece is not withdrawn."))
    readings.room(session, unit.id).require(piece.size)
    piece.withdrawn_at = None
    audit.record(session, actor, Action.FILL_BOX, piece.id, unit_id=unit.id, taken_back=True)
    return piece


def _entered(session: Session, unit_id: UUID) -> Unit:
    """The unit, its row held alone: what lies in the box is counted in turn. Raises NotFound."""
    unit = session.scalar(select(Unit).where(Unit.id == unit_id).with_for_update())
    if unit is None:
        raise NotFound
    return unit


def _piece(session: Session, boxed_id: UUID) -> tuple[Unit, BoxedPiece]:
    piece = session.get(BoxedPiece, boxed_id)
    if piece is None:
        raise NotFound
    unit = _entered(session, piece.unit_id)
    session.refresh(piece)
    return unit, piece


def _put(
    session: Session, actor: Actor, unit: Unit, words: BoxedWords, medium: Medium, **content: Any
) -> BoxedPiece:
    require_words(words, clock.today(session))
    readings.room(session, unit.id).require(content.get("size", 0))
    piece = BoxedPiece(
        unit_id=unit.id,
        medium=medium,
        title=words.title.strip(),
        event_on=words.event_on,
        note=words.note,
        created_by_id=actor.user_id,
        **content,
    )
    session.add(piece)
    session.flush()
    _tag(session, piece, words)
    return piece


def _tag(session: Session, piece: BoxedPiece, words: BoxedWords) -> None:
    session.execute(delete(BoxTag).where(BoxTag.piece_id == piece.id))
    session.add_all(BoxTag(piece_id=piece.id, word=word) for word in words.tags)
    session.flush()
