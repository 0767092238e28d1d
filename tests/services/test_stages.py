"""A campaign moves with its units, by hand or by date; what stands in the way is told once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import SYSTEM
from app.domain.errors import NotFound, NotPermitted, TransitionRefused
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.domain.settings import CampaignSettings
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import Campaign, StageWindow
from app.models.notification import Notification
from app.queries import windows
from app.services import stages
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def window(session: Session, campaign: Campaign, stage: C) -> StageWindow:
    return session.scalars(select(StageWindow).filter_by(campaign_id=campaign.id, stage=stage)).one()


def told(session: Session) -> list[str]:
    return list(session.scalars(select(Notification.text)))


def test_opening_peer_review_takes_accepted_units_along_and_leaves_the_others(scene: Scene) -> None:
    office = scene.actor(scene.coordinator())
    campaign = scene.campaign(C.FORMAT_CHECK)
    accepted = scene.submission(campaign, scene.colleges[0], S.ACCEPTED)
    drafting = scene.submission(campaign, scene.colleges[1], S.DRAFTING)
    stages.move(scene.session, office, campaign.id, "open_peer_review")
    assert (campaign.stage, accepted.stage, drafting.stage) == (C.PEER_REVIEW, S.UNDER_REVIEW, S.DRAFTING)
    deeds = scene.session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert deeds == ["campaign.move", "submission.begin_review"]


def test_opening_rectification_takes_signed_and_unsigned_units_along(scene: Scene) -> None:
    campaign = scene.campaign(C.DECISION)
    sent = scene.submission(campaign, scene.colleges[0], S.FEEDBACK_SENT)
    signed = scene.submission(campaign, scene.colleges[1], S.FEEDBACK_SIGNED)
    for name in ("begin_rectification",):
        stages._follow(scene.session, campaign, name)
    assert [sent.stage, signed.stage] == [S.RECTIFYING, S.RECTIFYING]


def test_a_blocked_move_names_every_blocker_and_changes_nothing(scene: Scene) -> None:
    office = scene.actor(scene.coordinator())
    campaign = scene.campaign(C.FORMAT_CHECK)
    scene.submission(campaign, scene.colleges[0], S.SUBMITTED)
    with pytest.raises(TransitionRefused) as refused:
        stages.move(scene.session, office, campaign.id, "open_peer_review")
    assert [str(reason) for reason in refused.value.reasons] == [
        "1 units have handed in and wait for the format check."
    ]
    assert campaign.stage == C.FORMAT_CHECK


def test_a_unit_an_observer_and_the_board_may_not_move_a_campaign(scene: Scene) -> None:
    campaign = scene.campaign(C.NOTICE)
    for user in (scene.contributor(scene.colleges[0]), scene.observer(), scene.board()):
        with pytest.raises(NotPermitted):
            stages.move(scene.session, scene.actor(user), campaign.id, "open_self_evaluation")


def test_an_unknown_move_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFound):
        stages.move(scene.session, scene.actor(scene.coordinator()), scene.campaign().id, "skip_everything")


def test_opening_the_self_evaluation_is_told_to_the_units(scene: Scene) -> None:
    office = scene.coordinator()
    campaign = scene.campaign(C.NOTICE)
    scene.notice(campaign, office)
    contributor = scene.contributor(scene.colleges[0])
    scene.submission(campaign, scene.colleges[0], S.NOT_STARTED)
    scene.contributor(scene.colleges[1])  # takes no part
    stages.move(scene.session, scene.actor(office), campaign.id, "open_self_evaluation")
    scene.session.flush()
    assert scene.session.scalars(select(Notification.user_id)).all() == [contributor.id]


def test_a_stage_by_date_closes_when_its_end_and_grace_have_passed(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=14)
    window(scene.session, campaign, C.SELF_EVALUATION).by_date = True
    scene.session.flush()
    assert stages.open_and_close_by_date(scene.session, SYSTEM) == []
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=16)
    assert stages.open_and_close_by_date(scene.session, SYSTEM) == [campaign.id]
    assert campaign.stage == C.FORMAT_CHECK
    assert stages.open_and_close_by_date(scene.session, SYSTEM) == []


def test_a_stage_kept_by_hand_stays_open_after_its_end(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=600)
    assert stages.open_and_close_by_date(scene.session, SYSTEM) == []
    assert campaign.stage == C.SELF_EVALUATION


def test_a_stage_opens_by_its_own_date_when_the_one_before_is_over(scene: Scene) -> None:
    office = scene.coordinator()
    campaign = scene.campaign(C.NOTICE)
    scene.notice(campaign, office)
    scene.submission(campaign, scene.colleges[0], S.NOT_STARTED)
    following = window(scene.session, campaign, C.SELF_EVALUATION)
    following.by_date = True
    scene.session.flush()
    assert stages.open_and_close_by_date(scene.session) == []
    scene.close_window(campaign, C.NOTICE, minutes_ago=60)
    following.opens_at = utc_now() - timedelta(minutes=60)
    scene.session.flush()
    assert stages.open_and_close_by_date(scene.session) == [campaign.id]
    assert campaign.stage == C.SELF_EVALUATION


def test_what_holds_a_date_up_is_told_to_the_office_once(scene: Scene) -> None:
    scene.coordinator()
    campaign = scene.campaign(C.FORMAT_CHECK)
    waiting = scene.submission(campaign, scene.colleges[0], S.SUBMITTED)
    scene.close_window(campaign, C.FORMAT_CHECK, minutes_ago=60)
    row = window(scene.session, campaign, C.FORMAT_CHECK)
    row.by_date = True
    scene.session.flush()
    for _ in range(3):
        assert stages.open_and_close_by_date(scene.session) == []
    scene.session.flush()
    assert told(scene.session) == [stages.HELD_UP]
    assert row.blockers == [["%(n)s units have handed in and wait for the format check.", {"n": 1}]]
    scene.submission(campaign, scene.colleges[1], S.SUBMITTED)  # another figure is news
    assert stages.open_and_close_by_date(scene.session) == []
    assert told(scene.session) == [stages.HELD_UP, stages.HELD_UP]
    assert waiting.stage == S.SUBMITTED


def test_only_the_system_lets_dates_work(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    window(scene.session, campaign, C.SELF_EVALUATION).by_date = True
    scene.session.flush()
    for user in (scene.observer(), scene.coordinator()):
        with pytest.raises(NotPermitted):
            stages.open_and_close_by_date(scene.session, scene.actor(user))


def test_a_stage_opened_by_hand_before_its_day_is_open_from_then_on(scene: Scene) -> None:
    campaign, office = scene.campaign(C.NOTICE), scene.coordinator()
    scene.notice(campaign, office)
    submission = scene.submission(campaign, scene.colleges[0], S.NOT_STARTED)
    settings = CampaignSettings.of(campaign.settings)
    assert not windows.of_submission(scene.session, submission, C.SELF_EVALUATION, settings).is_open
    stages.move(scene.session, scene.actor(office), campaign.id, "open_self_evaluation")
    assert windows.of_submission(scene.session, submission, C.SELF_EVALUATION, settings).is_open
