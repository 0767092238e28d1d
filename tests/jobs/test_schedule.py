"""The schedule: what is due happens by the system, and a failing task never ends the worker."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage
from app.jobs import SCHEDULE
from app.jobs.schedule import open_and_close_by_date
from app.jobs.surroundings import Surroundings
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import StageWindow
from evidence_store import open_store
from tests import scene


def test_a_stage_whose_end_has_come_is_closed_by_the_system(
    engine: Engine, session: Session, tmp_path: Path
) -> None:
    world = scene.university(session, colleges=1)
    campaign = world.campaign(CampaignStage.SELF_EVALUATION)
    world.submission(campaign, world.colleges[0])
    for window in session.scalars(select(StageWindow).where(StageWindow.campaign_id == campaign.id)):
        window.by_date = True
        if window.stage is CampaignStage.SELF_EVALUATION:
            window.opens_at, window.ends_at = utc_now() - timedelta(days=9), utc_now() - timedelta(days=1)
        if window.stage is CampaignStage.FORMAT_CHECK:
            window.opens_at, window.ends_at = utc_now() - timedelta(hours=23), utc_now() + timedelta(days=2)
    session.commit()
    work = Surroundings(engine, open_store((tmp_path / "evidence").as_uri()), {})
    assert open_and_close_by_date(work) == 1
    assert open_and_close_by_date(work) == 0
    session.refresh(campaign)
    assert campaign.stage is CampaignStage.FORMAT_CHECK
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "campaign.move")).one()
    assert entry.actor_name == "system"


def test_every_task_has_a_name_of_its_own_and_a_rhythm() -> None:
    assert len({task.name for task in SCHEDULE}) == len(SCHEDULE)
    assert all(task.every > 0 for task in SCHEDULE)
