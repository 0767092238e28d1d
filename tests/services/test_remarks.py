"""Remarks: pinned by their author while the review is open, read by the unit after the release."""

from decimal import Decimal

import pytest

from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, WindowClosed
from app.domain.evidence import Visibility
from app.domain.filetypes import KINDS
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.remark import MOST_REMARKS, Pinned, Region, Spot
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.remark import Remark
from app.models.rendition import Rendition, RenditionState
from app.models.submission import Submission
from app.queries import remarks as readings
from app.queries import subjects
from app.services import remarks
from tests.scene import Scene

DRAWN = Spot(Pinned.REGION, 2, Region(Decimal("0.1"), Decimal("0.25"), Decimal("0.5"), Decimal("0.1")))
NOWHERE = Spot(Pinned.NOT_FOUND)

pytest_plugins = "tests.under_review"


def test_a_remark_is_pinned_to_a_region_a_moment_or_what_was_not_found(
    scene: Scene, reading: Assignment, actor: Actor, minutes: Evidence, submission: Submission
) -> None:
    author = scene.session.get_one(User, minutes.created_by_id)
    film = scene.evidence(submission, "1.2-90", author, digest="1" * 64, media_type="video/mp4")
    s = scene.session
    region = remarks.pin(
        s, actor, reading.id, "1.2", DRAWN, text="缺落款", evidence_id=minutes.id, deduction=Decimal("0.5")
    )
    remarks.pin(
        s, actor, reading.id, "1.2", Spot(Pinned.MOMENT, second=Decimal(75)), text="无声", evidence_id=film.id
    )
    remarks.pin(s, actor, reading.id, "1.2", NOWHERE, text="没有签到表")
    found = readings.own(s, region.review_id, "1.2")
    assert [(each.pinned, each.page, each.moment, each.deduction) for each in found] == [
        (Pinned.REGION, 2, "", Decimal("0.5")),
        (Pinned.MOMENT, None, "1:15", None),
        (Pinned.NOT_FOUND, None, "", None),
    ]
    assert (found[0].x, found[0].height, found[0].revision) == (Decimal("0.1"), Decimal("0.1"), 1)


def test_what_cannot_be_pinned_is_refused_at_its_field(
    scene: Scene, reading: Assignment, actor: Actor, minutes: Evidence
) -> None:
    s = scene.session
    for spot, evidence_id, text, deduction, fields in (
        (DRAWN, minutes.id, " ", None, {"text"}),
        (DRAWN, minutes.id, "字" * 301, Decimal(999), {"text", "deduction"}),
        (Spot(Pinned.REGION, 4), minutes.id, "缺页", None, {"page"}),
        (Spot(Pinned.MOMENT), minutes.id, "无声", None, {"spot"}),
        (NOWHERE, minutes.id, "没有", None, {"spot"}),
        (DRAWN, None, "没有", None, {"spot"}),
    ):
        with pytest.raises(Invalid) as refused:
            remarks.pin(
                s, actor, reading.id, "1.2", spot, text=text, evidence_id=evidence_id, deduction=deduction
            )
        assert set(refused.value.fields) == fields
    for _ in range(MOST_REMARKS):
        remarks.pin(s, actor, reading.id, "1.2", NOWHERE, text="没有签到表")
    with pytest.raises(Invalid):
        remarks.pin(s, actor, reading.id, "1.2", NOWHERE, text="再一条")


def test_pages_made_of_an_office_file_are_pages_to_pin_to(
    scene: Scene, reading: Assignment, actor: Actor, submission: Submission, minutes: Evidence
) -> None:
    s, author, kind = scene.session, scene.session.get_one(User, minutes.created_by_id), KINDS["docx"]
    word = scene.evidence(submission, "1.2-91", author, digest="2" * 64, media_type=kind.media_type)

    def pin(page: int) -> Remark:
        spot = Spot(Pinned.REGION, page)
        return remarks.pin(s, actor, reading.id, "1.2", spot, text="缺页", evidence_id=word.id)

    with pytest.raises(Invalid, match="place in this piece"):
        pin(1)
    made = Rendition(source_digest="2" * 64, rendition_digest="3" * 64, state=RenditionState.READY, pages=3)
    s.add(made)
    s.flush()
    with pytest.raises(Invalid, match="from 1 to 3"):
        pin(4)
    assert pin(3).page == 3


