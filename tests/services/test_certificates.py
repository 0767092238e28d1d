"""Certificates: two people, numbers given once, reissue and revoke; nobody is told a score."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.certificate import Revocation, parse_serial, read_public_code
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.procedure import CampaignStage, CertificateStage, SubmissionStage
from app.models.account import User
from app.models.certificate import Award, Certificate
from app.models.document import Document
from app.models.notification import Notification
from app.models.result import Decision, DecisionKind
from app.models.submission import Submission
from app.queries import certificates as readings
from app.services import certificates
from tests import scene
from tests.recognition import PUBLIC, WORDS, Recognition, at_the_decision


@pytest.fixture
def place(session: Session) -> Recognition:
    made = at_the_decision(session)
    made.decide()
    return made


def drafted(place: Recognition) -> list[Certificate]:
    office = place.world.actor(place.office)
    return certificates.draft(place.session, office, place.campaign.id, series="优字", public_url=PUBLIC)


def issued(place: Recognition) -> list[Certificate]:
    drafted(place)
    return certificates.issue_all(place.session, place.world.actor(place.second), place.campaign.id)


def test_every_award_gets_a_draft_with_serial_number_and_code_of_its_own(place: Recognition) -> None:
    made = drafted(place)
    assert [each.number for each in made] == [f"关评〔2025〕优字第00{n}号" for n in (1, 2, 3)]
    assert [parse_serial(each.serial).number for each in made] == [1, 2, 3]
    assert {read_public_code(each.code) for each in made} == {each.code for each in made}
    assert len({each.code for each in made}) == 3
    first = made[0].snapshot
    assert (first["recipient"]["zh"], first["award"]["zh"], first["verify_at"]) == (
        "明德大学第一学院关心下一代工作委员会",
        "二级关工委优质化建设示范单位",
        f"{PUBLIC}/verify/{made[0].code}",
    )
    with pytest.raises(Conflict):  # there is nothing left to draft
        drafted(place)


def test_only_the_coordinator_drafts(place: Recognition) -> None:
    for person in (place.board, place.contributors[0]):
        with pytest.raises(NotPermitted):
            certificates.draft(
                place.session, place.world.actor(person), place.campaign.id, series="优字", public_url=PUBLIC
            )
    with pytest.raises(Invalid):
        certificates.draft(
            place.session, place.world.actor(place.office), place.campaign.id, series="", public_url=PUBLIC
        )


def test_who_drafted_does_not_issue_but_a_second_person_does(place: Recognition) -> None:
    first, second, third = drafted(place)
    with pytest.raises(Conflict):
        certificates.issue(place.session, place.world.actor(place.office), first.id)
    with pytest.raises(Conflict):
        certificates.issue_all(place.session, place.world.actor(place.office), place.campaign.id)
    with pytest.raises(NotPermitted):
        certificates.issue(place.session, place.world.actor(place.contributors[0]), first.id)
    certificates.issue(place.session, place.world.actor(place.board), first.id)
    assert (first.stage, first.issued_by_id) == (CertificateStage.ISSUED, place.board.id)
    with pytest.raises(Conflict):
        certificates.issue(place.session, place.world.actor(place.board), first.id)
    done = certificates.issue_all(place.session, place.world.actor(place.second), place.campaign.id)
    assert [each.id for each in done] == [second.id, third.id]


def test_the_database_refuses_one_person_for_both(place: Recognition) -> None:
    first = drafted(place)[0]
    place.session.commit()
    with pytest.raises(IntegrityError):
        place.session.execute(
            update(Certificate).where(Certificate.id == first.id).values(issued_by_id=place.office.id)
        )
    place.session.rollback()
    with pytest.raises(IntegrityError):
        place.session.execute(
            update(Certificate).where(Certificate.id == first.id).values(stage=CertificateStage.ISSUED)
        )


def test_the_database_refuses_two_valid_certificates_for_one_award(place: Recognition) -> None:
    first = issued(place)[0]
    place.session.add(
        Certificate(
            campaign_id=first.campaign_id, award_id=first.award_id, serial="AC-2025-000009-73", number="别号",
            code="0" * 26, snapshot={}, drafted_by_id=place.office.id, issued_by_id=place.second.id,
            stage=CertificateStage.ISSUED,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        place.session.flush()


def test_holders_are_told_without_a_score_and_the_papers_are_asked_for(place: Recognition) -> None:
    made = issued(place)
    rows = place.session.execute(
        select(User.name, Notification.text, Notification.params)
        .join(User, User.id == Notification.user_id)
        .order_by(User.name)
    ).all()
    assert sorted(row.name for row in rows) == sorted(person.name for person in place.contributors)
    assert {row.text for row in rows} == {"Your certificate %(number)s is ready."}
    assert {row.params["number"] for row in rows} == {each.number for each in made}
    waiting = place.session.scalars(select(Document.subject_id).where(Document.kind == "certificate")).all()
    assert set(waiting) == {each.id for each in made}


def test_where_the_campaign_asks_for_it_rectification_comes_first(session: Session) -> None:
    place = at_the_decision(session)
    place.campaign.settings = {"certificates_after_rectification": True, "minimum_reviews": 1}
    place.decide()
    drafted(place)
    second = place.world.actor(place.second)
    with pytest.raises(Conflict) as refusal:
        certificates.issue_all(session, second, place.campaign.id)
    assert "rectification" in str(refusal.value)
    session.execute(
        update(Submission)
        .where(Submission.id == place.submissions[0].id)
        .values(stage=SubmissionStage.CLOSED)
    )
    session.expire_all()
    made = certificates.issue_all(session, second, place.campaign.id)
    assert [each.number for each in made] == ["关评〔2025〕优字第001号"]


def test_a_reissue_keeps_the_number_with_r1_and_ends_the_old_one_when_issued(place: Recognition) -> None:
    old = issued(place)[0]
    office, second = place.world.actor(place.office), place.world.actor(place.second)
    right = "明德大学第一学院（文学院）关心下一代工作委员会"
    with pytest.raises(NotPermitted):
        certificates.reissue(
            place.session, place.world.actor(place.board), old.id, recipient=right, reason="错字",
            public_url=PUBLIC,
        )  # fmt: skip
    with pytest.raises(Invalid) as refusal:
        certificates.reissue(place.session, office, old.id, recipient=" ", reason="", public_url=PUBLIC)
    assert set(refusal.value.fields) == {"recipient", "reason"}
    new = certificates.reissue(
        place.session, office, old.id, recipient=right, reason="单位名称有误", public_url=PUBLIC
    )
    assert (old.stage, new.stage) == (CertificateStage.ISSUED, CertificateStage.DRAFT)
    assert new.number == f"{old.number}-R1"
    assert new.serial == f"{old.serial}-R1"
    assert new.code != old.code
    with pytest.raises(Conflict):
        certificates.reissue(place.session, office, old.id, recipient=right, reason="再来", public_url=PUBLIC)
    with pytest.raises(Conflict):
        certificates.issue(place.session, office, new.id)
    certificates.issue(place.session, second, new.id)
    assert (old.stage, new.stage) == (CertificateStage.REISSUED, CertificateStage.ISSUED)
    seen = readings.public(place.session, old.code)
    assert seen is not None
    assert seen.replaced_by == (new.number, new.code)
    assert old.snapshot["recipient"]["zh"] != new.snapshot["recipient"]["zh"] == right
    again = certificates.reissue(
        place.session, office, new.id, recipient="又一名称", reason="改名", public_url=PUBLIC
    )
    assert (again.number, again.serial) == (f"{old.number}-R2", f"{old.serial}-R2")


def test_a_revoked_certificate_says_why_and_its_number_is_gone_for_ever(place: Recognition) -> None:
    first = issued(place)[0]
    office = place.world.actor(place.office)
    words = {"because": Revocation.FINDING, "reason": "查实否决事项。", "decision": "关工委〔2026〕1号"}
    with pytest.raises(NotPermitted):
        certificates.revoke(place.session, place.world.actor(place.board), first.id, **words)
    with pytest.raises(NotPermitted):
        certificates.revoke(place.session, place.world.actor(place.contributors[0]), first.id, **words)
    with pytest.raises(NotFound):
        certificates.revoke(place.session, place.world.actor(place.contributors[1]), first.id, **words)
    with pytest.raises(NotFound):  # before a word is looked at
        certificates.revoke(
            place.session, place.world.actor(place.contributors[1]), first.id, **words | {"reason": ""}
        )
    with pytest.raises(NotFound):
        certificates.revoke(place.session, office, uuid4(), **words)
    with pytest.raises(Invalid):
        certificates.revoke(place.session, office, first.id, **words | {"decision": ""})
    certificates.revoke(place.session, office, first.id, **words)
    with pytest.raises(Conflict):
        certificates.revoke(place.session, office, first.id, **words)
    seen = readings.public(place.session, first.code)
    assert seen is not None
    assert (seen.stage, seen.ended_because) == (CertificateStage.REVOKED, Revocation.FINDING)
    with pytest.raises(Conflict):
        drafted(place)


def test_a_draft_is_unknown_to_its_unit_and_to_the_public(place: Recognition) -> None:
    first = drafted(place)[0]
    holder = place.world.actor(place.contributors[0])
    assert readings.public(place.session, first.code) is None
    assert readings.own(place.session, holder) == []
    with pytest.raises(NotFound):
        readings.certificate(place.session, holder, first.id)
    certificates.issue(place.session, place.world.actor(place.second), first.id)
    assert [row.id for row in readings.own(place.session, holder)] == [first.id]
    assert readings.own(place.session, place.world.actor(place.contributors[1])) == []


def simultaneously(engine: Engine, deeds: list) -> list[str]:
    """Each deed in a thread and a session of its own; what came of it, by its sentence."""
    gate, outcomes = Barrier(len(deeds)), []

    def perform(deed) -> None:
        gate.wait()
        with Session(engine) as own:
            try:
                deed(own)
                own.commit()
                outcomes.append("done")
            except Conflict:
                own.rollback()
                outcomes.append("told")

    threads = [Thread(target=perform, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_ten_simultaneous_drafts_of_one_campaign_give_one_set_of_numbers(
    place: Recognition, engine: Engine
) -> None:
    actor, campaign_id = place.world.actor(place.office), place.campaign.id
    place.session.commit()

    def draft(own: Session) -> None:
        certificates.draft(own, actor, campaign_id, series="优字", public_url=PUBLIC)

    outcomes = simultaneously(engine, [draft] * 10)
    assert (outcomes.count("done"), outcomes.count("told")) == (1, 9)
    with Session(engine) as fresh:
        assert len(fresh.scalars(select(Certificate.id)).all()) == 3


def test_ten_campaigns_drafting_at_once_never_share_a_number(session: Session, engine: Engine) -> None:
    world = scene.university(session, colleges=10)
    office = world.coordinator()
    campaigns = [world.campaign(CampaignStage.DECISION, title=f"评议{number}") for number in range(10)]
    for campaign, unit in zip(campaigns, world.colleges, strict=True):
        found = world.submission(campaign, unit, SubmissionStage.FEEDBACK_SIGNED)
        decision = Decision(
            campaign_id=campaign.id, kind=DecisionKind.COMMENDATION, number=str(uuid4()), meeting="会议",
            on=WORDS.on, recorded_by_id=office.id, outcome={"issuers": [{"zh": "明德大学", "en": ""}]},
        )  # fmt: skip
        session.add(decision)
        session.flush()
        session.add(
            Award(
                campaign_id=campaign.id, submission_id=found.id, decision_id=decision.id, code="demo",
                titles={"zh": "示范单位", "en": "Model"}, recipient=unit.name,
            )
        )  # fmt: skip
    actor = world.actor(office)
    ids = [campaign.id for campaign in campaigns]
    session.commit()
    outcomes = simultaneously(
        engine,
        [
            lambda own, campaign_id=campaign_id: certificates.draft(
                own, actor, campaign_id, series="优字", public_url=PUBLIC
            )
            for campaign_id in ids
        ],
    )
    assert outcomes == ["done"] * 10
    with Session(engine) as fresh:
        numbers = fresh.scalars(select(Certificate.number).order_by(Certificate.number)).all()
        serials = fresh.scalars(select(Certificate.serial)).all()
    assert numbers == [f"关评〔2025〕优字第{n:03d}号" for n in range(1, 11)]
    assert sorted(parse_serial(serial).number for serial in serials) == list(range(1, 11))


def test_a_correction_of_what_was_revoked_meanwhile_is_left_aside(place: Recognition) -> None:
    first = issued(place)[0]
    office, second = place.world.actor(place.office), place.world.actor(place.second)
    new = certificates.reissue(
        place.session, office, first.id, recipient="更正后的名称", reason="错字", public_url=PUBLIC
    )
    certificates.revoke(
        place.session, office, first.id, because=Revocation.ERROR, reason="误发。", decision="2号"
    )
    with pytest.raises(Conflict):
        certificates.issue(place.session, second, new.id)
    with pytest.raises(Conflict):  # and nothing else waits
        certificates.issue_all(place.session, second, place.campaign.id)
    assert new.stage is CertificateStage.DRAFT
