"""Looking again after a supplement: the score is confirmed, or changed with a reason; the rest of the review
stays handed in, the first judgement is kept and the last one counts.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.procedure import READABLE_ASSIGNMENT, AssignmentStage, CampaignStage
from app.domain.review_rules import LONGEST_FINDING, gaps
from app.domain.text import N_
from app.models.base import utc_now
from app.models.review import Judgement, Review
from app.models.supplement import Reconsideration
from app.queries import frameworks, reviews

from . import audit, gate, reviewing
from .gate import EnteredReview
from .reviewing import Typed

IN_THE_FORM = N_("Your review is not handed in yet: please change the score in the form and confirm it then.")


def confirm(session: Session, actor: Actor, assignment_id: UUID, code: str) -> Reconsideration:
    """The score stands after the supplement, as it is now.

    Raises NotFound, also where nothing is asked, NotPermitted, WindowClosed, Conflict.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.RECONSIDER, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    asked, judgement, _ = _asked(session, actor, entered, code)
    _settle(session, asked)
    audit.record(
        session,
        actor,
        Action.RECONSIDER,
        assignment_id,
        **_about(entered, code),
        changes=_changes(asked, judgement),
    )
    return asked


def change(
    session: Session, actor: Actor, assignment_id: UUID, code: str, typed: Typed, *, seen: int, reason: str
) -> Review:
    """Change the score of a criterion in a review that is handed in; its total and receipt follow.

    Raises NotFound, also where nothing is asked, NotPermitted, WindowClosed, Conflict, StaleVersion, Invalid.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.RECONSIDER, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    asked, judgement, review = _asked(session, actor, entered, code)
    if entered.assignment.stage is not AssignmentStage.SUBMITTED:
        raise Conflict(IN_THE_FORM)
    if not reason.strip():
        raise Invalid(reason=N_("Please say in a few words why the score is changed."))
    reviewing.require_short("reason", reason, LONGEST_FINDING)
    framework = frameworks.pinned(session, entered.campaign)
    criterion, before = framework.criterion(code), reviewing.draft_of(judgement)
    wanted = reviewing.wanted(criterion, typed, before, framework.scoring.allow_not_applicable)
    reviewing.require_version(session, actor, judgement, before, wanted, seen)
    draft = reviews.draft(session, review, entered.submission.id)
    draft = replace(draft, judgements={**draft.judgements, code: wanted})
    if lacks := gaps(framework, draft):
        raise Invalid(comment=lacks[0].says)
    for name in reviewing.KEPT:
        setattr(judgement, name, getattr(wanted, name))
    judgement.version += 1
    judgement.updated_at = utc_now()
    asked.reason = reason.strip()
    _settle(session, asked)
    first = review.total, review.receipt
    reviewing.sum_up(review, framework, draft)
    figures = {"total": (first[0], review.total), "receipt": (first[1], review.receipt)}
    audit.record(
        session,
        actor,
        Action.RECONSIDER,
        assignment_id,
        **_about(entered, code),
        reason=asked.reason,
        changes=_changes(asked, judgement) | figures,
    )
    return review


def _asked(
    session: Session, actor: Actor, entered: EnteredReview, code: str
) -> tuple[Reconsideration, Judgement, Review]:
    """What waits for an answer on a criterion, with the judgement and its review, in time."""
    row = session.execute(
        select(Reconsideration, Judgement, Review)
        .join(Review, Review.id == Reconsideration.review_id)
        .join(
            Judgement, (Judgement.review_id == Review.id) & (Judgement.criterion == Reconsideration.criterion)
        )
        .where(
            Review.assignment_id == entered.assignment.id,
            Reconsideration.criterion == code,
            Reconsideration.decided_at.is_(None),
        )
        .order_by(Reconsideration.told_at.desc())
        .limit(1),
        execution_options=gate.AS_LOCKED,
    ).one_or_none()
    if row is None:
        raise NotFound
    if entered.assignment.stage not in READABLE_ASSIGNMENT:
        raise Conflict(reviewing.NO_MORE)
    gate.require_open(session, actor, Action.RECONSIDER, entered, CampaignStage.PEER_REVIEW)
    return row[0], row[1], row[2]


def _settle(session: Session, asked: Reconsideration) -> None:
    """One word answers for every window in which the criterion was supplemented."""
    session.execute(
        update(Reconsideration)
        .where(
            Reconsideration.review_id == asked.review_id,
            Reconsideration.criterion == asked.criterion,
            Reconsideration.decided_at.is_(None),
        )
        .values(decided_at=utc_now())
    )


def _changes(asked: Reconsideration, judgement: Judgement) -> dict[str, tuple[object, object]]:
    return {
        name: (old, new)
        for name in ("level", "score", "not_applicable", "comment")
        if (old := getattr(asked, f"first_{name}")) != (new := getattr(judgement, name))
    }


def _about(entered: EnteredReview, code: str) -> dict[str, Any]:
    return {
        "campaign_id": entered.campaign.id,
        "unit_id": entered.submission.unit_id,
        "criterion": code,
    }
