"""The box over HTTP: filled by camera and form, refused with the sentence, told to nobody above, attached."""

import io
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.base import utc_now
from app.models.box import BoxedPiece
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.submission import Submission
from app.queries import clock
from app.queries.boxes import PAGE
from tests import files
from tests.people import sign_in
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(files_per_criterion=2)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, campaign: Campaign, writer: User) -> Submission:
    made = scene.submission(campaign, scene.colleges[0])
    scene.session.commit()
    return made


@pytest.fixture
def box(client: FlaskClient, scene: Scene, writer: User, submission: Submission) -> str:
    """The address of the first college's box, its contributor signed in."""
    sign_in(client, writer)
    return f"/units/{scene.colleges[0].id}/box"


def put(client: FlaskClient, box: str, *sent: tuple[str, bytes], **more: Any) -> Any:
    body = {"medium": "file", "file": [(io.BytesIO(data), name) for name, data in sent]}
    return client.post(box, data=body | more, content_type="multipart/form-data")


def boxed(scene: Scene) -> list[BoxedPiece]:
    wanted = select(BoxedPiece).order_by(BoxedPiece.title)
    found = list(scene.session.scalars(wanted, execution_options={"populate_existing": True}))
    scene.session.commit()
    return found


def test_a_photo_needs_nothing_more_and_files_are_kept_all_or_none(
    client: FlaskClient, scene: Scene, box: str
) -> None:
    page = client.get(box).text
    assert 'capture="environment"' in page
    assert "最多 300 份" in page
    name, data = files.jpeg(name="IMG_0001.jpg")
    assert put(client, box, photo="1", camera=(io.BytesIO(data), name)).status_code == 303
    refused = put(client, box, ("IMG_0002.jpg", b"<html>"), photo="1")
    assert (refused.status_code, "IMG_0002.jpg" in refused.text) == (422, True)
    refused = put(client, box, files.pdf(), ("坏.pdf", b"<html>"), tags="读书会", note="备注留着")
    assert (refused.status_code, "坏.pdf" in refused.text, "备注留着" in refused.text) == (422, True, True)
    (photo,) = boxed(scene)
    today = clock.day(utc_now())
    assert (photo.filename, photo.event_on) == ("IMG_0001.jpg", today)
    assert photo.title == f"{today.year}年{today.month}月{today.day}日拍摄的照片"
    again = put(client, box, (name, data), photo="1")
    assert (again.status_code, "已在平时积累中" in again.text) == (422, True)
    two = put(
        client,
        box,
        files.pdf("甲", name="甲.pdf"),
        files.docx("乙", name="乙.docx"),
        title="总结",
        tags="读书会、2.1",
        offered="2.1",
    )
    assert two.status_code == 303
    assert [piece.title for piece in boxed(scene)] == [photo.title, "总结 1", "总结 2"]
    found = client.get(f"{box}?tag=2.1&q=读书").text
    assert ("总结 1" in found, photo.title in found) == (True, False)


def test_a_piece_is_looked_at_described_taken_out_and_back(
    client: FlaskClient, scene: Scene, box: str
) -> None:
    put(client, box, files.pdf(pages=2, name="纪要.pdf"))
    here = f"/boxed/{boxed(scene)[0].id}"
    assert client.get(f"{here}?page=2").status_code == 200
    assert client.get(f"{here}/pages/2").mimetype == "image/jpeg"
    known = client.get(f"{here}/pages/2").headers["ETag"]
    assert client.get(f"{here}/pages/2", headers={"If-None-Match": known}).status_code == 304
    part = client.get(f"{here}/file", headers={"Range": "bytes=0-3"}, buffered=True)
    assert (part.status_code, part.data, part.headers["Cache-Control"]) == (206, b"%PDF", "private, no-cache")
    said = {"title": "三月纪要", "event_on": "2025-03-05", "tags": "例会", "note": "", "version": "1"}
    assert client.post(f"{here}/words", data=said).status_code == 303
    stale = client.post(f"{here}/words", data=said | {"title": "又改"})
    assert (stale.status_code, "又改" in stale.text) == (409, True)
    for wrong in ({"title": ""}, {"event_on": "某天"}):
        refused = client.post(f"{here}/words", data=said | {"version": "2", "tags": "留着"} | wrong)
        assert (refused.status_code, "留着" in refused.text) == (422, True)
    assert client.post(f"{here}/withdraw").status_code == 303
    assert "三月纪要" not in client.get(box).text.partition('id="pieces-title"')[2]
    assert "三月纪要" in client.get(f"{box}?withdrawn=1").text
    assert client.post(f"{here}/restore").status_code == 303
    on_site = {"medium": "on_site", "title": "名册", "kept_at": "三号柜", "keeper": "联络员"}
    link = {
        "medium": "link",
        "title": "报道",
        "url": "https://example.edu.cn/1",
        "outlet": "校报",
        "level": "unit",
    }
    for each in (on_site, link):
        assert client.post(box, data=each).status_code == 303
    for piece in boxed(scene)[:2]:
        address = f"/boxed/{piece.id}"
        status = 404 if not piece.digest else 200
        assert client.get(address).status_code == 200
        assert client.get(f"{address}/file", buffered=True).status_code == status
    assert client.get("/box").location == box


