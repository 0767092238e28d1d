"""The public notice as each may see it, and the register of objections."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import PUBLIC
from app.domain.due_process import ObjectionChannel
from app.domain.errors import NotFound
from app.domain.procedure import CampaignStage
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.feedback import Objection, PublicNotice
from app.models.result import Computation
from app.queries import public_notices
from tests.scene import Scene, university

RECEIVED = datetime(2025, 11, 5, 1, tzinfo=UTC)


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=1)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.PUBLIC_NOTICE)


@pytest.fixture
def notice(session: Session, scene: Scene, campaign: Campaign) -> Callable[[int], PublicNotice]:
    """Makes notices that are up: the first, the second …"""
    office = scene.coordinator()
    run = Computation(campaign_id=campaign.id, ordinal=1, computed_by_id=office.id)
    session.add(run)
    session.flush()

    def make(ordinal: int) -> PublicNotice:
        made = PublicNotice(
            campaign_id=campaign.id,
            ordinal=ordinal,
            number=f"{ordinal}号",
            title="公示",
            body="",
            contact="",
            starts_on=date(2025, 11, ordinal),
            ends_on=date(2025, 11, 12),
            ends_at=utc_now() + timedelta(days=3),
            entries=[],
            computation_id=run.id,
            published_by_id=office.id,
        )
        session.add(made)
        session.flush()
        return made

    return make


def test_a_replaced_notice_leads_to_the_newest_and_both_go_down_with_it(
    session: Session, scene: Scene, notice: Callable[[int], PublicNotice]
) -> None:
    newer, older = notice(2), notice(1)
    older.replaced_at = utc_now()
    board = scene.actor(scene.board())
    assert public_notices.newest(session, newer.campaign_id) is newer
    for reader in (PUBLIC, board):
        shown = [public_notices.page(session, reader, each.id) for each in (older, newer)]
        assert [(each.is_up, each.newer_id) for each in shown] == [(False, newer.id), (True, None)]
    newer.ends_at = utc_now() - timedelta(seconds=1)
    for each in (older, newer):
        with pytest.raises(NotFound):
            public_notices.page(session, PUBLIC, each.id)
    assert public_notices.page(session, board, newer.id).is_up is False
    with pytest.raises(NotFound):
        public_notices.page(session, board, uuid4())


def test_the_register_has_the_newest_objection_first_whatever_notice_it_was_about(
    session: Session, scene: Scene, notice: Callable[[int], PublicNotice]
) -> None:
    clerk = scene.person("接待员")
    for number, (place, hour) in enumerate(((notice(1), 2), (notice(2), 1), (notice(3), 3)), 1):
        session.add(
            Objection(
                public_notice_id=place.id,
                number=f"异{number}",
                channel=ObjectionChannel.PHONE,
                name="来电人",
                contact="",
                about="名单",
                text="有异议",
                received_at=RECEIVED + timedelta(hours=hour),
                answered_by_id=clerk.id if number == 1 else None,
            )
        )
    session.flush()
    campaign_id = notice(4).campaign_id
    rows = public_notices.objections(session, campaign_id)
    assert [(row.number, row.answered_by, row.starts_on) for row in rows] == [
        ("异3", None, date(2025, 11, 3)),
        ("异1", "接待员", date(2025, 11, 1)),
        ("异2", None, date(2025, 11, 2)),
    ]
    assert [row.number for row in public_notices.objections(session, campaign_id, 1)] == ["异3"]
