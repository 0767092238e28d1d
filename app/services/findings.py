"""Highlights, and shortcomings with their recommendations: added, changed, taken away; nothing is erased."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound, Sentence, sentence
from app.domain.framework import Framework
from app.domain.procedure import CampaignStage
from app.domain.review import FindingKind, Severity
from app.domain.review_rules import LONGEST_FINDING, MOST_HIGHLIGHTS, SHORTEST_SHORTCOMING
from app.domain.text import N_
from app.models.evidence import Evidence
from app.models.review import Finding, Review
from app.queries import frameworks

from . import audit, gate, reviewing


@dataclass(frozen=True, slots=True)
class Words:
    """What a reviewer sent: a highlight needs only text, a shortcoming all but evidence and page."""

    text: str
    criterion: str = ""
    severity: Severity = Severity.NONE
    recommendation: str = ""
    evidence_id: UUID | None = None
    page: int | None = None


def add(session: Session, actor: Actor, assignment_id: UUID, kind: FindingKind, words: Words) -> Finding:
    """Add a highlight or a shortcoming, the latter with its recommendation if there is one already.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, Invalid by field.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(entered.assignment)
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    _check(frameworks.pinned(session, entered.campaign), kind, words)
    review = _review(session, entered, words.evidence_id)
    if kind is FindingKind.HIGHLIGHT and _count(session, review.id) >= MOST_HIGHLIGHTS:
        raise Invalid(text=sentence(N_("Please keep to at most %(most)s highlights."), most=MOST_HIGHLIGHTS))
    found = Finding(
        id=uuid4(), submission_id=review.submission_id, review_id=review.id, raised_by_id=review.reviewer_id,
        kind=kind, version=1,
    )  # fmt: skip
    _put(found, words)
    session.add(found)
    _advise(session, found, None, words.recommendation, moment)
    reviewing.begin(session, actor, entered, moment)
    _trace(session, actor, entered, found, {"text": ("", found.text)})
    return found


def change(
    session: Session, actor: Actor, assignment_id: UUID, finding_id: UUID, words: Words, *, seen: int
) -> Finding:
    """Change a finding and its recommendation; `seen` is the version on the page.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion with both texts, Invalid by field.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(entered.assignment)
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    found, advice = _own(session, entered, finding_id, cites=words.evidence_id)
    gate.require_version(
        session,
        seen=seen,
        current=found.version,
        changed_by=actor.user_id,
        changed_at=found.created_at,
        differences={"text": (found.text, words.text)},
    )
    _check(frameworks.pinned(session, entered.campaign), found.kind, words)
    changes = audit.difference(
        found, text=words.text.strip(), criterion=words.criterion, severity=words.severity, page=words.page
    )
    _put(found, words)
    found.version += 1
    _advise(session, found, advice, words.recommendation, moment)
    _trace(session, actor, entered, found, changes)
    return found


def remove(
    session: Session, actor: Actor, assignment_id: UUID, finding_id: UUID, *, back: bool = False
) -> Finding:
    """Take a finding away with its recommendation, or put it `back`. The words are kept in the record.

    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    entered = gate.enter_review(session, assignment_id)
    policy.require(actor, Action.JUDGE, entered.subject, seen_by=Action.VIEW_ASSIGNMENT)
    reviewing.require_writable(entered.assignment)
    moment = gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    found, advice = _own(session, entered, finding_id, removed=back)
    for each in (found, advice):
        if each is not None:
            each.removed_at = None if back else moment
            each.version += 1
    _trace(session, actor, entered, found, {"removed": (back, not back)})
    return found


def _check(framework: Framework, kind: FindingKind, words: Words) -> None:
    reviewing.require_short("text", words.text, LONGEST_FINDING)
    reviewing.require_short("recommendation", words.recommendation, LONGEST_FINDING)
    wrong = _lacks(framework, kind, words)
    if wrong:
        raise Invalid(**wrong)


