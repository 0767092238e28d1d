"""表彰决定: number, day, meeting, legal basis; with it the awards that the rules propose."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, Sentence
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.result import Decision, DecisionKind
from app.queries import clock, facts, subjects

from . import audit, awards, gate

WANTED = {
    "number": N_("Please write the number of the decision."),
    "meeting": N_("Please name the meeting that decided."),
    "legal_basis": N_("Please name the rule this decision stands on."),
    "issuers": N_("Please write who issues the certificates, one on each line."),
}


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """A decision as typed. `issuers`: one a line, in order of rank, `issuers_en` the same line by line;
    `name_ending` follows each unit's name on its certificate (关心下一代工作委员会); `text` comes last.
    """

    number: str
    on: date
    meeting: str
    legal_basis: str
    issuers: str
    issuers_en: str = ""
    addressee: str = ""
    name_ending: str = ""
    name_ending_en: str = ""
    text: str = ""


def record(session: Session, actor: Actor, campaign_id: UUID, words: DecisionWords) -> Decision:
    """Record the decision on awards, after the final list was approved, and propose the awards.

    Raises NotFound, NotPermitted, Conflict while the list is not approved, Invalid by field.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(
        actor, Action.RECORD_DECISION, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    if not facts.list_approved(session, campaign.id):
        raise Conflict(N_("The leading group has not approved the final list."))
    _check(session, campaign, words)
    decision = Decision(
        campaign_id=campaign.id,
        kind=DecisionKind.COMMENDATION,
        number=words.number.strip(),
        on=words.on,
        meeting=words.meeting.strip(),
        legal_basis=words.legal_basis.strip(),
        text=words.text.strip(),
        outcome={
            "issuers": _issuers(words),
            "addressee": words.addressee.strip(),
            "name_ending": {"zh": words.name_ending.strip(), "en": words.name_ending_en.strip()},
        },
        computation_id=facts.newest_computation(session, campaign.id),
        recorded_by_id=actor.user_id,
    )
    session.add(decision)
    session.flush()
    audit.record(
        session,
        actor,
        Action.RECORD_DECISION,
        decision.id,
        campaign_id=campaign.id,
        number=decision.number,
        on=decision.on,
        meeting=decision.meeting,
    )
    awards.propose(session, actor, decision.id)
    return decision


def _check(session: Session, campaign: Campaign, words: DecisionWords) -> None:
    wrong: dict[str, Sentence | str] = {
        name: said for name, said in WANTED.items() if not getattr(words, name).strip()
    }
    if words.on > clock.today(session):
        wrong["on"] = N_("Please choose today or an earlier day.")
    same = (
        select(Decision.id)
        .join(Campaign, Campaign.id == Decision.campaign_id)
        .where(
            Campaign.owner_id == campaign.owner_id,
            Decision.kind == DecisionKind.COMMENDATION,
            Decision.number == words.number.strip(),
        )
    )
    if "number" not in wrong and session.scalar(same.limit(1)) is not None:
        wrong["number"] = N_("This number was used for another decision.")
    if wrong:
        raise Invalid(**wrong)


def _issuers(words: DecisionWords) -> list[dict[str, str]]:
    """The issuers in order of rank, as locale texts."""
    chinese = [line.strip() for line in words.issuers.splitlines() if line.strip()]
    english = [line.strip() for line in words.issuers_en.splitlines() if line.strip()]
    return [
        {"zh": name, "en": english[place] if place < len(english) else ""}
        for place, name in enumerate(chinese)
    ]
