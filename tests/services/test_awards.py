"""Awards by hand: passed over, given, described; what the rules of the list refuse, in their words."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.awards import THANKS_CODE
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.framework import Framework
from app.models.certificate import Award
from app.models.result import Decision
from app.queries import frameworks
from app.services import award_places, awards
from tests.recognition import Recognition, at_the_decision
from tests.refusals import refused, trace, traced


@pytest.fixture
def place(session: Session) -> Recognition:
    return at_the_decision(session)


@pytest.fixture
def decision(place: Recognition) -> Decision:
    return place.decide()


@pytest.fixture
def office(place: Recognition) -> Actor:
    return place.world.actor(place.office)


@pytest.fixture
def first(session: Session, place: Recognition, decision: Decision) -> Award:
    """The model award proposed for the first college."""
    return session.scalars(
        select(Award).where(Award.code == "demo", Award.submission_id == place.submissions[0].id)
    ).one()


def rules(place: Recognition) -> Framework:
    return frameworks.pinned(place.session, place.campaign)


def with_places(place: Recognition, monkeypatch: pytest.MonkeyPatch, **most: int) -> None:
    """Let the campaign's framework have so many places of these awards."""
    kept = rules(place)
    changed = [replace(each, max_count=most.get(each.code, each.max_count)) for each in kept.awards]
    variant = replace(kept, awards=tuple(changed))
    monkeypatch.setitem(frameworks._KEPT, place.campaign.framework_digest, variant)


def test_passing_over_and_giving_after_all_name_what_comes_in_the_place(
    session: Session, place: Recognition, first: Award, office: Actor
) -> None:
    with refused(session, Invalid, reason="Please give a reason."):
        awards.choose(session, office, first.id, chosen=False, reason=" ")
    with refused(session, Conflict, "This has been decided already."):
        awards.choose(session, office, first.id, chosen=True, reason="复核")
    about = {"award": "demo", "recipient": first.recipient}
    awards.choose(session, office, first.id, chosen=False, reason=" 上一轮为合格 ")
    assert (first.chosen, first.reason, trace(session).reason) == (False, "上一轮为合格", "上一轮为合格")
    assert traced(session)[2:] == ({"chosen": [True, False]}, about | {"proposed": "advanced"})
    awards.choose(session, office, first.id, chosen=True, reason="复核后达到")
    assert traced(session)[2:] == ({"chosen": [False, True]}, about | {"passed_over": "advanced"})
    awards.choose(session, office, first.id, chosen=False, reason="再议")
    assert traced(session)[3] == about  # what stands on a list already is not proposed a second time
    assert place.awards()[:2] == [("advanced", "第一学院关工委", False), ("demo", "第一学院关工委", False)]


def test_the_next_award_proposed_is_one_that_has_a_place_left(
    session: Session,
    place: Recognition,
    decision: Decision,
    first: Award,
    office: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_places(place, monkeypatch, advanced=0)
    awards.choose(session, office, first.id, chosen=False, reason="再议")
    assert traced(session)[3]["proposed"] == "qualified"
    brand = awards.give(session, office, decision.id, "brand", place.submissions[0].id, reason="推荐")
    awards.choose(session, office, brand.id, chosen=False, reason="再议")
    assert "proposed" not in traced(session)[3]  # no grade award: nothing comes in its place
    awards.choose(session, office, brand.id, chosen=True, reason="复核")
    assert "passed_over" not in traced(session)[3]


def test_no_more_are_given_than_there_are_places(
    session: Session,
    place: Recognition,
    decision: Decision,
    first: Award,
    office: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_places(place, monkeypatch, brand=1)
    give = awards.give
    brand = give(session, office, decision.id, "brand", place.submissions[1].id, reason="推荐")
    taken = "All 1 places of this award are taken."
    with refused(session, Conflict, taken):
        give(session, office, decision.id, "brand", place.submissions[2].id, reason="推荐")
    awards.choose(session, office, brand.id, chosen=False, reason="让出")
    other = give(session, office, decision.id, "brand", place.submissions[2].id, reason="推荐")
    assert traced(session) == (
        "decision.record",
        other.id,
        {},
        {"award": "brand", "recipient": "明德大学第三学院关心下一代工作委员会"},
    )
    with refused(session, Conflict, taken):
        awards.choose(session, office, brand.id, chosen=True, reason="复核")


def test_what_is_given_by_hand_has_a_reason_a_unit_of_the_campaign_and_one_place_on_the_list(
    session: Session, place: Recognition, decision: Decision, first: Award, office: Actor
) -> None:
    mine, low = place.submissions[0].id, place.submissions[2].id
    other = place.world.submission(place.world.campaign(title="另一轮"), place.world.colleges[0])

    def give(code: str, unit: object, reason: str = "推荐", of: object = decision.id) -> Award:
        return awards.give(session, office, of, code, unit, reason=reason)

    with refused(session, Invalid, reason="Please give a reason."):
        give("brand", mine, " ")
    for unit in (other.id, uuid4()):
        with refused(session, Invalid, submission="Please choose one of these."):
            give("brand", unit)
    with refused(session, Conflict, "The grade of this unit does not reach this award."):
        give("demo", low)
    with refused(session, Conflict, "This unit stands on the list of this award already."):
        give("demo", mine)
    with refused(session, Conflict, "This unit has another grade award. Pass that one over first."):
        give("advanced", mine)
    for code, of in (("unknown", decision.id), ("brand", uuid4())):
        with refused(session, NotFound):
            give(code, mine, of=of)


def test_a_recipient_has_a_name_a_citation_its_length_and_a_letter_of_thanks_is_not_described_here(
    session: Session, first: Award, office: Actor
) -> None:
    def describe(citation: str = "好", recipient: str = "全称", award: object = first.id) -> Award:
        return awards.describe(session, office, award, citation=citation, recipient=recipient, seen=1)

    with refused(session, Invalid, recipient="Please write the full official name."):
        describe(recipient=" ")
    with refused(session, Invalid, citation="Please keep this to 1000 characters."):
        describe("长" * 1001)
    with refused(session, NotFound):
        describe(award=uuid4())
    before = first.recipient
    describe(" 老同志进课堂 ", " 明德大学第一学院关工委 ")
    assert traced(session)[2] == {
        "citation": ["", "老同志进课堂"],
        "recipient": [before, "明德大学第一学院关工委"],
    }
    first.code = THANKS_CODE
    with refused(session, NotFound):
        describe()


def test_who_went_through_everything_is_proposed_in_the_order_of_the_codes_and_nobody_before(
    session: Session, place: Recognition
) -> None:
    taking_part = replace(rules(place).awards[-1], needs_decision=False)
    for submission, code in zip(place.submissions, ("30", "10", "20"), strict=True):
        submission.unit_code = code
    session.flush()
    first, second, third = (each.id for each in place.submissions)
    assert award_places.proposed(session, place.campaign, taking_part) == [second, third, first]
    early = place.world.campaign(title="另一轮")
    assert award_places.proposed(session, early, taking_part) == ()
