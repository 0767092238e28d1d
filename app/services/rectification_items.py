"""Every shortcoming becomes an item to put right, once, the moment a unit's rectification begins."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.procedure import AssignmentStage
from app.domain.review import FindingKind
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.rectification import RectificationItem
from app.models.review import Finding, Review
from app.models.submission import Submission
from app.queries import clock, frameworks, hearings

from . import audit


def raise_items(
    session: Session, actor: Actor, submission: Submission, campaign: Campaign, subject: Subject
) -> list[RectificationItem]:
    """Make an item of each shortcoming of the submitted reviews that has none yet, in the criteria's order;
    none of what an upheld fact check refuted.

    Asked for by the transition, with the policy's `subject` from before the move. Raises NotPermitted.
    """
    policy.require(actor, Action.BEGIN_RECTIFICATION, subject)
    known = len(
        session.scalars(
            select(RectificationItem.id).where(RectificationItem.submission_id == submission.id)
        ).all()
    )
    order = {each.code: place for place, each in enumerate(frameworks.pinned(session, campaign).criteria)}
    refuted = hearings.refuted(session, submission.id)
    found = sorted(
        (row for row in _shortcomings(session, submission) if row[0].id not in refuted),
        key=lambda row: (order.get(row[0].criterion, -1), row[0].id),
    )
    today = clock.today(session)
    items = [
        RectificationItem(
            submission_id=submission.id,
            number=number,
            finding_id=finding.id,
            raised_by_id=finding.raised_by_id,
            criterion=finding.criterion,
            problem=finding.text,
            advice=advice or "",
            severity=finding.severity,
            raised_on=today,
        )
        for number, (finding, advice) in enumerate(found, start=known + 1)
    ]
    session.add_all(items)
    if items:
        session.flush()
        audit.record(
            session,
            actor,
            Action.BEGIN_RECTIFICATION,
            submission.id,
            campaign_id=campaign.id,
            unit_id=submission.unit_id,
            items=len(items),
        )
    return items


def _shortcomings(session: Session, submission: Submission) -> list[tuple[Finding, str | None]]:
    """What submitted reviews say is wrong, with the recommendation for it; the rest of the order is random,
    so that no number tells who wrote what.
    """
    advice = aliased(Finding)
    rows = session.execute(
        select(Finding, advice.text)
        .join(Review, Review.id == Finding.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .outerjoin(advice, (advice.answers_id == Finding.id) & advice.removed_at.is_(None))
        .outerjoin(RectificationItem, RectificationItem.finding_id == Finding.id)
        .where(
            Finding.submission_id == submission.id,
            Finding.kind == FindingKind.SHORTCOMING,
            Finding.removed_at.is_(None),
            Assignment.stage == AssignmentStage.SUBMITTED,
            RectificationItem.id.is_(None),
        )
    )
    return [(row[0], row[1]) for row in rows]
