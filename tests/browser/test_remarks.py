"""A reviewer pins three remarks, and after the release the unit finds each place."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceOpening, EvidenceRevision
from app.models.remark import Remark
from app.models.result import Decision, DecisionKind
from app.models.submission import Submission
from app.services import results, reviews
from tests import files
from tests.browser.conftest import DESKTOP, PHONE, accessible, enter, fits_sideways, shoot
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=3)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.PEER_REVIEW, minimum_reviews=1)


@pytest.fixture
def expert(scene: Scene) -> User:
    return scene.reviewer("评审专家甲", scene.university)


@pytest.fixture
def reading(scene: Scene, campaign: Campaign, expert: User, app: Flask) -> Assignment:
    """A unit with minutes of three pages and a picture that nobody will open."""
    unit = scene.submission(campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW, answered=True)
    author = scene.session.query(User).filter_by(home_unit_id=unit.unit_id).one()
    store = app.extensions["evidence_store"]
    minutes = store.put(BytesIO(files.pdf("党政联席会议纪要", pages=3)[1]))
    scene.evidence(unit, "1.2-00", author, "minutes", digest=minutes.hex, filename="纪要.pdf", pages=3)
    scene.evidence(unit, "1.3-90", author, digest=minutes.hex, filename="无人看.pdf", pages=3)
    found = scene.assignment(unit, expert, scene.panel(campaign, "expert", expert))
    scene.review(found, scene.rules(campaign), ratio="0.6", submitted=False)
    scene.session.commit()
    return found


@pytest.fixture
def touch(browser: Browser, server: str) -> Iterator[Page]:
    """A telephone in the hand: small, and touched instead of clicked."""
    context = browser.new_context(
        base_url=server, viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    one = context.new_page()
    one.set_default_timeout(5000)
    yield one
    context.close()


def draw(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger put down, moved and lifted, as the system of a telephone tells it."""
    phone = page.context.new_cdp_session(page)

    def tell(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        phone.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    tell("touchStart", start)
    for part in (0.3, 0.6, 1.0):
        tell("touchMove", tuple(a + (b - a) * part for a, b in zip(start, end, strict=True)))  # type: ignore[arg-type]
    tell("touchEnd")


def pin(page: Page, words: str) -> None:
    page.locator("#remark").fill(words)
    page.get_by_role("button", name="保存批注").click()
    expect(page.locator(".remark-lines")).to_contain_text(words)


def release(scene: Scene, campaign: Campaign, reading: Assignment, expert: User) -> None:
    """The review is handed in, the result computed, approved and sent."""
    session = scene.session
    reviews.submit(session, scene.actor(expert), reading.id)
    unit = session.get_one(Submission, reading.submission_id)
    unit.stage, campaign.stage = SubmissionStage.REVIEWED, CampaignStage.FEEDBACK
    computed = results.compute(session, scene.actor(scene.coordinator()), campaign.id)
    session.add(
        Decision(
            campaign_id=campaign.id,
            kind=DecisionKind.DRAFT_RESULT,
            on=date(2025, 11, 25),
            meeting="领导小组会议",
            computation_id=computed.id,
            recorded_by_id=computed.computed_by_id,
        )
    )
    unit.stage = SubmissionStage.FEEDBACK_SENT
    session.commit()


def test_a_reviewer_pins_three_remarks_and_the_unit_finds_them_after_the_release(
    page: Page, scene: Scene, campaign: Campaign, reading: Assignment, expert: User
) -> None:
    unit = scene.session.query(User).filter_by(home_unit_id=reading.unit_id).one()
    enter(page, expert)
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-00&page=2")
    # with the mouse
    page.get_by_role("button", name="圈出位置").click()
    box = page.locator(".viewer-page").bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 120, steps=4)
    page.mouse.up()
    expect(page.locator("#spot")).to_have_value("drawn")
    page.locator("#deduction").fill("０.5")
    pin(page, "这里没有写明落实人")
    accessible(page)
    shoot(page, "remark-desk")
    # with the keyboard
    page.locator(".viewer-page").focus()
    page.keyboard.press("d")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    pin(page, "签到表缺日期")
    # by hand: searched, not found
    page.locator("summary", has_text="写一条批注").click()
    page.locator("#spot").select_option("not_found")
    pin(page, "没有找到会议照片")
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    page.set_viewport_size(DESKTOP)
    scene.session.rollback()
    regions = scene.session.query(Remark).filter_by(pinned="region").order_by(Remark.created_at).all()
    assert [(each.page, each.deduction is not None) for each in regions] == [(2, True), (2, False)]
    assert scene.session.query(EvidenceOpening).count() == 1
    enter(page, unit)
    address = f"/submissions/{reading.submission_id}/result"
    assert page.goto(address).status == 404  # type: ignore[union-attr]
    release(scene, campaign, reading, expert)
    page.goto(address)
    lost = page.locator("[aria-labelledby=lost]")
    for words in ("这里没有写明落实人", "签到表缺日期", "没有找到会议照片", "专家1"):
        expect(lost).to_contain_text(words)
    expect(lost).not_to_contain_text("评审专家甲")
    expect(page.locator("[aria-labelledby=openings]")).to_contain_text("2 份文件，其中 1 份")
    accessible(page)
    shoot(page, "remark-result")
    lost.get_by_role("link", name="看这一处").first.click()
    expect(page.locator(".page-number")).to_have_value("2")
    expect(page.locator(".viewer-marks rect")).to_have_count(2)
    expect(page.locator("#mark-1")).to_be_in_viewport()
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    shoot(page, "remark-place")


