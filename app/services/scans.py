"""What the virus scanner said is put on record, and who must act on it is told."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor, Role, Subject
from app.domain.scan import Finding, ScanFailure, ScanState
from app.domain.text import N_
from app.models.scan import Scan
from app.queries import clock, scans

from . import audit, notifications


def conclude(session: Session, digest: str, finding: Finding, *, actor: Actor = SYSTEM) -> Scan:
    """A check has ended: with a virus, every unit that gave the file and its office are told.

    Raises NotPermitted for anybody but the system.
    """
    policy.require(actor, Action.SCAN_FILE, Subject())
    scan = _of(session, digest)
    scan.state, scan.found = finding.state, finding.found[:200]
    scan.failure = scan.failing_since = None
    session.add(scan)
    if finding.state is ScanState.INFECTED:
        _warn(session, actor, scan)
    else:
        audit.record(session, actor, Action.SCAN_FILE, None, digest=digest, state=scan.state)
    return scan


def put_off(session: Session, digest: str, failure: ScanFailure, *, actor: Actor = SYSTEM) -> Scan:
    """A file could not be checked: it stays closed. The trace says it once, however often it is tried.

    Raises NotPermitted for anybody but the system.
    """
    policy.require(actor, Action.SCAN_FILE, Subject())
    scan = _of(session, digest)
    if scan.failure is not failure:
        audit.record(session, actor, Action.SCAN_FILE, None, digest=digest, failure=failure)
    scan.state, scan.failure = ScanState.PENDING, failure
    scan.failing_since = scan.failing_since or scan.tried_at
    session.add(scan)
    return scan


def _of(session: Session, digest: str) -> Scan:
    """The row of a file, tried once more at this moment."""
    scan = session.scalar(select(Scan).where(Scan.digest == digest)) or Scan(digest=digest, attempts=0)
    scan.attempts += 1
    scan.tried_at = clock.now(session)
    return scan


def _warn(session: Session, actor: Actor, scan: Scan) -> None:
    """A trace at each piece that has these bytes, and a message to those who can replace it."""
    for piece, submission, campaign in scans.places(session, scan.digest):
        audit.record(
            session, actor, Action.SCAN_FILE, piece.id, campaign_id=campaign.id, unit_id=submission.unit_id,
            number=piece.number, digest=scan.digest, state=scan.state, found=scan.found,
        )  # fmt: skip
        unit = notifications.holders(session, submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY)
        office = notifications.office(session, campaign.owner_path, Role.COORDINATOR)
        notifications.tell(
            session,
            {*unit, *office},
            N_("%(unit)s: a virus was found in the file %(number)s. Please replace it."),
            campaign_id=campaign.id,
            link=f"/evidence/{piece.id}",
            unit=submission.unit_name,
            number=piece.number,
        )
    for boxed in scans.boxed(session, scan.digest):  # nobody above looks into a box
        audit.record(
            session, actor, Action.SCAN_FILE, boxed.id, unit_id=boxed.unit_id, digest=scan.digest,
            state=scan.state, found=scan.found,
        )  # fmt: skip
        notifications.tell(
            session,
            notifications.holders(session, boxed.unit_id, Role.CONTRIBUTOR),
            N_("A virus was found in a file of the box: %(title)s. Please take it out."),
            campaign_id=None,
            link=f"/boxed/{boxed.id}",
            title=boxed.title,
        )
