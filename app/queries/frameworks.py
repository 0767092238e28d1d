"""Frameworks as pages and rules see them: read once per process, because a version never changes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.domain.framework_reading import framework_of
from app.models.campaign import Campaign
from app.models.framework import FrameworkVersion

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
