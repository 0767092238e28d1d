"""Feedback letters: the office's list, and one unit's letter as each may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Subject
from app.domain.due_process import Stance
from app.domain.errors import NotFound
from app.domain.framework import Framework
from app.domain.letter import LetterTexts, texts_of
from app.domain.procedure import SubmissionStage
from app.domain.settings import CampaignSettings
from app.models.account import User
from app.models.campaign import Campaign
from app.models.feedback import Appeal, FactCheck, FeedbackLetter
from app.models.result import Result
from app.models.submission import Submission

from . import frameworks, results, subjects

PAGE = 50
WITHOUT = (SubmissionStage.EXEMPT, SubmissionStage.WITHDRAWN, SubmissionStage.MERGED)


class Place(NamedTuple):
    """Where a page of the list begins: after this unit."""

    unit_code: str
    id: UUID


class Row(NamedTuple):
    """One unit and its newest letter, if it has one."""

    submission_id: UUID
    unit_name: str
    stage: SubmissionStage
    letter_id: UUID | None
    number: str | None
    issued_at: datetime | None
    signed_at: datetime | None
    accepts: bool | None
    fact_check_ends_at: datetime | None
    unit_code: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list, with what is left to do for all units together."""

    campaign: Campaign
    subject: Subject
    rows: Sequence[Row]
    following: Place | None
    undrafted: int
    unsent: int
    approved: bool


def listing(session: Session, actor: Actor, campaign_id: UUID, *, after: Place | None = None) -> Listing:
    """The letters of a campaign by unit. Five statements. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.VIEW_RESULT, subject, seen_by=Action.VIEW_RESULT)
    wanted = _with_letter().where(Submission.campaign_id == campaign_id, Submission.stage.not_in(WITHOUT))
    if after is not None:
        later = Submission.unit_code > after.unit_code
        same = and_(Submission.unit_code == after.unit_code, Submission.id > after.id)
        wanted = wanted.where(or_(later, same))
    wanted = wanted.order_by(Submission.unit_code, Submission.id).limit(PAGE + 1)
    found = [Row(*row) for row in session.execute(wanted)]
    waiting = Submission.stage == SubmissionStage.REVIEWED
    drafted = select(FeedbackLetter.id).where(FeedbackLetter.submission_id == Submission.id).exists()
    here = Submission.campaign_id == campaign_id
    runs = results.runs_of(session, campaign_id)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Listing(
        campaign=campaign,
        subject=subject,
        rows=found[:PAGE],
        following=Place(last.unit_code, last.submission_id) if last else None,
        undrafted=session.scalar(select(func.count()).where(here, waiting, ~drafted)) or 0,
        unsent=session.scalar(select(func.count()).where(here, waiting, drafted)) or 0,
        approved=bool(runs) and runs[0].approved,
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with the result it tells; `grade` is the band's code, `note` the quota's note."""

    id: UUID
    ordinal: int
    number: str | None
    texts: LetterTexts
    issued_at: datetime | None
    signed_at: datetime | None
    accepts: bool | None
    remark: str
    fact_check_ends_at: datetime | None
    appeal_ends_at: datetime | None
    version: int
    computation_id: UUID
    base: Decimal
    bonus: Decimal
    total: Decimal
    grade: str
    note: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A unit's letters as this reader may see them; `letter` is None before the first."""

    submission: Submission
    campaign: Campaign
    framework: Framework
    subject: Subject
    settings: CampaignSettings
    letter: Letter | None
    earlier: Sequence[Letter]
    edits: bool

    @property
    def scores(self) -> bool:
        """Whether the letter says scores: a campaign may tell its units grades only."""
        return self.framework.scoring.show_total and self.settings.shows_own_score


def of_submission(session: Session, actor: Actor, submission_id: UUID) -> LetterPage:
    """The letters of a unit: drafts for who may edit them, issued ones for the unit. Three statements.

    Raises NotFound.
    """
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    edits = policy.permits(actor, Action.EDIT_LETTER, subject) or policy.permits(
        actor, Action.VIEW_RESULT, subject
    )
    if not edits:
        policy.require(actor, Action.READ_LETTER, subject, seen_by=Action.READ_LETTER)
    letters = letters_of(session, submission_id)
    if not edits:
        letters = [letter for letter in letters if letter.issued_at is not None]
        if not letters:
            raise NotFound
    return LetterPage(
        submission=submission,
        campaign=campaign,
        framework=frameworks.pinned(session, campaign),
        subject=subject,
        settings=CampaignSettings.of(campaign.settings),
        letter=letters[0] if letters else None,
        earlier=letters[1:],
        edits=edits,
    )


