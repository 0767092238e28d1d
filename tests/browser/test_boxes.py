"""Collected in spring on a phone, attached in autumn at the desk, last year's confirmed."""

from datetime import date
from io import BytesIO
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.account import User
from evidence_store import EvidenceStore
from tests import files
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot, wear
from tests.scene import Scene, university


def test_collected_on_a_phone_attached_at_the_desk_and_last_year_confirmed(
    page: Page, browser: Browser, server: str, app: Flask, session: Session, tmp_path: Path
) -> None:
    scene = university(session)
    college = scene.colleges[0]
    writer = scene.contributor(college)
    _last_year(scene, app.extensions["evidence_store"], writer)
    submission = scene.submission(scene.campaign(), college)
    scene.session.commit()

    # in spring: the camera, then one press, without a line of script
    context = browser.new_context(
        base_url=server, viewport=PHONE, locale="zh-CN", has_touch=True, java_script_enabled=False
    )
    phone = context.new_page()
    enter(phone, writer)
    phone.goto("/box")
    for number in (1, 2):
        photo = tmp_path / f"合影{number}.jpg"
        photo.write_bytes(files.jpeg(f"照片{number}", size=(400, 300 + number))[1])
        phone.get_by_label("拍照", exact=True).set_input_files(photo)
        phone.get_by_role("button", name="存入平时积累").click()
        expect(phone.locator("#messages")).to_contain_text(f"合影{number}")
    context.close()

    # at the desk: a title and a tag for one of them
    enter(page, writer)
    page.goto("/box")
    page.get_by_role("link", name="合影2").click()
    accessible(page)
    shoot(page, "boxed-piece")
    page.get_by_label("标题").fill("读书会合影")
    page.get_by_label("可能用于").select_option("1.1")
    page.get_by_role("button", name="保存").click()
    page.goto("/box")
    shoot(page, "box")
    page.goto(f"/units/{college.id}/box/new")
    shoot(page, "box-new")

    # in autumn: ticked into its place, last year's beside it
    page.goto(f"/submissions/{submission.id}/criteria/1.1")
    page.get_by_role("link", name="取自平时积累或上年").click()
    accessible(page)
    shoot(page, "known")
    expect(page.locator("#box .choice strong").first).to_have_text("读书会合影")
    page.get_by_label("读书会合影").check()
    page.get_by_role("button", name="加入勾选的材料").click()
    expect(page.locator("#evidence")).to_contain_text("1.1-01 读书会合影")
    page.get_by_role("button", name="沿用上年2份材料").click()
    expect(page.locator("#evidence")).to_contain_text("此处已用 3／5 份")
    expect(page.locator("#lacks")).to_contain_text("确认2份沿用上年的材料")
    accessible(page)
    shoot(page, "to-be-confirmed")
    page.get_by_role("button", name="确认 1.1-02").click()
    page.get_by_role("button", name="确认 1.1-03").click()
    expect(page.locator("#evidence")).not_to_contain_text("待确认")
    page.goto(f"/submissions/{submission.id}/evidence/known?place=1.1")
    page.set_viewport_size(PHONE)
    wear(page, size="30")
    fits_sideways(page)


def _last_year(scene: Scene, store: EvidenceStore, writer: User) -> None:
    earlier = scene.campaign(CampaignStage.ARCHIVED, title="2024年度二级学院关工委评议")
    earlier.period_starts_on, earlier.period_ends_on = date(2024, 1, 1), date(2024, 12, 31)
    before = scene.submission(earlier, scene.colleges[0], SubmissionStage.CLOSED)
    for number in (1, 2):
        kept = store.put(BytesIO(files.pdf(f"纪要{number}")[1])).hex
        made = scene.evidence(before, f"1.1-0{number}", writer, digest=kept, pages=3)
        made.title, made.event_on = f"关工委会议纪要（{number}）", date(2024, 5, number)
