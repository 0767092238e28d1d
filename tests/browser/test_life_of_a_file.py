"""A file's life as people see it: from the telephone to the desktop, twice given, sealed."""

import io
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


def test_photographs_go_by_the_code_from_the_phone_to_the_desktop_by_themselves(
    page: Page, browser: Browser, server: str, scene: Scene, writer: User, tmp_path: Path
) -> None:
    submission = scene.submission(scene.campaign(), scene.colleges[0])
    scene.session.commit()
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/criteria/1.1")
    page.get_by_role("button", name="用手机拍照上传").click()
    expect(page.locator(".phone-code")).to_have_js_property("complete", True)
    page.get_by_text("无法扫码时使用的网址").click()
    code = page.locator(".digest").inner_text()
    accessible(page)
    shoot(page, "phone-code")
    chosen = []
    for number in (1, 2):
        chosen.append(tmp_path / f"照片{number}.jpg")
        chosen[-1].write_bytes(photograph(number))
    context = browser.new_context(base_url=server, viewport=PHONE, locale="zh-CN", has_touch=True)
    phone = context.new_page()
    phone.goto("/phone/" + code.rpartition("/")[2])
    fits_sideways(phone)
    accessible(phone)
    shoot(phone, "phone")
    phone.set_viewport_size(PHONE)
    button = phone.get_by_role("button", name="上传", exact=True)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    phone.get_by_label("照片或文件").set_input_files(chosen)
    button.click()
    expect(phone.locator("body")).to_contain_text("1.1-02")
    expect(page.locator("#arrived")).to_contain_text("已收到2个文件", timeout=10_000)
    expect(page.locator("#arrived")).to_contain_text("1.1-02 照片2")
    wear(phone, size="30")
    fits_sideways(phone)
    phone.goto("/phone/another")
    expect(phone.locator("h1")).to_have_text("二维码已失效")
    accessible(phone)
    context.close()
    given = scene.session.scalars(select(Evidence.created_by_id)).all()
    scene.session.commit()
    assert given == [writer.id] * 2


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
