"""The findings of submitted reviews about one unit, without the reviewers: what letters are made from."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.letter import WrittenFinding
from app.domain.procedure import AssignmentStage
from app.models.assignment import Assignment
from app.models.review import Finding, Review


def written(session: Session, submission_id: UUID) -> list[WrittenFinding]:
    """Every finding that was not removed, by pseudonym and then as written. One statement."""
    rows = session.execute(
        select(
            Finding.id, Finding.kind, Finding.criterion, Finding.severity, Finding.text, Finding.answers_id
        )
        .join(Review, Review.id == Finding.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Finding.submission_id == submission_id,
            Finding.removed_at.is_(None),
            Assignment.stage == AssignmentStage.SUBMITTED,
        )
        .order_by(Assignment.pseudonym, Finding.created_at, Finding.id)
    )
    return [
        WrittenFinding(str(row[0]), row[1], row[2], row[3], row[4], str(row[5]) if row[5] else "")
        for row in rows
    ]


def impressions(session: Session, submission_id: UUID) -> list[str]:
    """The general impressions of the reviewers, by pseudonym. One statement."""
    return list(
        session.scalars(
            select(Review.achievements)
            .join(Assignment, Assignment.id == Review.assignment_id)
            .where(
                Review.submission_id == submission_id,
                Review.achievements != "",
                Assignment.stage == AssignmentStage.SUBMITTED,
            )
            .order_by(Assignment.pseudonym)
        )
    )
