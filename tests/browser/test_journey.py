"""The journey in Chromium: one college's part in a campaign, from a criterion to its certificate.

What is not looked at here is seeded, or done by the same people at the same pages without a browser.
Every page opened is accessible, says nothing in the console (the fixture), and shows what people must see.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.campaign import Campaign
from app.models.submission import Submission
from tests import files
from tests.browser.conftest import DESKTOP, PHONE, accessible, enter, fits_sideways
from tests.journeys.house import House
from tests.people import today
from tests.scene import Scene, university

UNIT = "第一学院关工委"


@dataclass
class Cast:
    """The people of the journey and the things they share."""

    scene: Scene
    campaign: Campaign
    submission: Submission
    reading: Assignment
    office: User
    colleague: User
    board: User
    writer: User
    signatory: User
    expert: User

    def at(self, rest: str = "") -> str:
        """A page of the campaign."""
        return f"/campaigns/{self.campaign.id}{rest}"

    def of_unit(self, rest: str = "") -> str:
        """A page of the college's part in it."""
        return f"/submissions/{self.submission.id}{rest}"


@pytest.fixture
def cast(session: Session) -> Cast:
    """Everything is written but 1.2; two of three experts will have read, the third has 6.4 left to judge."""
    scene = university(session, colleges=1)
    campaign = scene.campaign(CampaignStage.SELF_EVALUATION, title="2026年度二级学院关工委评议")
    college = scene.colleges[0]
    writer, signatory = scene.contributor(college), scene.signatory(college)
    submission = scene.submission(campaign, college, SubmissionStage.DRAFTING, answered=True)
    experts = [scene.reviewer(f"评审专家{name}", scene.university) for name in "甲乙丙"]
    panel = scene.panel(campaign, "expert", *experts, chair=experts[1])
    readings = [scene.assignment(submission, expert, panel) for expert in experts]
    people = [
        scene.coordinator(),
        scene.person("秘书处第二人", (Role.COORDINATOR, scene.university), home=scene.university),
        scene.board(),
    ]
    made = Cast(scene, campaign, submission, readings[0], *people, writer, signatory, experts[0])
    scene.session.commit()
    return made


def test_a_college_goes_from_a_criterion_to_its_certificate(
    page: Page, app: Flask, cast: Cast, tmp_path: Path
) -> None:
    house = House(app)
    page.set_default_timeout(15000)
    the_college_fills_in_and_signs(page, cast, tmp_path)
    the_office_accepts(page, cast)
    an_expert_reads(page, cast)
    the_board_looks_and_approves(page, cast)
    the_letter_is_signed_for(page, cast)
    house.time_passes(15)
    the_list_is_shown(page, cast)
    house.time_passes(10)
    a_certificate_is_issued(page, cast, house)
    a_problem_is_put_right(page, cast)


def looks_right(page: Page, title: str = "") -> None:
    """The page with this title is there, on the desktop and on a phone."""
    expect(page.locator("h1").first).to_contain_text(title)
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    page.set_viewport_size(DESKTOP)


def ask(page: Page, words: str) -> None:
    """A deed that asks first: press, then press once more."""
    page.locator("summary.btn", has_text=words).first.click()
    page.get_by_role("button", name=words, exact=True).last.click()


def moves_on(page: Page, cast: Cast, words: str, stage: str) -> None:
    """The office opens the next stage from the campaign's page."""
    enter(page, cast.office)
    page.goto(cast.at())
    looks_right(page)
    ask(page, words)
    expect(page.locator("main")).to_contain_text(f"现在是{stage}")


def the_college_fills_in_and_signs(page: Page, cast: Cast, folder: Path) -> None:
    enter(page, cast.writer)
    page.goto("/")
    looks_right(page)
    page.goto(cast.of_unit("/criteria/1.2"))
    page.get_by_label("达成情况").fill("三月、九月两次专题听取汇报，并逐项督办。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    name, content = files.pdf("党政联席会议纪要", name="会议纪要（三月）.pdf")
    (folder / name).write_bytes(content)
    page.locator("#evidence-file").set_input_files(folder / name)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator("#evidence")).to_contain_text("会议纪要（三月）")
    looks_right(page)
    page.goto(cast.of_unit("/left"))
    expect(page.locator("main")).to_contain_text("什么都不差")
    looks_right(page)
    page.get_by_role("button", name="送院党委审签").click()
    expect(page.locator("main")).to_contain_text("等待")
    enter(page, cast.signatory)
    page.set_viewport_size(PHONE)
    page.goto(cast.of_unit("/sign-off"))
    accessible(page)
    fits_sideways(page)
    page.get_by_label("我确认以上承诺").check()
    page.get_by_role("button", name="同意并提交").click()
    expect(page.locator("main")).to_contain_text("已审签并提交")
    page.set_viewport_size(DESKTOP)


def the_office_accepts(page: Page, cast: Cast) -> None:
    moves_on(page, cast, "结束自评，进入形式审查", "形式审查")
    page.goto(cast.of_unit("/format-check"))
    looks_right(page)
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.locator("main")).to_contain_text(f"{UNIT}已通过形式审查")
    moves_on(page, cast, "开始同行评议", "同行评议")


