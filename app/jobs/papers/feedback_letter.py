"""反馈意见书 (PROCESS §6): the newest issued letter of a unit, with the table of its sections."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.calendar import beijing_date, named_day
from app.domain.errors import Conflict
from app.domain.framework import Framework
from app.domain.kept_figures import number
from app.domain.letter import LetterTexts
from app.domain.procedure import CampaignStage
from app.domain.review import Arrangement
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.domain.vocabulary import name_of
from app.models.campaign import Campaign, Notice, StageWindow
from app.models.document import Document
from app.models.result import Computation
from app.models.review import Review
from app.models.submission import Submission
from app.models.unit import Unit
from app.queries import calendars, clock, frameworks, letters
from app.queries import results as sheet
from app.queries.letters import Letter
from app.reporting.documents.feedback import (
    FeedbackLetter,
    Highlight,
    Recommendation,
    SectionFigures,
    Shortcoming,
)
from app.reporting.documents.rendering import pdf
from app.reporting.documents.wording import translator
from evidence_store import EvidenceStore

NOT_SENT = N_("The feedback letter has not been made yet.")
THE_NOTICE = N_("the notice of this evaluation")


def assemble(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The letter as PDF. Raises Conflict while none has been issued."""
    submission = session.get_one(Submission, document.subject_id)
    campaign = session.get_one(Campaign, submission.campaign_id)
    issued = [each for each in letters.letters_of(session, submission.id) if each.issued_at]
    if not issued:
        raise Conflict(NOT_SENT)
    framework, letter, into = frameworks.pinned(session, campaign), issued[0], document.locale
    settings = CampaignSettings.of(campaign.settings)
    told = framework.scoring.show_total and settings.shows_own_score
    say = translator(into)
    return pdf(
        FeedbackLetter(
            generated_at=clock.now(session),
            language=into,
            issuer=_owner(session, campaign, into),
            number=letter.number or "",
            unit=submission.unit_name,
            short_unit=submission.unit_name,
            campaign=_about(campaign, into),
            year=campaign.period_ends_on.year,
            notice=_notice(session, campaign, into) or say(THE_NOTICE),
            **_dates(session, campaign, submission, letter, settings),
            total=letter.total if told else None,
            base=letter.base if told else None,
            bonus=letter.bonus if told else None,
            grade=framework.band(letter.grade).title.in_language(into),
            grade_remark=say(letter.note) if letter.note else "",
            **_words(letter.texts, into),
            sections=_sections(session, framework, submission, letter, into) if told else (),
        )
    )


def _owner(session: Session, campaign: Campaign, language: str) -> str:
    owner = session.get_one(Unit, campaign.owner_id)
    return owner.name_en if language == "en" and owner.name_en else owner.name


def _about(campaign: Campaign, language: str) -> str:
    """What stands in the title before 评议情况: the campaign's title without its last word."""
    if language == "en":
        return campaign.title_en or campaign.title
    return campaign.title.removesuffix("评议")


def _notice(session: Session, campaign: Campaign, language: str) -> str:
    found = session.scalar(
        select(Notice.number).where(Notice.campaign_id == campaign.id).order_by(Notice.published_at).limit(1)
    )
    if not found:
        return ""
    return f"notice {found}" if language == "en" else f"{found}通知"


def _dates(
    session: Session, campaign: Campaign, submission: Submission, letter: Letter, settings: CampaignSettings
) -> dict[str, Any]:
    window = session.scalar(
        select(StageWindow).where(
            StageWindow.campaign_id == campaign.id, StageWindow.stage == CampaignStage.PEER_REVIEW
        )
    )
    issued = beijing_date(letter.issued_at or datetime.now().astimezone())
    visited = session.scalar(
        select(func.max(Review.site_check_on)).where(
            Review.submission_id == submission.id, Review.site_check == Arrangement.DONE
        )
    )
    signed = named_day(letter.fact_check_ends_at) if letter.fact_check_ends_at else issued
    calendar = calendars.working(session, campaign.owner_path, at=letter.issued_at)
    return {
        "reviewed_from": beijing_date(window.opened_at or window.opens_at) if window else issued,
        "reviewed_to": _closed(window) if window else issued,
        "visited_on": visited,
        "sign_until": signed,
        "dispute_until": named_day(letter.appeal_ends_at) if letter.appeal_ends_at else signed,
        "plan_until": calendar.add_working_days(issued, settings.plan_days),
        "dated": issued,
    }


def _closed(window: StageWindow) -> date:
    return beijing_date(window.closed_at) if window.closed_at else named_day(window.ends_at)


def _words(texts: LetterTexts, language: str) -> dict[str, Any]:
    say = translator(language)
    return {
        "impression": texts.impression,
        "highlights": tuple(Highlight(text=part.text, criteria=part.criteria) for part in texts.highlights),
        "shortcomings": tuple(
            Shortcoming(text=part.text, criteria=part.criteria, severity=say(name_of(part.severity)))
            for part in texts.shortcomings
        ),
        "recommendations": tuple(
            Recommendation(text=each.text, shortcoming=each.shortcoming or None, until=each.until)
            for each in texts.recommendations
        ),
    }


def _sections(
    session: Session, framework: Framework, submission: Submission, letter: Letter, language: str
) -> tuple[SectionFigures, ...]:
    """The unit's own figures with the median and the highest of all: nothing of another unit by name."""
    spreads = session.get_one(Computation, letter.computation_id).standing.get("comparison", {})
    spreads = spreads.get("sections", {})
    figures = sheet.figures_of(session, letter.computation_id, submission.id)
    return tuple(
        SectionFigures(
            title=f"{row['code']} {framework.section(row['code']).title.in_language(language)}",
            full=Decimal(row["max_score"]),
            own=Decimal(row["part"]),
            median=number(spreads.get(row["code"], {}).get("median")),
            highest=number(spreads.get(row["code"], {}).get("highest")),
        )
        for row in figures["sections"]
    )
