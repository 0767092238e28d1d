"""The pages of rectification: what each person may open and send, and what is said to a refusal."""

import io
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.domain.actors import SYSTEM
from app.domain.procedure import AssignmentStage, CampaignStage, ItemStage, SubmissionStage
from app.domain.review import FindingKind, Severity
from app.models.account import User
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.rectification import RectificationItem
from app.models.review import Review
from app.models.submission import Submission
from app.services import rectification, transitions
from tests import files, scene
from tests.people import sign_in, today
from tests.scene import Scene
from tests.services.test_rectification import PLAN

SOON = (today() + timedelta(days=30)).isoformat()
TYPED = {
    "version": "1", "cause": "没有专人", "aim": "有专人", "measure": "指定专人", "owner": "联络员",
    "term": "dated", "due_on": SOON,
}  # fmt: skip


@dataclass
class Cast:
    """A unit under rectification with its people, and somebody of another unit."""

    world: Scene
    campaign: Campaign
    submission: Submission
    item: RectificationItem
    office: User
    contributor: User
    signatory: User
    reader: User
    stranger: User


@pytest.fixture
def cast(session: Session) -> Cast:
    world = scene.university(session, colleges=2)
    campaign = world.campaign(CampaignStage.RECTIFICATION)
    reader = world.reviewer("专家甲")
    found = world.submission(campaign, world.colleges[0], SubmissionStage.FEEDBACK_SIGNED)
    drawn = world.assignment(found, reader, world.panel(campaign, "expert"), AssignmentStage.SUBMITTED)
    world.review(drawn, world.rules(campaign))
    transitions.perform(session, SYSTEM, found.id, "begin_rectification")
    made = Cast(
        world, campaign, found, session.scalars(select(RectificationItem)).one(), world.coordinator(),
        world.contributor(world.colleges[0]), world.signatory(world.colleges[0]), reader,
        world.contributor(world.colleges[1]),
    )  # fmt: skip
    session.commit()
    return made


def browser(app: Flask, person: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, person)
    return client


def planned(cast: Cast) -> None:
    actor = cast.world.actor(cast.contributor)
    rectification.plan(cast.world.session, actor, cast.item.id, PLAN, seen=cast.item.version)
    cast.world.session.commit()


def reported(cast: Cast) -> None:
    planned(cast)
    rectification.report(
        cast.world.session, cast.world.actor(cast.contributor), cast.item.id, text="纪要已补写。"
    )
    cast.world.session.commit()


def test_the_unit_its_reader_and_the_office_see_the_items_and_a_stranger_nothing(
    app: Flask, cast: Cast
) -> None:
    item, unit = f"/rectification/{cast.item.id}", f"/submissions/{cast.submission.id}/rectification"
    for person in (cast.contributor, cast.signatory, cast.office, cast.reader):
        for address in (item, unit, f"{unit}/summary"):
            answer = browser(app, person).get(address)
            assert answer.status_code == 200, (person.name, address)
            if person is not cast.reader:
                assert "专家甲" not in answer.text
    for address in (item, unit, f"{unit}/summary", f"/campaigns/{cast.campaign.id}/rectification"):
        assert browser(app, cast.stranger).get(address).status_code == 404
    assert "下半年的会议纪要没有写明落实人。" in browser(app, cast.contributor).get(item).text


def test_a_plan_is_kept_and_a_bad_one_is_shown_again_with_its_words(app: Flask, cast: Cast) -> None:
    client, address = browser(app, cast.contributor), f"/rectification/{cast.item.id}/plan"
    bad = client.post(address, data=TYPED | {"owner": " ", "due_on": "２０２５年１３月１日"})
    assert bad.status_code == 422
    assert "没有专人" in bad.text
    assert "２０２５年１３月１日" in bad.text
    past = client.post(address, data=TYPED | {"due_on": "2020-01-01"})
    assert past.status_code == 422
    assert "请选择今天或以后的日期。" in past.text
    kept = client.post(address, data=TYPED)
    assert (kept.status_code, kept.location) == (303, f"/rectification/{cast.item.id}")
    stale = client.post(address, data=TYPED | {"cause": "别的原因"})
    assert stale.status_code == 409
    assert "没有专人" in stale.text
    assert "别的原因" in stale.text