def an_expert_reads(page: Page, cast: Cast) -> None:
    """1.2 is judged with the evidence beside it, a shortcoming is added, the whole is handed in."""
    rules, session = cast.scene.rules(cast.campaign), cast.scene.session
    for other in session.query(Assignment).filter(Assignment.id != cast.reading.id).all():
        cast.scene.review(other, rules)
    cast.scene.review(cast.reading, rules, submitted=False)
    session.query(Assignment).filter(Assignment.id != cast.reading.id).update({"stage": "submitted"})
    session.commit()
    enter(page, cast.expert)
    page.goto(f"/reviews/{cast.reading.id}/criteria/1.2?piece=1.2-03")
    expect(page.locator(".viewer img")).to_have_js_property("complete", True)
    looks_right(page)
    page.get_by_role("button", name="认可", exact=True).click()
    page.keyboard.press("Alt+Digit2")
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.locator("#score").fill("3.2")
    page.locator("#comment").fill("有决定，落实情况写得不够细。")
    page.locator("#comment").blur()
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.get_by_role("link", name="添一条不足").click()
    looks_right(page, "不足")
    page.get_by_label("请用您自己的话写").fill("九月的纪要没有写明落实人和时限。")
    page.get_by_text("一般").click()
    page.get_by_label("针对这个问题的整改建议").fill("请在纪要中写明落实人和时限。")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(f"/reviews/{cast.reading.id}/summary")
    looks_right(page)
    expect(page.get_by_role("row", name="1.2 ")).to_contain_text("3.2 / 4")
    page.locator("summary.btn", has_text="提交").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.locator("h1")).to_contain_text("谢谢您")


def the_board_looks_and_approves(page: Page, cast: Cast) -> None:
    moves_on(page, cast, "结束评议，进入结果反馈", "结果反馈")
    page.goto(cast.at("/results"))
    page.get_by_role("button", name="计算结果").click()
    expect(page.locator("main")).to_contain_text("结果已经算出")
    approve(page, cast, "第一次会议")
    page.goto(cast.of_unit("/result"))
    expect(page.locator("h1")).to_contain_text(UNIT)
    looks_right(page)


def approve(page: Page, cast: Cast, meeting: str) -> None:
    enter(page, cast.board)
    page.goto(cast.at("/results"))
    looks_right(page)
    page.locator("summary.btn", has_text="审定").click()
    page.get_by_label("会议名称").fill(f"领导小组{meeting}")
    page.get_by_label("会议日期").fill(today().isoformat())
    page.get_by_role("button", name="审定", exact=True).click()
    expect(page.locator("main")).to_contain_text("领导小组已审定")


def the_letter_is_signed_for(page: Page, cast: Cast) -> None:
    enter(page, cast.office)
    page.goto(cast.of_unit("/letter"))
    page.get_by_role("button", name="起草意见书").click()
    page.goto(cast.of_unit("/letter"))
    looks_right(page)
    ask(page, "发出意见书")
    enter(page, cast.writer)
    page.goto(cast.of_unit("/letter"))
    expect(page.locator("main")).to_contain_text("九月的纪要没有写明落实人和时限")
    looks_right(page)
    page.get_by_label("认可").check()
    page.get_by_role("button", name="签收").click()
    expect(page.locator("main")).to_contain_text("单位认可结果")


def the_list_is_shown(page: Page, cast: Cast) -> None:
    moves_on(page, cast, "进入公示", "公示")
    page.goto(cast.at("/public-notice"))
    page.get_by_label("受理部门、电话、邮箱、地址").fill("秘书处，8012")
    page.get_by_role("button", name="开始公示").click()
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("main")).to_contain_text(UNIT)
    looks_right(page)


def a_certificate_is_issued(page: Page, cast: Cast, house: House) -> None:
    """Drafted by one, issued by another, made by the worker, looked up by anybody."""
    moves_on(page, cast, "结束公示", "审定表彰")
    approve(page, cast, "第二次会议")
    enter(page, cast.office)
    page.goto(cast.at("/decision"))
    looks_right(page)
    for label, words in (("决定文号", "关工委〔2026〕12号"), ("审定会议", "党委会"), ("依据", "评议办法")):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("会议日期").fill(today().isoformat())
    page.get_by_role("button", name="登记表彰决定").click()
    page.goto(cast.at("/certificates"))
    page.get_by_role("button", name="拟制证书").click()
    expect(page.locator("main")).to_contain_text("已拟制 1 张证书")
    looks_right(page)
    enter(page, cast.colleague)
    page.goto(cast.at("/certificates"))
    ask(page, "全部签发")
    house.work_is_done()
    page.get_by_role("row").last.get_by_role("link").click()
    looks_right(page, "证书 关评")
    page.get_by_role("link", name="查看公开查询页").click()
    expect(page.locator("h1")).to_have_text("证书有效")
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("h1")).to_have_text("证书有效")
    looks_right(page)


def a_problem_is_put_right(page: Page, cast: Cast) -> None:
    """The college plans an item and reports it; the expert who raised it closes it."""
    moves_on(page, cast, "进入整改总结", "整改总结")
    enter(page, cast.writer)
    page.goto(cast.of_unit("/rectification"))
    looks_right(page)
    page.get_by_role("row", name="九月的纪要").get_by_role("link").click()
    for label in ("原因", "整改目标", "整改措施", "责任人"):
        page.get_by_label(label, exact=True).fill("写明落实人和时限")
    page.get_by_text("限期整改").click()
    page.get_by_label("完成日期").fill(today().isoformat())
    looks_right(page)
    page.get_by_role("button", name="保存方案").click()
    page.get_by_label("做了什么").fill("已补写。")
    page.get_by_role("button", name="已整改完成，请专家核验").click()
    enter(page, cast.expert)
    page.goto("/rectification")
    looks_right(page)
    page.get_by_role("row", name="九月的纪要").get_by_role("link").click()
    page.get_by_label("改到位了，可以销号").check()
    looks_right(page)
    page.get_by_role("button", name="提交核验意见").click()
    expect(page.locator("main")).not_to_contain_text("九月的纪要")
