"""What the result of every unit depends on, read for a whole campaign in a constant number of statements."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.framework import Framework
from app.domain.panel import SubmittedReview
from app.domain.procedure import AssignmentStage, SubmissionStage
from app.domain.ranking import BorderVotes
from app.domain.result import AcceptedClaim, UnitRecord
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign
from app.models.result import Decision, DecisionKind, Veto, VetoStage
from app.models.review import Judgement, PanelJudgement, PreconditionConfirmation, Review
from app.models.submission import BonusClaim, BonusState, PreconditionStatement, Submission

WITHOUT_RESULT = (SubmissionStage.EXEMPT, SubmissionStage.WITHDRAWN, SubmissionStage.MERGED)
Scores = dict[str, Decimal | None]


def of_campaign(session: Session, campaign: Campaign, framework: Framework) -> list[UnitRecord]:
    """One record for every unit with a result to come, known by its submission's id. Eight statements."""
    rows = session.execute(
        select(Submission.id, Submission.minimum_waived_reason)
        .where(Submission.campaign_id == campaign.id, Submission.stage.not_in(WITHOUT_RESULT))
        .order_by(Submission.unit_code, Submission.id)
    ).all()
    here = select(Submission.id).where(Submission.campaign_id == campaign.id).scalar_subquery()
    reviews = _reviews(session, campaign.id)
    agreed = _agreed(session, campaign.id)
    bonus = _bonus(session, campaign.id)
    failed = _failed_preconditions(session, campaign.id, framework)
    vetoes: dict[UUID, set[str]] = defaultdict(set)
    for submission_id, code in session.execute(
        select(Veto.submission_id, Veto.code).where(
            Veto.submission_id.in_(here), Veto.state == VetoStage.CONFIRMED
        )
    ):
        vetoes[submission_id].add(code)
    return [
        UnitRecord(
            unit=str(row.id),
            reviews=reviews.get(row.id, []),
            agreed=agreed.get(row.id, {}),
            bonus=bonus.get(row.id, []),
            failed_preconditions=frozenset(failed.get(row.id, ())),
            vetoes=frozenset(vetoes.get(row.id, ())),
            too_few_reason=row.minimum_waived_reason,
        )
        for row in rows
    ]


def votes(session: Session, campaign_id: UUID) -> BorderVotes:
    """What meetings decided about units that the figures leave equal, newest first."""
    found = session.scalars(
        select(Decision.outcome)
        .where(Decision.campaign_id == campaign_id, Decision.kind == DecisionKind.TIE)
        .order_by(Decision.recorded_at.desc())
    ).all()
    return BorderVotes(
        votes={unit: int(count) for outcome in reversed(found) for unit, count in outcome["votes"].items()},
        decisions=[outcome["order"] for outcome in found if outcome.get("order")],
    )


def _reviews(session: Session, campaign_id: UUID) -> Mapping[UUID, list[SubmittedReview]]:
    scores: dict[UUID, Scores] = defaultdict(dict)
    submitted = (
        select(Review.id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(Assignment.campaign_id == campaign_id, Assignment.stage == AssignmentStage.SUBMITTED)
    )
    for review_id, criterion, score in session.execute(
        select(Judgement.review_id, Judgement.criterion, Judgement.score).where(
            Judgement.review_id.in_(submitted)
        )
    ):
        scores[review_id][criterion] = score
    found: dict[UUID, list[SubmittedReview]] = defaultdict(list)
    for row in session.execute(
        select(Review.id, Review.submission_id, Review.submitted_at, Assignment.pseudonym, Panel.code)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(Review.id.in_(submitted), Review.submitted_at.is_not(None))
        .order_by(Assignment.pseudonym)
    ):
        found[row.submission_id].append(
            SubmittedReview(str(row.pseudonym), row.code, row.submitted_at, scores[row.id])
        )
    return found


def _agreed(session: Session, campaign_id: UUID) -> Mapping[UUID, Scores]:
    found: dict[UUID, Scores] = defaultdict(dict)
    rows = session.execute(
        select(PanelJudgement.submission_id, PanelJudgement.criterion, PanelJudgement.score)
        .join(Submission, Submission.id == PanelJudgement.submission_id)
        .where(Submission.campaign_id == campaign_id)
        .order_by(PanelJudgement.ordinal)  # the newest line stands
    )
    for submission_id, criterion, score in rows:
        found[submission_id][criterion] = score
    return found


def _bonus(session: Session, campaign_id: UUID) -> Mapping[UUID, list[AcceptedClaim]]:
    found: dict[UUID, list[AcceptedClaim]] = defaultdict(list)
    rows = session.execute(
        select(BonusClaim.submission_id, BonusClaim.item, BonusClaim.granted_score)
        .join(Submission, Submission.id == BonusClaim.submission_id)
        .where(
            Submission.campaign_id == campaign_id,
            BonusClaim.state.in_((BonusState.ACCEPTED, BonusState.LOWERED)),
        )
        .order_by(BonusClaim.item, BonusClaim.id)
    )
    for submission_id, item, score in rows:
        found[submission_id].append(AcceptedClaim(item, score or Decimal(0)))
    return found


def _failed_preconditions(
    session: Session, campaign_id: UUID, framework: Framework
) -> Mapping[UUID, set[str]]:
    """A precondition fails when the unit says no, or when most of its submitted reviews do not confirm it."""
    codes = {precondition.code for precondition in framework.preconditions}
    found: dict[UUID, set[str]] = defaultdict(set)
    for submission_id, code in session.execute(
        select(PreconditionStatement.submission_id, PreconditionStatement.code)
        .join(Submission, Submission.id == PreconditionStatement.submission_id)
        .where(Submission.campaign_id == campaign_id, PreconditionStatement.met.is_(False))
    ):
        found[submission_id].add(code)
    said: dict[tuple[UUID, str], list[bool]] = defaultdict(list)
    for submission_id, code, confirmed in session.execute(
        select(Review.submission_id, PreconditionConfirmation.code, PreconditionConfirmation.confirmed)
        .join(Review, Review.id == PreconditionConfirmation.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(Assignment.campaign_id == campaign_id, Assignment.stage == AssignmentStage.SUBMITTED)
    ):
        said[submission_id, code].append(confirmed)
    for (submission_id, code), opinions in said.items():
        if 2 * opinions.count(False) > len(opinions):
            found[submission_id].add(code)
    return {submission_id: failing & codes for submission_id, failing in found.items()}
