"""补正 during the review as people see it: the office, the unit, the reviewer who looks again."""

from datetime import timedelta
from io import BytesIO

from flask import Flask
from playwright.sync_api import Page, expect

from app.models.account import User
from app.models.assignment import Assignment
from app.models.base import utc_now
from app.models.evidence import Evidence, EvidenceOpening, EvidenceRevision
from app.models.submission import Submission
from tests import files
from tests.browser.conftest import DESKTOP, PHONE, accessible, enter, fits_sideways, shoot
from tests.people import today
from tests.scene import Scene

pytest_plugins = "tests.under_review"


def seen(page: Page, name: str) -> None:
    """Good to look at and to use on a desk and on a telephone."""
    accessible(page)
    shoot(page, name)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    page.set_viewport_size(DESKTOP)


def test_opened_by_the_office_supplemented_by_the_unit_and_looked_at_again(
    page: Page,
    app: Flask,
    scene: Scene,
    submission: Submission,
    readings: list[Assignment],
    readers: list[User],
    author: User,
    kept_minutes: Evidence,
) -> None:
    session, office = scene.session, scene.coordinator()
    submission.accepted_at = utc_now()
    session.add(EvidenceOpening(evidence_id=kept_minutes.id, user_id=readers[0].id, revision=1))
    session.commit()
    enter(page, office)
    at = f"/submissions/{submission.id}"
    page.goto(f"{at}/supplement")
    seen(page, "supplement-form")
    page.locator("details.correction summary").first.click()
    page.locator("input[name=places][value='1.2']").check()
    page.locator("#reason").fill("纪要缺落款和日期，请补盖章件。")
    page.locator("#due_on").fill(str(today() + timedelta(days=2)))
    page.get_by_role("button", name="开放补正").click()
    expect(page.locator("main")).to_contain_text("纪要缺落款和日期")
    enter(page, author)
    page.goto(at)
    seen(page, "supplement-unit")
    stored = app.extensions["evidence_store"].put(BytesIO(files.pdf("盖章的纪要")[1])).hex
    kept_minutes.revision_count = 2
    session.add(
        EvidenceRevision(
            evidence_id=kept_minutes.id, ordinal=2, digest=stored, filename="纪要（盖章）.pdf", pages=3,
            size=1, media_type="application/pdf", reason="补盖章", uploaded_by_id=author.id,
        )
    )  # fmt: skip
    session.commit()
    page.goto(at)
    page.get_by_text("补正完毕", exact=True).click()
    page.get_by_role("button", name="补正完毕，提交").click()
    expect(page.locator("#supplement")).to_have_count(0)
    enter(page, readers[0])
    page.goto("/reviews")
    page.get_by_role("link", name="第一学院关工委").click()
    seen(page, "supplement-desk")
    page.locator("#reason").fill("已补盖章")
    page.get_by_role("button", name="评分不变，确认").click()
    expect(page.locator("main")).to_contain_text("1.2 的评分已确认")
    enter(page, office)
    page.goto(f"{at}/supplement")
    expect(page.locator("main")).to_contain_text("1 个评分未确认")
    seen(page, "supplement-office")


def test_the_next_piece_not_opened_is_one_key_away(
    page: Page,
    app: Flask,
    scene: Scene,
    submission: Submission,
    reading: Assignment,
    expert: User,
    kept_minutes: Evidence,
) -> None:
    other = app.extensions["evidence_store"].put(BytesIO(files.pdf("签到表")[1])).hex
    scene.evidence(submission, "1.2-08", expert, digest=other, pages=1)
    scene.session.commit()
    enter(page, expert)
    page.goto(f"/reviews/{reading.id}/criteria/1.2?piece=1.2-00")
    page.locator(".viewer-page").focus()
    page.keyboard.press("s")
    page.wait_for_url("**piece=1.2-08**")
