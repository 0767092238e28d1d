"""反馈意见书: drafted from the findings, edited, numbered and issued once, signed for by the unit."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.calendar import beijing_date
from app.domain.clocks import from_letter
from app.domain.errors import Conflict, NotFound
from app.domain.letter import LetterTexts, check_texts, compile_letter, plain_text, texts_of
from app.domain.numbering import document_number, kind_prefix
from app.domain.procedure import SubmissionStage
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.feedback import FeedbackLetter
from app.models.result import Result
from app.models.submission import Submission
from app.queries import calendars, clock, facts, findings, results, subjects

from . import audit, documents, gate, notifications, transitions
from .gate import Entered
from .serials import take_numbers

UNIT: Final = (Role.CONTRIBUTOR, Role.SIGNATORY)
ISSUED = N_("This letter has been issued. Nothing in it can be changed any more.")
NO_RESULT = N_("This unit has no computed result yet.")


def draft(session: Session, actor: Actor, submission_id: UUID) -> FeedbackLetter:
    """A first wording from the findings; the draft there is already, if there is one.

    Raises NotFound, NotPermitted, Conflict while there is no result.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.EDIT_LETTER, entered.subject, seen_by=Action.VIEW_RESULT)
    newest = _newest(session, submission_id)
    if newest is not None and newest.issued_at is None:
        return newest
    result = _standing_result(session, entered.submission, entered.campaign)
    texts = texts_of(newest.texts) if newest else _compiled(session, submission_id)
    letter = FeedbackLetter(
        submission_id=submission_id,
        ordinal=newest.ordinal + 1 if newest else 1,
        result_id=result.id,
        texts=texts.kept(),
        edited_by_id=actor.user_id,
    )
    session.add(letter)
    session.flush()
    _trace(session, actor, Action.EDIT_LETTER, letter, entered, ordinal=letter.ordinal)
    return letter


def draft_all(session: Session, actor: Actor, campaign_id: UUID) -> int:
    """A draft for every unit that has none yet; returns how many were made.

    Raises NotFound, NotPermitted, Conflict while there is no result.
    """
    campaign = gate.enter_campaign(session, campaign_id)
    policy.require(actor, Action.EDIT_LETTER, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    has_one = select(FeedbackLetter.id).where(FeedbackLetter.submission_id == Submission.id).exists()
    ids = session.scalars(
        select(Submission.id)
        .where(Submission.campaign_id == campaign_id, Submission.stage == SubmissionStage.REVIEWED, ~has_one)
        .order_by(Submission.unit_code)
    ).all()
    for submission_id in ids:
        draft(session, actor, submission_id)
    audit.record(session, actor, Action.EDIT_LETTER, campaign_id, campaign_id=campaign_id, drafted=len(ids))
    return len(ids)


def save(session: Session, actor: Actor, letter_id: UUID, texts: LetterTexts, *, seen: int) -> FeedbackLetter:
    """Keep an edited wording; `seen` is the version the person saw. The findings stay as written.

    Raises NotFound, NotPermitted, Conflict once issued, StaleVersion with both texts, Invalid by part.
    """
    letter, entered = _enter(session, letter_id)
    policy.require(actor, Action.EDIT_LETTER, entered.subject, seen_by=Action.VIEW_RESULT)
    if letter.issued_at is not None:
        raise Conflict(ISSUED)
    gate.require_version(
        session,
        seen=seen,
        current=letter.version,
        changed_by=letter.edited_by_id,
        changed_at=letter.edited_at,
        differences={"texts": (plain_text(texts_of(letter.texts)), plain_text(texts))},
    )
    check_texts(texts)
    before, letter.texts = letter.texts, texts.kept()
    letter.version += 1
    letter.edited_by_id, letter.edited_at = actor.user_id, clock.now(session)
    _trace(session, actor, Action.EDIT_LETTER, letter, entered, changes={"texts": (before, letter.texts)})
    return letter


def issue(session: Session, actor: Actor, submission_id: UUID) -> FeedbackLetter:
    """Give the letter its number, start both clocks, send it, and have its PDF made.

    The first letter moves the unit to feedback; a later one tells a corrected result and starts no clock.
    Raises NotFound, NotPermitted, Conflict without a draft, TransitionRefused with every blocker.
    """
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.ISSUE_LETTER, entered.subject, seen_by=Action.VIEW_RESULT)
    letter, submission, campaign = _newest(session, submission_id), entered.submission, entered.campaign
    if letter is None:
        raise Conflict(N_("The feedback letter has not been made yet."))
    if letter.issued_at is not None:
        raise Conflict(ISSUED)
    letter.result_id = _standing_result(session, submission, campaign).id
    if submission.stage is SubmissionStage.REVIEWED:
        transitions.perform(session, actor, submission_id, "send_feedback")
    else:
        _require_approved(session, campaign)
    moment = clock.now(session)
    letter.issued_at, letter.issued_by_id = moment, actor.user_id
    letter.number = _number(session, campaign, beijing_date(moment).year)
    _set_clocks(session, letter, entered)
    letter.version += 1
    session.flush()
    _trace(session, actor, Action.ISSUE_LETTER, letter, entered, number=letter.number)
    _tell(session, entered, N_("The feedback letter has come. Please read it and sign for it."))
    documents.ask(
        session,
        actor,
        "feedback_letter",
        submission_id,
        filename=f"{letter.number}.pdf",
        locale=entered.settings.language,
        campaign_id=campaign.id,
    )
    return letter


