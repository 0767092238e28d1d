"""The unit's yes or no to each precondition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound, Sentence, sentence
from app.domain.procedure import SubmissionStage
from app.domain.text import N_
from app.models.audit import AuditEntry
from app.models.submission import PreconditionStatement
from app.queries import clock, frameworks

from . import audit, gate, transitions

PLACE = "preconditions"  # as the office names them for correction
REMARK_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of one precondition; `version` is the one the person saw, 0 before the first."""

    met: bool | None
    remark: str = ""
    version: int = 0


def state(session: Session, actor: Actor, submission_id: UUID, said: Mapping[str, Stated]) -> int:
    """State some preconditions by code; returns how many changed.

    Raises NotFound, NotPermitted, WindowClosed, Conflict, StaleVersion, Invalid (field "remark-<code>").
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.STATE_PRECONDITION, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    gate.require_writable(session, actor, Action.STATE_PRECONDITION, entered, PLACE)
    known = {each.code for each in frameworks.pinned(session, entered.campaign).preconditions}
    if not said.keys() <= known:
        raise NotFound
    _require_remarks(said)
    wanted = select(PreconditionStatement).where(PreconditionStatement.submission_id == submission_id)
    rows = {row.code: row for row in session.scalars(wanted.with_for_update())}
    for code in said.keys() - rows.keys():
        rows[code] = PreconditionStatement(submission_id=submission_id, code=code, remark="", version=0)
    kept = {code: (rows[code].met, rows[code].remark) for code in said}
    changes = {
        code: (kept[code], (each.met, each.remark))
        for code, each in said.items()
        if kept[code] != (each.met, each.remark)
    }
    for code in changes:
        _require_version(session, rows[code], said[code])
    if not changes:  # also a repeated request whose first answer was lost on the way
        return 0
    if entered.submission.stage is SubmissionStage.NOT_STARTED:
        transitions.perform(session, actor, submission_id, "start")
    for code, (_, (met, remark)) in changes.items():
        row = rows[code]
        row.met, row.remark, row.updated_by_id, row.version = met, remark, actor.user_id, row.version + 1
        session.add(row)
    audit.record(
        session,
        actor,
        Action.STATE_PRECONDITION,
        submission_id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        changes=changes,
    )
    return len(changes)


def _require_remarks(said: Mapping[str, Stated]) -> None:
    wrong: dict[str, Sentence | str] = {}
    for code, each in said.items():
        if each.met is False and not each.remark.strip():
            wrong[f"remark-{code}"] = N_("Please say in a sentence what is missing and until when.")
        if len(each.remark) > REMARK_LIMIT:
            wrong[f"remark-{code}"] = sentence(
                N_("Please keep this to %(most)s characters."), most=REMARK_LIMIT
            )
    if wrong:
        raise Invalid(**wrong)


def _require_version(session: Session, row: PreconditionStatement, said: Stated) -> None:
    if said.version == row.version:
        return
    words = {True: "yes", False: "no", None: ""}
    gate.require_version(
        session,
        seen=said.version,
        current=row.version,
        changed_by=row.updated_by_id,
        changed_at=_changed_at(session, row),
        differences={
            f"met-{row.code}": (words[row.met], words[said.met]),
            f"remark-{row.code}": (row.remark, said.remark),
        },
    )


def _changed_at(session: Session, row: PreconditionStatement) -> datetime:
    """When a statement was changed last: the log knows, the row does not."""
    entries = session.execute(
        select(AuditEntry.at, AuditEntry.changes)
        .where(
            AuditEntry.subject_id == row.submission_id,
            AuditEntry.action == Action.STATE_PRECONDITION.value,
        )
        .order_by(AuditEntry.sequence.desc())
    )
    return next((entry.at for entry in entries if row.code in entry.changes), clock.now(session))
