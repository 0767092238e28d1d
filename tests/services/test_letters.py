"""Feedback letters: from findings to a numbered letter, both clocks, and the unit's receipt."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.calendar import WorkingCalendar, beijing_date, end_of_day
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleVersion, TransitionRefused
from app.domain.letter import Advice, LetterTexts, Part, texts_of
from app.domain.procedure import CampaignStage, SubmissionStage
from app.domain.review import Severity
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.feedback import Appeal
from app.models.notification import Notification
from app.models.result import DecisionKind
from app.models.review import Finding
from app.models.submission import Submission
from app.queries.letters import receipt
from app.services import letters, results
from tests import scene
from tests.scene import Scene
from tests.services.test_results import reviewed


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=3)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    return world.campaign(CampaignStage.FEEDBACK, minimum_reviews=3)


@pytest.fixture
def office(world: Scene) -> Actor:
    return world.actor(world.coordinator())


def approved(world: Scene, office: Actor, campaign: Campaign, reason: str = "") -> None:
    """A computation that the leading group has approved."""
    results.compute(world.session, office, campaign.id, reason=reason)
    known = world.session.query(scene.User).filter_by(sign_in_name="领导小组").one_or_none()
    board = world.actor(known or world.board())
    results.approve(
        world.session,
        board,
        campaign.id,
        kind=DecisionKind.DRAFT_RESULT,
        on=date(2025, 11, 25),
        meeting="会议",
    )


@pytest.fixture
def found(world: Scene, campaign: Campaign) -> Submission:
    return reviewed(world, campaign, 0, ("1", "1", "1"))


def test_what_three_reviewers_say_alike_stands_in_the_letter_once(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    with pytest.raises(Conflict):  # nothing is computed yet
        letters.draft(world.session, office, found.id)
    results.compute(world.session, office, campaign.id)
    letter = letters.draft(world.session, office, found.id)
    texts = texts_of(letter.texts)
    assert (len(texts.highlights), len(texts.shortcomings), len(texts.recommendations)) == (1, 1, 1)
    assert len(texts.shortcomings[0].findings) == 3
    assert texts.recommendations[0].shortcoming == 1
    assert texts.impression == "工作扎实。"
    assert letter.number is None
    assert letters.draft(world.session, office, found.id) is letter


def test_a_letter_is_edited_under_its_version_and_the_findings_stay(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    results.compute(world.session, office, campaign.id)
    letter = letters.draft(world.session, office, found.id)
    texts = LetterTexts(
        "总体不错。",
        shortcomings=(Part("会议纪要未写落实人", ("1.1",), Severity.MAJOR),),
        recommendations=(Advice("请补写", 1, date(2025, 12, 31)),),
    )
    letters.save(world.session, office, letter.id, texts, seen=1)
    assert texts_of(letter.texts) == texts
    with pytest.raises(StaleVersion):
        letters.save(world.session, office, letter.id, texts, seen=1)
    wrong = LetterTexts("长" * 1001, shortcomings=(Part("无轻重"),), recommendations=(Advice("缺", 7),))
    with pytest.raises(Invalid) as refused:
        letters.save(world.session, office, letter.id, wrong, seen=2)
    assert sorted(refused.value.fields) == ["answers_0", "impression", "severity_0"]
    kept = world.session.scalars(select(Finding.text).where(Finding.submission_id == found.id)).all()
    assert "会议纪要未写落实人" not in kept
    with pytest.raises(NotFound):
        letters.save(
            world.session, world.actor(world.contributor(world.colleges[0])), letter.id, texts, seen=2
        )


def test_only_an_approved_result_goes_out_and_numbers_are_given_once(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    second = reviewed(world, campaign, 1, ("0.8", "0.8", "0.8"))
    results.compute(world.session, office, campaign.id)
    assert letters.draft_all(world.session, office, campaign.id) == 2
    with pytest.raises(TransitionRefused):
        letters.issue(world.session, office, found.id)
    approved(world, office, campaign, "领导小组前重算")
    with pytest.raises(NotPermitted):
        letters.issue(world.session, world.actor(world.observer()), found.id)
    contributor = world.contributor(world.colleges[0])
    assert letters.issue_all(world.session, office, campaign.id) == 2
    first, other = (letters._newest(world.session, each.id) for each in (found, second))
    year = beijing_date(first.issued_at).year
    assert (first.number, other.number) == (f"关评反〔{year}〕01号", f"关评反〔{year}〕02号")
    assert (found.stage, second.stage) == (SubmissionStage.FEEDBACK_SENT, SubmissionStage.FEEDBACK_SENT)
    told = world.session.scalars(select(Notification).where(Notification.user_id == contributor.id)).all()
    assert [message.text for message in told] == [
        "The feedback letter has come. Please read it and sign for it."
    ]
    papers = world.session.scalars(select(Document.kind)).all()
    assert papers == ["feedback_letter", "feedback_letter"]
    with pytest.raises(Conflict):
        letters.issue(world.session, office, found.id)
    with pytest.raises(Conflict):
        letters.save(world.session, office, first.id, LetterTexts(), seen=first.version)


def test_issuing_all_reaches_no_other_campaign(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    beside = world.campaign(CampaignStage.FEEDBACK, title="另一次", minimum_reviews=3)
    waiting = reviewed(world, beside, 1, ("1", "1", "1"))
    for each in (campaign, beside):
        approved(world, office, each)
        letters.draft_all(world.session, office, each.id)
    assert letters.issue_all(world.session, office, campaign.id) == 1
    assert (found.stage, waiting.stage) == (SubmissionStage.FEEDBACK_SENT, SubmissionStage.REVIEWED)


def test_both_clocks_run_in_working_days_from_the_letter(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    approved(world, office, campaign)
    letters.draft(world.session, office, found.id)
    letter = letters.issue(world.session, office, found.id)
    calendar, today = WorkingCalendar.of(), beijing_date(letter.issued_at)
    fifth = calendar.add_working_days(today, 5)
    assert letter.fact_check_ends_at == end_of_day(fifth)
    assert letter.appeal_ends_at == end_of_day(calendar.add_working_days(fifth, 3))
    assert letter.appeal_ends_at - letter.fact_check_ends_at >= timedelta(days=3)


def test_the_unit_signs_once_and_another_unit_finds_nothing(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    approved(world, office, campaign)
    letter = letters.draft(world.session, office, found.id)
    own = world.actor(world.contributor(world.colleges[0]))
    with pytest.raises(NotFound):  # not issued yet
        letters.sign(world.session, own, letter.id, accepts=True)
    letters.issue(world.session, office, found.id)
    with pytest.raises(NotFound):
        letters.sign(
            world.session, world.actor(world.contributor(world.colleges[1])), letter.id, accepts=True
        )
    letters.sign(world.session, own, letter.id, accepts=False, remark="对1.1有异议")
    assert (letter.accepts, found.stage) == (False, SubmissionStage.FEEDBACK_SIGNED)
    with pytest.raises(Conflict):
        letters.sign(world.session, own, letter.id, accepts=True)


def test_the_receipt_tells_what_this_unit_disputes_and_nothing_of_another(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    other = reviewed(world, campaign, 1, ("0.8", "0.8", "0.8"))
    approved(world, office, campaign)
    letter = letters.draft(world.session, office, found.id)
    letters.issue(world.session, office, found.id)
    own = world.contributor(world.colleges[0])
    letters.sign(world.session, world.actor(own), letter.id, accepts=False, remark="对1.1有异议")
    for number, each in enumerate((found, other)):
        world.session.add(
            Appeal(
                submission_id=each.id,
                number=f"申诉{number}",
                criterion="1.1",
                reason=f"理由{number}",
                lodged_by_id=own.id,
            )
        )
    world.session.flush()
    told = receipt(world.session, found.id)
    assert told is not None
    assert list(told.disputes) == [("", "对1.1有异议"), ("1.1", "理由0")]


def test_a_corrected_result_is_told_by_a_second_letter_that_starts_no_clock(
    world: Scene, office: Actor, campaign: Campaign, found: Submission
) -> None:
    approved(world, office, campaign)
    letters.draft(world.session, office, found.id)
    first = letters.issue(world.session, office, found.id)
    results.compute(world.session, office, campaign.id, reason="更正")
    letters.draft(world.session, office, found.id)
    with pytest.raises(Conflict):
        letters.issue(world.session, office, found.id)
    approved(world, office, campaign, "再算")
    second = letters.issue(world.session, office, found.id)
    assert second.ordinal == 2
    assert second.number != first.number
    assert second.appeal_ends_at == first.appeal_ends_at
