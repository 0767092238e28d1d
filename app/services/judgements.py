"""Judging one criterion, and marking a piece of evidence: saved as the reviewer goes, under a version."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound
from app.domain.evidence import Visibility
from app.domain.framework import Criterion
from app.domain.procedure import CampaignStage
from app.domain.review import JudgementDraft, Mark, SelfJudgement
from app.domain.review_rules import LONGEST_FINDING, comment_asked
from app.domain.text import N_
from app.models.assignment import Assignment
from app.models.base import utc_now
from app.models.evidence import Evidence
from app.models.review import EvidenceMark, Judgement, Review
from app.models.submission import Answer
from app.queries import frameworks

from . import audit, gate, reviewing
from .reviewing import Typed


@dataclass(frozen=True, slots=True)
class Saved:
    """How the judgement stands after a save; `judged` criteria of the review have a score now, and `asks`
    is the sentence that asks for a comment, or None.
    """

    criterion: Criterion
    draft: JudgementDraft
    version: int
    judged: int
    criteria: int
    asks: str | None


def judge(
    session: Session, actor: Actor, assignment_id: UUID, code: str, typed: Typed, *, seen: int
) -> Saved:
    """Save what the reviewer says of one criterion; `seen` is the version on the page, 0 before the first.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion with both texts, Invalid by field.
    """
    entered = gate.enter_review(session, assignment_id)
    assignment = entered.assignment
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(assignment)
    framework = frameworks.pinned(session, entered.campaign)
    if not framework.has_criterion(code):
        raise NotFound
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    review, judgement, own = _standing(session, assignment, code)
    criterion = framework.criterion(code)
    before = reviewing.draft_of(judgement)
    wanted = reviewing.wanted(criterion, typed, before, framework.scoring.allow_not_applicable)
    reviewing.require_version(session, actor, judgement, before, wanted, seen)
    changes = {name: (old, new) for name in reviewing.KEPT
               if (old := getattr(before, name)) != (new := getattr(wanted, name))}  # fmt: skip
    if judgement is None:
        judgement = Judgement(review_id=review.id, criterion=code, version=0)
        session.add(judgement)
    for name in reviewing.KEPT:
        setattr(judgement, name, getattr(wanted, name))
    judgement.version += 1
    judgement.updated_at = utc_now()
    assignment.judged_count += int(wanted.judged) - int(before.judged)
    assignment.criterion_now = code
    reviewing.begin(session, actor, entered, moment)
    audit.record(
        session,
        actor,
        Action.JUDGE,
        assignment.id,
        campaign_id=assignment.campaign_id,
        unit_id=assignment.unit_id,
        changes=changes,
        criterion=code,
    )
    asks = comment_asked(criterion, wanted, own)
    return Saved(criterion, wanted, judgement.version, assignment.judged_count, len(framework.criteria), asks)


def mark(
    session: Session,
    actor: Actor,
    assignment_id: UUID,
    code: str,
    evidence_id: UUID,
    *,
    mark: Mark,
    note: str = "",
) -> str:
    """Accept a piece of evidence read under the criterion `code`, doubt it, or not accept it. The last word
    stands. Returns the number of the piece.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid (`note`).
    """
    entered = gate.enter_review(session, assignment_id)
    assignment = entered.assignment
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    if not frameworks.pinned(session, entered.campaign).has_criterion(code):
        raise NotFound
    reviewing.require_writable(assignment)
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    reviewing.require_short("note", note, LONGEST_FINDING)
    number, review, found = _marked(session, assignment, evidence_id)
    if mark is not Mark.ACCEPTED and not note.strip():
        raise Invalid(note=N_("Please write what is doubtful, or why you do not accept it."))
    if found is None:
        found = EvidenceMark(review_id=review.id, evidence_id=evidence_id, mark=mark, note="", version=0)
        session.add(found)
    changes = audit.difference(found, mark=mark, note=note.strip())
    found.mark, found.note = mark, note.strip()
    found.version += 1
    reviewing.begin(session, actor, entered, moment)
    audit.record(
        session,
        actor,
        Action.JUDGE,
        assignment.id,
        campaign_id=assignment.campaign_id,
        unit_id=assignment.unit_id,
        changes=changes,
        evidence=evidence_id,
    )
    return number


def _standing(
    session: Session, assignment: Assignment, code: str
) -> tuple[Review, Judgement | None, SelfJudgement]:
    """The review, begun if need be, its judgement on a criterion and the unit's own. One statement."""
    answers = and_(Answer.submission_id == assignment.submission_id, Answer.criterion == code)
    row = session.execute(
        select(Review, Judgement, Answer.level, Answer.not_applicable)
        .select_from(select(1).subquery())
        .outerjoin(Review, Review.assignment_id == assignment.id)
        .outerjoin(Judgement, and_(Judgement.review_id == Review.id, Judgement.criterion == code))
        .outerjoin(Answer, answers)
    ).one()
    review = row[0] or reviewing.open_review(session, assignment)
    return review, row[1], SelfJudgement(row[2] or "", bool(row[3]))


def _marked(
    session: Session, assignment: Assignment, evidence_id: UUID
) -> tuple[str, Review, EvidenceMark | None]:
    """The number of a piece of evidence of the same submission, the review, begun if need be, and its mark
    on the piece. One statement. Raises NotFound.
    """
    marks = and_(EvidenceMark.review_id == Review.id, EvidenceMark.evidence_id == Evidence.id)
    row = session.execute(
        select(Evidence.number, Review, EvidenceMark)
        .select_from(Evidence)
        .outerjoin(Review, Review.assignment_id == assignment.id)
        .outerjoin(EvidenceMark, marks)
        .where(
            Evidence.id == evidence_id,
            Evidence.submission_id == assignment.submission_id,
            Evidence.withdrawn_at.is_(None),
            Evidence.visibility != Visibility.OFFICE,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1] or reviewing.open_review(session, assignment), row[2]
