"""Frameworks as pages and rules see them: read once per process, because a version never changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from app.domain.actors import Actor, Role
from app.domain.errors import NotFound
from app.domain.framework import Framework, LocaleText
from app.domain.framework_reading import framework_of
from app.models.campaign import Campaign
from app.models.framework import FrameworkVersion
from app.models.unit import Unit

_KEPT: dict[str, Framework] = {}  # by digest; a handful of versions, immutable


def pinned(session: Session, campaign: Campaign) -> Framework:
    """The framework a campaign pinned. No statement once this process has read it."""
    return by_digest(session, campaign.framework_digest)


def by_digest(session: Session, digest: str) -> Framework:
    """The framework of this digest. Raises NotFound."""
    if digest not in _KEPT:
        document = session.scalar(
            select(FrameworkVersion.document).where(FrameworkVersion.digest == digest).limit(1)
        )
        if document is None:
            raise NotFound
        _KEPT[digest] = framework_of(document)
    return _KEPT[digest]


class FrameworkRow(NamedTuple):
    """A version as lists show it; `name` is a locale text."""

    id: UUID
    code: str
    version: str
    status: str
    digest: str
    name: LocaleText
    owner_id: UUID
    owner_name: str
    owner_path: str
    imported_at: datetime


def versions(session: Session, actor: Actor, *, published_only: bool = False) -> list[FrameworkRow]:
    """The versions of the actor's own units and of the units above and below them, newest first.

    One statement. The starting set is the same for all, and no version is large, so there is no paging.
    """
    statement = (
        _rows().where(_in_reach(actor)).order_by(FrameworkVersion.imported_at.desc(), FrameworkVersion.id)
    )
    if published_only:
        statement = statement.where(FrameworkVersion.status == "published")
    return [_row(found) for found in session.execute(statement)]


def version(session: Session, actor: Actor, framework_id: UUID) -> FrameworkRow:
    """One version the actor may see. Raises NotFound."""
    found = session.execute(
        _rows().where(FrameworkVersion.id == framework_id, _in_reach(actor))
    ).one_or_none()
    if found is None:
        raise NotFound
    return _row(found)


def source(session: Session, framework_id: UUID) -> bytes:
    """The file of a version as it came; its SHA-256 is the digest. Raises NotFound."""
    text = session.scalar(select(FrameworkVersion.source).where(FrameworkVersion.id == framework_id))
    if text is None:
        raise NotFound
    return text.encode()


def _rows() -> Select[Any]:
    return select(
        FrameworkVersion.id,
        FrameworkVersion.code,
        FrameworkVersion.version,
        FrameworkVersion.status,
        FrameworkVersion.digest,
        FrameworkVersion.names,
        FrameworkVersion.owner_id,
        Unit.name,
        Unit.path,
        FrameworkVersion.imported_at,
    ).join(Unit, Unit.id == FrameworkVersion.owner_id)


def _row(found: Sequence[Any]) -> FrameworkRow:
    number, code, version_, status, digest, names, owner_id, owner, path, at = found
    return FrameworkRow(number, code, version_, status, digest, LocaleText(names), owner_id, owner, path, at)


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    """Versions owned on the actor's line of the tree: above a unit of the actor, or below one."""
    if actor.is_system:
        return true()
    paths = {grant.unit_path for grant in actor.grants}
    above = {path[: at + 1] for path in paths for at, sign in enumerate(path) if sign == "/"}
    return or_(Unit.path.in_(above), *(Unit.path.startswith(path, autoescape=True) for path in paths))


class Owner(NamedTuple):
    """A unit whose office the actor runs: criteria are imported for it."""

    id: UUID
    name: str


def owners(session: Session, actor: Actor) -> list[Owner]:
    """The units where the actor is coordinator, by code. One statement."""
    mine = actor.units(Role.COORDINATOR)
    if not mine:
        return []
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(mine)).order_by(Unit.code))
    return [Owner(*row) for row in rows]
