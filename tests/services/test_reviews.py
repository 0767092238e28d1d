"""Handing in, taking back, the deadline: what counts, what lapses, and that twice is once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotPermitted,
    StaleVersion,
    TransitionRefused,
    WindowClosed,
)
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.review import Arrangement, FindingKind, ReportForm, Severity
from app.jobs import SCHEDULE, making, schedule
from app.jobs.surroundings import Surroundings
from app.models.account import User
from app.models.assignment import Assignment
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.review import Finding, Review
from app.models.submission import Submission
from app.services import documents, findings, opinions, reviews, stages
from app.services.findings import Words
from app.services.opinions import Opinion
from evidence_store import Digest, open_store
from tests.scene import Scene

STAGES = AssignmentStage

pytest_plugins = "tests.under_review"


@pytest.fixture
def reading(scene: Scene, campaign: Campaign, expert: User) -> Assignment:
    """A complete draft."""
    submission = scene.submission(campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW, answered=True)
    found = scene.assignment(submission, expert, scene.panel(campaign, "expert", expert))
    scene.review(found, scene.rules(campaign), submitted=False)
    return found


def submission_of(scene: Scene, reading: Assignment) -> Submission:
    return scene.session.get_one(Submission, reading.submission_id)


def test_a_complete_review_is_handed_in_once_with_total_and_receipt(
    scene: Scene, reading: Assignment, actor: Actor
) -> None:
    review = reviews.submit(scene.session, actor, reading.id)
    assert (review.total, reading.stage) == (Decimal("90.00"), STAGES.SUBMITTED)
    assert len(review.receipt) == 19
    entries = scene.session.scalar(select(func.count()).select_from(AuditEntry))
    assert reviews.submit(scene.session, actor, reading.id).receipt == review.receipt
    assert scene.session.scalar(select(func.count()).select_from(AuditEntry)) == entries
    assert submission_of(scene, reading).reviewed_count == 1


def test_each_reader_hands_in_the_own_review(scene: Scene, reading: Assignment, campaign: Campaign) -> None:
    other = scene.reviewer("评审专家乙")
    submission = submission_of(scene, reading)
    beside = scene.assignment(submission, other, scene.panel(campaign, "peer", other))
    scene.review(beside, scene.rules(campaign), ratio="1", submitted=False)
    review = reviews.submit(scene.session, scene.actor(other), beside.id)
    assert (review.assignment_id, review.total) == (beside.id, Decimal("100.00"))
    assert scene.session.query(Review).filter_by(assignment_id=reading.id).one().submitted_at is None


def test_of_ten_that_submit_at_once_one_has_an_effect(
    scene: Scene, reading: Assignment, actor: Actor, engine: Engine
) -> None:
    scene.session.commit()

    def hand_in(_: int) -> str:
        with Session(engine) as own, own.begin():
            return reviews.submit(own, actor, reading.id).receipt

    with ThreadPoolExecutor(10) as ten:
        receipts = set(ten.map(hand_in, range(10)))
    scene.session.expire_all()
    assert len(receipts) == 1
    assert submission_of(scene, reading).reviewed_count == 1
    told = select(func.count()).where(AuditEntry.action == "review.submit")
    assert scene.session.scalar(told) == 1


def test_a_review_is_taken_back_in_time_and_by_its_author_only(
    scene: Scene, reading: Assignment, actor: Actor, campaign: Campaign
) -> None:
    with pytest.raises(TransitionRefused):
        reviews.take_back(scene.session, actor, reading.id)
    reviews.submit(scene.session, actor, reading.id)
    with pytest.raises(NotPermitted):
        reviews.take_back(scene.session, scene.actor(scene.coordinator()), reading.id)
    with pytest.raises(NotFound):
        reviews.take_back(scene.session, scene.actor(scene.board()), reading.id)
    reviews.take_back(scene.session, actor, reading.id)
    assert (reading.stage, submission_of(scene, reading).reviewed_count) == (STAGES.REOPENED, 0)
    reviews.submit(scene.session, actor, reading.id)
    campaign.settings = {"take_back_hours": 0}
    with pytest.raises(TransitionRefused):
        reviews.take_back(scene.session, actor, reading.id)
    campaign.settings = {}
    scene.close_window(campaign, CampaignStage.PEER_REVIEW, minutes_ago=60)
    with pytest.raises(WindowClosed):
        reviews.take_back(scene.session, actor, reading.id)


def test_nothing_is_handed_in_after_the_end_nor_before_it_is_taken_on(
    scene: Scene, reading: Assignment, actor: Actor, campaign: Campaign
) -> None:
    reading.stage = STAGES.INVITED
    with pytest.raises(Conflict, match="sign the reviewer's declaration"):
        reviews.submit(scene.session, actor, reading.id)
    reading.stage = STAGES.IN_PROGRESS
    scene.close_window(campaign, CampaignStage.PEER_REVIEW, minutes_ago=60)
    with pytest.raises(WindowClosed):
        reviews.submit(scene.session, actor, reading.id)
    assert scene.session.query(Review).one().submitted_at is None


def test_every_gap_is_among_the_reasons(scene: Scene, reading: Assignment, actor: Actor) -> None:
    review = scene.session.query(Review).one()
    review.report_heard = Arrangement.OPEN
    for finding in scene.session.query(Finding).filter_by(kind=FindingKind.HIGHLIGHT):
        finding.removed_at = review.updated_at
    with pytest.raises(TransitionRefused) as refused:
        reviews.submit(scene.session, actor, reading.id)
    assert len(refused.value.reasons) == 3  # the review is not complete: the report, and a highlight


def unfinished(scene: Scene, campaign: Campaign, expert: User, reading: Assignment) -> list[Assignment]:
    """Beside the complete draft: an empty one, and an invitation without an answer."""
    panel = reading.panel_id
    found = [reading]
    for college, stage in zip(scene.colleges[1:], (STAGES.ACCEPTED, STAGES.INVITED), strict=True):
        submission = scene.submission(campaign, college, SubmissionStage.UNDER_REVIEW, answered=True)
        row = Assignment(
            campaign_id=campaign.id,
            submission_id=submission.id,
            unit_id=college.id,
            reviewer_id=expert.id,
            panel_id=panel,
            pseudonym=1,
        )
        row.stage = stage
        submission.assigned_count = 1
        scene.session.add(row)
        found.append(row)
    scene.session.flush()
    return found


def test_at_the_end_the_complete_draft_counts_and_the_others_lapse(
    scene: Scene, campaign: Campaign, expert: User, reading: Assignment
) -> None:
    all_three = unfinished(scene, campaign, expert, reading)
    assert reviews.take_complete_drafts(scene.session) == 0
    scene.close_window(campaign, CampaignStage.PEER_REVIEW, minutes_ago=5)  # the grace still runs
    assert reviews.take_complete_drafts(scene.session) == 0
    scene.close_window(campaign, CampaignStage.PEER_REVIEW, minutes_ago=60)
    assert reviews.take_complete_drafts(scene.session) == 3
    assert [each.stage for each in all_three] == [STAGES.SUBMITTED, STAGES.LAPSED, STAGES.LAPSED]
    assert scene.session.query(Review).filter_by(lapsed_complete=True).count() == 1
    assert [submission_of(scene, each).assigned_count for each in all_three] == [1, 0, 0]
    assert reviews.take_complete_drafts(scene.session) == 0


def test_only_the_system_takes_drafts(scene: Scene, reading: Assignment) -> None:
    with pytest.raises(NotPermitted):
        reviews.take_complete_drafts(scene.session, scene.actor(scene.coordinator()))


def test_closing_by_hand_takes_the_drafts_first_and_then_asks_whether_enough_are_in(
    scene: Scene, campaign: Campaign, expert: User, reading: Assignment
) -> None:
    office = scene.actor(scene.coordinator())
    submission = submission_of(scene, reading)
    reviews.waive_minimum(scene.session, office, submission.id, reason="只有一位评审人")
    stages.move(scene.session, office, campaign.id, "close_peer_review")
    assert (reading.stage, submission.stage) == (STAGES.SUBMITTED, SubmissionStage.REVIEWED)


def test_the_job_of_the_schedule_takes_the_drafts(
    scene: Scene, campaign: Campaign, expert: User, reading: Assignment, engine: Engine, tmp_path: Path
) -> None:
    scene.close_window(campaign, CampaignStage.PEER_REVIEW, minutes_ago=60)
    scene.session.commit()
    around = Surroundings(engine, open_store(f"file://{tmp_path}/store"), {})
    assert schedule.take_complete_drafts(around) == 1
    assert schedule.take_complete_drafts in {task.run for task in SCHEDULE}


def test_the_opinion_is_kept_under_its_version(scene: Scene, reading: Assignment, actor: Actor) -> None:
    band = scene.rules(scene.session.get_one(Campaign, reading.campaign_id)).grade_bands[0].code
    said = Opinion(
        report=Arrangement.DONE, report_form=ReportForm.ONLINE, site=Arrangement.NOT_ARRANGED,
        site_reason="路远", achievements="做法扎实。", band=band,
    )  # fmt: skip
    review = opinions.give(scene.session, actor, reading.id, said, seen=1)
    assert (review.report_form, review.achievements, review.suggested_band) == ("online", "做法扎实。", band)
    with pytest.raises(StaleVersion):
        opinions.give(scene.session, actor, reading.id, said, seen=1)
    for wrong, field in ((Opinion(band="?"), "band"), (Opinion(achievements="字" * 1001), "achievements")):
        with pytest.raises(Invalid) as refused:
            opinions.give(scene.session, actor, reading.id, wrong, seen=2)
        assert list(refused.value.fields) == [field]


def test_a_precondition_not_confirmed_needs_what_was_found(
    scene: Scene, reading: Assignment, actor: Actor
) -> None:
    with pytest.raises(Invalid):
        opinions.confirm(scene.session, actor, reading.id, "P1", confirmed=False)
    found = opinions.confirm(scene.session, actor, reading.id, "P1", confirmed=False, note="任命文件缺落款")
    assert (found.confirmed, found.note) == (False, "任命文件缺落款")
    with pytest.raises(NotFound):
        opinions.confirm(scene.session, actor, reading.id, "P99", confirmed=True)


def test_findings_are_added_changed_taken_away_and_put_back(
    scene: Scene, reading: Assignment, actor: Actor
) -> None:
    s, words = scene.session, Words("会议纪要没有写明完成时间。", "1.1", Severity.MINOR, "请补写。")
    found = findings.add(s, actor, reading.id, FindingKind.SHORTCOMING, words)
    for wrong, fields in (
        (Words("太短", "1.1", Severity.MINOR), {"text"}),
        (Words("会议纪要没有写明完成时间。"), {"criterion", "severity"}),
        (Words("会议纪要没有写明完成时间。", "99", Severity.MINOR), {"criterion"}),
        (Words("字" * 301, "1.1", Severity.MINOR), {"text"}),
    ):
        with pytest.raises(Invalid) as refused:
            findings.add(s, actor, reading.id, FindingKind.SHORTCOMING, wrong)
        assert set(refused.value.fields) == fields
    changed = Words("会议纪要没有写明落实人和时间。", "1.1", Severity.MAJOR, "")
    findings.change(s, actor, reading.id, found.id, changed, seen=1)
    assert (found.severity, found.version) == (Severity.MAJOR, 2)
    with pytest.raises(StaleVersion):
        findings.change(s, actor, reading.id, found.id, words, seen=1)
    findings.remove(s, actor, reading.id, found.id)
    with pytest.raises(NotFound):
        findings.change(s, actor, reading.id, found.id, words, seen=3)
    assert findings.remove(s, actor, reading.id, found.id, back=True).removed_at is None
    for _ in range(4):
        findings.add(s, actor, reading.id, FindingKind.HIGHLIGHT, Words("老同志进课堂"))
    with pytest.raises(Invalid):
        findings.add(s, actor, reading.id, FindingKind.HIGHLIGHT, Words("第六条"))
    findings.change(s, actor, reading.id, found.id, words, seen=found.version)
    reviews.submit(s, actor, reading.id)
    with pytest.raises(Conflict):
        findings.remove(s, actor, reading.id, found.id)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_opinion_form_is_made_as_a_paper_for_its_reviewer(
    scene: Scene, reading: Assignment, actor: Actor, engine: Engine, tmp_path: Path, language: str
) -> None:
    reviews.submit(scene.session, actor, reading.id)
    stranger = scene.actor(scene.reviewer("评审专家乙"))
    with pytest.raises(NotFound):
        documents.ask(scene.session, stranger, "review_opinion", reading.id, filename="x.pdf")
    asked = documents.ask(
        scene.session, actor, "review_opinion", reading.id, filename="评审意见表.pdf", locale=language
    )
    scene.session.commit()
    store = open_store(f"file://{tmp_path}/store")
    making.make(Surroundings(engine, store, {}), asked.id)
    scene.session.expire_all()
    with store.open(Digest(asked.digest)) as paper:
        assert paper.read(4) == b"%PDF"
    assert asked.state == "ready"
