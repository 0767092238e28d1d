"""Campaigns are made, copied, delegated and set up by the office; everybody else is refused."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.errors import Conflict, Invalid, NotPermitted, StaleVersion
from app.domain.procedure import CampaignStage as C
from app.domain.settings import CampaignSettings
from app.models.audit import AuditEntry
from app.models.campaign import Milestone, StageWindow
from app.models.notification import Notification
from app.models.unit import UnitKind
from app.services import campaigns
from tests.scene import Scene, university

PROFILE = campaigns.Profile(
    title="2026年度二级学院关工委评议",
    period_label="2026",
    period_starts_on=date(2026, 1, 1),
    period_ends_on=date(2026, 12, 31),
    number_prefix="关评",
)


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def test_a_new_campaign_pins_the_digest_of_its_framework(scene: Scene) -> None:
    office, version = scene.actor(scene.coordinator()), scene.framework()
    made = campaigns.create(scene.session, office, scene.university.id, version.id, PROFILE)
    assert (made.framework_digest, made.stage, made.owner_path) == (
        version.digest,
        C.PREPARING,
        scene.university.path,
    )
    entry = scene.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details["framework"]) == ("campaign.create", version.digest)


def test_only_a_coordinator_creates_a_campaign(scene: Scene) -> None:
    version = scene.framework()
    for user in (scene.board(), scene.contributor(scene.colleges[0])):
        with pytest.raises(NotPermitted):
            campaigns.create(scene.session, scene.actor(user), scene.university.id, version.id, PROFILE)


def test_a_draft_framework_and_a_backward_period_are_refused_beside_their_fields(scene: Scene) -> None:
    office, version = scene.actor(scene.coordinator()), scene.framework()
    backwards = replace(PROFILE, period_ends_on=date(2025, 1, 1))
    with pytest.raises(Invalid) as refused:
        campaigns.create(scene.session, office, scene.university.id, version.id, backwards)
    assert list(refused.value.fields) == ["period_ends_on"]
    version.status = "draft"
    with pytest.raises(Invalid) as refused:
        campaigns.create(scene.session, office, scene.university.id, version.id, PROFILE)
    assert list(refused.value.fields) == ["framework"]


def test_a_copy_takes_settings_and_the_chosen_milestones(scene: Scene) -> None:
    office = scene.actor(scene.coordinator())
    last = scene.campaign(C.ARCHIVED, grace_minutes=30)
    kept = Milestone(campaign_id=last.id, on=date(2025, 6, 1), title="期中检查")
    left = Milestone(campaign_id=last.id, on=date(2025, 9, 1), title="推进会")
    scene.session.add_all([kept, left])
    scene.session.flush()
    made = campaigns.copy(
        scene.session,
        office,
        last.id,
        last.framework_id,
        PROFILE,
        milestones={kept.id: date(2026, 6, 1)},
    )
    found = scene.session.scalars(select(Milestone).filter_by(campaign_id=made.id)).all()
    assert [(each.title, each.on) for each in found] == [("期中检查", date(2026, 6, 1))]
    assert (made.copied_from_id, CampaignSettings.of(made.settings).grace_minutes) == (last.id, 30)


def test_a_delegated_campaign_belongs_to_the_child_and_its_office_is_told(scene: Scene) -> None:
    office = scene.actor(scene.coordinator())
    campus = scene.unit("东校区关工委", scene.university, UnitKind.DISTRICT)
    runs_it = scene.person("东校区秘书处", (Role.COORDINATOR, campus), home=campus)
    parent = scene.campaign(C.PREPARING)
    made = campaigns.delegate(scene.session, office, parent.id, campus.id)
    scene.session.flush()
    windows = scene.session.scalars(select(StageWindow).filter_by(campaign_id=made.id)).all()
    assert (made.owner_path, made.delegated_from_id, len(windows)) == (campus.path, parent.id, 10)
    assert scene.session.scalars(select(Notification.user_id)).all() == [runs_it.id]
    with pytest.raises(Conflict):
        campaigns.delegate(scene.session, office, parent.id, campus.id)
    with pytest.raises(Invalid):
        campaigns.delegate(scene.session, office, parent.id, scene.university.id)


def test_a_campaign_under_way_is_not_delegated(scene: Scene) -> None:
    with pytest.raises(NotPermitted):
        campaigns.delegate(
            scene.session,
            scene.actor(scene.coordinator()),
            scene.campaign(C.PEER_REVIEW).id,
            scene.colleges[0].id,
        )


def test_settings_keep_old_and_new_value_and_a_stale_page_is_told(scene: Scene) -> None:
    user = scene.coordinator()
    office, campaign = scene.actor(user), scene.campaign(C.PREPARING)
    wanted = CampaignSettings(grace_minutes=20)
    campaigns.set_up(scene.session, office, campaign.id, 1, PROFILE, wanted)
    entry = scene.session.scalars(select(AuditEntry)).one()
    assert entry.changes["grace_minutes"] == [15, 20]
    assert entry.changes["title"] == ["2025年度二级学院关工委评议", PROFILE.title]
    assert campaign.version == 2
    with pytest.raises(StaleVersion) as stale:
        campaigns.set_up(scene.session, office, campaign.id, 1, PROFILE, wanted)
    assert stale.value.who == user.name


def test_an_archived_campaign_is_not_set_up_any_more(scene: Scene) -> None:
    campaign = scene.campaign(C.ARCHIVED)
    with pytest.raises(NotPermitted):
        campaigns.set_up(
            scene.session, scene.actor(scene.coordinator()), campaign.id, 1, PROFILE, CampaignSettings()
        )
