"""A reviewer's own review as it is read: its findings in their order, and until when it can be taken back."""

from datetime import timedelta

import pytest

from app.domain.errors import NotFound
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.settings import CampaignSettings
from app.models.account import User
from app.models.assignment import Assignment
from app.models.base import utc_now
from app.models.campaign import Campaign, StageWindow
from app.models.review import Finding, Review
from app.queries import reviews
from tests.scene import Scene

pytest_plugins = "tests.under_review"


@pytest.fixture
def reading(scene: Scene, campaign: Campaign) -> Assignment:
    found = scene.submission(campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW)
    reader = scene.reviewer("甲")
    made = scene.assignment(found, reader, scene.panel(campaign, "expert", reader), AssignmentStage.SUBMITTED)
    scene.review(made, scene.rules(campaign))
    return made


def reader(scene: Scene) -> User:
    return scene.session.query(User).filter_by(name="甲").one()


def test_findings_stand_in_the_order_of_writing(scene: Scene, reading: Assignment) -> None:
    review = scene.session.query(Review).one()
    for place, finding in enumerate(scene.session.query(Finding).order_by(Finding.kind)):
        finding.created_at = utc_now() - timedelta(minutes=place)
    scene.session.flush()
    rows = scene.session.query(Finding).order_by(Finding.created_at).all()
    listed = reviews.findings(scene.session, review.id)
    assert [line.id for line in listed] == [row.id for row in rows if row.kind != "recommendation"]
    for place, finding in enumerate(rows):  # and the other way round
        finding.created_at = utc_now() - timedelta(minutes=place)
    scene.session.flush()
    assert [line.id for line in reviews.findings(scene.session, review.id)] == [
        line.id for line in reversed(listed)
    ]


def test_a_review_is_taken_back_within_its_hours_and_never_after_the_end(
    scene: Scene, campaign: Campaign, reading: Assignment
) -> None:
    own = reviews.own(scene.session, scene.actor(reader(scene)), reading.id)
    review = scene.session.query(Review).one()
    window = scene.session.query(StageWindow).filter_by(stage=CampaignStage.PEER_REVIEW).one()
    hours = CampaignSettings.of(campaign.settings).take_back_hours
    window.ends_at = review.submitted_at + timedelta(hours=hours + 1)
    scene.session.flush()
    assert reviews.take_back_until(scene.session, own, review) == review.submitted_at + timedelta(hours=hours)
    window.ends_at = review.submitted_at + timedelta(hours=hours - 1)
    scene.session.flush()
    assert reviews.take_back_until(scene.session, own, review) == window.ends_at
    review.submitted_at -= timedelta(hours=hours)
    assert reviews.take_back_until(scene.session, own, review) is None


def test_another_reviewer_finds_nothing(scene: Scene, reading: Assignment) -> None:
    with pytest.raises(NotFound):
        reviews.own(scene.session, scene.actor(scene.reviewer("乙")), reading.id)
