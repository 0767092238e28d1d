"""补正 during the reviews: the office opens named criteria until a day, the unit supplements, what is new is
sealed, and every reviewer who had scored one of them is asked to confirm or change.

The unit is told the same whether somebody had scored or nobody had.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor, Role
from app.domain.calendar import end_of_day
from app.domain.errors import Conflict, Invalid, NotFound, Sentence, sentence
from app.domain.procedure import READABLE_ASSIGNMENT, CampaignStage, SubmissionStage
from app.domain.seal import pieces_in
from app.domain.supplement import REASON_LIMIT, Brought
from app.domain.text import N_
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.review import Judgement, Review
from app.models.seal import Seal
from app.models.submission import Answer, Submission
from app.models.supplement import Reconsideration, Supplement, SupplementPlace
from app.queries import clock, frameworks, windows
from app.queries import supplements as readings

from . import audit, gate, notifications, seals
from .gate import Entered

STILL_OPEN = N_("A window for supplements is open already. Please end it first.")
OVER = N_("This window is over.")


class Named(NamedTuple):
    """A criterion that may be supplemented: its evidence, and its answer too where `answers`."""

    criterion: str
    answers: bool = False


def begin(
    session: Session,
    actor: Actor,
    submission_id: UUID,
    named: Sequence[Named],
    *,
    reason: str,
    due_on: date | None,
) -> Supplement:
    """Open a window for the named criteria until 24:00 of a day in Beijing; the submission stays in review.

    Raises NotFound, NotPermitted, Conflict, Invalid ("places", "reason", "due_on").
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.OPEN_SUPPLEMENT, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    if _standing(session, submission_id) is not None:
        raise Conflict(STILL_OPEN)
    _require_sound(session, entered, named, reason, due_on)
    assert due_on is not None  # noqa: S101 -- looked at with the rest
    before = _newest_seal(session, submission_id) or seals.seal(
        session, actor, entered.submission, entered.campaign, entered.subject
    )
    window = Supplement(
        submission_id=submission_id,
        reason=reason.strip(),
        due_at=end_of_day(due_on),
        opened_by_id=actor.user_id,
        opened_at=clock.now(session),
        sealed_before=before.ordinal,
    )
    session.add(window)
    session.flush()
    answers = dict(
        session.execute(
            select(Answer.criterion, Answer.version).where(Answer.submission_id == submission_id)
        ).all()
    )
    for each in named:
        session.add(
            SupplementPlace(
                supplement_id=window.id,
                criterion=each.criterion,
                answers=each.answers,
                answer_version=answers.get(each.criterion, 0),
            )
        )
    places = ", ".join(each.criterion for each in named)
    audit.record(
        session,
        actor,
        Action.OPEN_SUPPLEMENT,
        window.id,
        **_about(entered),
        reason=reason.strip(),
        places=places,
        answers=[each.criterion for each in named if each.answers],
        due_on=due_on,
    )
    _tell_unit(session, entered, N_("%(unit)s: you may supplement %(places)s now."), places=places)
    return window