def issue_all(session: Session, actor: Actor, campaign_id: UUID) -> int:
    """Issue every draft of a unit that waits for its letter; returns how many. Raises as `issue` does."""
    campaign = gate.enter_campaign(session, campaign_id)
    policy.require(actor, Action.ISSUE_LETTER, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    ids = session.scalars(
        select(Submission.id)
        .join(FeedbackLetter, FeedbackLetter.submission_id == Submission.id)
        .where(
            Submission.campaign_id == campaign_id,
            Submission.stage == SubmissionStage.REVIEWED,
            FeedbackLetter.issued_at.is_(None),
        )
        .order_by(Submission.unit_code)
    ).all()
    for submission_id in ids:
        issue(session, actor, submission_id)
    audit.record(session, actor, Action.ISSUE_LETTER, campaign_id, campaign_id=campaign_id, issued=len(ids))
    return len(ids)


def sign(
    session: Session, actor: Actor, letter_id: UUID, *, accepts: bool, remark: str = ""
) -> FeedbackLetter:
    """签收: the unit has the letter, and accepts it or has objections (which it lodges item by item).

    Raises NotFound, NotPermitted, Conflict when it is signed for already.
    """
    letter, entered = _enter(session, letter_id)
    policy.require(actor, Action.SIGN_LETTER, entered.subject, seen_by=Action.READ_LETTER)
    if letter.issued_at is None:
        raise NotFound
    if letter.signed_at is not None:
        raise Conflict(N_("This letter has been signed for already."))
    letter.signed_at, letter.signed_by_id = clock.now(session), actor.user_id
    letter.accepts, letter.remark = accepts, remark
    letter.version += 1
    _trace(session, actor, Action.SIGN_LETTER, letter, entered, accepts=accepts, text=remark)
    if entered.submission.stage is SubmissionStage.FEEDBACK_SENT:
        transitions.perform(session, actor, entered.submission.id, "sign_feedback")
    return letter


def _compiled(session: Session, submission_id: UUID) -> LetterTexts:
    return compile_letter(
        findings.written(session, submission_id), findings.impressions(session, submission_id)
    )


def _newest(session: Session, submission_id: UUID) -> FeedbackLetter | None:
    return session.scalar(
        select(FeedbackLetter)
        .where(FeedbackLetter.submission_id == submission_id)
        .order_by(FeedbackLetter.ordinal.desc())
        .limit(1)
        .with_for_update()
    )


def _enter(session: Session, letter_id: UUID) -> tuple[FeedbackLetter, Entered]:
    letter = session.get(FeedbackLetter, letter_id, with_for_update=True)
    if letter is None:
        raise NotFound
    return letter, gate.enter(session, letter.submission_id, exclusive=True)


def _standing_result(session: Session, submission: Submission, campaign: Campaign) -> Result:
    newest = facts.newest_computation(session, campaign.id)
    result = newest and session.scalar(
        select(Result).where(Result.computation_id == newest, Result.submission_id == submission.id)
    )
    if not isinstance(result, Result):
        raise Conflict(NO_RESULT)
    return result


def _require_approved(session: Session, campaign: Campaign) -> None:
    """A later letter tells a corrected result, and only what the leading group approved is told."""
    if not results.runs_of(session, campaign.id)[0].approved:
        raise Conflict(N_("The leading group has not approved this result."))


def _number(session: Session, campaign: Campaign, year: int) -> str:
    language = CampaignSettings.of(campaign.settings).language
    prefix = kind_prefix(campaign.number_prefix, "feedback", language)
    return document_number(prefix, year, take_numbers(session, prefix, year)[0], language=language)


def _set_clocks(session: Session, letter: FeedbackLetter, entered: Entered) -> None:
    """The first letter starts the clocks; later ones carry them on."""
    first = session.scalar(
        select(FeedbackLetter)
        .where(
            FeedbackLetter.submission_id == letter.submission_id,
            FeedbackLetter.fact_check_ends_at.is_not(None),
        )
        .order_by(FeedbackLetter.ordinal.desc())
        .limit(1)
    )
    if first is not None:
        letter.fact_check_ends_at, letter.appeal_ends_at = first.fact_check_ends_at, first.appeal_ends_at
        return
    calendar = calendars.working(session, entered.campaign.owner_path)
    clocks = from_letter(letter.issued_at or clock.now(session), entered.settings, calendar)
    letter.fact_check_ends_at, letter.appeal_ends_at = clocks.fact_check_ends_at, clocks.appeal_ends_at


def _tell(session: Session, entered: Entered, words: str) -> None:
    notifications.tell(
        session,
        notifications.holders(session, entered.submission.unit_id, *UNIT),
        words,
        campaign_id=entered.campaign.id,
        link=f"/submissions/{entered.submission.id}/letter",
    )


def _trace(
    session: Session,
    actor: Actor,
    action: Action,
    letter: FeedbackLetter,
    entered: Entered,
    *,
    changes: dict[str, tuple[object, object]] | None = None,
    **details: Any,
) -> None:
    audit.record(
        session,
        actor,
        action,
        letter.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        changes=changes,
        **details,
    )
