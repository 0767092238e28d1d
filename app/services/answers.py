"""Answering: one criterion saved field by field, last year's texts taken over and confirmed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.answer import AnswerContent, Typed, clean, revised
from app.domain.errors import Conflict, NotFound
from app.domain.framework import REPORT_FIELDS
from app.domain.procedure import SubmissionStage
from app.domain.text import N_
from app.models.base import Figure, utc_now
from app.models.submission import Answer, Submission
from app.queries import answers as readings
from app.queries import frameworks

from . import audit, gate, transitions
from .gate import Entered

Changes = dict[str, tuple[object, object]]


class Saved(NamedTuple):
    """What stands after a save: the version to send next time, the content, and what this save changed."""

    version: int
    content: AnswerContent
    changes: Changes


def save(
    session: Session, actor: Actor, submission_id: UUID, code: str, *, version: int, typed: Typed
) -> Saved:
    """Save the fields in `typed` (raw, as a form sends them) of the answer on criterion `code`; `version` is
    the one the person saw, 0 before the first save. What equals the record changes nothing.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion with both texts, Invalid by field.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ANSWER, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ANSWER, entered, code)
    framework = frameworks.pinned(session, entered.campaign)
    if not framework.has_criterion(code):
        raise NotFound
    answer = _locked(session, submission_id, code)
    kept = _content(answer)
    wanted = revised(framework.criterion(code), framework, kept, typed)
    if wanted == kept:  # also a repeated request whose first answer was lost on the way
        return Saved(answer.version, kept, {})
    _require_version(session, answer, kept, version, typed)
    if entered.submission.stage is SubmissionStage.NOT_STARTED:
        transitions.perform(session, actor, submission_id, "start")
    changes = _put(session, actor, entered.submission, answer, kept, wanted)
    audit.record(session, actor, Action.ANSWER, answer.id, changes=changes, **_about(entered, answer))
    return Saved(answer.version, wanted, changes)


def take_over(session: Session, actor: Actor, submission_id: UUID, code: str | None = None) -> int:
    """Copy last year's texts into empty fields, on one criterion or on all, as drafts to be confirmed.

    Returns how many criteria received a text; typed text is never touched.
    Raises NotFound, NotPermitted, WindowClosed, Conflict.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ANSWER, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ANSWER, entered, code)
    framework = frameworks.pinned(session, entered.campaign)
    if code is not None and not framework.has_criterion(code):
        raise NotFound
    if entered.submission.stage is SubmissionStage.NOT_STARTED:
        transitions.perform(session, actor, submission_id, "start")
    taken = 0
    for last in readings.last_year(session, entered.submission, entered.campaign, framework.code, code):
        if not framework.has_criterion(last.criterion):
            continue
        answer = _locked(session, submission_id, last.criterion)
        kept = _content(answer)
        texts = _carried(kept, last.texts)
        if texts == dict(kept.texts):
            continue
        changes = _put(session, actor, entered.submission, answer, kept, kept, texts=texts)
        answer.to_be_confirmed = True
        audit.record(session, actor, Action.ANSWER, answer.id, changes=changes, **_about(entered, answer))
        taken += 1
    return taken


def confirm(session: Session, actor: Actor, submission_id: UUID, code: str, *, version: int) -> Answer:
    """Say that last year's texts, as they now stand, are true this year.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ANSWER, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.ANSWER, entered, code)
    answer = _locked(session, submission_id, code, create=False)
    _require_version(session, answer, _content(answer), version, {})
    if not answer.to_be_confirmed:
        raise Conflict(N_("This text is confirmed already."))
    answer.to_be_confirmed = False
    _touch(session, actor, answer)
    audit.record(
        session,
        actor,
        Action.ANSWER,
        answer.id,
        changes={"to_be_confirmed": (True, False)},
        **_about(entered, answer),
    )
    return answer


def _content(answer: Answer) -> AnswerContent:
    """What a record says."""
    return AnswerContent(
        answer.level,
        answer.self_score,
        dict(answer.texts),
        answer.not_applicable,
        answer.not_applicable_reason,
    )


def _locked(session: Session, submission_id: UUID, code: str, *, create: bool = True) -> Answer:
    """The answer's row, held until the transaction ends; made, at version 0, when nothing was saved yet."""
    wanted = (
        select(Answer)
        .where(Answer.submission_id == submission_id, Answer.criterion == code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is None and create:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        row = {"submission_id": submission_id, "criterion": code, "version": 0}
        session.execute(insert(Answer).values(row).on_conflict_do_nothing())
        found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def _require_version(
    session: Session, answer: Answer, kept: AnswerContent, version: int, typed: Typed
) -> None:
    if version == answer.version:
        return
    differences = {name: (kept.words(name), _shown(value)) for name, value in typed.items()}
    gate.require_version(
        session,
        seen=version,
        current=answer.version,
        changed_by=answer.updated_by_id,
        changed_at=answer.updated_at,
        differences=differences,
    )


def _shown(value: str | bool) -> str:
    return clean(value) if isinstance(value, str) else "yes" if value else ""


def _put(
    session: Session,
    actor: Actor,
    submission: Submission,
    answer: Answer,
    kept: AnswerContent,
    wanted: AnswerContent,
    *,
    texts: Mapping[str, str] | None = None,
) -> Changes:
    """Write the content and keep the submission's counters; returns what changed, field by field."""
    texts = dict(wanted.texts if texts is None else texts)
    changes: Changes = {
        name: (kept.texts.get(name, ""), text)
        for name, text in texts.items()
        if text != kept.texts.get(name, "")
    }
    for name in ("level", "self_score", "not_applicable", "not_applicable_reason"):
        old, new = getattr(kept, name), getattr(wanted, name)
        if old != new:
            changes[name] = (old, new)
            setattr(answer, name, new)
    answer.texts = texts
    _touch(session, actor, answer)
    if step := int(wanted.is_answered) - int(kept.is_answered):
        submission.answered_count = Submission.answered_count + step
    if more := wanted.counted - kept.counted:
        total = func.coalesce(Submission.self_total, _figure(Decimal(0)), type_=Figure())
        submission.self_total = total + _figure(more)
    session.flush()
    return changes


def _touch(session: Session, actor: Actor, answer: Answer) -> None:
    answer.version += 1
    answer.updated_by_id, answer.updated_at = actor.user_id, utc_now()


def _figure(value: Decimal) -> BindParameter[Decimal]:
    return literal(value, Figure())


def _carried(kept: AnswerContent, texts: Mapping[str, str]) -> dict[str, str]:
    """`kept`'s texts with last year's put where nothing was written and they fit."""
    new = {
        field.code: texts[field.code]
        for field in REPORT_FIELDS.values()
        if texts.get(field.code, "").strip()
        and not kept.texts.get(field.code, "").strip()
        and len(texts[field.code]) <= field.limit
    }
    return {**kept.texts, **new}


def _about(entered: Entered, answer: Answer) -> dict[str, Any]:
    return {
        "campaign_id": entered.campaign.id,
        "unit_id": entered.submission.unit_id,
        "criterion": answer.criterion,
    }