def hand_in(session: Session, actor: Actor, submission_id: UUID) -> Supplement:
    """End the open window: the unit says that it is done, or the office ends it.

    Raises NotFound, NotPermitted, Conflict when none is open.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.HAND_IN_SUPPLEMENT, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    window = _standing(session, submission_id)
    if window is None:
        raise Conflict(OVER)
    _close_and_trace(session, actor, entered, window)
    return window


def end_overdue(session: Session, actor: Actor = SYSTEM) -> int:
    """End the windows whose day has passed, and those of units no longer under review. Returns how many.
    Raises NotPermitted for anybody but the system.
    """
    ended = 0
    for submission_id in readings.overdue(session):
        entered = gate.enter(session, submission_id, exclusive=True)
        policy.require(actor, Action.HAND_IN_SUPPLEMENT, entered.subject)
        if window := _standing(session, submission_id):
            _close_and_trace(session, actor, entered, window)
            ended += 1
    return ended


def settle_campaign(session: Session, campaign: Campaign) -> None:
    """When peer review is closed: what was supplemented is sealed before the reviews are counted."""
    still_open = (
        select(Supplement.submission_id)
        .join(Submission, Submission.id == Supplement.submission_id)
        .where(Submission.campaign_id == campaign.id, Supplement.closed_at.is_(None))
    )
    for submission_id in session.scalars(still_open.order_by(Supplement.opened_at)).all():
        entered = gate.enter(session, submission_id, exclusive=True)
        policy.require(SYSTEM, Action.HAND_IN_SUPPLEMENT, entered.subject)
        window = _standing(session, submission_id)
        assert window is not None  # noqa: S101 -- the campaign's row is held
        _close_and_trace(session, SYSTEM, entered, window)


def _close_and_trace(session: Session, actor: Actor, entered: Entered, window: Supplement) -> None:
    """Seal what stands now, ask the reviewers concerned, and say so to the unit and the office."""
    window.closed_at, window.closed_by_id = clock.now(session), actor.user_id
    new: Brought = {}
    if entered.submission.stage is SubmissionStage.UNDER_REVIEW:
        made = seals.seal(
            session, actor, entered.submission, entered.campaign, entered.subject, by=window.opened_by_id
        )
        window.sealed_after = made.ordinal
        new = readings.brought_by(session, window, pieces_in(made.manifest))
        _ask_reviewers(session, entered, window, new)
    audit.record(
        session,
        actor,
        Action.HAND_IN_SUPPLEMENT,
        window.id,
        **_about(entered),
        brought=new,
        seals=[window.sealed_before, window.sealed_after],
    )
    _tell_unit(session, entered, N_("%(unit)s: the window for supplements is over."))
    notifications.tell(
        session,
        notifications.office(session, entered.campaign.owner_path, Role.COORDINATOR),
        N_("%(unit)s: the window for supplements is over."),
        campaign_id=entered.campaign.id,
        link=f"/submissions/{window.submission_id}/supplement",
        unit=entered.submission.unit_name,
    )


def _ask_reviewers(session: Session, entered: Entered, window: Supplement, new: Brought) -> None:
    """Ask every reviewer who had scored one of the criteria with something new; the judgement is kept."""
    rows = session.execute(
        select(Judgement, Assignment.id.label("assignment_id"), Assignment.reviewer_id)
        .join(Review, Review.id == Judgement.review_id)
        .join(Assignment, Assignment.id == Review.assignment_id)
        .where(
            Review.submission_id == window.submission_id,
            Assignment.stage.in_(READABLE_ASSIGNMENT),
            Judgement.criterion.in_(sorted(new)),
            or_(Judgement.not_applicable, Judgement.score.is_not(None)),
        )
        .order_by(Judgement.criterion)
    ).all()
    asked: dict[tuple[UUID, UUID], list[str]] = {}
    for judgement, assignment_id, reviewer_id in rows:
        asked.setdefault((assignment_id, reviewer_id), []).append(judgement.criterion)
        session.add(
            Reconsideration(
                supplement_id=window.id,
                review_id=judgement.review_id,
                criterion=judgement.criterion,
                first_level=judgement.level,
                first_score=judgement.score,
                first_not_applicable=judgement.not_applicable,
                first_comment=judgement.comment,
                told_at=window.closed_at,
            )
        )
    for (assignment_id, reviewer_id), codes in asked.items():
        _tell_reviewer(session, entered, reviewer_id, f"/reviews/{assignment_id}/criteria/{codes[0]}", {
            code: new[code] for code in codes
        })  # fmt: skip


def _tell_reviewer(session: Session, entered: Entered, reviewer_id: UUID, link: str, new: Brought) -> None:
    places = ", ".join(new)
    pieces = ", ".join(dict.fromkeys(piece for each in new.values() for piece in each))
    if pieces:
        text = N_(
            "%(unit)s: %(places)s was supplemented (%(pieces)s). Please confirm your score or change it."
        )
    else:
        text = N_("%(unit)s: the answer on %(places)s was changed. Please confirm your score or change it.")
    params: Mapping[str, str] = {"places": places} | ({"pieces": pieces} if pieces else {})
    campaign_id, unit = entered.campaign.id, entered.submission.unit_name
    notifications.tell(session, [reviewer_id], text, campaign_id=campaign_id, link=link, unit=unit, **params)


def _require_sound(
    session: Session, entered: Entered, named: Sequence[Named], reason: str, due_on: date | None
) -> None:
    wrong: dict[str, Sentence | str] = {}
    framework = frameworks.pinned(session, entered.campaign)
    if not all(framework.has_criterion(each.criterion) for each in named):
        raise NotFound
    if not named:
        wrong["places"] = N_("Please tick what may be supplemented.")
    if not reason.strip():
        wrong["reason"] = N_("Please give a reason.")
    elif len(reason.strip()) > REASON_LIMIT:
        wrong["reason"] = sentence(N_("Please keep this to %(most)s characters."), most=REASON_LIMIT)
    review = windows.of_submission(session, entered.submission, CampaignStage.PEER_REVIEW, entered.settings)
    if due_on is None:
        wrong["due_on"] = N_("Please say until when.")
    elif due_on < clock.today(session):
        wrong["due_on"] = N_("This day is over. Please choose a later one.")
    elif review.ends_at is not None and end_of_day(due_on) >= review.ends_at:
        wrong["due_on"] = N_("Reviewers need at least a day to look again. Please choose an earlier day.")
    if wrong:
        raise Invalid(**wrong)


def _standing(session: Session, submission_id: UUID) -> Supplement | None:
    """The open window of a submission, as it stands under the lock."""
    return session.scalar(
        select(Supplement).where(Supplement.submission_id == submission_id, Supplement.closed_at.is_(None)),
        execution_options=gate.AS_LOCKED,
    )


def _newest_seal(session: Session, submission_id: UUID) -> Seal | None:
    wanted = select(Seal).where(Seal.submission_id == submission_id).order_by(Seal.ordinal.desc()).limit(1)
    return session.scalar(wanted)


def _tell_unit(session: Session, entered: Entered, text: str, **params: str) -> None:
    people = notifications.holders(session, entered.submission.unit_id, Role.CONTRIBUTOR, Role.SIGNATORY)
    link, unit = f"/submissions/{entered.submission.id}", entered.submission.unit_name
    notifications.tell(session, people, text, campaign_id=entered.campaign.id, link=link, unit=unit, **params)


def _about(entered: Entered) -> dict[str, Any]:
    return {"campaign_id": entered.campaign.id, "unit_id": entered.submission.unit_id}
