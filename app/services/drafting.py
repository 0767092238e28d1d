"""What certificates are made of: numbers, public codes, the snapshot of everything printed.

Not deeds themselves: the deed that calls has asked the policy and leaves the trace.
"""

import re
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.awards import is_participation
from app.domain.certificate import CODE_BYTES, PREFIX, Serial, parse_serial, public_code
from app.domain.framework import Framework
from app.domain.numbering import document_number
from app.domain.settings import CampaignSettings
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate, Honouree
from app.models.result import Decision
from app.queries import clock, frameworks

from . import serials

WIDTH = 3  # 第003号
REISSUE = re.compile(r"-R\d+$")


def drafts(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    awards: Sequence[tuple[Award, Decision]],
    *,
    series: str,
    public_url: str,
) -> list[Certificate]:
    """A draft for each award, in order, with serial, number and code of its own; not yet in the session.

    The year is the decision's; `series` stands before 第 in the number, or in the middle of an English one.
    """
    framework, language = (
        frameworks.pinned(session, campaign),
        CampaignSettings.of(campaign.settings).language,
    )
    people = _honourees(session, [award.id for award, _ in awards])
    made = []
    for year in sorted({decision.on.year for _, decision in awards}):
        mine = [(award, decision) for award, decision in awards if decision.on.year == year]
        taken = serials.take_numbers(session, PREFIX, year, len(mine))
        numbers = serials.take_numbers(session, f"{campaign.number_prefix}〔{series}", year, len(mine))
        for (award, decision), serial, place in zip(mine, taken, numbers, strict=True):
            made.append(
                _draft(
                    session,
                    actor,
                    campaign,
                    award,
                    _first(framework, campaign, award, decision, people.get(award.id)),
                    Serial(year, serial),
                    document_number(
                        campaign.number_prefix, year, place, series=series, width=WIDTH, language=language
                    ),
                    public_url,
                )
            )
    return made


def replacement(
    session: Session, actor: Actor, campaign: Campaign, award: Award, old: Certificate, public_url: str
) -> Certificate:
    """The draft that is to replace a certificate: the same number with -R1, what the award says now."""
    serial = parse_serial(old.serial).reissued()
    number = f"{REISSUE.sub('', old.number)}-R{serial.reissue}"
    face = {**old.snapshot, "recipient": _recipient(award), "citation": award.citation, "issued_on": ""}
    made = _draft(session, actor, campaign, award, face, serial, number, public_url)
    made.replaces_id = old.id
    return made


def _draft(
    session: Session,
    actor: Actor,
    campaign: Campaign,
    award: Award,
    face: dict[str, Any],
    serial: Serial,
    number: str,
    public_url: str,
) -> Certificate:
    code = public_code(secrets.token_bytes(CODE_BYTES))
    printed = {
        **face,
        "serial": str(serial),
        "number": number,
        "verify_at": f"{public_url}/verify/{code}",
    }
    return Certificate(
        campaign_id=campaign.id,
        award_id=award.id,
        serial=str(serial),
        number=number,
        code=code,
        snapshot=printed,
        drafted_by_id=actor.user_id,
        drafted_at=clock.now(session),
    )


def _honourees(session: Session, award_ids: Sequence[UUID]) -> dict[UUID, Honouree]:
    """The people among the awards, by award."""
    found = session.scalars(select(Honouree).where(Honouree.award_id.in_(award_ids)))
    return {each.award_id: each for each in found}


def _first(
    framework: Framework, campaign: Campaign, award: Award, decision: Decision, person: Honouree | None
) -> dict[str, Any]:
    """What is printed besides the numbers, as plain values."""
    settings = CampaignSettings.of(campaign.settings)
    rule = next((each for each in framework.awards if each.code == award.code), None)
    kind = "participation" if rule and is_participation(rule) else "unit"
    return {
        "kind": person.honoured.value if person else kind,
        "address_as": person.address_as if person else "",
        "field_of_work": dict(person.field_of_work) if person else {},
        "recipient": _recipient(award),
        "award": dict(award.titles),
        "campaign": {"zh": campaign.title, "en": campaign.title_en},
        "period": campaign.period_label,
        "year": campaign.period_starts_on.year,
        "issuers": list(decision.outcome.get("issuers", ())),
        "citation": award.citation,
        "language": settings.language,
        "beside": settings.english_beside and settings.language == "zh",
        "issued_on": "",
    }


def _recipient(award: Award) -> dict[str, str]:
    return {"zh": award.recipient, "en": award.recipient_en}