def test_only_its_author_pins_and_only_while_the_review_is_open(
    scene: Scene, campaign: Campaign, reading: Assignment, actor: Actor, minutes: Evidence
) -> None:
    s = scene.session
    stranger = scene.actor(scene.reviewer("评审专家乙"))
    other = scene.submission(campaign, scene.colleges[1], SubmissionStage.UNDER_REVIEW, answered=True)
    foreign = s.query(Evidence).filter_by(submission_id=other.id).first()
    assert foreign is not None
    with pytest.raises(NotFound):
        remarks.pin(s, stranger, reading.id, "1.2", NOWHERE, text="没有签到表")
    with pytest.raises(NotFound):
        remarks.pin(s, actor, reading.id, "1.2", DRAWN, text="别家的", evidence_id=foreign.id)
    minutes.visibility = Visibility.OFFICE
    with pytest.raises(NotFound):
        remarks.pin(s, actor, reading.id, "1.2", DRAWN, text="看不到的", evidence_id=minutes.id)
    kept = remarks.pin(s, actor, reading.id, "1.2", NOWHERE, text="没有签到表")
    with pytest.raises(NotFound):
        remarks.remove(s, stranger, reading.id, kept.id)
    assert remarks.remove(s, actor, reading.id, kept.id).removed_at is not None
    assert readings.own(s, kept.review_id, "1.2") == []
    assert remarks.remove(s, actor, reading.id, kept.id, back=True).removed_at is None
    scene.close_window(campaign, CampaignStage.PEER_REVIEW, minutes_ago=60)
    with pytest.raises(WindowClosed):
        remarks.remove(s, actor, reading.id, kept.id)
    reading.stage = AssignmentStage.SUBMITTED
    with pytest.raises(Conflict):
        remarks.pin(s, actor, reading.id, "1.2", NOWHERE, text="没有签到表")


def test_nobody_else_reads_a_remark_before_the_release_and_the_unit_afterwards(
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    reading: Assignment,
    actor: Actor,
    minutes: Evidence,
) -> None:
    s = scene.session
    beside = scene.reviewer("评审专家乙")
    scene.assignment(submission, beside, scene.panel(campaign, "peer", beside))
    signatory = scene.signatory(scene.colleges[0])
    member = scene.person("委员", ("member", scene.colleges[0]), home=scene.colleges[0])
    other = scene.contributor(scene.colleges[1])
    everybody = [beside, signatory, member, other, scene.coordinator(), scene.board(), scene.observer()]
    remarks.pin(s, actor, reading.id, "1.2", DRAWN, text="缺落款", evidence_id=minutes.id)
    reading.stage = AssignmentStage.SUBMITTED

    def readers() -> list[str]:
        subject = subjects.of_submission(s, submission, campaign)
        actors = [scene.actor(each) for each in everybody]
        return [each.name for each in actors if readings.told(s, each, subject, submission.id)]

    assert readers() == []
    campaign.stage = CampaignStage.FEEDBACK
    assert readers() == ["秘书处", "领导小组", "督导"]
    submission.stage = SubmissionStage.FEEDBACK_SENT
    assert readers() == ["第一学院关工委审签人", "委员", "秘书处", "领导小组", "督导"]
    minutes.is_sensitive = True
    assert readers() == ["第一学院关工委审签人", "秘书处"]
    s.query(Remark).one().removed_at = s.query(Remark).one().created_at
    assert readers() == []
