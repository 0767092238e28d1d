"""催办 and 督办: whoever has the unit in hand is told, once a day, and the record says who was."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.calendar import beijing_date, start_of_day
from app.domain.errors import Conflict, Invalid, NotPermitted
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.campaign import Campaign, Urging
from app.models.notification import Notification
from app.services import urgings
from app.services.urgings import Urged
from tests.refusals import refused, trace, traced
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=4)


@pytest.fixture
def office(scene: Scene) -> User:
    return scene.coordinator()


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.PEER_REVIEW)


def told(session: Session) -> dict[UUID, tuple[str, dict[str, str]]]:
    rows = select(Notification.user_id, Notification.text, Notification.params)
    return {row.user_id: (row.text, row.params) for row in session.execute(rows)}


def test_the_one_who_has_a_unit_in_hand_is_told_and_nobody_else(
    session: Session, scene: Scene, campaign: Campaign, office: User
) -> None:
    reader, done, chair = (scene.reviewer(name) for name in ("专家甲", "专家乙", "组长"))
    panel = scene.panel(campaign, "expert", reader, done, chair=chair)
    names = ("drafting", "awaiting_sign_off", "under_review", "submitted")
    stages = [SubmissionStage(name) for name in names]
    found = [scene.submission(campaign, *each) for each in zip(scene.colleges, stages, strict=True)]
    for college in scene.colleges:
        scene.contributor(college)
        scene.signatory(college)
    scene.assignment(found[2], reader, panel, AssignmentStage.IN_PROGRESS)
    scene.assignment(found[2], done, panel, AssignmentStage.SUBMITTED)
    ids = [each.id for each in found]
    assert urgings.urge(session, scene.actor(office), campaign.id, ids, text=" 请周五前完成 ") == Urged(4, 0)
    people = {user.id: user.name for user in session.query(User)}
    assert {people[user_id]: params["unit"] for user_id, (_, params) in told(session).items()} == {
        "第一学院关工委联络员": "第一学院关工委",
        "第二学院关工委审签人": "第二学院关工委",
        "专家甲": "第三学院关工委",
        "秘书处": "第四学院关工委",
    }
    assert {(text, params["words"]) for text, params in told(session).values()} == {
        (urgings.SPOKEN, "请周五前完成")
    }
    assert (trace(session).reason, traced(session)[3]) == ("请周五前完成", {"hand": "coordinator"})


def test_after_the_reviews_the_chair_has_it_and_after_the_rectification_who_has_read(
    session: Session, scene: Scene, campaign: Campaign, office: User
) -> None:
    reader, chair = scene.reviewer("专家甲"), scene.reviewer("组长")
    panels = [scene.panel(campaign, code, reader, chair=chair) for code in ("expert", "peer")]
    panels.append(scene.panel(campaign, "guest", reader))  # nobody chairs it
    stages = (SubmissionStage.REVIEWED, SubmissionStage.RECTIFICATION_SUBMITTED)
    first, second = (scene.submission(campaign, *each) for each in zip(scene.colleges, stages, strict=False))
    for panel, name in zip(panels, ("一", "二", "三"), strict=True):
        scene.assignment(first, scene.reviewer(name), panel, AssignmentStage.SUBMITTED)
    scene.assignment(second, reader, panels[0], AssignmentStage.SUBMITTED)
    urgings.urge(session, scene.actor(office), campaign.id, [first.id, second.id])
    assert told(session) == {
        chair.id: (urgings.REMINDER, {"unit": "第一学院关工委", "words": ""}),
        reader.id: (urgings.REMINDER, {"unit": "第二学院关工委", "words": ""}),
    }


def test_nobody_is_urged_twice_on_one_day_or_without_need(
    session: Session, scene: Scene, campaign: Campaign, office: User
) -> None:
    urge, actor = urgings.urge, scene.actor(office)
    first, second = (scene.submission(campaign, college) for college in scene.colleges[:2])
    closed = scene.submission(campaign, scene.colleges[2], SubmissionStage.CLOSED)
    other = scene.submission(scene.campaign(title="另一轮"), scene.colleges[3])
    assert urge(session, actor, campaign.id, [first.id]) == Urged(1, 0)
    assert urge(session, actor, campaign.id, [first.id, second.id]) == Urged(1, 1)
    assert urge(session, actor, campaign.id) == Urged(0, 2)  # both are behind, both were told
    nobody = "No unit is behind. There is nobody to urge."
    for ids in ([closed.id, other.id], []):
        with refused(session, Conflict, nobody):
            urge(session, actor, campaign.id, ids)
    board = scene.actor(scene.board())
    with refused(session, NotPermitted, "Your role does not include this."):
        urge(session, board, campaign.id, [first.id])
    for said in session.scalars(select(Urging)):
        said.at = start_of_day(beijing_date(said.at)) - timedelta(seconds=1)  # yesterday, in Beijing
    assert urge(session, actor, campaign.id) == Urged(2, 0)


def test_an_observer_says_what_needs_attention_to_the_unit_and_the_secretariat(
    session: Session, scene: Scene, campaign: Campaign, office: User
) -> None:
    found = scene.submission(campaign, scene.colleges[0])
    people = [scene.contributor(scene.colleges[0]), scene.signatory(scene.colleges[0]), office]
    observer: Actor = scene.actor(scene.observer())
    with refused(session, Invalid, text="Please say what needs attention."):
        urgings.supervise(session, observer, found.id, text=" ")
    with refused(session, NotPermitted, "Your role does not include this."):
        urgings.supervise(session, scene.actor(office), found.id, text="请重视")
    made = urgings.supervise(session, observer, found.id, text=" 请重视 ")
    assert (made.text, made.supervised) == ("请重视", True)
    words = (urgings.SUPERVISED, {"unit": "第一学院关工委", "words": "请重视"})
    assert told(session) == {each.id: words for each in people}
    assert (traced(session), trace(session).reason) == (("unit.supervise", found.id, {}, {}), "请重视")
    assert urgings.urge(session, scene.actor(office), campaign.id, [found.id]) == Urged(1, 0)