def test_a_long_box_goes_on_by_key(client: FlaskClient, scene: Scene, writer: User, box: str) -> None:
    moment = utc_now()
    for number in range(PAGE + 2):
        scene.session.add(
            BoxedPiece(
                unit_id=scene.colleges[0].id, medium="link", url="https://x.cn", title=f"第{number:02}份",
                created_by_id=writer.id, created_at=moment,
            )
        )  # fmt: skip
    scene.session.commit()
    first = client.get(box).text
    following = client.get(
        first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    )
    shown = [f"第{number:02}份" for number in range(PAGE + 2)]
    assert sum(title in first for title in shown) == PAGE
    assert [title for title in shown if title not in first] == [t for t in shown if t in following.text]


def test_nobody_above_and_no_other_unit_learns_what_lies_in_a_box(
    app: Flask, client: FlaskClient, scene: Scene, box: str, submission: Submission, campaign: Campaign
) -> None:
    put(client, box, files.pdf("金丝雀", name="金丝雀.pdf"), tags="金丝雀")
    piece = boxed(scene)[0]
    people = [scene.coordinator(), scene.board(), scene.observer(), scene.contributor(scene.colleges[1])]
    people.append(scene.person("管理员", (Role.ADMINISTRATOR, scene.university), home=scene.university))
    scene.session.commit()
    here = f"/boxed/{piece.id}"
    own = f"/units/{scene.colleges[0].id}"
    told = f"/submissions/{submission.id}"
    for who in people:
        visitor = app.test_client()
        sign_in(visitor, who)
        for address in (box, f"{box}/new", here, f"{here}/file", f"{here}/pages/1"):
            nowhere = address.replace(str(piece.id), str(UUID(int=0))).replace(own, f"/units/{UUID(int=0)}")
            answer = visitor.get(address)
            assert (answer.status_code, answer.data) == (404, visitor.get(nowhere).data), address
        for page in (own, f"{own}/history", told, f"{told}/evidence", f"{told}/history", "/box", "/"):
            assert "金丝雀" not in visitor.get(page, follow_redirects=True).text
    signatory = scene.signatory(scene.colleges[0])
    scene.session.commit()
    reader = app.test_client()
    sign_in(reader, signatory)
    assert (reader.get(here).status_code, reader.get(f"{box}/new").status_code) == (200, 403)


def test_what_is_ticked_is_attached_within_the_caps_and_marked(
    client: FlaskClient, scene: Scene, box: str, submission: Submission
) -> None:
    put(client, box, files.pdf("甲", name="甲.pdf"), tags="2.1")
    put(client, box, files.docx("乙", name="乙.docx"))
    put(client, box, files.xlsx("丙", name="丙.xlsx"), event_on="2019-05-01")
    ids = [str(piece.id) for piece in boxed(scene)]
    known = f"/submissions/{submission.id}/evidence/known?place=2.1"
    page = client.get(known).text
    assert page.index("甲") < page.index("丙")  # tagged for the place, though put in first
    assert "不在本期时间内" in page
    attach = f"/submissions/{submission.id}/evidence/from-box?place=2.1"
    refused = client.post(attach, data={"piece": ids, "requirement": "-1"})
    assert (refused.status_code, "您选了 3 份，这里还能放 2 份。" in refused.text) == (422, True)
    assert refused.text.count(" checked") == 3
    given = client.post(attach, data={"piece": ids[1:], "requirement": "-1"})
    assert given.location.endswith("/criteria/2.1#evidence")
    numbers = scene.session.scalars(select(Evidence.number).order_by(Evidence.number)).all()
    scene.session.commit()
    assert numbers == ["2.1-01", "2.1-02"]
    after = client.get(known).text
    assert (after.count("这里已用"), "这里已经放满" in after) == (2, True)
    assert "编号 2.1-01" in client.get(box).text


