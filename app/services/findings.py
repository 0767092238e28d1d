"""Highlights, and shortcomings with their recommendations: added, changed, taken away; nothing is erased."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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
from app.models.review import Finding
from app.queries import clock, frameworks

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
    gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    _check(session, entered, kind, words)
    review = reviewing.review_of(session, entered.assignment)
    if kind is FindingKind.HIGHLIGHT and _count(session, review.id) >= MOST_HIGHLIGHTS:
        raise Invalid(text=sentence(N_("Please keep to at most %(most)s highlights."), most=MOST_HIGHLIGHTS))
    reviewing.begin(session, actor, entered)
    found = Finding(
        submission_id=review.submission_id, review_id=review.id, raised_by_id=review.reviewer_id, kind=kind
    )
    _put(found, words)
    session.add(found)
    session.flush()
    _advise(session, found, words.recommendation)
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
    gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    found = _own(session, entered, finding_id)
    gate.require_version(
        session,
        seen=seen,
        current=found.version,
        changed_by=actor.user_id,
        changed_at=found.created_at,
        differences={"text": (found.text, words.text)},
    )
    _check(session, entered, found.kind, words)
    changes = audit.difference(
        found, text=words.text.strip(), criterion=words.criterion, severity=words.severity, page=words.page
    )
    _put(found, words)
    found.version += 1
    _advise(session, found, words.recommendation)
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
    gate.require_open(session, actor, Action.JUDGE, entered, CampaignStage.PEER_REVIEW)
    found = _own(session, entered, finding_id, removed=back)
    moment = None if back else clock.now(session)
    for each in (found, _advice(session, found)):
        if each is not None:
            each.removed_at = moment
            each.version += 1
    _trace(session, actor, entered, found, {"removed": (back, not back)})
    return found


def _check(session: Session, entered: gate.EnteredReview, kind: FindingKind, words: Words) -> None:
    framework = frameworks.pinned(session, entered.campaign)
    reviewing.require_short("text", words.text, LONGEST_FINDING)
    reviewing.require_short("recommendation", words.recommendation, LONGEST_FINDING)
    wrong = _lacks(framework, kind, words)
    if wrong:
        raise Invalid(**wrong)
    if words.evidence_id is not None:
        own = session.scalar(
            select(Evidence.id).where(
                Evidence.id == words.evidence_id, Evidence.submission_id == entered.submission.id
            )
        )
        if own is None:
            raise NotFound


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


def _advise(session: Session, found: Finding, text: str) -> None:
    """Keep the recommendation for a shortcoming beside it."""
    if found.kind is not FindingKind.SHORTCOMING:
        return
    advice = _advice(session, found)
    if advice is None:
        if not text.strip():
            return
        advice = Finding(
            submission_id=found.submission_id,
            review_id=found.review_id,
            raised_by_id=found.raised_by_id,
            kind=FindingKind.RECOMMENDATION,
            answers_id=found.id,
            version=0,
            text="",
        )
        session.add(advice)
    advice.criterion, advice.text = found.criterion, text.strip()
    advice.removed_at = None if text.strip() else clock.now(session)
    advice.version += 1


def _advice(session: Session, found: Finding) -> Finding | None:
    return session.scalar(select(Finding).where(Finding.answers_id == found.id))


def _own(
    session: Session, entered: gate.EnteredReview, finding_id: UUID, *, removed: bool = False
) -> Finding:
    review = reviewing.review_of(session, entered.assignment)
    found = session.scalar(
        select(Finding).where(
            Finding.id == finding_id,
            Finding.review_id == review.id,
            Finding.kind != FindingKind.RECOMMENDATION,
            Finding.removed_at.is_not(None) if removed else Finding.removed_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


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
