"""公示 (PROCESS §4.16) as it is hung up on paper: titles and names, never a score."""

from sqlalchemy.orm import Session

from app.domain.calendar import beijing_date
from app.domain.errors import Conflict
from app.domain.locale_text import LocaleText
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.unit import Unit
from app.queries import calendars, clock, public_notices
from app.reporting.documents.decision import Honours, PublicNotice
from app.reporting.documents.rendering import pdf
from evidence_store import EvidenceStore


def assemble(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The list that was published last, as PDF. Raises Conflict when there is none."""
    campaign = session.get_one(Campaign, document.subject_id)
    notice = public_notices.newest(session, campaign.id)
    if notice is None:
        raise Conflict(N_("No list has been published yet."))
    owner, into = session.get_one(Unit, campaign.owner_id), document.locale
    calendar = calendars.working(session, campaign.owner_path, at=notice.published_at)
    return pdf(
        PublicNotice(
            generated_at=clock.now(session),
            language=into,
            issuer=owner.name,
            number=notice.number,
            campaign=campaign.title_en if into == "en" and campaign.title_en else campaign.title,
            grounds=notice.body,
            honours=tuple(
                Honours(
                    title=LocaleText(entry["title"]).in_language(into),
                    recipients=tuple(entry["units"]),
                    rule=LocaleText(entry.get("proposed_under", {})).in_language(into),
                )
                for entry in notice.entries
            ),
            begins=notice.starts_on,
            ends=notice.ends_on,
            working_days=calendar.working_days_of(notice.starts_on, notice.ends_on),
            office=notice.contact,
            phone=owner.phone,
            dated=beijing_date(notice.published_at),
        )
    )
