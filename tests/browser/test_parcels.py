"""A ZIP with many files in a real browser: sent, sorted, taken over while one looks on."""

from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.jobs.parcels import unpack
from app.jobs.surroundings import Surroundings
from tests import files
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot
from tests.scene import university
from tests.web.test_parcels import parcel


def test_a_zip_is_sorted_and_taken_over_while_one_looks_on(
    app,
    page: Page,
    session: Session,
    engine: Engine,  # type: ignore[no-untyped-def]
) -> None:
    scene = university(session)
    writer = scene.contributor(scene.colleges[0])
    submission = scene.submission(scene.campaign(), scene.colleges[0])
    session.commit()
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/evidence")
    page.get_by_role("link", name="多份材料打成一个 ZIP").click()
    shoot(page, "parcel-new")
    accessible(page)
    content = parcel(
        ("2.1 组织建设/附件1：任命文件.pdf", files.pdf("甲")[1]),
        ("2.1 组织建设/坏的.pdf", b"not a pdf"),
        ("活动照片/IMG_0001.jpg", files.jpeg()[1]),
        ("网页.html", b"<html>"),
    )
    zipped = {"name": "第一学院材料.zip", "mimeType": "application/zip", "buffer": content}
    page.locator("input[type=file]").set_input_files(files=[zipped])
    page.get_by_role("button", name="看看里面有什么").click()
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    accessible(page)
    shoot(page, "parcel-sorting")
    page.get_by_label("活动照片/IMG_0001.jpg").select_option("1.1")
    page.get_by_role("button", name="收入佐证材料").click()
    expect(page.get_by_text("还有 3 份文件正在检查")).to_be_visible()
    unpack(Surroundings(engine, app.extensions["evidence_store"], {}))
    expect(page.get_by_text("已收入 2 份。")).to_be_visible()
    shoot(page, "parcel-taken")
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
