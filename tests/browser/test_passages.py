"""Searching evidence in a real browser: found words open their page beside the rubric."""

import io

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.jobs.passages import read_new_files
from app.jobs.surroundings import Surroundings
from tests import files
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot, wear
from tests.scene import university

TEXT = "　　二、经费使用情况。2024年度学院关工委工作经费3.2万元，其中活动经费2.1万元。"


def test_a_reviewer_finds_words_and_opens_the_page_beside_the_rubric(
    page: Page, app: Flask, session: Session, engine: Engine
) -> None:
    store, scene = app.extensions["evidence_store"], university(session)
    campaign = scene.campaign(CampaignStage.PEER_REVIEW)
    author, reader = scene.contributor(scene.colleges[0]), scene.reviewer("专家")
    office = scene.coordinator()
    for unit in scene.colleges[:2]:
        submission = scene.submission(campaign, unit, SubmissionStage.UNDER_REVIEW)
        scene.assignment(submission, reader, scene.panel(campaign, unit.name, reader))
        for number, title in (("1.1-01", "年度工作总结"), ("1.1-02", "经费使用台账")):
            digest = store.put(io.BytesIO(files.pdf(f"{TEXT}{unit.name}{number}")[1])).hex
            piece = scene.evidence(submission, number, author, digest=digest, pages=3)
            piece.title = title
        photo = store.put(io.BytesIO(files.jpeg()[1])).hex
        scene.evidence(submission, "1.1-03", author, digest=photo, media_type="image/jpeg")
        session.commit()
        if unit is scene.colleges[0]:
            read_new_files(Surroundings(engine, store, {}))
    enter(page, reader)
    page.goto("/reviews")
    page.get_by_role("link", name=scene.colleges[0].name).first.click()
    page.get_by_role("link", name="在材料中查找").click()
    page.get_by_label("在文件中查找").fill("经费　2024年")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("mark", has_text="2024年")).to_have_count(6)
    accessible(page)
    shoot(page, "passages")
    page.get_by_role("link", name="1.1-02 经费使用台账").nth(1).click()
    expect(page.get_by_role("textbox", name="转到第几页")).to_have_value("2")
    enter(page, office)
    page.goto(f"/campaigns/{campaign.id}/passages?words=没有这个词")
    expect(page.get_by_text("没有找到")).to_be_visible()
    shoot(page, "passages-nothing")
    page.goto(f"/campaigns/{campaign.id}/passages?words=2.1万元")
    accessible(page)
    shoot(page, "passages-campaign")
    wear(page, language="en", size="30")
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    shoot(page, "passages-en")