def test_a_region_is_drawn_with_a_finger_a_moment_is_taken_from_the_film_and_the_words_are_mended(
    touch: Page, scene: Scene, reading: Assignment, expert: User, app: Flask
) -> None:
    session, unit = scene.session, scene.session.get_one(Submission, reading.submission_id)
    author = session.query(User).filter_by(home_unit_id=unit.unit_id).one()
    name, content = files.film()
    kept = app.extensions["evidence_store"].put(BytesIO(content)).hex
    scene.evidence(
        unit, "1.2-05", author, digest=kept, filename=name, media_type="video/mp4", size=len(content)
    )
    session.commit()
    enter(touch, expert)
    touch.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-00&page=2")
    touch.get_by_role("button", name="圈出位置").tap()
    box = touch.locator(".viewer-page").bounding_box()
    assert box
    start, end = (box["x"] + 40, box["y"] + 40), (box["x"] + 200, box["y"] + 110)
    draw(touch, start, end)
    expect(touch.locator("#spot")).to_have_value("drawn")
    pin(touch, "手指圈出的地方")
    touch.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-05")
    film = touch.locator(".viewer-film")
    film.evaluate("(film) => new Promise((sought) => { film.onseeked = sought; film.currentTime = 75.4; })")
    touch.locator("summary", has_text="写一条批注").tap()
    touch.get_by_role("button", name="取视频当前时刻").tap()
    expect(touch.locator("#moment")).to_have_value("1:15")
    pin(touch, "这里没有说明时间")
    mended = touch.locator(".remark-lines li", has_text="没有说明时间")
    mended.get_by_text("修改文字").tap()
    mended.get_by_label("您在这里注意到什么？").fill("这里没有说明时间和地点")
    mended.get_by_role("button", name="保存修改").tap()
    expect(touch.locator(".remark-lines")).to_contain_text("时间和地点")
    accessible(touch)
    fits_sideways(touch)
    shoot(touch, "remark-film-phone")
    session.rollback()
    region, moment = session.query(Remark).order_by(Remark.created_at)
    assert (region.page, region.pinned, moment.second) == (2, "region", 75)
    sheet = touch.viewport_size
    assert sheet
    assert region.width is not None
    assert 0.2 < float(region.width) < 0.8


def test_the_page_of_evidence_is_read_with_the_keyboard(
    page: Page, scene: Scene, reading: Assignment, expert: User
) -> None:
    kept = scene.session.query(Evidence).filter_by(number="1.2-00").one()
    digest = scene.session.query(EvidenceRevision).filter_by(evidence_id=kept.id).one().digest
    unit = scene.session.get_one(Submission, reading.submission_id)
    author = scene.session.get_one(User, kept.created_by_id)
    scene.evidence(unit, "1.2-09", author, digest=digest, filename="又.pdf", pages=3)
    scene.session.commit()
    enter(page, expert)
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-00")
    sheet, viewer, number = (
        page.locator(".viewer-page"),
        page.locator("[data-viewer]"),
        page.locator(".page-number"),
    )
    sheet.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**page=2**")
    expect(sheet).to_be_focused()
    larger = [("+", zoom) for zoom in ("75", "100", "150", "200", "300", "400", "400")]
    for key, zoom in (("+", "100"), ("-", "75"), ("-", "50"), *larger, ("f", "page")):
        page.keyboard.press(key)
        expect(viewer).to_have_attribute("data-zoom", zoom)
    expect(page.locator(".viewer-sheet img")).to_have_attribute("src", re.compile("wide=1"))
    page.keyboard.press("r")
    expect(page.locator(".viewer-sheet")).to_have_class(re.compile("turn-90"))
    page.keyboard.press("]")
    page.wait_for_url("**page=3&zoom=page**")
    number.fill("1")
    number.press("Enter")
    page.wait_for_url("**page=1**")
    expect(number).to_have_value("1")
    expect(viewer).to_have_attribute("data-zoom", "page")
    sheet.focus()
    page.keyboard.press("n")
    page.wait_for_url("**piece=1.2-01**")
    # the reason has room only when it is asked for
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-00")
    expect(page.locator(".mark-note")).to_be_hidden()
    box = sheet.bounding_box()
    assert box
    assert box["height"] >= 325
    page.get_by_role("button", name="存疑").click()
    page.locator("[name=note]").fill("缺落款")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="存疑")).to_have_attribute("aria-pressed", "true")
    # the next without a mark is sought from here on, then from the first on, past what is marked
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-09")
    sheet.focus()
    page.keyboard.press("u")
    page.wait_for_url("**piece=1.2-01**")
