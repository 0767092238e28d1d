"""Rectification, decision, certificates and the public page in the browser, usable by everybody."""

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import SYSTEM
from app.domain.certificate import Revocation
from app.domain.procedure import CampaignStage
from app.models.account import User
from app.models.certificate import Award, Certificate
from app.models.rectification import RectificationItem
from app.services import awards, certificates, honours, rectification, transitions
from tests.browser.conftest import PHONE, accessible, fits_sideways, shoot
from tests.people import sign_in
from tests.recognition import PUBLIC, Recognition, at_the_decision, move
from tests.services.test_rectification import PLAN


@pytest.fixture
def place(session: Session) -> Recognition:
    made = at_the_decision(session)
    session.commit()
    return made


def enter(page: Page, app: Flask, server: str, person: User) -> None:
    """Sign in without the form."""
    client = app.test_client()
    token = sign_in(client, person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sign-in", "value": token, "url": server}])


def look(page: Page, address: str, name: str) -> None:
    """Open a page, check it wide and narrow, and picture it."""
    page.goto(address)
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    shoot(page, name)


def certified(place: Recognition) -> list[Certificate]:
    place.decide()
    office, second = place.world.actor(place.office), place.world.actor(place.second)
    for award in place.session.scalars(select(Award)):
        awards.describe(
            place.session, office, award.id, citation="老同志进课堂形成常态，谈心结对覆盖全部班级。",
            recipient=award.recipient, seen=award.version,
        )  # fmt: skip
    made = certificates.draft(place.session, office, place.campaign.id, series="优字", public_url=PUBLIC)
    certificates.issue_all(place.session, second, place.campaign.id)
    certificates.revoke(
        place.session, office, made[1].id, because=Revocation.FINDING, reason="查实内情。",
        decision="关工委〔2026〕1号",
    )  # fmt: skip
    new = certificates.reissue(
        place.session, office, made[2].id, recipient="明德大学第三学院（书院）关心下一代工作委员会",
        reason="名称有误", public_url=PUBLIC,
    )  # fmt: skip
    certificates.issue(place.session, second, new.id)
    place.session.commit()
    return made


def honoured(place: Recognition) -> None:
    """A person on the decision and every reviewer thanked."""
    office = place.world.actor(place.office)
    decision = place.session.scalars(select(Award.decision_id)).first()
    assert decision is not None
    words = honours.PersonAward(
        person="第一学院秘书长", title="先进个人", field_of_work="关心下一代工作", citation="十年进课堂。",
        unit_id=place.world.colleges[0].id,
    )  # fmt: skip
    honours.give_person(place.session, office, decision, words)
    honours.thank_reviewers(place.session, office, place.campaign.id, series="谢字", public_url=PUBLIC)
    place.session.commit()


def test_the_public_pages(page: Page, server: str, place: Recognition) -> None:
    valid, revoked, reissued = certified(place)
    look(page, f"/verify/{valid.code}", "verify")
    look(page, f"/verify/{revoked.code}", "verify-revoked")
    look(page, f"/verify/{reissued.code}", "verify-reissued")
    look(page, f"/verify/{'0' * 26}", "verify-unknown")
    look(page, "/verify", "verify-form")
    page.get_by_label("证书编号").fill(valid.number)
    page.get_by_label("查询码的前 8 位").fill(valid.code[:8])
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("heading", name="证书有效").wait_for()


def test_decision_awards_and_certificates(page: Page, app: Flask, server: str, place: Recognition) -> None:
    enter(page, app, server, place.office)
    address = f"/campaigns/{place.campaign.id}"
    look(page, f"{address}/decision", "decision-empty")
    made = certified(place)
    award = place.session.scalars(select(Award.id).where(Award.code == "demo")).one()
    place.session.commit()
    look(page, f"{address}/decision", "decision")
    look(page, f"/awards/{award}", "award")
    honoured(place)
    look(page, f"{address}/honours", "honours")
    look(page, f"{address}/certificates", "certificates")
    look(page, f"/certificates/{made[0].id}", "certificate-page")
    look(page, f"/certificates/{made[2].id}", "certificate-reissued")
    enter(page, app, server, place.contributors[0])
    look(page, "/certificates", "certificates-own")


def test_rectification_from_plan_to_verdict(page: Page, app: Flask, server: str, place: Recognition) -> None:
    session, unit = place.session, place.contributors[0]
    move(session, place.campaign, CampaignStage.RECTIFICATION)
    for found in place.submissions:
        transitions.perform(session, SYSTEM, found.id, "begin_rectification")
    item = session.scalars(
        select(RectificationItem).where(RectificationItem.submission_id == place.submissions[0].id)
    ).one()
    session.commit()
    enter(page, app, server, unit)
    look(page, f"/submissions/{place.submissions[0].id}/rectification", "rectification")
    look(page, f"/rectification/{item.id}", "item-open")
    actor = place.world.actor(unit)
    rectification.plan(session, actor, item.id, PLAN, seen=item.version)
    rectification.note(session, actor, item.id, text="已补写三月至九月的纪要。")
    session.commit()
    look(page, f"/rectification/{item.id}", "item-planned")
    look(page, f"/submissions/{place.submissions[0].id}/rectification/summary", "rectification-summary")
    rectification.report(session, actor, item.id, text="全部纪要已补写，落实人已写明。")
    reader = session.get_one(User, item.raised_by_id)
    session.commit()
    enter(page, app, server, reader)
    look(page, "/rectification", "verifications")
    look(page, f"/rectification/{item.id}", "item-verdict")
    page.get_by_label("改到位了，可以销号").check()
    page.get_by_role("button", name="提交核验意见").click()
    page.get_by_text("已销号，谢谢您。").wait_for()
    enter(page, app, server, place.office)
    look(page, f"/campaigns/{place.campaign.id}/rectification", "rectification-board")