def test_last_year_is_taken_over_by_one_press_and_confirmed(
    client: FlaskClient, scene: Scene, box: str, submission: Submission, writer: User
) -> None:
    earlier = scene.campaign(CampaignStage.ARCHIVED, title="2024年度评议")
    earlier.period_ends_on = earlier.period_starts_on.replace(year=2024)
    before = scene.submission(earlier, scene.colleges[0], SubmissionStage.CLOSED)
    for number in (1, 2):
        old = scene.evidence(before, f"1.1-0{number}", writer, digest=f"{number:064x}")
        old.event_on = earlier.period_ends_on
    scene.session.commit()
    page = f"/submissions/{submission.id}/criteria/1.1"
    assert "沿用上年2份材料，待确认" in client.get(page).text
    take = f"/submissions/{submission.id}/evidence/last-year?place=1.1"
    assert client.post(take, data={"all": "1"}).location.endswith("/criteria/1.1#evidence")
    shown = client.get(page).text
    assert ("全部确认（2 份）" in shown, "不在本期时间内" in shown) == (True, True)
    assert "确认2份沿用上年的材料" in client.get(f"{page}/lacks").text
    left = client.post(f"/submissions/{submission.id}/left")
    assert (left.status_code, "有 2 份沿用上年的材料待确认" in left.text) == (409, True)
    assert f"{page}#evidence" in left.text
    confirm = f"/submissions/{submission.id}/evidence/confirm?place=1.1"
    one = scene.session.scalars(select(Evidence.id).where(Evidence.submission_id == submission.id)).first()
    scene.session.commit()
    assert client.post(confirm, data={"piece": str(one)}).status_code == 303
    assert client.post(confirm).status_code == 303
    assert client.post(confirm).status_code == 409
    assert "待确认" not in client.get(page).text
    refused = client.post(take, data={"all": "1"})
    assert (refused.status_code, "请至少勾选一份" in refused.text) == (422, True)


def test_a_day_outside_the_period_is_marked_for_everybody_and_refused_to_nobody(
    app: Flask, scene: Scene
) -> None:
    campaign = scene.campaign(CampaignStage.FORMAT_CHECK)
    author, office = scene.contributor(scene.colleges[0]), scene.coordinator()
    handed_in = [scene.submission(campaign, each, SubmissionStage.SUBMITTED) for each in scene.colleges[:2]]
    for number, day in (("1.1-01", date(2019, 5, 1)), ("1.1-02", campaign.period_starts_on)):
        scene.evidence(handed_in[0], number, author).event_on = day
    reviewed = scene.campaign(CampaignStage.PEER_REVIEW, title="评审中的评议")
    read = scene.submission(reviewed, scene.colleges[0], SubmissionStage.UNDER_REVIEW)
    scene.evidence(read, "1.1-01", author).event_on = date(2019, 5, 1)
    expert = scene.reviewer("评审专家甲", scene.university)
    reading = scene.assignment(
        read, expert, scene.panel(reviewed, "expert", expert), AssignmentStage.IN_PROGRESS
    )
    scene.session.commit()
    desk, checker = app.test_client(), app.test_client()
    sign_in(desk, expert)
    assert "不在本期时间内" in desk.get(f"/reviews/{reading.id}/criteria/1.1").text
    sign_in(checker, office)
    listed = f"/campaigns/{campaign.id}/format-checks"
    units = [each.name for each in scene.colleges[:2]]
    for address, shown in ((listed, units), (f"{listed}?outside=1", units[:1])):
        page = checker.get(address).text
        assert [name for name in units if name in page] == shown
        assert page.count("1份不在本期时间内") == 1
    assert (
        "有 1 份材料的日期不在本期时间内" in checker.get(f"/submissions/{handed_in[0].id}/format-check").text
    )
    only = checker.get(f"/submissions/{handed_in[0].id}/evidence?outside=1").text
    assert ("材料1.1-01" in only, "材料1.1-02" in only) == (True, False)
