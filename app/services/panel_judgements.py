"""合议: where readers chose different levels, the panel's chair or the office records the agreed one.

The readers' own judgements stay as they were; a new line stands for them in the result.
"""

from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.framework import Framework
from app.domain.text import N_
from app.models.base import utc_now
from app.models.review import PanelJudgement
from app.queries import frameworks
from app.queries.panel_judgements import NOT_APPLICABLE, Difference, differences, unfinished

from . import audit, gate, reviewing

LONGEST_REASON: Final = 1000


def agree(
    session: Session, actor: Actor, submission_id: UUID, code: str, *, level: str, reason: str, seen: int = 0
) -> PanelJudgement:
    """Record the agreed level of one criterion with its reason; `level` may be NOT_APPLICABLE.

    `seen` counts the lines agreed so far as the page showed them. The level's usual score stands in every
    review. Raises NotFound, NotPermitted, Conflict, StaleVersion, Invalid (`level`, `reason`).
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.AGREE, entered.subject, seen_by=Action.VIEW_REVIEWS)
    framework = frameworks.pinned(session, entered.campaign)
    if not framework.review.consensus_required:
        raise Conflict(N_("In this framework every review counts as its reader wrote it."))
    if unfinished(session, entered.submission, entered.campaign):
        raise Conflict(N_("Not every reader has handed in. Each judges alone first; then you agree."))
    found = _difference(session, submission_id, framework, code)
    _require_words(framework, found, level, reason)
    before = found.agreed
    gate.require_version(
        session,
        seen=seen,
        current=before.ordinal if before else 0,
        changed_by=None,
        changed_at=before.at if before else utc_now(),
        differences={
            "level": (before.level or NOT_APPLICABLE if before else "", level),
            "reason": (before.reason if before else "", reason),
        },
    )
    skipped = level == NOT_APPLICABLE
    line = PanelJudgement(
        submission_id=submission_id,
        criterion=code,
        ordinal=(before.ordinal if before else 0) + 1,
        level="" if skipped else level,
        score=None if skipped else found.criterion.level(level).usual,
        reason=reason.strip(),
        decided_by_id=actor.user_id,
    )
    session.add(line)
    session.flush()
    audit.record(
        session,
        actor,
        Action.AGREE,
        line.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        reason=line.reason,
        changes={"level": (before.level if before else "", line.level)},
        criterion=code,
    )
    return line


def _difference(session: Session, submission_id: UUID, framework: Framework, code: str) -> Difference:
    if code not in {each.code for each in framework.criteria}:
        raise NotFound
    for found in differences(session, submission_id, framework):
        if found.criterion.code == code:
            return found
    raise Conflict(N_("The readers chose the same level here; there is nothing to agree on."))


def _require_words(framework: Framework, found: Difference, level: str, reason: str) -> None:
    reviewing.require_short("reason", reason, LONGEST_REASON)
    offered = {each.code for each in found.criterion.levels}
    if framework.scoring.allow_not_applicable:
        offered.add(NOT_APPLICABLE)
    faults = {}
    if level not in offered:
        faults["level"] = N_("Please choose one of the levels shown.")
    if not reason.strip():
        faults["reason"] = N_("Please write why the panel agreed on this level.")
    if faults:
        raise Invalid(**faults)
