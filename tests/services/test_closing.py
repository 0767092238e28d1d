"""Writers around a closing stage, and ten who close at once: none writes later than the close."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor
from app.domain.errors import DomainError, WindowClosed
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import Extension, StageWindow
from app.models.submission import Submission
from app.services import stages, transitions
from tests.scene import Scene, university

WRITERS = 10


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=WRITERS)


def begin(engine: Engine, actor: Actor, submission_id: UUID, start: threading.Barrier) -> bool:
    """One writer: begins the self-evaluation of a unit, in a transaction of its own."""
    with Session(engine) as session:
        start.wait()
        try:
            transitions.perform(session, actor, submission_id, "start")
            session.commit()
        except DomainError:
            return False
        return True


def close(engine: Engine, actor: Actor, campaign_id: UUID, start: threading.Barrier) -> bool:
    with Session(engine) as session:
        start.wait()
        try:
            stages.move(session, actor, campaign_id, "open_peer_review")
            session.commit()
        except DomainError:
            return False
        return True


def test_ten_writers_around_a_closing_stage_and_none_later_than_the_close(
    scene: Scene, engine: Engine
) -> None:
    campaign = scene.campaign(C.FORMAT_CHECK)
    office = scene.actor(scene.coordinator())
    writers = [
        (scene.actor(scene.contributor(unit)), scene.submission(campaign, unit, S.NOT_STARTED).id)
        for unit in scene.colleges
    ]
    campaign_id = campaign.id
    scene.session.commit()
    start = threading.Barrier(WRITERS + 1)
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        writing = [pool.submit(begin, engine, actor, found, start) for actor, found in writers]
        closing = pool.submit(close, engine, office, campaign_id, start)
        written = sum(each.result() for each in writing)
        assert closing.result()
    with Session(engine) as session:
        deeds = session.execute(
            select(AuditEntry.action, AuditEntry.sequence).order_by(AuditEntry.sequence)
        ).all()
    names = [row.action for row in deeds]
    closed_at = names.index("campaign.move")
    assert names.count("submission.start") == written
    assert "submission.start" not in names[closed_at:]


def test_of_ten_who_close_one_stage_one_closes_it(scene: Scene, engine: Engine) -> None:
    campaign = scene.campaign(C.FORMAT_CHECK)
    office, campaign_id = scene.actor(scene.coordinator()), campaign.id
    scene.session.commit()
    start = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        asked = [pool.submit(close, engine, office, campaign_id, start) for _ in range(WRITERS)]
        assert sum(each.result() for each in asked) == 1


def test_the_deadline_is_compared_by_the_databases_clock_with_the_grace(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    signatory = scene.actor(scene.signatory(scene.colleges[0]))
    submission = scene.submission(campaign, scene.colleges[0], S.AWAITING_SIGN_OFF, answered=True)
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=16)
    with pytest.raises(WindowClosed):
        transitions.perform(scene.session, signatory, submission.id, "submit")
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=14)
    transitions.perform(scene.session, signatory, submission.id, "submit")
    entries = scene.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    told = [(entry.action, "grace_used_until" in entry.details) for entry in entries]
    assert told == [(Action.SUBMIT, True), (Action.SEAL, False), (Action.SUBMIT, False)]


def test_two_workers_who_keep_the_dates_move_a_campaign_once(scene: Scene, engine: Engine) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    window = scene.session.scalars(
        select(StageWindow).filter_by(campaign_id=campaign.id, stage=C.SELF_EVALUATION)
    ).one()
    window.by_date, window.ends_at = True, utc_now() - timedelta(hours=1)
    scene.session.commit()
    start = threading.Barrier(2)

    def work() -> int:
        with Session(engine) as session:
            start.wait()
            moved = stages.open_and_close_by_date(session, SYSTEM)
            session.commit()
            return len(moved)

    with ThreadPoolExecutor(2) as pool:
        assert sum(each.result() for each in [pool.submit(work), pool.submit(work)]) == 1


def test_a_stage_closed_by_hand_before_its_day_is_closed_unless_the_unit_has_an_extension(
    scene: Scene,
) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    office = scene.actor(scene.coordinator())
    for unit in scene.colleges[:2]:
        scene.submission(campaign, unit, S.AWAITING_SIGN_OFF, answered=True)
    closed, extended = scene.session.scalars(
        select(Submission).where(Submission.campaign_id == campaign.id).order_by(Submission.unit_name)
    ).all()
    by_unit = {unit.id: unit for unit in scene.colleges}
    stages.move(scene.session, office, campaign.id, "close_self_evaluation")
    scene.session.add(
        Extension(
            submission_id=extended.id,
            stage=C.SELF_EVALUATION,
            ends_at=utc_now() + timedelta(days=1),
            reason="新任秘书长",
            granted_by_id=office.user_id,
        )
    )
    scene.session.flush()
    signers = [scene.actor(scene.signatory(by_unit[each.unit_id])) for each in (closed, extended)]
    with pytest.raises(WindowClosed):
        transitions.perform(scene.session, signers[0], closed.id, "submit")
    assert transitions.perform(scene.session, signers[1], extended.id, "submit").stage is S.SUBMITTED
