"""签收回执 (PROCESS §4.12): who signed for the feedback letter, when, and what the unit disputes."""

from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.submission import Submission
from app.queries import clock, frameworks, letters
from app.reporting.documents.feedback import FeedbackReceipt
from app.reporting.documents.rendering import pdf
from evidence_store import EvidenceStore

NOT_SIGNED = N_("The letter has not been signed for yet.")


def receipt(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The receipt of the newest letter signed for. Raises Conflict while none is."""
    submission = session.get_one(Submission, document.subject_id)
    campaign = session.get_one(Campaign, submission.campaign_id)
    found = letters.receipt(session, submission.id)
    if found is None:
        raise Conflict(NOT_SIGNED)
    framework, into = frameworks.pinned(session, campaign), document.locale
    return pdf(
        FeedbackReceipt(
            generated_at=clock.now(session),
            language=into,
            unit=submission.unit_name,
            campaign=campaign.title_en if into == "en" and campaign.title_en else campaign.title,
            version="1",
            number=found.number,
            signed_by=found.signed_by,
            post=found.post,
            signed_at=found.signed_at,
            disputed=not found.accepts,
            disputes=tuple(
                (
                    f"{code} {framework.criterion(code).title.in_language(into)}"
                    if framework.has_criterion(code)
                    else "—",
                    reason,
                )
                for code, reason in found.disputes
            ),
        )
    )
