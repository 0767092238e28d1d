"""What a unit declares beside its answers: preconditions, bonus claims, and its edited or compiled report."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import report as rules
from app.domain.answer import AnswerContent
from app.domain.errors import NotFound
from app.models.account import User
from app.models.submission import Answer, BonusClaim, BonusState, PreconditionStatement

from .submissions import Standing


class Statement(NamedTuple):
    """Yes, no or nothing yet on a precondition."""

    met: bool | None = None
    remark: str = ""
    version: int = 0


class Claim(NamedTuple):
    """A bonus claim and what was decided."""

    id: UUID
    submission_id: UUID
    item: str
    tier: str
    fact: str
    state: BonusState
    granted_score: Decimal | None
    decision_reason: str
    decided_at: datetime | None
    decided_by: str | None
    version: int

    @property
    def is_decided(self) -> bool:
        return self.state in (BonusState.ACCEPTED, BonusState.LOWERED, BonusState.REJECTED)


def of_preconditions(session: Session, submission_id: UUID) -> dict[str, Statement]:
    """What was said on each precondition, by code. One statement."""
    rows = session.execute(
        select(
            PreconditionStatement.code,
            PreconditionStatement.met,
            PreconditionStatement.remark,
            PreconditionStatement.version,
        ).where(PreconditionStatement.submission_id == submission_id)
    )
    return {row.code: Statement(row.met, row.remark, row.version) for row in rows}


def claims(session: Session, submission_id: UUID) -> list[Claim]:
    """The bonus claims that stand, in the order of the items. One statement."""
    rows = session.execute(
        select(
            BonusClaim.id,
            BonusClaim.submission_id,
            BonusClaim.item,
            BonusClaim.tier,
            BonusClaim.fact,
            BonusClaim.state,
            BonusClaim.granted_score,
            BonusClaim.decision_reason,
            BonusClaim.decided_at,
            User.name,
            BonusClaim.version,
        )
        .outerjoin(User, User.id == BonusClaim.decided_by_id)
        .where(BonusClaim.submission_id == submission_id, BonusClaim.state != BonusState.WITHDRAWN)
        .order_by(BonusClaim.item, BonusClaim.fact)
    )
    return [Claim(*row) for row in rows]


def submission_of_claim(session: Session, claim_id: UUID) -> UUID:
    """Whose claim it is. Raises NotFound."""
    found = session.scalar(select(BonusClaim.submission_id).where(BonusClaim.id == claim_id))
    if found is None:
        raise NotFound
    return found


def contents(session: Session, submission_id: UUID) -> Mapping[str, AnswerContent]:
    """Every answer's content by criterion. One statement."""
    rows = session.execute(
        select(
            Answer.criterion,
            Answer.level,
            Answer.self_score,
            Answer.texts,
            Answer.not_applicable,
            Answer.not_applicable_reason,
        ).where(Answer.submission_id == submission_id)
    )
    return {row[0]: AnswerContent(*row[1:]) for row in rows}


def report_text(session: Session, standing: Standing) -> str:
    """The report as edited or, while nobody edited it, as the answers give it. One statement at most."""
    if standing.submission.report:
        return standing.submission.report
    language = language_of(standing)
    basics = {
        "zh": f"{standing.submission.unit_name}，评议周期：{standing.campaign.period_label}。",
        "en": f"{standing.submission.unit_name}, period {standing.campaign.period_label}.",
    }[language]
    said = contents(session, standing.submission.id)
    return rules.compiled(standing.framework, said, basics, language)


def language_of(standing: Standing) -> str:
    """The language of the campaign's records, among those the report has headings for."""
    return standing.settings.language if standing.settings.language in rules.CHAPTERS else "zh"
