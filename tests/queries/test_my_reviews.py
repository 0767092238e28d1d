"""My reviews: one's own only, what waits first, and page after page the same list as in one."""

import pytest
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage as A
from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Panel
from app.models.campaign import StageWindow
from app.queries import my_reviews
from tests.scene import Scene, university

STAGES = [A.SUBMITTED, A.IN_PROGRESS, A.RECUSED, A.REPLACED, A.ACCEPTED, A.LAPSED, A.IN_PROGRESS]


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=len(STAGES))


@pytest.fixture
def reader(scene: Scene) -> User:
    """Reads one unit at each of the stages; so does somebody else; in another campaign she is invited."""
    reader, other = scene.reviewer("甲"), scene.reviewer("乙")
    campaign = scene.campaign(CampaignStage.PEER_REVIEW)
    panel = scene.panel(campaign, "expert", reader, other)
    for place, (unit, stage) in enumerate(zip(scene.colleges, STAGES, strict=True)):
        unit.code = str(place)
        found = scene.submission(campaign, unit, SubmissionStage.UNDER_REVIEW)
        scene.assignment(found, reader, panel, stage)
        scene.assignment(found, other, panel, A.SUBMITTED)
    beside = scene.campaign(CampaignStage.PEER_REVIEW, title="另一次")
    scene.close_window(beside, CampaignStage.PEER_REVIEW, minutes_ago=1)
    found = scene.submission(beside, scene.colleges[0], SubmissionStage.UNDER_REVIEW)
    scene.assignment(found, reader, scene.panel(beside, "peer", reader), A.INVITED)
    return reader


def test_ones_own_units_stand_in_the_order_of_what_waits(scene: Scene, reader: User) -> None:
    page = my_reviews.mine(scene.session, scene.actor(reader))
    stages = [line.stage for line in page.lines]
    assert stages == [A.INVITED, A.IN_PROGRESS, A.ACCEPTED, A.IN_PROGRESS, A.SUBMITTED, A.RECUSED]
    assert (page.units, page.submitted, page.following) == (5, 1, None)


def test_each_line_tells_its_own_campaign_day_and_declaration(scene: Scene, reader: User) -> None:
    ends = {
        window.campaign_id: window.ends_at
        for window in scene.session.query(StageWindow).filter_by(stage=CampaignStage.PEER_REVIEW)
    }
    lines = my_reviews.mine(scene.session, scene.actor(reader)).lines
    assert [line.ends_at for line in lines] == [ends[line.campaign_id] for line in lines]
    assert [line.panel for line in lines[:2]] == [
        scene.session.query(Panel).filter_by(campaign_id=line.campaign_id).one().name for line in lines[:2]
    ]
    assert lines[0].panel != lines[1].panel
    assert [line.declared for line in lines] == [line.campaign_title != "另一次" for line in lines]


def test_page_after_page_gives_the_same_list(scene: Scene, reader: User) -> None:
    actor = scene.actor(reader)
    whole, place, walked = my_reviews.mine(scene.session, actor), None, []
    for size in (1, 2, 1, 2):
        page = my_reviews.mine(scene.session, actor, after=place, rows=size)
        walked += page.lines
        place = page.following
    assert place is None
    assert walked == whole.lines
