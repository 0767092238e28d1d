"""What a signatory needs on one page: score, gaps, risks, declarations, what changed since a return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Sentence, sentence
from app.domain.framework import Criterion, Section
from app.domain.text import N_
from app.models.account import User
from app.models.submission import SignOff

from . import completeness, evidence_days, statements
from .answers import SectionProgress, sections
from .completeness import Completeness, CriterionState
from .statements import Claim, Statement
from .submissions import Standing

MOST_GAPS = 5


class Line(NamedTuple):
    """A sign-off that was given."""

    approved: bool
    remark: str
    signatory: str
    duty: str
    deputy_for: str  # the name of whom a deputy stood in for
    commitment: str
    meeting: str
    meeting_on: date | None
    at: datetime


class Gap(NamedTuple):
    """A criterion and how far its self-score stays below the most."""

    criterion: Criterion
    score: Decimal
    lacking: Decimal


class SectionSum(NamedTuple):
    """The unit's own points in a section."""

    section: Section
    score: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """The one page for the signatory."""

    found: Completeness
    total: Decimal
    most: Decimal
    sums: tuple[SectionSum, ...]
    gaps: tuple[Gap, ...]
    risks: tuple[tuple[Sentence, str], ...]  # what, and the place to look at
    statements: dict[str, Statement]
    claims: tuple[Claim, ...]
    claimed: Decimal
    lines: tuple[Line, ...]  # the newest first
    changed: tuple[CriterionState, ...]  # since the newest line

    @property
    def met(self) -> int:
        """How many preconditions the unit says it meets."""
        return sum(each.met is True for each in self.statements.values())


def summary(session: Session, standing: Standing) -> Summary:
    """The summary of a submission. Eight statements."""
    framework, submission = standing.framework, standing.submission
    found = completeness.of(session, submission.id, framework)
    stated = statements.of_preconditions(session, submission.id)
    claims = tuple(statements.claims(session, submission.id))
    lines = tuple(given(session, submission.id))
    sums = tuple(_sum(progress) for progress in sections(found, framework))
    claimed = sum((framework.bonus_item(each.item).tier(each.tier).score for each in claims), Decimal(0))
    return Summary(
        found=found,
        total=sum((each.score for each in sums), Decimal(0)),
        most=framework.scoring.base_total,
        sums=sums,
        gaps=_gaps(found),
        risks=_risks(found, stated, standing, evidence_days.count(session, submission.id)),
        statements=stated,
        claims=claims,
        claimed=min(claimed, framework.bonus.cap),
        lines=lines,
        changed=_changed(found, lines),
    )


def given(session: Session, submission_id: UUID) -> list[Line]:
    """Every sign-off of a submission, the newest first. One statement."""
    rows = session.execute(
        select(
            SignOff.approved,
            SignOff.remark,
            SignOff.signatory_name,
            SignOff.signatory_duty,
            func.coalesce(User.name, ""),
            SignOff.commitment,
            SignOff.meeting,
            SignOff.meeting_on,
            SignOff.at,
        )
        .outerjoin(User, User.id == SignOff.deputy_for_id)
        .where(SignOff.submission_id == submission_id)
        .order_by(SignOff.at.desc())
    )
    return [Line(*row) for row in rows]


def _own(state: CriterionState) -> Decimal:
    return Decimal(0) if state.not_applicable or state.self_score is None else state.self_score


def _sum(progress: SectionProgress) -> SectionSum:
    return SectionSum(
        progress.section,
        sum((_own(state) for state in progress.states), Decimal(0)),
        progress.section.max_score,
    )


def _gaps(found: Completeness) -> tuple[Gap, ...]:
    gaps = [
        Gap(state.criterion, _own(state), state.criterion.max_score - _own(state))
        for state in found.criteria
        if not state.not_applicable
    ]
    furthest = sorted((gap for gap in gaps if gap.lacking), key=lambda gap: -gap.lacking)
    return tuple(furthest[:MOST_GAPS])


def _risks(
    found: Completeness, stated: dict[str, Statement], standing: Standing, outside: int
) -> tuple[tuple[Sentence, str], ...]:
    """What may go wrong: preconditions not met, criteria not applicable, what is still open, evidence from
    `outside` the period.
    """
    risks: list[tuple[Sentence, str]] = []
    for each in standing.framework.preconditions:
        if each.code in stated and stated[each.code].met is False:
            text = sentence(N_("Precondition not met: %(title)s"), title=each.title.texts)
            risks.append((text, "preconditions"))
    for state in found.criteria:
        if state.not_applicable:
            text = sentence(N_("%(code)s is declared not applicable."), code=state.criterion.code)
            risks.append((text, state.criterion.code))
        elif not state.complete:
            text = sentence(N_("%(code)s is not complete."), code=state.criterion.code)
            risks.append((text, state.criterion.code))
    if found.undeclared_preconditions:
        count = len(found.undeclared_preconditions)
        risks.append((sentence(N_("%(n)s preconditions wait for yes or no."), n=count), "preconditions"))
    if outside:
        text = sentence(N_("%(n)s pieces of evidence are dated outside the period."), n=outside)
        risks.append((text, "evidence"))
    return tuple(risks)


def _changed(found: Completeness, lines: Sequence[Line]) -> tuple[CriterionState, ...]:
    if not lines:
        return ()
    since = lines[0].at
    return tuple(
        state for state in found.criteria if state.updated_at is not None and state.updated_at > since
    )
