"""The public notice: shown to anybody for its working days, objected to, corrected by a new one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import PUBLIC
from app.domain.calendar import WorkingCalendar
from app.domain.due_process import ObjectionChannel
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, TooManyAttempts
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.jobs.papers import MAKERS
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.feedback import Objection, PublicNotice
from app.services import objections, public_notices, results
from tests import scene
from tests.people import sign_in
from tests.scene import Scene

WORDS = {
    "number": "关评公〔2025〕1号",
    "title": "关于2025年度评议拟定名单的公示",
    "body": "现予以公示。",
    "contact": "校关工委办公室　校内 8012",
}


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=2)


@pytest.fixture
def campaign(world: Scene) -> Campaign:
    """Two units with results: the first reaches 优秀, the second nothing."""
    made = world.campaign(CampaignStage.PUBLIC_NOTICE)
    panel = world.panel(made, "expert")
    for place, ratio in enumerate(("1", "0.5")):
        found = world.submission(made, world.colleges[place], SubmissionStage.FEEDBACK_SIGNED)
        for number in range(3):
            reader = world.reviewer(f"专家{place}{number}")
            drawn = world.assignment(found, reader, panel, AssignmentStage.SUBMITTED)
            world.review(drawn, world.rules(made), ratio=ratio)
    return made


@pytest.fixture
def shown(world: Scene, campaign: Campaign) -> PublicNotice:
    office = world.actor(world.coordinator())
    results.compute(world.session, office, campaign.id)
    made = public_notices.publish(world.session, office, campaign.id, **WORDS)
    world.session.commit()
    return made


def test_the_public_reads_titles_and_names_and_no_score(client: FlaskClient, shown: PublicNotice) -> None:
    answer = client.get(f"/public-notices/{shown.id}")
    assert answer.status_code == 200
    assert "第一学院关工委" in answer.text
    assert "第二学院关工委" not in answer.text
    assert "100.00" not in answer.text


def test_a_title_that_nobody_holds_is_not_on_the_list(shown: PublicNotice) -> None:
    assert {tuple(entry["units"]) for entry in shown.entries} == {("第一学院关工委",)}


def test_a_title_with_a_rule_is_proposed_only_until_somebody_has_decided(
    client: FlaskClient, shown: PublicNotice
) -> None:
    """Nobody has checked yet that the unit was good or better for two rounds."""
    page = client.get(f"/public-notices/{shown.id}").text
    assert "拟定二级关工委优质化建设示范单位（1）" in page
    assert "评选条件：优秀等次中排名靠前且连续两轮良好以上。" in page


def test_it_stays_up_for_five_working_days_and_goes_down_by_itself(
    client: FlaskClient, world: Scene, shown: PublicNotice
) -> None:
    assert WorkingCalendar.of().working_days_of(shown.starts_on, shown.ends_on) == 5
    shown.ends_at = utc_now() - timedelta(minutes=1)
    world.session.commit()
    assert client.get(f"/public-notices/{shown.id}").status_code == 404
    assert client.get(f"/public-notices/{shown.id}/objection").status_code == 404
    sign_in(client, world.board())
    assert client.get(f"/public-notices/{shown.id}").status_code == 200


def test_only_the_coordinator_publishes_and_only_what_is_computed(world: Scene, campaign: Campaign) -> None:
    for person in (world.board(), world.contributor(world.colleges[0])):
        with pytest.raises(NotPermitted):
            public_notices.publish(world.session, world.actor(person), campaign.id, **WORDS)
    office = world.actor(world.coordinator())
    with pytest.raises(Conflict):
        public_notices.publish(world.session, office, campaign.id, **WORDS)
    results.compute(world.session, office, campaign.id)
    with pytest.raises(Invalid) as refused:
        public_notices.publish(world.session, office, campaign.id, **WORDS | {"contact": " "})
    assert set(refused.value.fields) == {"contact"}


def test_a_corrected_list_replaces_the_first_and_counts_its_days_anew(
    client: FlaskClient, world: Scene, campaign: Campaign, shown: PublicNotice
) -> None:
    second = world.person("秘书处第二人", (scene.Role.COORDINATOR, world.university))
    again = public_notices.publish(world.session, world.actor(second), campaign.id, **WORDS)
    world.session.commit()
    assert again.ordinal == 2
    assert shown.replaced_at is not None
    assert f"/public-notices/{again.id}" in client.get(f"/public-notices/{shown.id}").text
    assert client.get(f"/public-notices/{shown.id}/objection").status_code == 404


def test_anybody_objects_online_and_is_told_the_number(
    client: FlaskClient, world: Scene, shown: PublicNotice
) -> None:
    path = f"/public-notices/{shown.id}/objection"
    empty = client.post(path, data={"about": "第一学院", "text": "", "name": "", "contact": ""})
    assert empty.status_code == 422
    assert 'value="第一学院"' in empty.text
    sent = {"about": "第一学院", "text": "名册与实际不符。", "name": "一位老师", "contact": "校内 1234"}
    answer = client.post(path, data=sent, follow_redirects=True)
    assert "关评异〔" in answer.text
    kept = world.session.scalars(select(Objection)).one()
    assert (kept.channel, kept.text) == (ObjectionChannel.ONLINE, "名册与实际不符。")


def test_a_machine_that_fills_the_hidden_field_leaves_nothing(
    client: FlaskClient, world: Scene, shown: PublicNotice
) -> None:
    sent = {"text": "广告", "name": "x", "contact": "y", "website": "http://example.org"}
    assert client.post(f"/public-notices/{shown.id}/objection", data=sent).status_code == 303
    assert world.session.scalars(select(Objection)).all() == []


def test_a_flood_is_slowed_down(world: Scene, shown: PublicNotice) -> None:
    words = {"name": "某", "contact": "某", "about": "", "text": "某事"}
    for _ in range(objections.MOST_AN_HOUR):
        objections.lodge(world.session, PUBLIC, shown.id, **words)
    with pytest.raises(TooManyAttempts):
        objections.lodge(world.session, PUBLIC, shown.id, **words)


def test_staff_enter_what_came_by_phone_and_answer_once(
    client: FlaskClient, world: Scene, campaign: Campaign, shown: PublicNotice
) -> None:
    office = world.person("值班老师", (scene.Role.COORDINATOR, world.university))
    world.session.commit()
    sign_in(client, office)
    refused = client.post(
        f"/campaigns/{campaign.id}/objections",
        data={"entry-text": "电话反映一处事实有误。"},
    )
    assert (refused.status_code, "提出方式：" in refused.text) == (422, True)
    assert "电话反映一处事实有误。" in refused.text  # what was typed is kept, in an open form
    assert "<details open" in refused.text
    entered = client.post(
        f"/campaigns/{campaign.id}/objections",
        data={"entry-channel": "phone", "entry-text": "电话反映一处事实有误。"},
        follow_redirects=True,
    )
    assert "电话反映一处事实有误。" in entered.text
    kept = world.session.scalars(select(Objection)).one()
    world.session.commit()
    path = f"/campaigns/{campaign.id}/objections/{kept.id}/answer"
    empty = client.post(path, data={"answer": "", "changes_result": "y"})
    assert (empty.status_code, "答复和理由：请填写这一项。" in empty.text) == (422, True)
    assert client.post(path, data={"answer": "经核实，原材料无误。"}).status_code == 303
    assert client.post(path, data={"answer": "再答一次"}).status_code == 409


def test_a_unit_sees_neither_the_register_nor_who_objected(
    client: FlaskClient, world: Scene, campaign: Campaign, shown: PublicNotice
) -> None:
    sign_in(client, world.contributor(world.colleges[0]))
    assert client.get(f"/campaigns/{campaign.id}/public-notice").status_code in (403, 404)


def test_no_objection_to_what_is_not_there(world: Scene) -> None:
    with pytest.raises(NotFound):
        objections.lodge(world.session, PUBLIC, uuid4(), name="某", contact="某", about="", text="某事")


def test_the_notice_hangs_on_paper_too(world: Scene, campaign: Campaign, shown: PublicNotice) -> None:
    paper = Document(kind="public_notice", subject_id=campaign.id, filename="公示.pdf", locale="zh")
    content = MAKERS["public_notice"].assemble(world.session, None, paper)  # type: ignore[arg-type]
    assert content.startswith(b"%PDF")