def test_a_step_is_kept_and_the_item_reported(app: Flask, cast: Cast) -> None:
    planned(cast)
    client, address = browser(app, cast.contributor), f"/rectification/{cast.item.id}/progress"
    assert client.post(address, data={"text": "", "evidence": ""}).status_code == 422
    assert client.post(address, data={"text": "做了一步", "evidence": ""}).status_code == 303
    assert client.post(address, data={"text": "做完了", "evidence": "", "done": "1"}).status_code == 303
    again = client.post(address, data={"text": "做完了", "evidence": "", "done": "1"})
    assert again.status_code == 409
    cast.world.session.refresh(cast.item)
    assert cast.item.stage is ItemStage.REPORTED


def test_the_reader_finds_what_waits_and_gives_the_verdict(app: Flask, cast: Cast) -> None:
    reported(cast)
    client, address = browser(app, cast.reader), f"/rectification/{cast.item.id}/verdict"
    assert f"/rectification/{cast.item.id}" in client.get("/rectification").text
    assert f"/rectification/{cast.item.id}" not in browser(app, cast.stranger).get("/rectification").text
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={"verdict": "returned", "text": ""}).status_code == 422
    assert client.post(address, data={"verdict": "verified"}).status_code == 303
    assert client.post(address, data={"verdict": "verified"}).status_code == 409


@pytest.mark.parametrize(
    ("deed", "data"),
    [
        ("plan", TYPED),
        ("progress", {"text": "做了一步", "evidence": ""}),
        ("verdict", {"verdict": "verified"}),
        ("carry-over", {"reason": "跨年"}),
    ],
)
def test_each_deed_on_an_item_is_for_one_person_only(
    app: Flask, cast: Cast, deed: str, data: dict[str, str]
) -> None:
    may = {"plan": cast.contributor, "progress": cast.contributor, "verdict": cast.reader}
    address = f"/rectification/{cast.item.id}/{deed}"
    for person in (cast.contributor, cast.reader, cast.office):
        if person is not may.get(deed, cast.office):
            assert browser(app, person).post(address, data=data).status_code == 403, person.name
    assert browser(app, cast.stranger).post(address, data=data).status_code == 404
    assert app.test_client().post(address, data=data).location.startswith("/sign-in")


def test_the_summary_goes_from_the_unit_to_the_signatory_to_the_office(app: Flask, cast: Cast) -> None:
    planned(cast)
    address = f"/submissions/{cast.submission.id}/rectification"
    unit, signatory, office = (
        browser(app, person) for person in (cast.contributor, cast.signatory, cast.office)
    )
    empty = signatory.post(f"{address}/sign")
    assert empty.status_code == 422
    assert "请先写好总体情况" in empty.text
    assert unit.post(f"{address}/summary", data={"version": "0", "overview": ""}).status_code == 422
    words = {"version": "0", "overview": "正在整改。", "lasting": "", "remaining": "年内完成。"}
    assert unit.post(f"{address}/summary", data=words).status_code == 303
    assert unit.post(f"{address}/summary", data=words | {"overview": "另一稿"}).status_code == 409
    assert unit.post(f"{address}/sign").status_code == 403
    assert signatory.post(f"{address}/sign").status_code == 303
    assert unit.post(f"{address}/close").status_code == 403
    assert office.post(f"{address}/close").status_code == 409
    assert office.post(f"{address}/return", data={"reason": ""}).status_code == 422
    assert unit.post(f"{address}/return", data={"reason": "再想想"}).status_code == 403
    assert office.post(f"{address}/return", data={"reason": "请补数据。"}).status_code == 303
    assert "请补数据。" in unit.get(address).text
    carried = office.post(f"/rectification/{cast.item.id}/carry-over", data={"reason": "跨年度。"})
    assert carried.status_code == 303
    assert signatory.post(f"{address}/sign").status_code == 303
    assert office.post(f"{address}/close").status_code == 303
    for person in (cast.contributor, cast.office):
        assert browser(app, person).post(f"{address}/paper").status_code == 303
    assert browser(app, cast.stranger).post(f"{address}/paper").status_code == 404
    assert cast.world.session.scalars(select(Document.kind)).all() == ["rectification_summary"]


