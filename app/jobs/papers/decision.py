"""表彰决定 on paper: the newest decision of a campaign with everybody it honours."""

from sqlalchemy.orm import Session

from app.models.campaign import Campaign
from app.models.document import Document
from app.queries import clock, decisions, frameworks, honours
from app.reporting.documents import pdf
from app.reporting.documents.decision import Decision, Honours
from evidence_store import EvidenceStore


def decision(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """The newest decision (PROCESS §4.17): titles in the framework's order, recipients by name."""
    campaign = session.get_one(Campaign, document.subject_id)
    newest = decisions.commendations(session, campaign.id)[0]
    given = [
        award
        for award in decisions.awards(session, campaign.id)
        if award.chosen and award.decision_id == newest.id
    ]
    language = document.locale
    english = language == "en" and campaign.title_en
    issuers = newest.outcome.get("issuers") or [{"zh": ""}]
    units = tuple(
        Honours(
            title=rule.title.in_language(language),
            recipients=tuple(
                (award.recipient_en if english else "") or award.recipient
                for award in given
                if award.code == rule.code
            ),
        )
        for rule in frameworks.pinned(session, campaign).awards
        if any(award.code == rule.code for award in given)
    )
    return pdf(
        Decision(
            generated_at=clock.now(session),
            language=language,
            issuer=(issuers[0].get("en") if english else "") or issuers[0]["zh"],
            number=newest.number,
            campaign=campaign.title_en if english else campaign.title,
            addressee=newest.outcome.get("addressee", ""),
            legal_basis=newest.legal_basis,
            meeting=newest.meeting,
            met_on=newest.on,
            honours=units + _persons(session, campaign, newest, bool(english)),
            expectation=newest.text,
            dated=newest.on,
        )
    )


def _persons(
    session: Session, campaign: Campaign, newest: decisions.DecisionRow, english: bool
) -> tuple[Honours, ...]:
    """The persons by title, each with the unit where he or she works."""
    given = [
        each
        for each in honours.persons(session, campaign.id)
        if each.chosen and each.decision_id == newest.id
    ]
    titles: dict[str, list[str]] = {}
    for each in given:
        title = each.title.in_language("en" if english else "zh")
        name = (each.person_en if english else "") or each.person
        titles.setdefault(title, []).append(f"{name}（{each.unit}）" if each.unit else name)
    return tuple(
        Honours(title=title, recipients=tuple(names), persons=True) for title, names in titles.items()
    )
