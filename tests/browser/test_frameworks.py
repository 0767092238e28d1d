"""The pages of criteria as people meet them: by keyboard, on a phone, in large print."""

from pathlib import Path

import pytest
from flask import Flask, g
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.browser.conftest import DESKTOP, PHONE, accessible, fits_sideways, shoot, wear
from tests.scene import framework_file, university


@pytest.fixture
def address(app: Flask, session: Session) -> str:
    scene = university(session)
    version, actor = scene.framework(), scene.actor(scene.coordinator())
    path = f"/frameworks/{version.id}"
    session.commit()

    def appear() -> None:
        g.actor = actor

    app.before_request_funcs.setdefault(None, []).insert(0, appear)
    return path


def look(page: Page, name: str) -> None:
    """Look at the page in large print, on a desk and on a phone; nothing sticks out, axe finds nothing."""
    for window in (PHONE, DESKTOP):
        page.set_viewport_size(window)
        wear(page, size="22")
        fits_sideways(page)
    accessible(page)
    shoot(page, name)


def test_the_list(page: Page, address: str) -> None:
    page.goto("/frameworks")
    look(page, "frameworks")


def test_a_framework_with_one_criterion_opened(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("指标编号").fill("2.2")
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**#criterion-2.2")
    assert page.locator("#criterion-2\\.2").get_attribute("open") is not None
    look(page, "framework")


def test_the_faults_of_a_file(page: Page, address: str, tmp_path: Path) -> None:
    content = framework_file("five-good").content
    faulty = content.replace(b"base_total: 100", b"base_total: 99").replace(b", en: Satisfaction}", b"}")
    (tmp_path / "五好指标.yaml").write_bytes(faulty.replace(b"maps_to: ['2.1']", b"maps_to: ['2.9']"))
    page.goto("/frameworks")
    page.get_by_label("指标文件").set_input_files(tmp_path / "五好指标.yaml")
    page.get_by_role("button", name="检查并导入").click()
    assert page.get_by_text("没有“2.9”这项二级指标。").is_visible()
    fits_sideways(page)
    accessible(page)
    shoot(page, "framework-faults")
