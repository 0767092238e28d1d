"""What is known of files, by digest: whether they open, which still wait for the scanner, what it said."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.scan import RULES, TRIED_AGAIN_AFTER, ScanFailure, ScanState, state_of
from app.models.base import one_of
from app.models.box import BoxedPiece
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceRevision
from app.models.scan import Scan
from app.models.submission import Submission

from . import clock, subjects

SCANNING = "scanning"  # an option of the engine: the setting reaches every session there is
NEWEST = and_(
    EvidenceRevision.evidence_id == Evidence.id, EvidenceRevision.ordinal == Evidence.revision_count
)


class Infected(NamedTuple):
    """A piece of evidence whose newest version has a virus."""

    evidence_id: UUID
    unit_name: str
    number: str
    title: str
    found: str


class Condition(NamedTuple):
    """How far the files of a campaign are checked, and what is the matter with the scanner."""

    is_on: bool
    counts: dict[ScanState, int]
    infected: list[Infected]
    failures: dict[ScanFailure, datetime]  # since when something could not be checked


def is_on(session: Session) -> bool:
    """Whether files are to be checked at all."""
    return bool(session.get_bind().get_execution_options().get(SCANNING))


def state(session: Session, digest: Any) -> ColumnElement[ScanState]:
    """The state of the file of a column, as a column; NULL where there is no file."""
    known = select(Scan.state).where(Scan.digest == digest).scalar_subquery()
    unknown = literal(state_of(None, scanning=is_on(session)), one_of(ScanState))
    return case((digest.is_not(None), func.coalesce(known, unknown)))


def opens(session: Session, digest: Any) -> ColumnElement[bool]:
    """Whether the file of a column may be read by anybody at all, also by a job that draws it."""
    return state(session, digest).in_([each for each in ScanState if RULES[each].opens])


def recorded(session: Session, digest: str) -> ScanState | None:
    """What was found in these bytes, None where nothing is known. One statement."""
    return session.scalar(select(Scan.state).where(Scan.digest == digest))


def counts() -> ColumnElement[bool]:
    """Whether a piece counts as evidence that was asked for: not while its newest version has a virus."""
    out = [each for each in ScanState if not RULES[each].counts]
    return ~exists().where(NEWEST, Scan.digest == EvidenceRevision.digest, Scan.state.in_(out))


def waiting(session: Session, most: int) -> list[str]:
    """Digests of evidence and boxed pieces to be checked now, those not tried yet first. Two statements."""
    moment = clock.now(session)
    due = (
        and_(Scan.failure == failure, Scan.tried_at <= moment - pause)
        for failure, pause in TRIED_AGAIN_AFTER.items()
    )
    given = union_all(
        select(EvidenceRevision.digest.label("digest"), EvidenceRevision.uploaded_at.label("at")),
        select(BoxedPiece.digest, BoxedPiece.created_at).where(BoxedPiece.digest != ""),
    ).subquery()
    rows = session.execute(
        select(given.c.digest)
        .outerjoin(Scan, Scan.digest == given.c.digest)
        .where(or_(Scan.id.is_(None), and_(Scan.state == ScanState.PENDING, or_(*due))))
        .group_by(given.c.digest, Scan.attempts)
        .order_by(func.coalesce(Scan.attempts, 0), func.min(given.c.at))
        .limit(most)
    )
    return list(rows.scalars())


def silent_since(session: Session) -> datetime | None:
    """Since when the scanner does not answer, None while it does. One statement."""
    return session.scalar(select(func.min(Scan.failing_since)).where(Scan.failure == ScanFailure.NO_ANSWER))


def campaign(session: Session, actor: Actor, campaign_id: UUID) -> Campaign:
    """The campaign, if the actor may know how far its files are checked. Raises NotFound, NotPermitted."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NotFound
    policy.require(actor, Action.VIEW_SCANS, subjects.of_campaign(found), seen_by=Action.VIEW_PROGRESS)
    return found


def condition(session: Session, campaign_id: UUID) -> Condition:
    """The files of a campaign that stand, newest versions; whether the scanner answers. Four statements."""
    found = state(session, EvidenceRevision.digest).label("state")
    rows = session.execute(_of(campaign_id, found, func.count()).group_by(found))
    infected = session.execute(
        _of(campaign_id, Evidence.id, Submission.unit_name, Evidence.number, Evidence.title, Scan.found)
        .join(Scan, Scan.digest == EvidenceRevision.digest)
        .where(Scan.state == ScanState.INFECTED)
        .order_by(Submission.unit_code, Evidence.number)
    )
    failing = session.execute(
        _of(campaign_id, Scan.failure, func.min(Scan.failing_since))
        .join(Scan, Scan.digest == EvidenceRevision.digest)
        .where(Scan.state == ScanState.PENDING)
        .group_by(Scan.failure)
    )
    failures = dict(failing.all())
    if silent := silent_since(session):  # it is noted at one file, wherever that was given
        failures[ScanFailure.NO_ANSWER] = silent
    return Condition(is_on(session), dict(rows.all()), [Infected(*row) for row in infected], failures)


def _of(campaign_id: UUID, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Evidence)
        .join(EvidenceRevision, NEWEST)
        .join(Submission, Submission.id == Evidence.submission_id)
        .where(Submission.campaign_id == campaign_id, Evidence.withdrawn_at.is_(None))
    )


def places(session: Session, digest: str) -> list[tuple[Evidence, Submission, Campaign]]:
    """The pieces that stand and have these bytes as a version, with whom they concern. One statement."""
    rows = session.execute(
        select(Evidence, Submission, Campaign)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .join(Submission, Submission.id == Evidence.submission_id)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(EvidenceRevision.digest == digest, Evidence.withdrawn_at.is_(None))
        .order_by(Submission.unit_code, Evidence.number)
    )
    return [(piece, submission, campaign) for piece, submission, campaign in rows]


def boxed(session: Session, digest: str) -> list[BoxedPiece]:
    """The pieces in boxes that stand and have these bytes. One statement."""
    wanted = select(BoxedPiece).where(BoxedPiece.digest == digest, BoxedPiece.withdrawn_at.is_(None))
    return list(session.scalars(wanted))
