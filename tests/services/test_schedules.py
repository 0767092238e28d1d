"""Dates are set as announced, never earlier once they are out, and the units are told of changes."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import named_day
from app.domain.errors import Invalid, NotPermitted
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.models.campaign import Campaign, StageWindow
from app.models.notification import Notification
from app.services import schedules
from app.services.schedules import Window
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def bare(scene: Scene, stage: C = C.PREPARING) -> Campaign:
    """A campaign without dates."""
    campaign = scene.campaign(stage)
    for row in scene.session.scalars(select(StageWindow).filter_by(campaign_id=campaign.id)):
        scene.session.delete(row)
    scene.session.flush()
    return campaign


PLAN = [
    Window(C.SELF_EVALUATION, date(2026, 10, 12), date(2026, 11, 5), date(2026, 10, 29), by_date=True),
    Window(C.FORMAT_CHECK, date(2026, 11, 6), date(2026, 11, 10)),
]


def test_an_end_is_kept_as_24_o_clock_in_beijing(scene: Scene) -> None:
    campaign = bare(scene)
    schedules.save(scene.session, scene.actor(scene.coordinator()), campaign.id, 1, PLAN)
    scene.session.flush()
    row = scene.session.scalars(
        select(StageWindow).filter_by(campaign_id=campaign.id, stage=C.SELF_EVALUATION)
    ).one()
    assert row.opens_at == datetime(2026, 10, 11, 16, tzinfo=UTC)
    assert row.soft_ends_at == datetime(2026, 10, 29, 16, tzinfo=UTC)
    assert row.ends_at == datetime(2026, 11, 5, 16, tzinfo=UTC)
    assert named_day(row.ends_at) == date(2026, 11, 5)
    assert row.by_date


def test_overlaps_and_backward_dates_are_refused_beside_their_fields(scene: Scene) -> None:
    campaign = bare(scene)
    wrong = [
        Window(C.SELF_EVALUATION, date(2026, 11, 5), date(2026, 10, 12), date(2026, 12, 1)),
        Window(C.FORMAT_CHECK, date(2026, 10, 12), date(2026, 10, 20)),
    ]
    with pytest.raises(Invalid) as refused:
        schedules.save(scene.session, scene.actor(scene.coordinator()), campaign.id, 1, wrong)
    assert set(refused.value.fields) == {
        "self_evaluation_last",
        "self_evaluation_soft_end",
        "format_check_first",
    }


def test_an_announced_end_moves_later_but_not_earlier_and_units_are_told(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), bare(scene)
    scene.contributor(scene.colleges[0])
    scene.submission(campaign, scene.colleges[0], S.NOT_STARTED)
    schedules.save(scene.session, office, campaign.id, 1, PLAN)
    scene.session.flush()
    assert scene.session.scalars(select(Notification.text)).all() == []
    object.__setattr__(campaign, "stage", C.NOTICE)
    earlier = [Window(C.SELF_EVALUATION, date(2026, 10, 12), date(2026, 11, 4))]
    with pytest.raises(Invalid) as refused:
        schedules.save(scene.session, office, campaign.id, campaign.version, earlier)
    assert list(refused.value.fields) == ["self_evaluation_last"]
    later = [
        Window(C.SELF_EVALUATION, date(2026, 10, 12), date(2026, 11, 12)),
        Window(C.FORMAT_CHECK, date(2026, 11, 13), date(2026, 11, 17)),
    ]
    schedules.save(scene.session, office, campaign.id, campaign.version, later)
    scene.session.flush()
    assert len(scene.session.scalars(select(Notification.text)).all()) == 1


def test_a_stage_that_is_over_keeps_its_dates(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), bare(scene)
    schedules.save(scene.session, office, campaign.id, 1, PLAN)
    scene.session.flush()
    object.__setattr__(campaign, "stage", C.FORMAT_CHECK)
    with pytest.raises(Invalid):
        schedules.save(
            scene.session,
            office,
            campaign.id,
            campaign.version,
            [Window(C.SELF_EVALUATION, date(2026, 10, 12), date(2026, 11, 12))],
        )


def test_saving_the_same_dates_again_leaves_no_trace(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), bare(scene)
    schedules.save(scene.session, office, campaign.id, 1, PLAN)
    scene.session.flush()
    schedules.save(scene.session, office, campaign.id, 2, PLAN)
    assert campaign.version == 2


def test_the_board_sets_no_dates(scene: Scene) -> None:
    with pytest.raises(NotPermitted):
        schedules.save(scene.session, scene.actor(scene.board()), bare(scene).id, 1, PLAN)
