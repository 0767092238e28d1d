"""Awards to persons and thanks to the reviewers: numbered, never telling what was read."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.certificate import Award, Certificate
from app.models.document import Document
from app.models.notification import Notification
from app.queries import certificates as readings
from app.queries import decisions
from app.services import awards, certificates, honours
from tests.recognition import PUBLIC, Recognition, at_the_decision

WORDS = honours.PersonAward(
    person="第一学院秘书长",
    title="先进个人",
    field_of_work="关心下一代工作",
    citation="十年坚持进课堂。",
    address_as="老师",
)


@pytest.fixture
def place(session: Session) -> Recognition:
    made = at_the_decision(session)
    made.decide()
    return made


def decision_id(place: Recognition) -> object:
    return decisions.commendations(place.session, place.campaign.id)[0].id


def given(place: Recognition) -> Award:
    words = replace(WORDS, unit_id=place.world.colleges[0].id)
    return honours.give_person(place.session, place.world.actor(place.office), decision_id(place), words)


def thanked(place: Recognition) -> list[Certificate]:
    office = place.world.actor(place.office)
    return honours.thank_reviewers(place.session, office, place.campaign.id, series="谢字", public_url=PUBLIC)


def test_a_person_gets_title_and_certificate_and_the_unit_sees_it(place: Recognition) -> None:
    award = given(place)
    office, second = place.world.actor(place.office), place.world.actor(place.second)
    certificates.draft(place.session, office, place.campaign.id, series="优字", public_url=PUBLIC)
    issued = certificates.issue_all(place.session, second, place.campaign.id)
    mine = next(each for each in issued if each.award_id == award.id)
    assert (mine.snapshot["kind"], mine.snapshot["address_as"]) == ("person", "老师")
    assert mine.snapshot["field_of_work"]["zh"] == "关心下一代工作"
    own = place.world.actor(place.contributors[0])
    assert mine.id in {row.id for row in readings.own(place.session, own)}
    assert readings.certificate(place.session, own, mine.id).face.citation == "十年坚持进课堂。"
    with pytest.raises(NotFound):
        readings.certificate(place.session, place.world.actor(place.contributors[1]), mine.id)


def test_only_the_secretariat_honours_a_person_once_with_every_word(place: Recognition) -> None:
    for person in (place.board, place.contributors[0]):
        with pytest.raises(NotPermitted):
            honours.give_person(place.session, place.world.actor(person), decision_id(place), WORDS)
    office = place.world.actor(place.office)
    empty = replace(WORDS, person=" ", title="", field_of_work="", citation="", address_as="阁下")
    with pytest.raises(Invalid) as refusal:
        honours.give_person(place.session, office, decision_id(place), empty)
    assert set(refusal.value.fields) == {"person", "title", "field_of_work", "citation", "address_as"}
    given(place)
    with pytest.raises(Conflict):
        given(place)


def test_a_person_is_passed_over_and_given_after_all(place: Recognition) -> None:
    award, office = given(place), place.world.actor(place.office)
    awards.choose(place.session, office, award.id, chosen=False, reason="本人谦让")
    assert award.chosen is False
    awards.choose(place.session, office, award.id, chosen=True, reason="会议坚持")
    assert award.chosen is True


def test_every_reviewer_is_thanked_once_and_the_trace_names_nobody(place: Recognition) -> None:
    made = thanked(place)
    assert [(each.number, each.snapshot["recipient"]["zh"]) for each in made] == [
        ("关评〔2025〕谢字第001号", "专家甲")
    ]
    printed = str(made[0].snapshot)
    assert not any(each.unit_name in printed for each in place.submissions)
    traces = place.session.scalars(select(AuditEntry.details).where(AuditEntry.action == "reviewer.thank"))
    assert "专家甲" not in str(list(traces))
    with pytest.raises(Conflict):
        thanked(place)


def test_a_letter_of_thanks_is_for_the_office_and_the_reviewer_alone(place: Recognition) -> None:
    letter = thanked(place)[0]
    certificates.issue_all(place.session, place.world.actor(place.board), place.campaign.id)
    session = place.session
    reader = session.scalars(select(User).where(User.name == "专家甲")).one()
    assert session.scalars(select(Notification.user_id)).all() == [reader.id]
    assert [row.face.number for row in readings.own(session, place.world.actor(reader))] == [letter.number]
    assert session.scalars(select(Document.kind)).all() == ["thanks"]
    for person in (place.board, place.world.observer(), *place.contributors):
        with pytest.raises(NotFound):
            readings.certificate(session, place.world.actor(person), letter.id)
    row = readings.of_campaign(session, place.world.actor(place.board), place.campaign.id).rows[0]
    assert row.hidden
    assert (
        not readings.of_campaign(session, place.world.actor(place.office), place.campaign.id).rows[0].hidden
    )


def test_nobody_else_thanks_and_the_decision_comes_first(session: Session) -> None:
    place = at_the_decision(session)
    with pytest.raises(Conflict):
        thanked(place)
    place.decide()
    for person in (place.board, place.contributors[0]):
        with pytest.raises(NotPermitted):
            honours.thank_reviewers(
                session, place.world.actor(person), place.campaign.id, series="谢字", public_url=PUBLIC
            )
    with pytest.raises(Invalid):
        honours.thank_reviewers(
            session, place.world.actor(place.office), place.campaign.id, series="", public_url=PUBLIC
        )
