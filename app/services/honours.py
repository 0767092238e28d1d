"""Awards to persons by name, and the letters of thanks to everybody who reviewed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.awards import ADDRESSES, PERSON_CODE, THANKS_CODE, Honoured
from app.domain.errors import Conflict, Invalid, NotFound, Sentence
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate, Honouree
from app.models.result import Decision, DecisionKind
from app.models.unit import Unit
from app.queries import decisions, honours, subjects

from . import audit, drafting, gate

WANTED = {
    "person": N_("Please write the person's name."),
    "title": N_("Please write the title, such as 先进个人."),
    "field_of_work": N_("Please write what the person works on."),
    "citation": N_("Please write what the person has done, in a few sentences."),
}
THANKS = {"zh": "感谢状", "en": "Letter of Thanks"}


@dataclass(frozen=True, slots=True)
class PersonAward:
    """An award to a person as typed; `unit_id` is where the person works, a unit of the campaign or none."""

    person: str
    title: str
    field_of_work: str
    citation: str
    address_as: str = ADDRESSES[0]
    unit_id: UUID | None = None
    person_en: str = ""
    title_en: str = ""
    field_of_work_en: str = ""


def give_person(session: Session, actor: Actor, decision_id: UUID, words: PersonAward) -> Award:
    """Put a person on the decision with title and citation; the certificate is drafted with the others.

    Raises NotFound, NotPermitted, Invalid by field, Conflict when the person has this title already.
    """
    decision = session.get(Decision, decision_id)
    if decision is None or decision.kind is not DecisionKind.COMMENDATION:
        raise NotFound
    campaign = gate.enter_campaign(session, decision.campaign_id, closing=True)
    policy.require(
        actor, Action.RECORD_DECISION, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    _check(session, campaign, words)
    award = Award(
        campaign_id=campaign.id,
        decision_id=decision.id,
        code=PERSON_CODE,
        titles={"zh": words.title.strip(), "en": words.title_en.strip()},
        recipient=words.person.strip(),
        recipient_en=words.person_en.strip(),
        citation=words.citation.strip(),
        chosen=True,
    )
    session.add(award)
    session.flush()
    session.add(
        Honouree(
            award_id=award.id,
            honoured=Honoured.PERSON,
            unit_id=words.unit_id,
            address_as=words.address_as,
            field_of_work={"zh": words.field_of_work.strip(), "en": words.field_of_work_en.strip()},
        )
    )
    session.flush()
    audit.record(
        session,
        actor,
        Action.RECORD_DECISION,
        award.id,
        campaign_id=campaign.id,
        unit_id=words.unit_id,
        award=award.titles["zh"],
        recipient=award.recipient,
        citation=award.citation,
    )
    return award


def thank_reviewers(
    session: Session, actor: Actor, campaign_id: UUID, *, series: str, public_url: str
) -> list[Certificate]:
    """Draft a letter of thanks for everybody who submitted a review and has none; another person issues them.

    Neither the letters nor the trace say what anybody read. Raises NotFound, NotPermitted, Invalid,
    Conflict before the decision says who issues, or when everybody has been thanked.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(
        actor, Action.THANK_REVIEWERS, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    if not series.strip() or len(series.strip()) > 10:
        raise Invalid(series=N_("Please write one to ten characters, such as 优字."))
    decided = decisions.commendations(session, campaign.id)
    if not decided:
        raise Conflict(N_("Record the decision first: it says who issues the certificates."))
    waiting = honours.unthanked(session, campaign.id)
    if not waiting:
        raise Conflict(N_("Everybody who submitted a review has been thanked."))
    decision = session.get_one(Decision, decided[0].id)
    awards = [_thanks(session, campaign, decision, user_id, name) for user_id, name in waiting]
    made = drafting.drafts(
        session,
        actor,
        campaign,
        [(award, decision) for award in awards],
        series=series.strip(),
        public_url=public_url,
    )
    session.add_all(made)
    session.flush()
    audit.record(
        session,
        actor,
        Action.THANK_REVIEWERS,
        campaign.id,
        campaign_id=campaign.id,
        serials=[each.serial for each in made],
    )
    return made


def _thanks(session: Session, campaign: Campaign, decision: Decision, user_id: UUID, name: str) -> Award:
    award = Award(
        campaign_id=campaign.id,
        decision_id=decision.id,
        code=THANKS_CODE,
        titles=dict(THANKS),
        recipient=name,
        chosen=True,
    )
    session.add(award)
    session.flush()
    session.add(
        Honouree(
            award_id=award.id,
            honoured=Honoured.REVIEWER,
            user_id=user_id,
            address_as=ADDRESSES[0],
            field_of_work={},
        )
    )
    session.flush()
    return award


def _check(session: Session, campaign: Campaign, words: PersonAward) -> None:
    wrong: dict[str, Sentence | str] = {
        name: said for name, said in WANTED.items() if not getattr(words, name).strip()
    }
    if words.address_as not in ADDRESSES:
        wrong["address_as"] = N_("Please choose one of these.")
    if words.unit_id is not None and session.get(Unit, words.unit_id) is None:
        wrong["unit"] = N_("Please choose one of these.")
    if wrong:
        raise Invalid(**wrong)
    same = (
        select(Award.titles)
        .join(Honouree, Honouree.award_id == Award.id)
        .where(
            Award.campaign_id == campaign.id,
            Award.recipient == words.person.strip(),
            Honouree.unit_id == words.unit_id if words.unit_id else Honouree.unit_id.is_(None),
            Honouree.honoured == Honoured.PERSON,
        )
    )
    if any(titles["zh"] == words.title.strip() for titles in session.scalars(same)):
        raise Conflict(N_("This person has this title already."))
