"""The criterion sheets with their codes: what the codes are made from is forgotten once the paper is made."""

from sqlalchemy.orm import Session

from app.domain import phone_code
from app.domain.errors import Conflict
from app.domain.framework import Criterion
from app.domain.numerals import plain
from app.domain.text import N_
from app.models.document import Document
from app.models.phone import PhoneSheets
from app.queries import clock, phone_sheets, submissions
from app.queries.submissions import Standing
from app.reporting.documents import pdf, translator
from app.reporting.documents.submission import CriterionSheet, CriterionSheets
from evidence_store import EvidenceStore

AT_LEAST = N_("at least %(min)s × %(title)s")


def sheets(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """A page for each place the sheets were made for, in the order of the criteria. Raises Conflict."""
    printed, places = phone_sheets.to_print(session, document.subject_id)
    if not printed.seed:
        raise Conflict(N_("These sheets were ended or made already."))
    standing = submissions.unasked(session, printed.submission_id)
    return pdf(
        CriterionSheets(
            generated_at=clock.now(session),
            language=document.locale,
            unit=standing.submission.unit_name,
            campaign=standing.campaign.title,
            version=standing.framework.version,
            address=printed.address,
            sheets=tuple(
                _sheet(standing, each, phone_code.code_of(printed.seed, each.code), document.locale)
                for each in standing.framework.criteria
                if each.code in places
            ),
        )
    )


def forget_seed(session: Session, document: Document) -> None:
    """The paper is made: the records hold only the digests of its codes from now on."""
    session.get_one(PhoneSheets, document.subject_id).seed = ""


def _sheet(standing: Standing, criterion: Criterion, code: str, language: str) -> CriterionSheet:
    say = translator(language)
    section = next(each for each in standing.framework.sections if each.code == criterion.section_code)
    return CriterionSheet(
        number=criterion.code,
        section=f"{section.code} {section.title.in_language(language)}",
        title=criterion.title.in_language(language),
        full=criterion.max_score,
        guidance=criterion.guidance.in_language(language),
        look_for=tuple(each.in_language(language) for each in criterion.look_for),
        levels=tuple(
            (
                f"{level.code} {level.title.in_language(language)}",
                f"{plain(level.low)}–{plain(level.high)}",
                level.text.in_language(language),
            )
            for level in criterion.levels
        ),
        evidence=tuple(
            say(AT_LEAST) % {"min": need.min, "title": need.title.in_language(language)}
            if need.min
            else need.title.in_language(language)
            for need in criterion.evidence
        ),
        questions=tuple(say(field.title) for field in standing.framework.report_fields[:1]),
        code=phone_code.written(code),
    )
