"""One unit's result with all that explains it.

The unit sees its own when it has been released, and only what the leading group has approved; those who
oversee see it as it stands. Reviewers' words reach the unit as the feedback letter says them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.domain.procedure import AssignmentStage
from app.domain.review import FindingKind
from app.domain.settings import CampaignSettings
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.feedback import FeedbackLetter
from app.models.result import Result, ResultLine
from app.models.review import Finding, Review
from app.models.submission import Submission

from . import evidence_openings, frameworks, remarks, subjects
from .evidence_openings import Openings
from .remarks import RemarkLine
from .results import Line, Run, chosen, columns, runs_of, standing_of


@dataclass(frozen=True, slots=True)
class Step:
    """One kept line of the computation (domain/explanation.py)."""

    step: str
    label: str
    figures: Mapping[str, Any]
    value: str


@dataclass(frozen=True, slots=True)
class Note:
    """A shortcoming that explains lost points, and the page of evidence it cites, if it cites one."""

    criterion: str
    text: str
    evidence_id: UUID | None
    number: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Hearing:
    """The letter behind a released result, and until when the unit may speak."""

    letter_id: UUID
    number: str
    signed: bool
    fact_check_ends_at: datetime | None
    appeal_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything the page says. `scores`: whether this reader is shown scores at all."""

    submission: Submission
    campaign: Campaign
    framework: Framework
    subject: Subject
    run: Run
    runs: Sequence[Run]
    result: Line
    steps: Sequence[Step]
    comparison: Mapping[str, Any]
    notes: Sequence[Note]
    remarks: Sequence[RemarkLine]
    openings: Openings | None
    hearing: Hearing | None
    oversees: bool
    scores: bool


def of_submission(
    session: Session, actor: Actor, submission_id: UUID, *, ordinal: int | None = None
) -> Explained:
    """A unit's result by the newest computation this reader may see, or by the one with this ordinal.

    Ten statements. Raises NotFound, also while there is nothing this reader may see.
    """
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    oversees = policy.permits(actor, Action.VIEW_RESULT, subject)
    if not oversees:
        policy.require(actor, Action.VIEW_OWN_RESULT, subject, seen_by=Action.VIEW_OWN_RESULT)
    runs = [run for run in runs_of(session, campaign.id) if oversees or run.approved]
    run = chosen(runs, ordinal)
    if run is None:
        raise NotFound
    row = session.execute(columns(run.id).where(Result.submission_id == submission_id)).one_or_none()
    if row is None:
        raise NotFound
    framework, settings = frameworks.pinned(session, campaign), CampaignSettings.of(campaign.settings)
    letter = _letter(session, submission_id)
    return Explained(
        submission=submission,
        campaign=campaign,
        framework=framework,
        subject=subject,
        run=run,
        runs=runs,
        result=Line(*row),
        steps=_steps(session, run.id, submission_id),
        comparison=standing_of(session, run).get("comparison", {}),
        notes=_written(session, submission_id) if oversees else _as_told(session, letter),
        remarks=remarks.told(session, actor, subject, submission_id),
        openings=evidence_openings.of_submission(session, actor, subject, submission_id),
        hearing=_hearing(letter),
        oversees=oversees,
        scores=framework.scoring.show_total and (oversees or settings.shows_own_score),
    )


def _letter(session: Session, submission_id: UUID) -> FeedbackLetter | None:
    """The newest letter that has been issued to the unit."""
    return session.scalar(
        select(FeedbackLetter)
        .where(FeedbackLetter.submission_id == submission_id, FeedbackLetter.issued_at.is_not(None))
        .order_by(FeedbackLetter.ordinal.desc())
        .limit(1)
    )


def _hearing(letter: FeedbackLetter | None) -> Hearing | None:
    if letter is None:
        return None
    return Hearing(
        letter.id,
        letter.number or "",
        letter.signed_at is not None,
        letter.fact_check_ends_at,
        letter.appeal_ends_at,
    )


def _steps(session: Session, computation_id: UUID, submission_id: UUID) -> list[Step]:
    rows = session.execute(
        select(ResultLine.step, ResultLine.label, ResultLine.figures, ResultLine.value)
        .join(Result, Result.id == ResultLine.result_id)
        .where(Result.computation_id == computation_id, Result.submission_id == submission_id)
        .order_by(ResultLine.ordinal)
    )
    return [Step(*row) for row in rows]


def _written(session: Session, submission_id: UUID) -> list[Note]:
    """The shortcomings as the reviewers wrote them: for those who oversee."""
    rows = session.execute(
        select(Finding.criterion, Finding.text, Finding.evidence_id, Evidence.number, Finding.page)
        .join(Review, Review.id == Finding.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .outerjoin(Evidence, Evidence.id == Finding.evidence_id)
        .where(
            Finding.submission_id == submission_id,
            Finding.kind == FindingKind.SHORTCOMING,
            Finding.removed_at.is_(None),
            Assignment.stage == AssignmentStage.SUBMITTED,
        )
        .order_by(Finding.created_at, Finding.id)
    )
    found = [Note(row.criterion, row.text, row.evidence_id, row.number or "", row.page) for row in rows]
    return list(dict.fromkeys(found))  # the same words said by several are told once


def _as_told(session: Session, letter: FeedbackLetter | None) -> list[Note]:
    """The shortcomings as the letter tells them to the unit, with the evidence of the finding behind each."""
    if letter is None:
        return []
    items = letter.texts.get("shortcomings", [])
    behind = {UUID(each) for item in items for each in item.get("findings", [])[:1]}
    cited = {
        str(row.id): row
        for row in session.execute(
            select(Finding.id, Finding.evidence_id, Evidence.number, Finding.page)
            .join(Evidence, Evidence.id == Finding.evidence_id)
            .where(Finding.id.in_(behind))
        )
    }
    notes = []
    for item in items:
        row = cited.get(next(iter(item.get("findings", [])), ""))
        evidence = (row.evidence_id, row.number, row.page) if row else (None, "", None)
        notes += [Note(criterion, item["text"], *evidence) for criterion in item.get("criteria", [])]
    return notes