def test_the_board_counts_what_is_open_and_late(app: Flask, cast: Cast) -> None:
    planned(cast)
    cast.item.due_on = today() - timedelta(days=2)
    cast.world.session.commit()
    address = f"/campaigns/{cast.campaign.id}/rectification"
    page = browser(app, cast.office).get(f"{address}?only=overdue")
    assert page.status_code == 200
    assert f"/rectification/{cast.item.id}" in page.text
    assert f"/rectification/{cast.item.id}" not in browser(app, cast.office).get(f"{address}?only=open").text
    assert browser(app, cast.office).get(f"{address}?only=nonsense&after=nonsense").status_code == 200
    assert browser(app, cast.contributor).get(address).status_code == 404


def test_a_list_of_a_thousand_items_costs_what_one_of_ten_does(app: Flask, cast: Cast) -> None:
    client, address = browser(app, cast.office), f"/campaigns/{cast.campaign.id}/rectification"
    few = cost(app, client, address)
    review = cast.world.session.scalars(select(RectificationItem.finding_id)).one()
    assert review
    more(cast, 1000)
    many = cost(app, client, address)
    assert many[0] == few[0]
    first = client.get(address).text
    following = next(part.split('"')[0] for part in first.split("after=")[1:])
    second = client.get(f"{address}?after={following}")
    assert second.status_code == 200
    assert set(links(first)) & set(links(second.text)) == set()


def links(page: str) -> list[str]:
    return [part[:36] for part in page.split('href="/rectification/')[1:]]


def more(cast: Cast, count: int) -> None:
    session = cast.world.session
    review = session.scalars(select(Review)).one()
    for number in range(2, count + 2):
        problem = cast.world.finding(review, FindingKind.SHORTCOMING, "1.1", "问题", Severity.MINOR)
        session.add(
            RectificationItem(
                submission_id=cast.submission.id, number=number, finding_id=problem.id,
                raised_by_id=cast.reader.id, criterion="1.1", problem="问题", severity=Severity.MINOR,
                raised_on=today(),
            )
        )  # fmt: skip
    session.commit()


def cost(app: Flask, client: FlaskClient, address: str) -> tuple[int]:
    """How many statements a page needs."""
    seen: list[str] = []
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engines["default"]

    def count(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", count)
    assert client.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return (len(seen),)


def test_a_new_piece_of_evidence_leads_back_to_its_item(app: Flask, cast: Cast) -> None:
    planned(cast)
    client, address = browser(app, cast.contributor), f"/submissions/{cast.submission.id}/evidence"
    form = client.get(f"{address}/new?place=item:R1&medium=link")
    assert form.status_code == 200
    requirement = form.text.split('name="requirement" value="')[1].split('"')[0]
    link = {
        "medium": "link", "url": "https://example.edu.cn/news/9", "title": "补写的纪要", "kind": "document",
        "requirement": requirement, "visibility": "reviewers", "event_on": "2025-12-01",
        "outlet": "校报", "level": "university",
        "note": "",
    }  # fmt: skip
    kept = client.post(f"{address}?place=item:R1", data=link)
    assert kept.status_code == 303, kept.text
    back = client.get(kept.location)
    assert back.location == f"/rectification/{cast.item.id}#progress"
    assert "R1-01 补写的纪要" in client.get(back.location).text
    assert client.get(f"/submissions/{cast.submission.id}/rectification/9").status_code == 404


def test_photos_of_what_was_mended_come_by_phone_too(app: Flask, cast: Cast) -> None:
    planned(cast)
    client, phone = browser(app, cast.contributor), app.test_client()
    form = client.get(f"/submissions/{cast.submission.id}/evidence/new?place=item:R1&medium=file").text
    make = f"/submissions/{cast.submission.id}/phone/item:R1"
    assert f'action="{make}"' in form
    page = client.get(client.post(make).location).text
    code = page.split('class="phone-typed">', 1)[1].split("<", 1)[0]
    at = phone.post("/phone", data={"code": code}).location
    assert "为 R1 添加照片" in phone.get(at).text
    sent = phone.post(at, data={"file": [(io.BytesIO(files.jpeg()[1]), "整改后.jpg")]})
    assert (sent.status_code, "R1-01" in phone.get(at).text) == (303, True)