def letters_of(session: Session, submission_id: UUID) -> list[Letter]:
    """Every letter of a unit, the newest first. One statement."""
    rows = session.execute(
        select(FeedbackLetter, Result)
        .join(Result, Result.id == FeedbackLetter.result_id)
        .where(FeedbackLetter.submission_id == submission_id)
        .order_by(FeedbackLetter.ordinal.desc())
    )
    return [_letter(letter, result) for letter, result in rows]


class Receipt(NamedTuple):
    """Who signed for a letter and when; what the unit disputes, by criterion code."""

    number: str
    signed_by: str
    post: str
    signed_at: datetime
    accepts: bool
    disputes: Sequence[tuple[str, str]]


def receipt(session: Session, submission_id: UUID) -> Receipt | None:
    """The receipt of the newest letter that was signed for, or None. Three statements."""
    row = session.execute(
        select(FeedbackLetter, User.name, User.duty)
        .outerjoin(User, User.id == FeedbackLetter.signed_by_id)
        .where(FeedbackLetter.submission_id == submission_id, FeedbackLetter.signed_at.is_not(None))
        .order_by(FeedbackLetter.ordinal.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    letter: FeedbackLetter = row[0]
    if letter.signed_at is None:
        return None
    facts = session.execute(
        select(FactCheck.criterion, FactCheck.text)
        .where(FactCheck.submission_id == submission_id, FactCheck.stance != Stance.RIGHT)
        .order_by(FactCheck.stated_at, FactCheck.id)
    )
    appeals = session.execute(
        select(Appeal.criterion, Appeal.reason)
        .where(Appeal.submission_id == submission_id)
        .order_by(Appeal.lodged_at, Appeal.id)
    )
    disputes = [("", letter.remark)] if letter.remark and not letter.accepts else []
    disputes += [(each[0], each[1]) for each in (*facts, *appeals)]
    return Receipt(
        letter.number or "", row.name or "", row.duty or "", letter.signed_at, bool(letter.accepts), disputes
    )


def submission_of(session: Session, letter_id: UUID) -> UUID:
    """The submission a letter is about. Raises NotFound."""
    found = session.scalar(select(FeedbackLetter.submission_id).where(FeedbackLetter.id == letter_id))
    if found is None:
        raise NotFound
    return found


def _letter(letter: FeedbackLetter, result: Result) -> Letter:
    return Letter(
        id=letter.id,
        ordinal=letter.ordinal,
        number=letter.number,
        texts=texts_of(letter.texts),
        issued_at=letter.issued_at,
        signed_at=letter.signed_at,
        accepts=letter.accepts,
        remark=letter.remark,
        fact_check_ends_at=letter.fact_check_ends_at,
        appeal_ends_at=letter.appeal_ends_at,
        version=letter.version,
        computation_id=result.computation_id,
        base=result.base,
        bonus=result.bonus,
        total=result.total,
        grade=result.band,
        note=result.note,
    )


def _with_letter() -> Select[Any]:
    """The columns of a Row; the newest letter by its ordinal."""
    other = aliased(FeedbackLetter)
    newest = select(func.max(other.ordinal)).where(other.submission_id == Submission.id).scalar_subquery()
    mine = and_(FeedbackLetter.submission_id == Submission.id, FeedbackLetter.ordinal == newest)
    columns: list[Any] = [
        Submission.id, Submission.unit_name, Submission.stage, FeedbackLetter.id, FeedbackLetter.number,
        FeedbackLetter.issued_at, FeedbackLetter.signed_at, FeedbackLetter.accepts,
        FeedbackLetter.fact_check_ends_at, Submission.unit_code,
    ]  # fmt: skip
    return select(*columns).select_from(Submission).outerjoin(FeedbackLetter, mine)
