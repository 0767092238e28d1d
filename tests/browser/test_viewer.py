"""Beyond a sound PDF: pages made of a Word file (by a stand-in), and what cannot be shown."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.filetypes import KINDS
from app.domain.procedure import CampaignStage, SubmissionStage
from app.jobs.renditions import render_office_files
from app.jobs.surroundings import Surroundings
from app.models.account import User
from app.models.assignment import Assignment
from app.models.submission import Submission
from tests import files, stand_ins
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot
from tests.reporting.hostile.printing import page_of_zeros
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def expert(scene: Scene) -> User:
    return scene.reviewer("评审专家甲", scene.university)


@pytest.fixture
def reading(scene: Scene, expert: User, app: Flask) -> Assignment:
    """A unit whose report is a Word file."""
    campaign = scene.campaign(CampaignStage.PEER_REVIEW, minimum_reviews=1)
    unit = scene.submission(campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW, answered=True)
    author = scene.session.query(User).filter_by(home_unit_id=unit.unit_id).one()
    report = app.extensions["evidence_store"].put(BytesIO(files.docx()[1]))
    scene.evidence(
        unit, "1.2-00", author, digest=report.hex, filename="总结.docx", media_type=KINDS["docx"].media_type
    )
    found = scene.assignment(unit, expert, scene.panel(campaign, "expert", expert))
    scene.session.commit()
    return found


def test_a_word_file_is_prepared_then_read_page_by_page_and_remarks_are_pinned_to_it(
    page: Page, app: Flask, engine: Engine, expert: User, reading: Assignment, tmp_path: Path
) -> None:
    app.config["OFFICE"] = stand_ins.office(tmp_path, stand_ins.GOOD)
    enter(page, expert)
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-00")
    expect(page.locator(".viewer-other")).to_contain_text("页面正在准备")
    accessible(page)
    shoot(page, "office-waiting")
    store = app.extensions["evidence_store"]
    render_office_files(Surroundings(engine, store, {"OFFICE": app.config["OFFICE"]}))
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-00&page=2")
    expect(page.locator(".viewer-note")).to_contain_text("由 Office 文件转换而来")
    drawn = page.locator(".viewer-sheet img")
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    accessible(page)
    page.locator(".viewer-page").press("]")
    expect(page.locator(".page-number")).to_have_value("3")
    page.get_by_text("写一条批注").click()
    page.locator("#remark").fill("第三页缺少落款")
    page.get_by_role("button", name="保存批注").click()
    expect(page.locator(".remark-lines")).to_contain_text("第三页缺少落款")
    shoot(page, "office-pages")
    page.set_viewport_size(PHONE)
    fits_sideways(page)


def test_a_page_that_cannot_be_drawn_says_so_where_it_would_be(
    page: Page, app: Flask, scene: Scene, expert: User, reading: Assignment
) -> None:
    unit = scene.session.get_one(Submission, reading.submission_id)
    author = scene.session.query(User).filter_by(home_unit_id=unit.unit_id).one()
    hostile = app.extensions["evidence_store"].put(BytesIO(page_of_zeros(400)))
    scene.evidence(unit, "1.2-80", author, digest=hostile.hex, filename="坏.pdf", pages=1)
    scene.session.commit()
    enter(page, expert)
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-80")
    expect(page.locator("[data-undrawn]")).to_have_text("这个文件不能在此显示，请下载后查看。")
    expect(page.locator(".viewer-sheet")).to_be_hidden()
    accessible(page)
    shoot(page, "undrawn")
