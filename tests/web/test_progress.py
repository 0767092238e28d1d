"""The board shows in whose hands each unit is; a unit sees its own line; urging and supervising."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import beijing_date, start_of_day
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.models.base import utc_now
from app.models.campaign import Campaign, Extension, Urging
from app.models.notification import Notification
from app.models.submission import Submission
from tests import scene
from tests.people import sign_in
from tests.scene import Scene


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session)


@pytest.fixture
def late(world: Scene) -> Campaign:
    """Self-evaluation is over: one unit still writes, one waits for its signatory, one was accepted."""
    campaign = world.campaign(C.SELF_EVALUATION)
    for unit, stage in zip(world.colleges, (S.DRAFTING, S.AWAITING_SIGN_OFF, S.ACCEPTED), strict=True):
        world.submission(campaign, unit, stage).stage_since = utc_now() - timedelta(days=3)
    since_midnight = utc_now() - start_of_day(beijing_date(utc_now()))  # a deadline is a midnight
    world.close_window(campaign, C.SELF_EVALUATION, minutes_ago=since_midnight.total_seconds() / 60)
    world.session.commit()
    return campaign


def test_the_board_puts_those_behind_first_and_says_whom_each_waits_for(
    client: FlaskClient, world: Scene, late: Campaign
) -> None:
    office = world.coordinator()
    world.session.commit()
    sign_in(client, office)
    text = client.get(f"/campaigns/{late.id}/progress").text
    assert "2 个单位已超期" in text
    assert "院党委审签人，已等 3 天" in text
    assert "超期 1 天" in text
    assert text.index("第二学院") < text.index("第三学院")
    assert "催办第一学院关工委" in text
    narrowed = client.get(f"/campaigns/{late.id}/progress?hand=signatory").text
    assert "第二学院" in narrowed.split('id="board"')[1]
    assert "第一学院" not in narrowed.split('id="board"')[1]
    assert client.get(f"/campaigns/{late.id}/progress?hand=nonsense&leg=x&rows=y&after=z").status_code == 200


def test_a_board_and_an_observer_see_it_without_the_urging_button(
    client: FlaskClient, world: Scene, late: Campaign
) -> None:
    for user, offers in ((world.board(), False), (world.observer(), True)):
        world.session.commit()
        sign_in(client, user)
        text = client.get(f"/campaigns/{late.id}/progress").text
        assert "一键催办" not in text
        assert ("督办第一学院关工委" in text) is offers


def test_a_unit_sees_its_own_line_and_of_the_others_only_how_many(
    client: FlaskClient, world: Scene, late: Campaign
) -> None:
    user = world.contributor(world.colleges[0])
    world.session.commit()
    sign_in(client, user)
    text = client.get(f"/campaigns/{late.id}/progress/own").text
    assert "超期 1 天" in text
    assert "第二学院" not in text
    assert "第三学院" not in text


def test_an_extension_shows_instead_of_late_with_its_reason(
    client: FlaskClient, world: Scene, late: Campaign
) -> None:
    office = world.coordinator()
    first = world.session.scalars(select(Submission).filter_by(unit_id=world.colleges[0].id)).one()
    world.session.add(
        Extension(
            submission_id=first.id,
            stage=C.SELF_EVALUATION,
            ends_at=utc_now() + timedelta(days=3),
            reason="联络员住院",
            granted_by_id=office.id,
        )
    )
    world.session.commit()
    sign_in(client, office)
    text = client.get(f"/campaigns/{late.id}/progress").text
    assert "1 个经批准延期" in text
    assert "延至" in text
    assert "联络员，在批准期内" in text
    assert "1 个单位已超期" in text


def test_everybody_behind_is_urged_once_a_day_from_one_button(
    client: FlaskClient, world: Scene, late: Campaign
) -> None:
    office, observer = world.coordinator(), world.observer()
    world.contributor(world.colleges[0])
    world.session.commit()
    sign_in(client, office)
    path = f"/campaigns/{late.id}/urgings"
    told = client.post(path, follow_redirects=True).text
    assert "已催办 2 个单位" in told
    again = client.post(path, follow_redirects=True).text
    assert "2 个单位今天已催办过" in again
    assert client.post(path, data={"submission": "第一学院"}).status_code == 404
    sign_in(client, observer)
    assert client.post(path).status_code == 403
    assert len(world.session.scalars(select(Urging)).all()) == 2


def test_a_supervision_notice_stands_on_the_units_home(
    client: FlaskClient, world: Scene, late: Campaign
) -> None:
    observer, contributor = world.observer(), world.contributor(world.colleges[0])
    first = world.session.scalars(select(Submission).filter_by(unit_id=world.colleges[0].id)).one()
    world.session.commit()
    sign_in(client, observer)
    path = f"/submissions/{first.id}/supervisions"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"text": ""}).status_code == 422
    assert client.post(path, data={"text": "自评至今没有提交，请说明。"}).status_code == 303
    sign_in(client, contributor)
    home = client.get("/").text
    assert "自评至今没有提交，请说明。" in home
    assert "督办" in home
    assert world.session.scalars(select(Notification.user_id)).all() == [contributor.id]


def test_the_meeting_view_has_figures_and_the_sheet_the_same_words(
    client: FlaskClient, world: Scene, late: Campaign
) -> None:
    board = world.board()
    world.session.commit()
    sign_in(client, board)
    text = client.get(f"/campaigns/{late.id}/progress/meeting").text
    assert f'href="/campaigns/{late.id}/progress?leg=self_evaluation"' in text
    assert "个单位参评" in text
    assert "需要帮一把的单位" in text
    answer = client.get(f"/campaigns/{late.id}/progress.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 4
    assert {row[0] for row in rows[1:]} == {unit.name for unit in world.colleges}
    assert "院党委审签人，已等 3 天" in {row[-2] for row in rows[1:]}


def test_pages_of_the_board_follow_each_other_without_gap_or_repetition(
    client: FlaskClient, world: Scene
) -> None:
    campaign = world.campaign(C.SELF_EVALUATION)
    names = [f"单位{number:02}" for number in range(12)]
    for name in names:
        world.submission(campaign, world.unit(name, world.university))
    office = world.coordinator()
    world.session.commit()
    sign_in(client, office)
    address, seen = f"/campaigns/{campaign.id}/progress?rows=5", ""
    for _ in range(3):
        text = client.get(address).text
        seen += text.split('id="board"')[1].split("</table>")[0]
        if 'rel="next"' in text:
            before = text.split('rel="next"')[0].rpartition('href="')[2]
            address = before.split('"')[0].replace("&amp;", "&")
    assert [seen.count(f">{name}<") for name in names] == [1] * 12
