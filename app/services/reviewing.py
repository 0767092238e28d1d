"""What the deeds of a reviewer share: the open review, whether it may be written, its beginning.

Not deeds themselves: each deed has entered through the gate and asked the policy before it calls these.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from json import dumps

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, sentence
from app.domain.framework import Criterion, Framework
from app.domain.numerals import half_width, parse_score, plain
from app.domain.procedure import WRITABLE_ASSIGNMENT, AssignmentFacts, AssignmentStage
from app.domain.review import JudgementDraft, ReviewDraft, Triage
from app.domain.review_rules import LONGEST_COMMENT, LONGEST_FINDING, settle
from app.domain.scoring import half_up, score_review
from app.domain.text import N_
from app.models.assignment import Assignment
from app.models.base import utc_now
from app.models.review import Judgement, Review

from . import audit, gate, transitions
from .gate import AS_LOCKED, EnteredReview

KEPT = ("level", "score", "not_applicable", "comment", "triage", "wanted")

NOT_WRITABLE = {
    AssignmentStage.INVITED: N_("Please sign the reviewer's declaration and accept this unit first."),
    AssignmentStage.SUBMITTED: N_("This review is submitted. Take it back first if you want to change it."),
}
NO_MORE = N_("This unit is no longer among those you read.")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reviewer sent for one criterion, the score as typed."""

    level: str = ""
    score: str = ""
    not_applicable: bool = False
    comment: str = ""
    triage: Triage = Triage.NONE
    wanted: str = ""


def require_writable(assignment: Assignment) -> None:
    """Raises Conflict when the review is not open for writing, and says why."""
    if assignment.stage not in WRITABLE_ASSIGNMENT:
        raise Conflict(NOT_WRITABLE.get(assignment.stage, NO_MORE))


def require_short(field: str, text: str, most: int) -> None:
    """Raises Invalid on `field` for a text that is too long."""
    if len(text) > most:
        raise Invalid(**{field: sentence(N_("Please keep this to %(most)s characters."), most=most)})


def review_of(session: Session, assignment: Assignment) -> Review:
    """The review of an assignment as it stands under the lock, begun when there is none yet."""
    wanted = select(Review).where(Review.assignment_id == assignment.id)
    found = session.scalar(wanted, execution_options=AS_LOCKED)
    return found or open_review(session, assignment)


def open_review(session: Session, assignment: Assignment) -> Review:
    """A new, empty review; the assignment's row is held, so there is never a second."""
    review = Review(
        assignment_id=assignment.id,
        submission_id=assignment.submission_id,
        reviewer_id=assignment.reviewer_id,
    )
    session.add(review)
    session.flush()
    return review


def begin(session: Session, actor: Actor, entered: EnteredReview, moment: datetime) -> None:
    """The first word written moves an accepted assignment to “reading”, as of `moment`.

    Called when everything else is set: its entry in the history brings all changed rows to the database.
    """
    if entered.assignment.stage is AssignmentStage.ACCEPTED:
        transitions.move_assignment(
            session,
            actor,
            entered.assignment,
            "begin",
            AssignmentFacts(),
            action=Action.JUDGE,
            subject=entered.subject,
            at=moment,
        )


def draft_of(judgement: Judgement | None) -> JudgementDraft:
    """A kept judgement as the rules see it; nothing yet is an empty one."""
    if judgement is None:
        return JudgementDraft()
    return JudgementDraft(*(getattr(judgement, name) for name in KEPT))


def wanted(criterion: Criterion, typed: Typed, before: JudgementDraft, may_skip: bool) -> JudgementDraft:
    """What was sent, as it will be kept. Raises Invalid by field."""
    require_short("comment", typed.comment, LONGEST_COMMENT)
    require_short("wanted", typed.wanted, LONGEST_FINDING)
    comment, more = typed.comment.strip(), typed.wanted.strip()
    if typed.not_applicable:
        if not may_skip:
            raise Invalid(not_applicable=N_("Every criterion of this framework must be scored."))
        return JudgementDraft("", None, True, comment, typed.triage, more)
    score = parse_score(typed.score, criterion.max_score, criterion.step) if half_width(typed.score) else None
    level, score = settle(criterion, typed.level, score, before)
    return JudgementDraft(level, score, False, comment, typed.triage, more)


def require_version(
    session: Session,
    actor: Actor,
    judgement: Judgement | None,
    before: JudgementDraft,
    wanted: JudgementDraft,
    seen: int,
) -> None:
    """Compare the version on the page with the present one. Raises StaleVersion with both texts."""
    gate.require_version(
        session,
        seen=seen,
        current=judgement.version if judgement else 0,
        changed_by=actor.user_id,
        changed_at=judgement.updated_at if judgement else utc_now(),
        differences={
            name: (_text(getattr(before, name)), _text(getattr(wanted, name)))
            for name in ("level", "score", "comment", "wanted")
        },
    )


def _text(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value or "")


def sum_up(review: Review, framework: Framework, draft: ReviewDraft) -> None:
    """The total and the receipt of a review as handed in at its moment: computed once and kept."""
    scores = {code: said.score for code, said in draft.judgements.items()}
    review.total = half_up(score_review(framework, scores).exact, framework.scoring.precision)
    review.receipt = _receipt(review, draft)


def _receipt(review: Review, draft: ReviewDraft) -> str:
    """Sixteen signs of the SHA-256 of what was handed in and when: the same review, the same code."""
    said = {
        "assignment": str(review.assignment_id),
        "at": review.submitted_at.isoformat() if review.submitted_at else "",
        "judgements": {
            code: [audit.plain(getattr(row, name)) for name in KEPT]
            for code, row in sorted(draft.judgements.items())
        },
        "highlights": draft.highlights,
        "shortcomings": [[each.text, each.recommendation] for each in draft.shortcomings],
        "total": str(review.total),
    }
    digest = sha256(dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return "-".join(digest[at : at + 4] for at in range(0, 16, 4)).upper()
