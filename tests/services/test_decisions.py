"""The decision on awards, and who stands on its lists."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Invalid, NotPermitted, StaleVersion
from app.domain.procedure import CampaignStage
from app.models.certificate import Award
from app.models.result import Decision, DecisionKind
from app.services import awards, certificates, decisions
from tests.people import today
from tests.recognition import PUBLIC, WORDS, Recognition, at_the_decision


@pytest.fixture
def place(session: Session) -> Recognition:
    return at_the_decision(session)


def award_of(place: Recognition, code: str, position: int) -> Award:
    return place.session.scalars(
        select(Award).where(Award.code == code, Award.submission_id == place.submissions[position].id)
    ).one()


def test_a_unit_is_proposed_for_the_highest_grade_award_it_reaches(place: Recognition) -> None:
    place.decide()
    assert place.awards() == [
        ("demo", "第一学院关工委", True),
        ("qualified", "第三学院关工委", True),
        ("qualified", "第二学院关工委", True),
    ]  # fmt: skip
    first = award_of(place, "demo", 0)
    assert first.recipient == "明德大学第一学院关心下一代工作委员会"


def test_only_the_coordinator_records_it_and_only_after_the_list_is_approved(
    place: Recognition,
) -> None:
    for person in (place.board, place.contributors[0]):
        with pytest.raises(NotPermitted):
            decisions.record(place.session, place.world.actor(person), place.campaign.id, WORDS)
    other = place.world.campaign(CampaignStage.DECISION, title="另一次评议")
    with pytest.raises(Conflict):
        decisions.record(place.session, place.world.actor(place.office), other.id, WORDS)


def test_what_is_missing_or_used_already_is_said_by_field(place: Recognition) -> None:
    office = place.world.actor(place.office)
    empty = replace(WORDS, number=" ", meeting="", legal_basis="", issuers="", on=today() + timedelta(days=3))
    with pytest.raises(Invalid) as refusal:
        decisions.record(place.session, office, place.campaign.id, empty)
    assert set(refusal.value.fields) == {"number", "meeting", "legal_basis", "issuers", "on"}
    place.decide()
    with pytest.raises(Invalid) as again:
        decisions.record(place.session, office, place.campaign.id, WORDS)
    assert set(again.value.fields) == {"number"}


def test_a_second_decision_proposes_nothing_twice(place: Recognition) -> None:
    place.decide()
    office = place.world.actor(place.office)
    decisions.record(place.session, office, place.campaign.id, replace(WORDS, number="关工委〔2025〕13号"))
    assert len(place.awards()) == 3
    kinds = place.session.scalars(
        select(Decision.number).where(Decision.kind == DecisionKind.COMMENDATION).order_by(Decision.number)
    ).all()
    assert kinds == ["关工委〔2025〕12号", "关工委〔2025〕13号"]


def test_a_unit_passed_over_is_proposed_for_the_next_award_it_reaches(place: Recognition) -> None:
    place.decide()
    office, award = place.world.actor(place.office), award_of(place, "demo", 0)
    with pytest.raises(Invalid):
        awards.choose(place.session, office, award.id, chosen=False, reason=" ")
    awards.choose(place.session, office, award.id, chosen=False, reason="上一轮为合格。")
    assert place.awards()[:2] == [("advanced", "第一学院关工委", True), ("demo", "第一学院关工委", False)]
    lower = award_of(place, "advanced", 0)
    awards.choose(place.session, office, award.id, chosen=True, reason="复核后达到。")
    assert (award.chosen, lower.chosen) == (True, False)  # one grade award a unit


def test_an_award_given_by_hand_must_be_reached(place: Recognition) -> None:
    decision, office = place.decide(), place.world.actor(place.office)
    low, high = place.submissions[2], place.submissions[0]
    with pytest.raises(Conflict):  # a unit that only passed is no model
        awards.give(place.session, office, decision.id, "demo", low.id, reason="试试")
    with pytest.raises(Conflict):  # it has a higher one
        awards.give(place.session, office, decision.id, "advanced", high.id, reason="试试")
    awards.give(place.session, office, decision.id, "brand", low.id, reason="评审组推荐")
    with pytest.raises(Conflict):
        awards.give(place.session, office, decision.id, "brand", low.id, reason="再来一次")
    with pytest.raises(NotPermitted):
        awards.give(
            place.session, place.world.actor(place.board), decision.id, "case", low.id, reason="评审组推荐"
        )


def test_a_citation_is_written_and_a_stale_one_refused(place: Recognition) -> None:
    place.decide()
    office, award = place.world.actor(place.office), award_of(place, "demo", 0)
    name = award.recipient
    awards.describe(place.session, office, award.id, citation="老同志进课堂。", recipient=name, seen=1)
    with pytest.raises(StaleVersion):
        awards.describe(place.session, office, award.id, citation="别的", recipient=name, seen=1)
    with pytest.raises(Invalid):
        awards.describe(place.session, office, award.id, citation="长" * 1001, recipient=name, seen=2)
    unit = place.world.actor(place.contributors[0])
    with pytest.raises(NotPermitted):
        awards.describe(place.session, unit, award.id, citation="自夸", recipient=name, seen=2)


def test_once_a_certificate_names_it_an_award_stands(place: Recognition) -> None:
    place.decide()
    office, award = place.world.actor(place.office), award_of(place, "demo", 0)
    certificates.draft(place.session, office, place.campaign.id, series="优字", public_url=PUBLIC)
    with pytest.raises(Conflict):
        awards.choose(place.session, office, award.id, chosen=False, reason="上一轮为合格。")
    with pytest.raises(Conflict):
        awards.describe(place.session, office, award.id, citation="好", recipient="别的名称", seen=1)
    awards.describe(place.session, office, award.id, citation="好", recipient=award.recipient, seen=1)
