"""A whole review in the browser: with the mouse, with the keyboard, in large print, on a phone."""

from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.review import Judgement
from app.models.submission import Answer, Submission
from tests import files
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot, wear
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=4)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.PEER_REVIEW)


@pytest.fixture
def expert(scene: Scene) -> User:
    return scene.reviewer("评审专家甲", scene.university)


@pytest.fixture
def readings(scene: Scene, campaign: Campaign, expert: User, app: Flask) -> list[Assignment]:
    """One unit accepted (with a PDF whose second page the unit cites), one invited, one half read."""
    panel = scene.panel(campaign, "expert", expert, chair=expert)
    stages = (AssignmentStage.ACCEPTED, AssignmentStage.INVITED, AssignmentStage.IN_PROGRESS)
    found = []
    for college, stage in zip(scene.colleges, stages, strict=False):
        submission = scene.submission(campaign, college, SubmissionStage.UNDER_REVIEW, answered=True)
        found.append(scene.assignment(submission, expert, panel, stage))
    scene.review(found[2], scene.rules(campaign), submitted=False)
    cite_a_page(scene, found[0], app)
    scene.session.commit()
    return found


def cite_a_page(scene: Scene, reading: Assignment, app: Flask) -> None:
    """Minutes of three pages; the unit's own words point at the second."""
    kept = app.extensions["evidence_store"].put(BytesIO(files.pdf("党政联席会议纪要", pages=3)[1]))
    submission = scene.session.get_one(Submission, reading.submission_id)
    author = scene.session.query(User).filter_by(home_unit_id=submission.unit_id).first()
    assert author is not None
    scene.evidence(submission, "1.2-00", author, "minutes", digest=kept.hex, filename="会议纪要.pdf", pages=3)
    answer = scene.session.query(Answer).filter_by(submission_id=submission.id, criterion="1.2").one()
    answer.texts = answer.texts | {"achievement": "3月18日、9月11日两次专题听取汇报，见1.2-00第2页。"}


def check(page: Page, name: str) -> None:
    """The page is accessible and fits: on the desktop, on a phone, in large print, in English."""
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    wear(page, size="22")
    fits_sideways(page)
    accessible(page)
    wear(page)
    shoot(page, name)
    wear(page, language="en")
    page.set_viewport_size({"width": 1366, "height": 768})
    shoot(page, f"{name}-english")
    wear(page)


PAGES = {
    "review-list": "/reviews",
    "review-desk": "/reviews/{0}/criteria/1.2",
    "review-opinion": "/reviews/{2}/opinion",
    "review-finding": "/reviews/{0}/findings?kind=shortcoming&criterion=1.1",
    "review-summary": "/reviews/{2}/summary",
    "review-gaps": "/reviews/{0}/summary",
    "review-answer": "/reviews/{1}/answer",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_review_is_accessible_and_fits(
    page: Page, readings: list[Assignment], expert: User, name: str
) -> None:
    ids = [str(each.id) for each in readings]
    enter(page, expert)
    page.goto(PAGES[name].format(*ids))
    check(page, name)


def test_all_levels_stand_above_the_fold_of_a_small_laptop(
    page: Page, readings: list[Assignment], expert: User
) -> None:
    address = f"/reviews/{readings[0].id}/criteria/1.2"
    enter(page, expert)
    page.goto(address)
    bar = page.locator(".foot-bar").bounding_box()
    last = page.locator(".levels .choice").last.bounding_box()
    assert bar
    assert last
    assert last["y"] + last["height"] <= bar["y"]


def test_the_viewer_opens_at_the_page_the_unit_cites(
    page: Page, readings: list[Assignment], expert: User
) -> None:
    address = f"/reviews/{readings[0].id}/criteria/1.2"
    enter(page, expert)
    page.goto(address)
    expect(page.locator(".page-number")).to_have_value("2")
    page.get_by_role("button", name="认可").click()
    expect(page.locator(".pieces")).to_contain_text("1.2-00")
    page.goto(f"{address}?piece=1.2-00&page=3")
    expect(page.get_by_role("button", name="认可")).to_have_attribute("aria-pressed", "true")


def test_a_review_is_written_with_the_keyboard_and_saved_by_itself(
    page: Page, readings: list[Assignment], expert: User, session: Session
) -> None:
    reading = readings[0].id
    session.rollback()
    enter(page, expert)
    page.goto(f"/reviews/{reading}/criteria/1.1")
    page.keyboard.press("Alt+Digit2")
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator("#judged-count")).to_contain_text("已审 1 项")
    page.locator("#score").fill("０")
    page.locator("#score").blur()
    expect(page.locator("input[name=level][value=D]")).to_be_checked()
    expect(page.locator("#comment-asks")).to_contain_text("较低的两档")
    page.locator("#score").fill("999")
    page.locator("#score").blur()
    expect(page.locator("#score-said")).to_contain_text("请填写 0 到")
    page.locator("#score").fill("0")
    page.locator("#comment").fill("全年没有听取汇报。")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/criteria/1.2")
    kept = session.query(Judgement).filter_by(criterion="1.1", level="D").first()
    assert kept is not None
    assert (kept.level, kept.comment) == ("D", "全年没有听取汇报。")