def _review(session: Session, entered: gate.EnteredReview, evidence_id: UUID | None) -> Review:
    """The review, begun if need be. One statement. Raises NotFound when evidence of another unit is cited."""
    row = session.execute(
        select(Review, _is_of_unit(entered, evidence_id))
        .select_from(select(1).subquery())
        .outerjoin(Review, Review.assignment_id == entered.assignment.id),
        execution_options=gate.AS_LOCKED,
    ).one()
    if not row[1]:
        raise NotFound
    return row[0] or reviewing.open_review(session, entered.assignment)


def _is_of_unit(entered: gate.EnteredReview, evidence_id: UUID | None) -> ColumnElement[bool]:
    """Whether the evidence cited, if there is any, is of the unit read."""
    if evidence_id is None:
        return literal(True)
    own = (Evidence.id == evidence_id, Evidence.submission_id == entered.submission.id)
    return exists(select(Evidence.id).where(*own))


def _lacks(framework: Framework, kind: FindingKind, words: Words) -> dict[str, Sentence | str]:
    wrong: dict[str, Sentence | str] = {}
    if words.criterion and not framework.has_criterion(words.criterion):
        wrong["criterion"] = N_("Please choose a criterion from the list.")
    if kind is FindingKind.HIGHLIGHT:
        if not words.text.strip():
            wrong["text"] = N_("Please write what deserves to be known.")
        return wrong
    if len(words.text.strip()) < SHORTEST_SHORTCOMING:
        wrong["text"] = sentence(
            N_("Please write at least %(least)s characters, so that the unit knows what is meant."),
            least=SHORTEST_SHORTCOMING,
        )
    if not words.criterion:
        wrong["criterion"] = N_("Please choose the criterion this belongs to.")
    if words.severity is Severity.NONE:
        wrong["severity"] = N_("Please choose how serious it is.")
    return wrong


def _put(found: Finding, words: Words) -> None:
    found.text, found.criterion, found.severity = words.text.strip(), words.criterion, words.severity
    found.evidence_id, found.page = words.evidence_id, words.page


def _advise(session: Session, found: Finding, advice: Finding | None, text: str, moment: datetime) -> None:
    """Keep the recommendation for a shortcoming beside it; `advice` is the present one."""
    if found.kind is not FindingKind.SHORTCOMING:
        return
    if advice is None:
        if not text.strip():
            return
        advice = Finding(
            id=uuid4(),
            submission_id=found.submission_id,
            review_id=found.review_id,
            raised_by_id=found.raised_by_id,
            kind=FindingKind.RECOMMENDATION,
            answers_id=found.id,
            severity=Severity.NONE,
            version=0,
            text="",
        )
        session.add(advice)
    advice.criterion, advice.text = found.criterion, text.strip()
    advice.removed_at = None if text.strip() else moment
    advice.version += 1


def _own(
    session: Session,
    entered: gate.EnteredReview,
    finding_id: UUID,
    *,
    removed: bool = False,
    cites: UUID | None = None,
) -> tuple[Finding, Finding | None]:
    """A finding of this review and the recommendation for it. One statement.

    Raises NotFound, also when what it now `cites` is evidence of another unit.
    """
    advice = aliased(Finding)
    row = session.execute(
        select(Finding, advice)
        .join(Review, Review.id == Finding.review_id)
        .outerjoin(advice, advice.answers_id == Finding.id)
        .where(
            Finding.id == finding_id,
            Review.assignment_id == entered.assignment.id,
            Finding.kind != FindingKind.RECOMMENDATION,
            Finding.removed_at.is_not(None) if removed else Finding.removed_at.is_(None),
            _is_of_unit(entered, cites),
        ),
        execution_options=gate.AS_LOCKED,
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _count(session: Session, review_id: UUID) -> int:
    return session.scalar(
        select(func.count()).where(
            Finding.review_id == review_id,
            Finding.kind == FindingKind.HIGHLIGHT,
            Finding.removed_at.is_(None),
        )
    ) or 0  # fmt: skip


def _trace(
    session: Session,
    actor: Actor,
    entered: gate.EnteredReview,
    found: Finding,
    changes: dict[str, tuple[object, object]],
) -> None:
    audit.record(
        session,
        actor,
        Action.JUDGE,
        entered.assignment.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.assignment.unit_id,
        changes=changes,
        finding=found.kind,
    )
