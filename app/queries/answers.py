"""What a unit has said: the overview of its criteria, one answer, and what it said last year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor, Subject
from app.domain.answer import AnswerContent
from app.domain.framework import Framework, Section
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.submission import Answer, Correction, SignOff, Submission

from . import last_years
from .completeness import Completeness, CriterionState

SAID = (Answer.criterion, Answer.texts, Answer.level, Answer.self_score)


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One answer as its page shows it; version 0 where nothing was saved yet."""

    content: AnswerContent
    id: UUID | None = None
    version: int = 0
    to_be_confirmed: bool = False
    updated_by: str = ""
    updated_at: datetime | None = None


class LastYear(NamedTuple):
    """What the unit said in an earlier campaign on the criterion of the same code."""

    criterion: str
    texts: Mapping[str, str]
    level: str
    self_score: Decimal | None
    campaign_id: UUID
    campaign_title: str
    period_label: str


class Remark(NamedTuple):
    """Why a submission or a criterion was returned: by whom and when."""

    text: str
    who: str
    at: datetime
    due_at: datetime | None = None
    correction_id: UUID | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """A section with its criteria and how many of them are complete."""

    section: Section
    states: tuple[CriterionState, ...]

    @property
    def complete(self) -> int:
        return sum(state.complete for state in self.states)


def of_criterion(session: Session, submission_id: UUID, criterion: str) -> AnswerShown:
    """The answer on one criterion. One statement."""
    row = session.execute(
        select(
            Answer.id,
            Answer.level,
            Answer.self_score,
            Answer.texts,
            Answer.not_applicable,
            Answer.not_applicable_reason,
            Answer.version,
            Answer.to_be_confirmed,
            Answer.updated_at,
            User.name,
        )
        .outerjoin(User, User.id == Answer.updated_by_id)
        .where(Answer.submission_id == submission_id, Answer.criterion == criterion)
    ).one_or_none()
    if row is None:
        return AnswerShown(AnswerContent())
    said = AnswerContent(row.level, row.self_score, row.texts, row.not_applicable, row.not_applicable_reason)
    return AnswerShown(said, row.id, row.version, row.to_be_confirmed, row.name or "", row.updated_at)


def sections(found: Completeness, framework: Framework) -> tuple[SectionProgress, ...]:
    """The completeness of a submission, section by section. No statement."""
    by_code = {state.criterion.code: state for state in found.criteria}
    return tuple(
        SectionProgress(section, tuple(by_code[criterion.code] for criterion in section.criteria))
        for section in framework.sections
    )


def last_year(
    session: Session,
    submission: Submission,
    campaign: Campaign,
    framework_code: str,
    criterion: str | None = None,
) -> list[LastYear]:
    """What the same unit said in its submission of last year, on one criterion or on all. One statement."""
    earlier = last_years.submission(submission, campaign, framework_code).subquery()
    wanted = select(*SAID, earlier.c.campaign_id, earlier.c.title, earlier.c.period_label).join(
        earlier, earlier.c.id == Answer.submission_id
    )
    if criterion is not None:
        wanted = wanted.where(Answer.criterion == criterion)
    return [LastYear(*row) for row in session.execute(wanted.order_by(Answer.criterion))]


def offered(rows: Sequence[LastYear], found: Completeness) -> list[LastYear]:
    """Those of last year's answers that would fill an empty field now. No statement."""
    written = {state.criterion.code: state.texts for state in found.criteria}
    return [
        row
        for row in rows
        if row.criterion in written
        and {name for name, text in row.texts.items() if text.strip()} - written[row.criterion]
    ]


def last_year_at(
    session: Session, actor: Actor, subject: Subject, submission: Submission, campaign: Campaign,
    framework_code: str, criterion: str,
) -> tuple[LastYear | None, int]:  # fmt: skip
    """What the unit said last year on one criterion, and how many pieces of its evidence there do not stand
    this year yet. One statement.
    """
    earlier = last_years.submission(submission, campaign, framework_code).subquery()
    row = session.execute(
        select(
            *SAID, earlier.c.campaign_id, earlier.c.title, earlier.c.period_label,
            last_years.left(actor, subject, submission, criterion, earlier.c.id),
        )
        .select_from(earlier)
        .outerjoin(Answer, (Answer.submission_id == earlier.c.id) & (Answer.criterion == criterion))
    ).one_or_none()  # fmt: skip
    if row is None:
        return None, 0
    *said, left = row
    return (LastYear(*said) if row.criterion is not None else None), left


def remarks(session: Session, submission_id: UUID, criterion: str) -> list[Remark]:
    """What the office asked to be corrected on a criterion, the newest first. One statement."""
    rows = session.execute(
        select(
            Correction.remark,
            User.name,
            Correction.requested_at,
            Correction.due_at,
            Correction.id,
            Correction.done_at,
        )
        .join(User, User.id == Correction.requested_by_id)
        .where(Correction.submission_id == submission_id, Correction.criterion == criterion)
        .order_by(Correction.requested_at.desc())
    )
    return [Remark(*row) for row in rows]


def newest_return(session: Session, submission_id: UUID) -> Remark | None:
    """The signatory's remark when the newest sign-off was a return. One statement."""
    row = session.execute(
        select(SignOff.remark, SignOff.signatory_name, SignOff.at, SignOff.approved)
        .where(SignOff.submission_id == submission_id)
        .order_by(SignOff.at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None or row.approved else Remark(row.remark, row.signatory_name, row.at)


def changed_since(session: Session, answer_id: UUID, versions: int) -> dict[str, str]:
    """The fields that the newest `versions` saves of an answer changed, with the text before: what a
    person with an older page saw there. One statement.
    """
    rows = session.scalars(
        select(AuditEntry.changes)
        .where(AuditEntry.subject_id == answer_id)
        .order_by(AuditEntry.sequence.desc())
        .limit(versions)
    )
    before: dict[str, str] = {}
    for changes in rows:
        before |= {name: str(old or "") for name, (old, _) in changes.items()}
    return before
