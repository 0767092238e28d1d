"""Who reads what: one review for each assignment, never of the own unit, submitted when its stage says so."""

from sqlalchemy import and_, exists, func, not_, or_, select

from app.domain.actors import UNIT_ROLES
from app.domain.procedure import ACTIVE_ASSIGNMENT, AssignmentStage
from app.models.account import RoleGrant, User
from app.models.assignment import Assignment, Declaration, Panel
from app.models.evidence import Evidence
from app.models.remark import Remark
from app.models.review import EvidenceMark, Finding, Review
from app.models.submission import Submission

from .invariant import Invariant

A = AssignmentStage
DECLARED = (A.ACCEPTED, A.IN_PROGRESS, A.SUBMITTED, A.REOPENED)
ROLE_AT_THE_UNIT = exists().where(
    RoleGrant.user_id == Assignment.reviewer_id,
    RoleGrant.unit_id == Assignment.unit_id,
    RoleGrant.role.in_(sorted(UNIT_ROLES)),
    RoleGrant.ends_on.is_(None),
)
HANDED_IN = and_(Review.submitted_at.is_not(None), Review.total.is_not(None), Review.receipt != "")
answered = Finding.__table__.alias("answered")

INVARIANTS = (
    Invariant(
        "reviews.one_each",
        "An assignment has one review at most.",
        select(Review.assignment_id.label("assignment"), func.count().label("reviews"))
        .group_by(Review.assignment_id)
        .having(func.count() > 1),
    ),
    Invariant(
        "reviews.of_their_assignment",
        "A review names the submission and the reviewer of its assignment.",
        select(Review.id.label("review"))
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            or_(
                Review.submission_id != Assignment.submission_id, Review.reviewer_id != Assignment.reviewer_id
            )
        ),
    ),
    Invariant(
        "reviews.handed_in",
        "A review has its moment, total and receipt exactly while its assignment is submitted.",
        select(Assignment.id.label("assignment"), Assignment.stage.label("stage"))
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(
            or_(
                and_(Assignment.stage == A.SUBMITTED, or_(Review.id.is_(None), not_(HANDED_IN))),
                and_(Assignment.stage != A.SUBMITTED, Review.submitted_at.is_not(None)),
            )
        ),
    ),
    Invariant(
        "assignments.not_the_own_unit",
        "Nobody reads the own unit, by home or by role; what was handed in before one joined it stays.",
        select(Assignment.id.label("assignment"), User.sign_in_name.label("reviewer"))
        .join(User, User.id == Assignment.reviewer_id)
        .where(
            Assignment.stage.in_(sorted(ACTIVE_ASSIGNMENT - {A.SUBMITTED})),
            or_(User.home_unit_id == Assignment.unit_id, ROLE_AT_THE_UNIT),
        ),
    ),
    Invariant(
        "assignments.of_their_submission",
        "An assignment, its submission and its panel belong to one campaign and one unit.",
        select(Assignment.id.label("assignment"))
        .join(Submission, Submission.id == Assignment.submission_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(
            or_(
                Assignment.campaign_id != Submission.campaign_id,
                Assignment.unit_id != Submission.unit_id,
                Panel.campaign_id != Assignment.campaign_id,
            )
        ),
    ),
    Invariant(
        "assignments.declared",
        "Nobody reads before the reviewer's declaration of the campaign is signed.",
        select(Assignment.id.label("assignment"), Assignment.stage.label("stage")).where(
            Assignment.stage.in_(DECLARED),
            ~exists().where(
                Declaration.campaign_id == Assignment.campaign_id,
                Declaration.user_id == Assignment.reviewer_id,
            ),
        ),
    ),
    Invariant(
        "assignments.pseudonyms",
        "The readers of a unit have different numbers.",
        select(Assignment.submission_id.label("submission"), Assignment.pseudonym.label("number"))
        .where(Assignment.stage.in_(sorted(ACTIVE_ASSIGNMENT)))
        .group_by(Assignment.submission_id, Assignment.pseudonym)
        .having(func.count() > 1),
    ),
    Invariant(
        "marks.of_the_submission",
        "A reviewer marks only evidence of the submission that the review is about.",
        select(EvidenceMark.id.label("mark"))
        .join(Review, Review.id == EvidenceMark.review_id)
        .join(Evidence, Evidence.id == EvidenceMark.evidence_id)
        .where(Evidence.submission_id != Review.submission_id),
    ),
    Invariant(
        "remarks.of_the_submission",
        "A remark, its review and the evidence it is pinned to are about one submission.",
        select(Remark.id.label("remark"))
        .join(Review, Review.id == Remark.review_id)
        .outerjoin(Evidence, Evidence.id == Remark.evidence_id)
        .where(
            or_(
                Remark.submission_id != Review.submission_id,
                Evidence.submission_id != Review.submission_id,
            )
        ),
    ),
    Invariant(
        "findings.of_the_submission",
        "A finding, its review and the shortcoming it answers are about one submission.",
        select(Finding.id.label("finding"))
        .outerjoin(Review, Review.id == Finding.review_id)
        .outerjoin(answered, answered.c.id == Finding.answers_id)
        .where(
            or_(
                Review.submission_id != Finding.submission_id,
                answered.c.submission_id != Finding.submission_id,
            )
        ),
    ),
)
