"""Everybody's home page says the one thing to do now."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import AssignmentStage as A
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.models.account import User
from app.models.notification import Notification
from app.services import notifications
from tests import scene
from tests.people import sign_in
from tests.scene import Scene


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session)


def home(client: FlaskClient, world: Scene, user: User, address: str = "/") -> str:
    world.session.commit()
    sign_in(client, user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/").status_code == 302


def test_a_contributor_is_led_to_the_first_open_criterion(client: FlaskClient, world: Scene) -> None:
    user = world.contributor(world.colleges[0])
    world.submission(world.campaign(C.SELF_EVALUATION), world.colleges[0])
    text = home(client, world, user)
    assert "接着填 1.1" in text
    assert "各部分进度" in text
    assert text.count("btn-main") == 1


def test_a_complete_self_evaluation_is_to_be_sent_for_sign_off(client: FlaskClient, world: Scene) -> None:
    user = world.contributor(world.colleges[0])
    world.submission(world.campaign(C.SELF_EVALUATION), world.colleges[0], answered=True)
    assert "把自评送院党委审签" in home(client, world, user)


def test_a_notice_comes_before_everything_else(client: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.SELF_EVALUATION)
    world.notice(campaign, world.coordinator())
    world.submission(campaign, world.colleges[0])
    assert "阅读通知并签收" in home(client, world, world.contributor(world.colleges[0]))


def test_a_signatory_signs_when_it_is_the_turn(client: FlaskClient, world: Scene) -> None:
    user = world.signatory(world.colleges[0])
    world.submission(world.campaign(C.SELF_EVALUATION), world.colleges[0], S.AWAITING_SIGN_OFF)
    assert "阅看摘要并审签" in home(client, world, user)


def test_a_reviewer_declares_then_reads_and_learns_nothing_of_others(
    client: FlaskClient, world: Scene
) -> None:
    campaign = world.campaign(C.PEER_REVIEW)
    submission = world.submission(campaign, world.colleges[0], S.UNDER_REVIEW)
    reader, other = world.reviewer("一位专家"), world.reviewer("另一位专家")
    panel = world.panel(campaign, "expert", reader, other)
    world.assignment(submission, reader, panel, A.INVITED)
    world.assignment(submission, other, panel)
    text = home(client, world, reader)
    assert "签署评审承诺书" in text
    assert "另一位专家" not in text
    assert "评议第一学院关工委" in home(client, world, other)


def test_the_office_sees_what_waits_and_the_board_what_to_approve(client: FlaskClient, world: Scene) -> None:
    campaign = world.campaign(C.FORMAT_CHECK)
    world.submission(campaign, world.colleges[0], S.SUBMITTED)
    text = home(client, world, world.coordinator())
    assert "对 1 个单位作形式审查" in text
    assert "现在各在谁手里" in text
    assert "各项工作正常进行" in home(client, world, world.board())


def test_several_roles_are_offered_as_doors_and_the_chosen_one_opens(
    client: FlaskClient, world: Scene
) -> None:
    user = world.person(
        "两院联络员", (Role.CONTRIBUTOR, world.colleges[0]), (Role.CONTRIBUTOR, world.colleges[1])
    )
    campaign = world.campaign(C.SELF_EVALUATION)
    world.submission(campaign, world.colleges[0])
    second = world.submission(campaign, world.colleges[1], S.SUBMITTED)
    assert "接着填 1.1" in home(client, world, user)
    assert "已提交，现在在秘书处" in home(client, world, user, f"/?desk=contributor~{second.id}")
    assert "接着填 1.1" in home(client, world, user, f"/?desk=contributor~{uuid4()}")


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.COORDINATOR, "选定指标体系"),
        (Role.ADMINISTRATOR, "账号和单位"),
        (Role.BOARD, "现在没有等您办的事"),
        (Role.REVIEWER, "还没有分给您单位"),
    ],
)
def test_before_the_first_campaign_everybody_finds_a_word(
    client: FlaskClient, world: Scene, role: Role, words: str
) -> None:
    assert words in home(client, world, world.person("某人", (role, world.university)))


def test_somebody_without_a_role_is_told_whom_to_ask(client: FlaskClient, world: Scene) -> None:
    assert "请联系秘书处" in home(client, world, world.person("新来的同事"))


def test_messages_are_read_one_by_one_or_all_at_once_and_only_ones_own(
    client: FlaskClient, world: Scene
) -> None:
    user, other = world.contributor(world.colleges[0]), world.contributor(world.colleges[1])
    for person in (user, user, other):
        notifications.tell(
            world.session,
            [person.id],
            "A notice has come: %(title)s.",
            link="/campaigns",
            title="通知",
        )
    assert "收到通知：《通知》。" in home(client, world, user)
    ids = {
        owner: world.session.scalars(select(Notification.id).filter_by(user_id=owner)).all()
        for owner in (user.id, other.id)
    }
    world.session.commit()
    opened = client.post(f"/messages/{ids[user.id][0]}/read")
    assert (opened.status_code, opened.location) == (303, "/campaigns")
    assert client.post(f"/messages/{ids[other.id][0]}/read").status_code == 404
    assert client.post("/messages/read").status_code == 303
    unread = world.session.scalars(select(Notification.user_id).where(Notification.read_at.is_(None))).all()
    assert unread == [other.id]
