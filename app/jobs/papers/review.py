"""评审意见表 (PROCESS §4.7): one reviewer's opinion as PDF, for the reviewer and the secretariat."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.framework import Framework
from app.domain.review import Arrangement, FindingKind, ReportForm
from app.domain.text import N_
from app.domain.vocabulary import name_of
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.evidence import Evidence, EvidenceLink
from app.models.review import EvidenceMark, Judgement, Review
from app.models.submission import Answer, Submission
from app.queries import clock, frameworks, reviews
from app.queries.reviews import FindingLine
from app.reporting.documents.rendering import pdf
from app.reporting.documents.review import JudgementPart, OpinionShortcoming, ReviewOpinion
from app.reporting.documents.wording import day_text, translator
from evidence_store import EvidenceStore

Say = Callable[[str], str]
READER = N_("Expert %(number)s")
NOT_ARRANGED = N_("not arranged: %(reason)s")
VISIT = N_("Look at the place")
CONFIRMED = N_("confirmed")
NOT_SO = N_("not confirmed: %(note)s")
APPLIES_NOT = N_("does not apply")


def opinion(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The opinion form of an assignment."""
    assignment = session.get_one(Assignment, document.subject_id)
    submission = session.get_one(Submission, assignment.submission_id)
    campaign = session.get_one(Campaign, assignment.campaign_id)
    review = session.scalars(select(Review).where(Review.assignment_id == assignment.id)).one()
    framework, into = frameworks.pinned(session, campaign), document.locale
    say = translator(into)
    found = reviews.findings(session, review.id)
    band = framework.band(review.suggested_band) if review.suggested_band else None
    form = ReviewOpinion(
        generated_at=clock.now(session),
        language=into,
        unit=submission.unit_name,
        campaign=campaign.title_en if into == "en" and campaign.title_en else campaign.title,
        version=review.receipt or str(review.version),
        reviewer=say(READER) % {"number": assignment.pseudonym},
        heard=_heard(review, into, say),
        steps=((say(VISIT), _visited(review, into, say)),),
        judgements=_judgements(session, framework, review, into, say),
        total=review.total,
        full_total=framework.scoring.base_total,
        highlights=tuple(each.text for each in found if each.kind is FindingKind.HIGHLIGHT),
        shortcomings=tuple(_shortcoming(each, say) for each in found if each.kind is FindingKind.SHORTCOMING),
        preconditions=_preconditions(session, framework, review, into, say),
        grade=band.title.in_language(into) if band else "",
        visit=review.site_check_suggested,
        submitted_at=review.submitted_at,
    )
    return pdf(form)


def _heard(review: Review, language: str, say: Say) -> str:
    if review.report_heard is Arrangement.NOT_ARRANGED:
        return say(NOT_ARRANGED) % {"reason": review.arrangement_reason}
    form = say(name_of(ReportForm(review.report_form))) if review.report_form else ""
    return " ".join(filter(None, [form, day_text(review.report_on, language) if review.report_on else ""]))


def _visited(review: Review, language: str, say: Say) -> str:
    if review.site_check is Arrangement.NOT_ARRANGED:
        return say(NOT_ARRANGED) % {"reason": review.site_reason or review.arrangement_reason}
    return day_text(review.site_check_on, language) if review.site_check_on else ""


def _shortcoming(each: FindingLine, say: Say) -> OpinionShortcoming:
    return OpinionShortcoming(
        text=each.text,
        criterion=each.criterion,
        severity=say(name_of(each.severity)),
        recommendation=each.recommendation,
    )


def _judgements(
    session: Session, framework: Framework, review: Review, into: str, say: Say
) -> tuple[JudgementPart, ...]:
    said = reviews.judgements(session, review.id)
    own = dict(
        session.execute(
            select(Answer.criterion, Answer.self_score).where(Answer.submission_id == review.submission_id)
        ).all()
    )
    marks: dict[str, list[tuple[str, str, str]]] = {}
    for row in session.execute(
        select(EvidenceLink.criterion, Evidence.number, EvidenceMark.mark, EvidenceMark.note)
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .join(EvidenceMark, EvidenceMark.evidence_id == Evidence.id)
        .where(EvidenceMark.review_id == review.id)
        .order_by(Evidence.number)
    ):
        marks.setdefault(row.criterion, []).append((row.number, say(name_of(row.mark)), row.note))
    return tuple(
        JudgementPart(
            code=criterion.code,
            title=criterion.title.in_language(into),
            full=criterion.max_score,
            level=_level(said.get(criterion.code), say),
            score=_score(said, criterion.code),
            self_score=own.get(criterion.code),
            comment=said[criterion.code].comment if criterion.code in said else "",
            marks=tuple(marks.get(criterion.code, ())),
        )
        for criterion in framework.criteria
    )


def _level(row: Judgement | None, say: Say) -> str:
    if row is None:
        return ""
    return say(APPLIES_NOT) if row.not_applicable else row.level


def _score(said: Mapping[str, Judgement], code: str) -> Decimal | None:
    return said[code].score if code in said else None


def _preconditions(
    session: Session, framework: Framework, review: Review, into: str, say: Say
) -> tuple[tuple[str, str], ...]:
    said = reviews.confirmations(session, review.id)
    return tuple(
        (
            f"{each.code} {each.title.in_language(into)}",
            "—" if each.code not in said
            else say(CONFIRMED) if said[each.code].confirmed
            else say(NOT_SO) % {"note": said[each.code].note},
        )
        for each in framework.preconditions
    )  # fmt: skip