def test_large_print_asks_one_question_after_the_other(
    page: Page, readings: list[Assignment], expert: User
) -> None:
    address = f"/reviews/{readings[0].id}/criteria/1.1"
    enter(page, expert)
    page.goto(address)
    wear(page, size="22")
    page.get_by_text("看过了，去评档").click()
    page.get_by_text("良好").click()
    page.get_by_role("button", name="保存，写评语").click()
    page.locator("#comment").fill("做法扎实。")
    page.get_by_role("button", name="保存，下一项").click()
    page.wait_for_url("**/criteria/1.2**")


def test_a_complete_review_is_handed_in_with_a_receipt(
    page: Page, readings: list[Assignment], expert: User
) -> None:
    address = f"/reviews/{readings[2].id}/summary"
    enter(page, expert)
    page.goto(address)
    page.locator("summary.btn", has_text="提交").click()
    page.get_by_role("button", name="确认提交").click()
    page.wait_for_url("**/receipt")
    expect(page.locator("h1")).to_contain_text("谢谢您")
    check(page, "review-receipt")


def test_the_declaration_is_signed_before_the_first_file(
    page: Page, scene: Scene, campaign: Campaign, expert: User
) -> None:
    panel = scene.panel(campaign, "expert", expert)
    for college in scene.colleges[:2]:
        submission = scene.submission(campaign, college, SubmissionStage.UNDER_REVIEW, answered=True)
        scene.assignment(submission, expert, panel, AssignmentStage.INVITED)
    scene.session.commit()
    enter(page, expert)
    page.goto("/reviews")
    page.get_by_role("link", name="阅读并签署").click()
    check(page, "declaration")
    page.locator("#name").fill("评审专家甲")
    page.get_by_role("button", name="签署").click()
    page.wait_for_url("**/reviews")
    expect(page.locator(".review-lines a")).to_have_count(2)


OFFICE_PAGES = {
    "panels": "panels",
    "panel-form": "panels/new",
    "matrix": "assignments",
    "draw": "draw?seed=2025",
}


@pytest.mark.parametrize("name", OFFICE_PAGES)
def test_the_pages_of_panels_and_draws_are_accessible_and_fit(
    page: Page, scene: Scene, campaign: Campaign, name: str
) -> None:
    office = scene.coordinator()
    experts = [scene.reviewer(f"评审专家{n}", scene.university) for n in range(3)]
    panel = scene.panel(campaign, "expert", *experts, chair=experts[0])
    scene.panel(campaign, "peer", *(scene.contributor(college) for college in scene.colleges))
    for college in scene.colleges:
        scene.submission(campaign, college, SubmissionStage.UNDER_REVIEW)
    first = scene.submission(
        campaign, scene.unit("第五学院关工委", scene.university), SubmissionStage.UNDER_REVIEW
    )
    scene.assignment(first, experts[0], panel)
    address = f"/campaigns/{campaign.id}/{OFFICE_PAGES[name]}"
    scene.session.commit()
    enter(page, office)
    page.goto(address)
    check(page, name)
