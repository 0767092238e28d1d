"""The schedule: what is due happens by the system, and a failing task never ends the worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.database import open_engine, writing
from app.domain.procedure import CampaignStage
from app.jobs import SCHEDULE
from app.jobs.schedule import open_and_close_by_date
from app.jobs.surroundings import Surroundings
from app.models.account import User
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


def test_a_job_that_meets_a_lock_waits_for_it_and_is_done(
    database_url: str, engine: Engine, session: Session, tmp_path: Path
) -> None:
    """Another program writes for much longer than one wait of the job."""
    scene.university(session, colleges=1)
    session.commit()
    impatient = open_engine(database_url)
    if impatient.dialect.name == "sqlite":
        event.listen(impatient, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 50"))
    taken, done = Event(), Event()

    def hold() -> None:
        with engine.begin() as other:
            other.execute(update(User).values(phone="6021"))
            taken.set()
            done.wait(0.4)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        taken.wait()
        work = Surroundings(impatient, open_store((tmp_path / "evidence").as_uri()), {})
        with work.transaction() as writer:
            writer.execute(update(User).values(duty="校内"))
        held.result()
    impatient.dispose()


def test_a_job_does_not_wait_for_ever(database_url: str, engine: Engine, session: Session) -> None:
    impatient = open_engine(database_url)
    if impatient.dialect.name != "sqlite":
        impatient.dispose()
        return  # PostgreSQL locks rows, and no job begins by taking one
    event.listen(impatient, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 20"))
    with engine.begin() as other:
        other.execute(update(User).values(phone="6021"))
        with pytest.raises(OperationalError, match="locked"), writing(impatient, attempts=2):
            pass
    impatient.dispose()
