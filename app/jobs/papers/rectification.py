"""整改总结报告 on paper: the numbers counted, every item with its plan, its lines and its verdict."""

from sqlalchemy.orm import Session

from app.domain.rectification import VERDICTS, ProgressKind, tally
from app.domain.vocabulary import name_of
from app.models.document import Document
from app.queries import clock, frameworks, rectification, subjects
from app.queries.rectification_rows import ItemRow
from app.reporting.documents import pdf, translator
from app.reporting.documents.rectification import RectificationRow, RectificationSummary
from app.reporting.documents.wording import BEIJING
from evidence_store import EvidenceStore


def summary(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The summary report of one unit (PROCESS §4.15). The expert has no name on it."""
    submission, campaign = subjects.submission_and_campaign(session, document.subject_id)
    items = rectification.rows_of(session, submission.id)
    words = rectification.summary(session, submission.id)
    numbers = tally(item.stage for item in items)
    return pdf(
        RectificationSummary(
            generated_at=clock.now(session),
            language=document.locale,
            unit=submission.unit_name,
            campaign=campaign.title,
            version=frameworks.pinned(session, campaign).version,
            to_do=numbers.to_do,
            done=numbers.done,
            continuing=numbers.continuing,
            overview=words.overview,
            rows=tuple(_row(session, item, document.locale) for item in items),
            lasting=words.lasting,
            remaining=words.remaining,
            signatory=words.signatory_name,
            signed_on=words.signed_at.astimezone(BEIJING).date() if words.signed_at else None,
        )
    )


def _row(session: Session, item: ItemRow, language: str) -> RectificationRow:
    say = translator(language)
    plans = rectification.plans(session, item.id)
    plan = plans[0] if plans else None
    lines = rectification.lines(session, item.id)
    verdicts = [line for line in lines if line.kind in VERDICTS]
    closed = verdicts[-1] if verdicts and verdicts[-1].kind is ProgressKind.VERIFIED else None
    return RectificationRow(
        number=str(item.number),
        shortcoming=item.problem,
        criterion=item.criterion,
        severity=say(name_of(item.severity)) if item.severity.value else "",
        cause=plan.cause if plan else "",
        aim=plan.aim if plan else "",
        measure=plan.measure if plan else "",
        leader=plan.leader if plan else "",
        owner=plan.owner if plan else "",
        time_limit=say(name_of(plan.term)) if plan else "",
        due=item.due_on,
        expected=plan.expected if plan else "",
        progress=tuple(
            (line.at.astimezone(BEIJING).date(), line.text) for line in lines if not line.by_expert
        ),
        evidence=tuple(
            f"{line.evidence_number} {line.evidence_title}" for line in lines if line.evidence_number
        ),
        state=say(name_of(item.stage)),
        verdict=(verdicts[-1].text or say(name_of(verdicts[-1].kind))) if verdicts else "",
        closed_on=closed.at.astimezone(BEIJING).date() if closed else None,
    )
