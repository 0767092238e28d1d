"""What the policy may see of a thing: from rows to a Subject, in a constant number of statements."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, cast, null, select, union_all
from sqlalchemy.orm import Session

from app.domain.actors import Role, Subject
from app.domain.errors import NotFound
from app.domain.procedure import READABLE_ASSIGNMENT, CampaignStage, SubmissionStage
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign
from app.models.certificate import Award, Honouree
from app.models.feedback import Appeal
from app.models.submission import Submission
from app.models.supplement import Supplement
from app.models.unit import Unit


def of_unit(unit: Unit) -> Subject:
    """A unit of the tree."""
    return Subject(owner_path=unit.path, unit_id=unit.id)


def of_handover(unit: Unit, role: Role, giver_id: UUID, taker_id: UUID) -> Subject:
    """A hand-over form: a reviewer's lists what was to be read, so it is nothing of the unit's."""
    return Subject(
        owner_path=unit.path,
        unit_id=None if role is Role.REVIEWER else unit.id,
        party_ids=frozenset({giver_id, taker_id}),
    )


def of_campaign(campaign: Campaign) -> Subject:
    """A campaign as a whole."""
    return Subject(owner_path=campaign.owner_path, campaign_stage=campaign.stage)


def of_submission(
    session: Session, submission: Submission, campaign: Campaign, *, author_id: UUID | None = None
) -> Subject:
    """A submission with the people who read it, and whether it may be supplemented. One statement."""
    nobody = cast(null(), Uuid())  # PostgreSQL wants the type of each arm
    readers = (
        select(
            Assignment.reviewer_id,
            Assignment.stage,
            Panel.chair_id,
            nobody.label("first_handler_id"),
            nobody.label("second_handler_id"),
            nobody.label("supplement_id"),
        )
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(Assignment.submission_id == submission.id)
    )
    handlers = select(
        nobody, null(), nobody, Appeal.first_handler_id, Appeal.second_handler_id, nobody
    ).where(Appeal.submission_id == submission.id)
    window = select(nobody, null(), nobody, nobody, nobody, Supplement.id).where(
        Supplement.submission_id == submission.id, Supplement.closed_at.is_(None)
    )
    rows: Sequence[Any] = session.execute(union_all(readers, handlers, window)).all()
    return Subject(
        owner_path=campaign.owner_path,
        unit_id=submission.unit_id,
        campaign_stage=campaign.stage,
        stage=submission.stage,
        reviewer_ids=frozenset(row.reviewer_id for row in rows if row.stage in READABLE_ASSIGNMENT),
        chair_ids=frozenset(row.chair_id for row in rows if row.chair_id is not None),
        author_id=author_id,
        handler_ids=frozenset(
            handler
            for row in rows
            for handler in (row.first_handler_id, row.second_handler_id)
            if handler is not None
        ),
        supplementing=submission.stage is SubmissionStage.UNDER_REVIEW
        and campaign.stage is CampaignStage.PEER_REVIEW
        and any(row.supplement_id for row in rows),
    )


def of_assignment(assignment: Assignment, submission: Submission, campaign: Campaign) -> Subject:
    """A reviewer's own piece of work: the reviewer reads while the stage allows it, and is its author. No
    statement.
    """
    reads = assignment.stage in READABLE_ASSIGNMENT
    return Subject(
        owner_path=campaign.owner_path,
        unit_id=submission.unit_id,
        campaign_stage=campaign.stage,
        stage=submission.stage,
        assignment_stage=assignment.stage,
        reviewer_ids=frozenset({assignment.reviewer_id}) if reads else frozenset(),
        author_id=assignment.reviewer_id,
    )


def of_award(session: Session, campaign: Campaign, award_id: UUID) -> Subject:
    """An award and its certificates: of a unit, of a person, or of a reviewer alone. One statement."""
    row = session.execute(
        select(Submission.unit_id, Submission.stage, Honouree.unit_id.label("works_at"), Honouree.user_id)
        .select_from(Award)
        .outerjoin(Submission, Submission.id == Award.submission_id)
        .outerjoin(Honouree, Honouree.award_id == Award.id)
        .where(Award.id == award_id)
    ).one()
    return Subject(
        owner_path=campaign.owner_path,
        unit_id=row.unit_id or row.works_at,
        campaign_stage=campaign.stage,
        stage=row.stage,
        author_id=row.user_id,
    )


def submission_and_campaign(session: Session, submission_id: UUID) -> tuple[Submission, Campaign]:
    """Both rows in one statement. Raises NotFound."""
    row = session.execute(
        select(Submission, Campaign)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .where(Submission.id == submission_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]
