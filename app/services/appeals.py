"""申诉: lodged by criterion, admitted or not, re-examined by two who did not score it, kept or corrected.

A correction is a new agreed line, a new computation with its reason, and asks for a new approval.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.calendar import beijing_date
from app.domain.errors import Conflict, Invalid, NotFound, WindowClosed
from app.domain.numbering import document_number, kind_prefix
from app.domain.procedure import AppealFacts, AppealStage
from app.domain.text import N_
from app.models.feedback import Appeal, AppealOpinion
from app.models.review import PanelJudgement
from app.queries import appeals as readings
from app.queries import clock, examiners, frameworks

from . import audit, gate, notifications, results, transitions
from .gate import Entered
from .serials import take_numbers

UNIT: Final = (Role.CONTRIBUTOR, Role.SIGNATORY)
SEEN = Action.VIEW_SUBMISSION
PARTIAL = N_("This person read the unit, belongs to it, or approved the draft. Please ask somebody else.")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a re-examiner found: keep, or another score on the grid."""

    keep: bool
    reason: str
    score: Decimal | None = None


def lodge(session: Session, actor: Actor, submission_id: UUID, *, criterion: str, reason: str) -> Appeal:
    """Appeal against the score of one criterion, once, within the time.

    Raises NotFound, NotPermitted, WindowClosed, Invalid, Conflict when this criterion was appealed already.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.LODGE_APPEAL, entered.subject, seen_by=Action.READ_LETTER)
    if not readings.may_appeal_now(session, submission_id):
        raise WindowClosed(N_("The time to appeal is over."))
    if not frameworks.pinned(session, entered.campaign).has_criterion(criterion):
        raise Invalid(criterion=N_("Please choose a criterion from the list."))
    if not reason.strip():
        raise Invalid(reason=N_("Please write why the score should be looked at again."))
    same = select(Appeal.id).where(Appeal.submission_id == submission_id, Appeal.criterion == criterion)
    if session.scalar(same) is not None:
        raise Conflict(N_("There is an appeal on this criterion already; each can be appealed once."))
    language, year = entered.settings.language, beijing_date(clock.now(session)).year
    prefix = kind_prefix(entered.campaign.number_prefix, "appeal", language)
    appeal = Appeal(
        submission_id=submission_id,
        number=document_number(prefix, year, take_numbers(session, prefix, year)[0], language=language),
        criterion=criterion,
        reason=reason,
        lodged_by_id=actor.user_id,
    )
    session.add(appeal)
    session.flush()
    _trace(session, actor, Action.LODGE_APPEAL, appeal, entered, reason=reason, criterion=criterion)
    office = notifications.office(session, entered.campaign.owner_path, Role.COORDINATOR)
    _tell(session, office, N_("%(unit)s has lodged an appeal."), entered, appeal)
    return appeal


def admit(session: Session, actor: Actor, appeal_id: UUID, *, first: UUID, second: UUID) -> Appeal:
    """Admit an appeal and ask two impartial people to look again; both and the unit are told.

    Raises NotFound, NotPermitted, Invalid for a person who is not impartial, TransitionRefused.
    """
    appeal, entered = _enter(session, appeal_id)
    policy.require(actor, Action.ADMIT_APPEAL, entered.subject, seen_by=SEEN)
    if first == second:
        raise Invalid(second=N_("Please choose two different people."))
    wrong = {
        name: PARTIAL
        for name, person in (("first", first), ("second", second))
        if not examiners.is_impartial(session, person, entered.submission, entered.campaign)
    }
    if wrong:
        raise Invalid(**wrong)
    appeal.first_handler_id, appeal.second_handler_id = first, second
    known, action = AppealFacts(), Action.ADMIT_APPEAL
    transitions.move_appeal(session, actor, appeal, "admit", known, action=action, **_about(entered))
    _tell(session, [first, second], N_("Please re-examine an appeal of %(unit)s."), entered, appeal)
    _tell_unit(session, N_("Your appeal is admitted; two people look again."), entered, appeal)
    return appeal


def refuse(session: Session, actor: Actor, appeal_id: UUID, *, reason: str) -> Appeal:
    """Do not admit an appeal, with the reason. Raises NotFound, NotPermitted, TransitionRefused."""
    appeal, entered = _enter(session, appeal_id)
    policy.require(actor, Action.ADMIT_APPEAL, entered.subject, seen_by=SEEN)
    known = AppealFacts(reason_given=bool(reason.strip()))
    action = Action.ADMIT_APPEAL
    transitions.move_appeal(
        session, actor, appeal, "refuse", known, action=action, reason=reason, **_about(entered)
    )
    _close(session, actor, appeal, reason)
    _tell_unit(session, N_("Your appeal was not admitted. The reason is on its page."), entered, appeal)
    return appeal


def examine(session: Session, actor: Actor, appeal_id: UUID, opinion: Opinion) -> AppealOpinion:
    """One of the two says what was found; until the decision the opinion may be worded anew.

    Raises NotFound, NotPermitted, Conflict when it is not under re-examination, Invalid by field.
    """
    appeal, entered = _enter(session, appeal_id)
    policy.require(actor, Action.EXAMINE_APPEAL, entered.subject, seen_by=SEEN)
    if actor.user_id not in (appeal.first_handler_id, appeal.second_handler_id):
        raise NotFound
    if appeal.stage is not AppealStage.ADMITTED:
        raise Conflict(N_("This appeal is not being re-examined."))
    level = _level(session, entered, appeal.criterion, opinion)
    found = session.scalar(
        select(AppealOpinion).where(
            AppealOpinion.appeal_id == appeal.id, AppealOpinion.handler_id == actor.user_id
        )
    )
    before = (found.keep, found.score, found.reason) if found else None
    found = found or AppealOpinion(appeal_id=appeal.id, handler_id=actor.user_id)
    found.keep, found.level, found.reason = opinion.keep, level, opinion.reason
    found.score = None if opinion.keep else opinion.score
    found.at = clock.now(session)
    session.add(found)
    session.flush()
    changes = {"conclusion": (before, (found.keep, found.score, found.reason))}
    _trace(session, actor, Action.EXAMINE_APPEAL, appeal, entered, changes=changes)
    return found


def decide(session: Session, actor: Actor, appeal_id: UUID, *, correct: bool, conclusion: str) -> Appeal:
    """Keep or correct the score as the two found. A correction computes the results anew.

    Raises NotFound, NotPermitted, TransitionRefused with every blocker, Conflict of the computation.
    """
    appeal, entered = _enter(session, appeal_id)
    policy.require(actor, Action.DECIDE_APPEAL, entered.subject, seen_by=SEEN)
    opinions = readings.opinions_of(session, appeal.id)
    scores = {opinion.score for opinion in opinions if not opinion.keep}
    known = AppealFacts(
        opinions=len(opinions),
        agreed=len(scores) == 1 and all(not opinion.keep for opinion in opinions),
        reason_given=bool(conclusion.strip()),
    )
    name, action = "correct" if correct else "keep", Action.DECIDE_APPEAL
    transitions.move_appeal(
        session, actor, appeal, name, known, action=action, reason=conclusion, **_about(entered)
    )
    _close(session, actor, appeal, conclusion)
    if correct:
        _correct(session, actor, appeal, entered, opinions[0])
        board = notifications.office(session, entered.campaign.owner_path, Role.BOARD)
        words = N_("An appeal of %(unit)s was upheld. The results were computed anew and wait for approval.")
        _tell(session, board, words, entered, appeal)
    handlers = [each for each in (appeal.first_handler_id, appeal.second_handler_id) if each]
    _tell(session, handlers, N_("The appeal of %(unit)s is decided."), entered, appeal)
    _tell_unit(session, N_("Your appeal is decided. The reason is on its page."), entered, appeal)
    return appeal


def _correct(
    session: Session, actor: Actor, appeal: Appeal, entered: Entered, opinion: readings.OpinionLine
) -> None:
    """A new agreed line, never a changed one, and a new computation."""
    here = (
        PanelJudgement.submission_id == appeal.submission_id,
        PanelJudgement.criterion == appeal.criterion,
    )
    last = session.scalar(select(func.max(PanelJudgement.ordinal)).where(*here)) or 0
    session.add(
        PanelJudgement(
            submission_id=appeal.submission_id,
            criterion=appeal.criterion,
            ordinal=last + 1,
            level=opinion.level,
            score=opinion.score,
            reason=appeal.conclusion,
            appeal_id=appeal.id,
            decided_by_id=actor.user_id,
        )
    )
    session.flush()
    reason = f"{appeal.number} {entered.submission.unit_name} {appeal.criterion}"
    results.compute(session, actor, entered.campaign.id, reason=reason)


def _level(session: Session, entered: Entered, code: str, opinion: Opinion) -> str:
    if not opinion.reason.strip():
        raise Invalid(reason=N_("Please give the reasons of your opinion."))
    if opinion.keep:
        return ""
    criterion = frameworks.pinned(session, entered.campaign).criterion(code)
    if opinion.score is None or not criterion.allows(opinion.score):
        raise Invalid(
            score=N_("Please write a score that this criterion allows, in its steps and up to its maximum.")
        )
    return criterion.level_of(opinion.score).code


def _enter(session: Session, appeal_id: UUID) -> tuple[Appeal, Entered]:
    appeal = session.get(Appeal, appeal_id, with_for_update=True)
    if appeal is None:
        raise NotFound
    return appeal, gate.enter(session, appeal.submission_id)


def _close(session: Session, actor: Actor, appeal: Appeal, conclusion: str) -> None:
    appeal.conclusion = conclusion
    appeal.decided_by_id, appeal.decided_at = actor.user_id, clock.now(session)
    session.flush()


def _about(entered: Entered) -> dict[str, Any]:
    return {"subject": entered.subject, "campaign_id": entered.campaign.id}


def _tell(session: Session, people: list[UUID], words: str, entered: Entered, appeal: Appeal) -> None:
    notifications.tell(
        session, people, words, campaign_id=entered.campaign.id, link=f"/appeals/{appeal.id}",
        unit=entered.submission.unit_name,
    )  # fmt: skip


def _tell_unit(session: Session, words: str, entered: Entered, appeal: Appeal) -> None:
    people = notifications.holders(session, entered.submission.unit_id, *UNIT)
    _tell(session, people, words, entered, appeal)


def _trace(
    session: Session, actor: Actor, action: Action, appeal: Appeal, entered: Entered, **more: Any
) -> None:
    audit.record(
        session, actor, action, appeal.id, campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id, **more,
    )  # fmt: skip
