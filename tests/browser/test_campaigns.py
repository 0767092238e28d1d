"""Campaign pages, board and home in Chromium: nothing for axe, nothing sideways, nothing on the console."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import AssignmentStage as A
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.models.account import User
from app.models.base import utc_now
from app.models.campaign import Campaign, Extension, Milestone, Notice, Urging
from app.models.submission import Submission
from app.services import notifications, stages, urgings
from tests import scene
from tests.browser.conftest import DESKTOP, PHONE, accessible, enter, fits_sideways, shoot, wear
from tests.scene import Scene


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=7)


@pytest.fixture
def running(world: Scene) -> Campaign:
    """Self-evaluation just over: late, extended, waiting for sign-off, accepted, exempt."""
    campaign = world.campaign(C.SELF_EVALUATION)
    campaign.leading_group = "组长：校党委副书记\n副组长：关工委常务副主任"
    office = world.coordinator()
    world.notice(campaign, office)
    found = (S.DRAFTING, S.AWAITING_SIGN_OFF, S.SUBMITTED, S.DRAFTING, S.ACCEPTED, S.EXEMPT, S.NOT_STARTED)
    rows = [
        world.submission(campaign, unit, stage) for unit, stage in zip(world.colleges, found, strict=True)
    ]
    for row in rows:
        row.stage_since = utc_now() - timedelta(days=4)
    world.close_window(campaign, C.SELF_EVALUATION, minutes_ago=60 * 26)
    world.session.add_all(
        [
            Extension(
                submission_id=rows[3].id,
                stage=C.SELF_EVALUATION,
                ends_at=utc_now() + timedelta(days=4),
                reason="联络员住院，材料齐全",
                granted_by_id=office.id,
            ),
            Milestone(campaign_id=campaign.id, on=utc_now().date(), title="期中检查", done_at=utc_now()),
            Milestone(campaign_id=campaign.id, on=utc_now().date() + timedelta(days=20), title="推进会"),
            Urging(campaign_id=campaign.id, submission_id=rows[0].id, text="请说明情况。", supervised=True),
        ]
    )
    world.session.commit()
    return campaign


def look(page: Page, name: str) -> None:
    """Look at the page in large print, on a desk and on a phone; nothing sticks out, axe finds nothing."""
    for window in (PHONE, DESKTOP):
        page.set_viewport_size(window)
        wear(page, size="22")
        fits_sideways(page)
    accessible(page)
    wear(page)
    shoot(page, name)


def every_column_is_seen(page: Page) -> None:
    """No table is scrolled sideways within itself."""
    wide = "[...document.querySelectorAll('.scroll-x')].filter(each => each.scrollWidth > each.clientWidth)"
    assert page.evaluate(f"{wide}.length") == 0


PAGES = {
    "campaign": "/campaigns/{id}",
    "campaigns": "/campaigns",
    "campaign-new": "/campaigns/new",
    "campaign-copy": "/campaigns/{id}/copy",
    "campaign-settings": "/campaigns/{id}/settings",
    "schedule": "/campaigns/{id}/schedule",
    "schedule-proposed": "/campaigns/{id}/schedule?announced_on=2026-09-14",
    "enrolment": "/campaigns/{id}/units",
    "notice-new": "/campaigns/{id}/notices/new",
    "milestone-new": "/campaigns/{id}/milestones",
    "board": "/campaigns/{id}/progress",
    "meeting": "/campaigns/{id}/progress/meeting",
    "home-office": "/",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_office_pages(page: Page, world: Scene, running: Campaign, name: str) -> None:
    enter(page, world.session.query(User).filter_by(name="秘书处").one())
    page.goto(PAGES[name].format(id=running.id))
    look(page, name)


def test_the_extension_page_and_the_notice_with_who_has_signed(
    page: Page, world: Scene, running: Campaign
) -> None:
    enter(page, world.session.query(User).filter_by(name="秘书处").one())
    submission = world.session.query(Submission).first()
    notice = world.session.query(Notice).one()
    assert submission is not None
    page.goto(f"/submissions/{submission.id}/extension")
    look(page, "extension")
    page.goto(f"/notices/{notice.id}")
    look(page, "notice-office")


def test_the_pages_of_a_unit(page: Page, world: Scene, running: Campaign) -> None:
    user = world.person(
        "两院联络员", (Role.CONTRIBUTOR, world.colleges[0]), (Role.CONTRIBUTOR, world.colleges[1])
    )
    notifications.tell(
        world.session, [user.id], stages.ANNOUNCED["open_self_evaluation"], campaign=running.title
    )
    notifications.tell(
        world.session, [user.id], urgings.REMINDER, link="/campaigns", unit=world.colleges[0].name
    )
    world.session.commit()
    enter(page, user)
    notice = world.session.query(Notice).one().id
    world.session.commit()
    page.goto("/")
    look(page, "home-unit")
    page.goto(f"/notices/{notice}")
    look(page, "notice-unit")
    page.get_by_role("button", name="签收").first.click()
    page.goto("/")
    look(page, "home-unit-writing")
    page.goto(f"/campaigns/{running.id}/progress/own")
    look(page, "progress-own")
    page.goto(f"/campaigns/{running.id}")
    look(page, "campaign-unit")


def test_the_home_of_a_reviewer_and_of_an_observer(page: Page, world: Scene) -> None:
    campaign = world.campaign(C.PEER_REVIEW)
    submission = world.submission(campaign, world.colleges[0], S.UNDER_REVIEW)
    reader = world.reviewer("一位专家")
    world.assignment(submission, reader, world.panel(campaign, "expert", reader), A.IN_PROGRESS)
    observer = world.observer()
    world.session.commit()
    enter(page, reader)
    page.goto("/")
    look(page, "home-reviewer")
    enter(page, observer)
    page.goto("/")
    look(page, "home-observer")
    page.goto(f"/submissions/{submission.id}/supervisions")
    look(page, "supervise")


def test_english_pages_have_no_chinese_of_ours(page: Page, world: Scene, running: Campaign) -> None:
    enter(page, world.session.query(User).filter_by(name="秘书处").one())
    for name in ("board", "campaign", "schedule", "home-office"):
        page.goto(PAGES[name].format(id=running.id))
        wear(page, language="en")
        fits_sideways(page)
        every_column_is_seen(page)
        if folder := os.environ.get("PINGYI_SHOTS"):
            page.screenshot(path=f"{folder}/{name}-en.png", full_page=True)


def test_the_whole_board_is_urged_by_keyboard(page: Page, world: Scene, running: Campaign) -> None:
    enter(page, world.session.query(User).filter_by(name="秘书处").one())
    page.goto(PAGES["board"].format(id=running.id))
    world.session.commit()
    wear(page, size="24")
    every_column_is_seen(page)
    wear(page)
    page.locator("summary", has_text="一键催办").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="发出催办").press("Enter")
    assert page.get_by_text("已催办").is_visible()
