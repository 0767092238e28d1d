"""What the deeds of a reviewer share: the open review, whether it may be written, its beginning.

Not deeds themselves: each deed has entered through the gate and asked the policy before it calls these.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, sentence
from app.domain.procedure import WRITABLE_ASSIGNMENT, AssignmentFacts, AssignmentStage
from app.domain.review import JudgementDraft
from app.domain.text import N_
from app.models.assignment import Assignment
from app.models.review import Judgement, Review

from . import transitions
from .gate import AS_LOCKED, EnteredReview

KEPT = ("level", "score", "not_applicable", "comment", "triage", "wanted")

NOT_WRITABLE = {
    AssignmentStage.INVITED: N_("Please sign the reviewer's declaration and accept this unit first."),
    AssignmentStage.SUBMITTED: N_("This review is submitted. Take it back first if you want to change it."),
}
NO_MORE = N_("This unit is no longer among those you read.")


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
