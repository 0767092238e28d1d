"""Remarks on the page: pinned by a reviewer to a place in the evidence, said better or taken away; nothing is
erased.
"""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound, Sentence, sentence
from app.domain.evidence import Visibility
from app.domain.filetypes import KINDS, Shown
from app.domain.procedure import CampaignStage
from app.domain.remark import MOST_REMARKS, Pinned, Spot, refused
from app.domain.text import N_
from app.models.evidence import Evidence, EvidenceRevision
from app.models.remark import Remark
from app.models.rendition import Rendition
from app.models.review import Review
from app.queries import clock, frameworks

from . import audit, gate, reviewing

PINNED_TO = {Pinned.REGION: (Shown.PAGES, Shown.PICTURE), Pinned.MOMENT: (Shown.FILM,)}


class _Sheet(NamedTuple):
    """The file looked at: its newest version, and how many pages that has."""

    revision: int | None = None
    pages: int = 1
    shown: Shown | None = None


def pin(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    code: str,
    spot: Spot,
    *,
    text: str,
    evidence_id: UUID | None = None,
    deduction: Decimal | None = None,
) -> Remark:
    """Pin a remark on the criterion `code` to a region or a moment of a piece of evidence, or, without one,
    to “searched, not found”. A `deduction` says what the place costs in points; the score stays as judged.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (`text`, `deduction`, `page`, `spot`).
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    framework = frameworks.pinned(session, entered.campaign)
    if not framework.has_criterion(code):
        raise NotFound
    reviewing.require_writable(entered.assignment)
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    sheet = _Sheet() if evidence_id is None else _sheet(session, entered.submission.id, evidence_id)
    wrong = refused(framework.criterion(code), text, deduction) | _misplaced(sheet, spot)
    if wrong:
        raise Invalid(**wrong)
    review, count = _review(session, entered, code)
    if count >= MOST_REMARKS:
        most = N_("You have pinned %(most)s remarks here. Please take one away first.")
        raise Invalid(text=sentence(most, most=MOST_REMARKS))
    found = Remark(
        id=uuid4(), review_id=review.id, submission_id=review.submission_id, criterion=code,
        text=text.strip(), deduction=deduction, version=1,
    )  # fmt: skip
    _put(found, spot, sheet, evidence_id)
    session.add(found)
    reviewing.begin(session, actor, entered, moment)
    _trace(session, actor, entered, found, {"text": ("", found.text), "deduction": (None, deduction)})
    return found


def revise(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    remark_id: UUID,
    *,
    text: str,
    deduction: Decimal | None,
    seen: int,
) -> Remark:
    """Say a remark better, until the review is handed in; its place stays. `seen` is the version on the page.
    The words before are kept in the record.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion with both texts, Invalid (`text`,
    `deduction`).
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(entered.assignment)
    gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    found = _own(session, assignment_id, remark_id, removed=False)
    criterion = frameworks.pinned(session, entered.campaign).criterion(found.criterion)
    if wrong := refused(criterion, text, deduction):
        raise Invalid(**wrong)
    gate.require_version(
        session,
        seen=seen,
        current=found.version,
        changed_by=actor.user_id,
        changed_at=clock.now(session),
        differences={"text": (found.text, text.strip())},
    )
    changes = audit.difference(found, text=text.strip(), deduction=deduction)
    if changes:
        found.text, found.deduction = text.strip(), deduction
        found.version += 1
    _trace(session, actor, entered, found, changes)
    return found


def remove(
    session: Session, actor: Actor, assignment_id: UUID, remark_id: UUID, *, back: bool = False
) -> Remark:
    """Take a remark away, or put it `back`. The words are kept in the record.

    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(entered.assignment)
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    found = _own(session, assignment_id, remark_id, removed=back)
    found.removed_at = None if back else moment
    found.version += 1
    _trace(session, actor, entered, found, {"removed": (back, not back)})
    return found


def _own(session: Session, assignment_id: UUID, remark_id: UUID, *, removed: bool) -> Remark:
    """A remark of this assignment's review, as it stands under the lock. Raises NotFound."""
    found = session.scalar(
        select(Remark)
        .join(Review, Review.id == Remark.review_id)
        .where(
            Remark.id == remark_id,
            Review.assignment_id == assignment_id,
            Remark.removed_at.is_not(None) if removed else Remark.removed_at.is_(None),
        ),
        execution_options=gate.AS_LOCKED,
    )
    if found is None:
        raise NotFound
    return found


def _sheet(session: Session, submission_id: UUID, evidence_id: UUID) -> _Sheet:
    """The file of a piece that the reviewer may see. Raises NotFound, also for evidence of another unit."""
    newest = and_(
        EvidenceRevision.evidence_id == Evidence.id, EvidenceRevision.ordinal == Evidence.revision_count
    )
    row = session.execute(
        select(
            EvidenceRevision.ordinal,
            EvidenceRevision.pages,
            EvidenceRevision.media_type,
            Rendition.pages.label("rendered"),
        )
        .select_from(Evidence)
        .outerjoin(EvidenceRevision, newest)
        .outerjoin(Rendition, Rendition.source_digest == EvidenceRevision.digest)
        .where(
            Evidence.id == evidence_id,
            Evidence.submission_id == submission_id,
            Evidence.withdrawn_at.is_(None),
            Evidence.visibility != Visibility.OFFICE,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    shown = next((kind.shown for kind in KINDS.values() if kind.media_type == row.media_type), None)
    if shown is Shown.RENDITION and row.rendered:
        return _Sheet(row.ordinal, row.rendered, Shown.PAGES)
    return _Sheet(row.ordinal, row.pages or 1, shown)


def _misplaced(sheet: _Sheet, spot: Spot) -> dict[str, Sentence | str]:
    """What is wrong with the place, by field."""
    fits = PINNED_TO.get(spot.pinned)
    if (fits is None) != (sheet.revision is None) or (fits and sheet.shown not in fits):
        return {"spot": N_("Please choose a place in this piece of evidence.")}
    if spot.pinned is Pinned.REGION and not 1 <= spot.page <= sheet.pages:
        return {"page": sentence(N_("Please write a page from 1 to %(most)s."), most=sheet.pages)}
    return {}


def _review(session: Session, entered: gate.EnteredReview, code: str) -> tuple[Review, int]:
    """The review, begun if need be, and how many remarks it has on the criterion. One statement."""
    count = select(func.count()).where(
        Remark.review_id == Review.id, Remark.criterion == code, Remark.removed_at.is_(None)
    )
    row = session.execute(
        select(Review, count.scalar_subquery()).where(Review.assignment_id == entered.assignment.id),
        execution_options=gate.AS_LOCKED,
    ).one_or_none()
    return (reviewing.open_review(session, entered.assignment), 0) if row is None else (row[0], row[1])


def _put(found: Remark, spot: Spot, sheet: _Sheet, evidence_id: UUID | None) -> None:
    found.pinned, found.evidence_id, found.revision = spot.pinned, evidence_id, sheet.revision
    if spot.pinned is Pinned.REGION:
        region = spot.region.within()
        found.page = spot.page
        found.x, found.y, found.width, found.height = region.x, region.y, region.width, region.height
    if spot.pinned is Pinned.MOMENT:
        found.second = spot.second


def _trace(
    session: Session,
    actor: Actor,
    entered: gate.EnteredReview,
    found: Remark,
    changes: dict[str, tuple[object, object]],
) -> None:
    audit.record(
        session,
        actor,
        Action.JUDGE,
        entered.assignment.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.assignment.unit_id,
        changes=changes,
        remark=found.id,
        criterion=found.criterion,
    )
