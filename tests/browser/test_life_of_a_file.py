"""A file's life as people see it: from the telephone to the desktop, twice given, sealed."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.jobs.likenesses import compare_new_files
from app.jobs.surroundings import Surroundings
from app.models.account import User
from app.models.evidence import Evidence
from app.models.submission import Submission
from evidence_store import EvidenceStore
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot, wear
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


def photograph(seed: int, *, width: int = 640) -> bytes:
    """Coloured fields, the same for the same seed at any size."""
    cells = bytes((seed * 37 + place * place * 101) % 256 for place in range(12 * 9 * 3))
    written = io.BytesIO()
    fields = Image.frombytes("RGB", (12, 9), cells)
    fields.resize((width, width * 3 // 4), Image.Resampling.BICUBIC).save(written, "JPEG")
    return written.getvalue()


def test_photographs_go_by_the_code_from_the_phone_into_the_card_while_one_goes_on_typing(
    page: Page, browser: Browser, server: str, scene: Scene, writer: User, tmp_path: Path
) -> None:
    submission = scene.submission(scene.campaign(), scene.colleges[0])
    scene.session.commit()
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/criteria/1.1")
    page.get_by_role("button", name="用手机拍照上传").click()
    expect(page.locator(".phone-code")).to_have_js_property("complete", True)
    page.get_by_text("如果扫不了码").click()
    code = page.locator(".phone-typed").inner_text()
    accessible(page)
    shoot_part(page, "phone-code")
    field = page.locator("textarea").first
    field.press_sequentially("正在写的话")
    chosen = []
    for number in (1, 2):
        chosen.append(tmp_path / f"照片{number}.jpg")
        chosen[-1].write_bytes(photograph(number))
    context = browser.new_context(base_url=server, viewport=PHONE, locale="zh-CN", has_touch=True)
    phone = context.new_page()
    phone.set_default_timeout(5000)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"/phone#{code}")
    phone.get_by_label("从相册或文件中选择").set_input_files(chosen)
    expect(phone.locator(".phone-photo canvas")).to_have_count(2)
    fits_sideways(phone)
    accessible(phone)
    shoot_part(phone, "phone")
    lay_flat(phone)
    phone.get_by_role("button", name="上传（2 个）").click()
    expect(phone.locator("[data-arrived]")).to_contain_text("1.1-02 照片2")
    shoot_part(phone, "phone-arrived")
    assert not any(code in address for address in asked if "#" not in address)
    expect(page.locator("#evidence-pieces")).to_contain_text("1.1-02 照片2", timeout=10_000)
    expect(page.locator("#evidence-pieces")).to_contain_text("第 2 版，原件保留")
    expect(field).to_be_focused()
    expect(field).to_have_value("正在写的话")
    wear(phone, size="30")
    fits_sideways(phone)
    context.close()
    given = scene.session.scalars(select(Evidence.created_by_id)).all()
    scene.session.commit()
    assert given == [writer.id] * 2


def lay_flat(phone: Page) -> None:
    """The first photograph is drawn by touch and by keyboard, the second left as it is."""
    phone.get_by_role("button", name="校正或旋转 照片1.jpg").click()
    expect(phone.locator("#straighten-title")).to_have_text("第 1 张照片，共 2 张")
    corner = phone.get_by_role("button", name="左上角")
    box = corner.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    phone.mouse.move(box["x"] + 26, box["y"] + 26)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 60, box["y"] + 50, steps=4)
    expect(phone.locator("[data-lens]")).to_be_visible()
    shoot_part(phone, "phone-straighten")
    phone.mouse.up()
    phone.get_by_role("button", name="右下角").press("Shift+ArrowLeft")
    accessible(phone)
    fits_sideways(phone)
    phone.get_by_role("button", name="就这样校正").click()
    expect(phone.locator("#straighten-title")).to_have_text("第 2 张照片，共 2 张")
    phone.get_by_role("button", name="不用校正").click()
    expect(phone.locator(".phone-photo").first).to_contain_text("上传后自动校正")


def test_a_photo_that_is_there_is_straightened_on_the_desk_and_a_lost_network_loses_none(
    page: Page,
    browser: Browser,
    server: str,
    scene: Scene,
    store: EvidenceStore,
    writer: User,
    tmp_path: Path,
) -> None:
    submission = scene.submission(scene.campaign(), scene.colleges[0])
    give(scene, store, submission, "1.1-01", photograph(4))
    scene.session.commit()
    enter(page, writer)
    piece = scene.session.scalars(select(Evidence.id)).one()
    scene.session.commit()
    page.goto(f"/evidence/{piece}")
    page.get_by_text("校正或旋转照片").click()
    page.get_by_role("button", name="拖动四个角校正").click()
    page.locator("dialog").get_by_role("button", name="转动").click()
    page.get_by_role("button", name="左上角").press("Shift+ArrowDown")
    accessible(page)
    shoot_part(page, "desk-straighten")
    page.get_by_role("button", name="就这样校正").click()
    expect(page.locator("#versions")).to_contain_text("手动校正")
    page.goto(f"/submissions/{submission.id}/criteria/1.1")
    page.get_by_role("button", name="用手机拍照上传").click()
    code = page.locator(".phone-typed").text_content()
    context = browser.new_context(base_url=server, viewport=PHONE, locale="zh-CN", has_touch=True)
    phone = context.new_page()
    phone.set_default_timeout(5000)
    phone.goto(f"/phone#{code}")
    (tmp_path / "照片.jpg").write_bytes(photograph(5))
    phone.get_by_label("拍照").set_input_files(tmp_path / "照片.jpg")
    context.set_offline(True)
    phone.get_by_role("button", name="上传（1 个）").click()
    expect(phone.locator(".phone-photo")).to_contain_text("网络断开了")
    shoot_part(phone, "phone-away")
    context.set_offline(False)
    phone.get_by_role("button", name="再试一次").click()
    expect(phone.locator("[data-arrived]")).to_contain_text("1.1-02 照片")
    context.close()


def shoot_part(page: Page, name: str) -> None:
    """What is seen at this moment, without loading the page again."""
    if folder := os.environ.get("PINGYI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def store(page: Page, app: object) -> EvidenceStore:
    kept: EvidenceStore = app.extensions["evidence_store"]  # type: ignore[attr-defined]
    return kept


def give(scene: Scene, store: EvidenceStore, submission: Submission, number: str, content: bytes) -> None:
    author = scene.person(f"{submission.unit_name}的上传人{submission.campaign_id}")
    kept = {"digest": store.put(io.BytesIO(content)).hex, "media_type": "image/jpeg"}
    scene.evidence(submission, number, author, filename="读书会.jpg", **kept)


def test_the_secretariat_looks_at_both_pictures(
    page: Page, scene: Scene, store: EvidenceStore, engine: Engine
) -> None:
    campaign = scene.campaign(CampaignStage.FORMAT_CHECK)
    for unit, width in zip(scene.colleges[:2], (640, 400), strict=True):
        give(scene, store, scene.submission(campaign, unit), "2.1-01", photograph(3, width=width))
    office = scene.coordinator()
    scene.session.commit()
    compare_new_files(Surroundings(engine, store, {}))
    enter(page, office)
    page.goto(f"/campaigns/{campaign.id}/likenesses")
    expect(page.locator("img.likeness")).to_have_count(2)
    for picture in page.locator("img.likeness").all():
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 0
    accessible(page)
    shoot(page, "likenesses")
    page.set_viewport_size(PHONE)
    fits_sideways(page)


def test_the_seal_can_be_read_on_a_phone(
    page: Page, scene: Scene, store: EvidenceStore, writer: User
) -> None:
    made = scene.submission(
        scene.campaign(), scene.colleges[0], SubmissionStage.AWAITING_SIGN_OFF, answered=True
    )
    give(scene, store, made, "2.1-77", photograph(1))
    signatory = scene.signatory(scene.colleges[0])
    scene.session.commit()
    enter(page, signatory)
    page.goto(f"/submissions/{made.id}/sign-off")
    page.get_by_label("我确认以上承诺").check()
    page.get_by_role("button", name="同意并提交").click()
    page.get_by_role("link", name="查看封存清单并核验").click()
    expect(page.locator("main")).to_contain_text("现有记录与封存清单一致")
    accessible(page)
    shoot(page, "seal")
    page.set_viewport_size(PHONE)
    fits_sideways(page)
