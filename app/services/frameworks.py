"""What is done with criteria: a version is imported once, frozen, then offered to campaigns or retired."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, sentence
from app.domain.text import N_
from app.models.framework import FrameworkVersion
from app.models.unit import Unit
from app.queries import subjects
from app.reporting.framework_files import FrameworkFile, read_framework_file

from . import audit

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"


def import_framework(
    session: Session, actor: Actor, owner_unit_id: UUID, *, content: bytes, filename: str
) -> FrameworkVersion:
    """Keep a file of criteria (YAML or Excel) as a frozen version of the owning unit, known by its digest.

    The same file again changes nothing and gives the version that is there.
    Raises UnusableFramework with every fault of the file, TooLarge, or Invalid when this code and version
    are taken by other content.
    """
    # The owner's row is held, so that two imports at once are told the same as two in a row.
    unit = session.scalar(select(Unit).where(Unit.id == owner_unit_id).with_for_update())
    if unit is None:
        raise NotFound
    policy.require(actor, Action.IMPORT_FRAMEWORK, subjects.of_unit(unit))
    file = read_framework_file(content, filename)

    known = session.scalar(
        select(FrameworkVersion).where(
            FrameworkVersion.owner_id == unit.id, FrameworkVersion.digest == file.digest
        )
    )
    if known is not None:
        return known
    _refuse_a_taken_version(session, unit.id, file)
    version = FrameworkVersion(
        owner_id=unit.id,
        code=file.framework.code,
        version=file.framework.version,
        digest=file.digest,
        status=file.framework.status,
        names=dict(file.framework.name.texts),
        source=file.content.decode(),
        document=file.kept,
        imported_by_id=actor.user_id,
    )
    session.add(version)
    session.flush()
    audit.record(
        session,
        actor,
        Action.IMPORT_FRAMEWORK,
        version.id,
        unit_id=unit.id,
        code=version.code,
        version=version.version,
        digest=version.digest,
        file=filename,
    )
    return version


def _refuse_a_taken_version(session: Session, owner_id: UUID, file: FrameworkFile) -> None:
    taken = session.scalar(
        select(FrameworkVersion.id).where(
            FrameworkVersion.owner_id == owner_id,
            FrameworkVersion.code == file.framework.code,
            FrameworkVersion.version == file.framework.version,
        )
    )
    if taken is not None:
        raise Invalid(
            file=sentence(
                N_(
                    "Version %(version)s of “%(code)s” is here already with other content. "
                    "A version never changes: please give yours a new version number."
                ),
                version=file.framework.version,
                code=file.framework.code,
            )
        )


def publish_framework(session: Session, actor: Actor, framework_id: UUID) -> FrameworkVersion:
    """Offer a draft or retired version to new campaigns. Raises Conflict when it is published already."""
    version, unit = _locked(session, framework_id)
    policy.require(actor, Action.PUBLISH_FRAMEWORK, subjects.of_unit(unit))
    if version.status == PUBLISHED:
        raise Conflict(N_("This version is published already."))
    changes = audit.difference(version, status=PUBLISHED)
    version.status = PUBLISHED
    audit.record(session, actor, Action.PUBLISH_FRAMEWORK, version.id, unit_id=unit.id, changes=changes)
    return version


def retire_framework(session: Session, actor: Actor, framework_id: UUID) -> FrameworkVersion:
    """Offer a version to new campaigns no longer; campaigns that pinned it go on. Raises Conflict."""
    version, unit = _locked(session, framework_id)
    policy.require(actor, Action.RETIRE_FRAMEWORK, subjects.of_unit(unit))
    if version.status == RETIRED:
        raise Conflict(N_("This version is retired already."))
    changes = audit.difference(version, status=RETIRED)
    version.status = RETIRED
    audit.record(session, actor, Action.RETIRE_FRAMEWORK, version.id, unit_id=unit.id, changes=changes)
    return version


def _locked(session: Session, framework_id: UUID) -> tuple[FrameworkVersion, Unit]:
    row = session.execute(
        select(FrameworkVersion, Unit)
        .join(Unit, Unit.id == FrameworkVersion.owner_id)
        .where(FrameworkVersion.id == framework_id)
        .with_for_update(of=FrameworkVersion)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]
