"""Self-evaluation as people use it: it saves by itself, tells of another hand, takes files, fits a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.procedure import SubmissionStage
from app.models.account import User
from app.models.submission import Answer, SignOff, Submission
from tests import files
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot, wear
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, writer: User) -> Submission:
    made = scene.submission(scene.campaign(), scene.colleges[0])
    scene.session.commit()
    return made


def text_of(scene: Scene, submission: Submission) -> str:
    found = scene.session.scalars(
        select(Answer.texts).where(Answer.submission_id == submission.id, Answer.criterion == "1.2")
    ).one()
    scene.session.commit()
    return str(found["achievement"])


def test_it_saves_by_itself_and_brings_the_usual_score(
    page: Page, scene: Scene, submission: Submission, writer: User
) -> None:
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/criteria/1.2")
    page.get_by_label("达成情况").fill("三月专题听取汇报。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert text_of(scene, submission) == "三月专题听取汇报。"
    page.locator("#level-1").check()
    expect(page.locator("#lacks")).to_contain_text("已选等级：B")
    page.get_by_label("自评得分").fill("999")
    page.get_by_label("自评得分").blur()
    expect(page.locator("#self_score-said")).to_contain_text("请填写 0 到")
    expect(page.locator("#saved")).to_contain_text("还没有保存")
    page.get_by_label("自评得分").fill("３．６")
    page.get_by_label("自评得分").blur()
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator("#self_score-said")).to_be_empty()
    accessible(page)


def test_another_hand_is_told_with_both_texts_and_one_press_settles_it(
    page: Page, scene: Scene, submission: Submission, writer: User
) -> None:
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/criteria/1.2")
    other = page.context.new_page()
    other.goto(f"/submissions/{submission.id}/criteria/1.2")
    other.get_by_label("达成情况").fill("同事写的")
    expect(other.locator("#saved")).to_contain_text("已保存")
    page.get_by_label("达成情况").fill("我写的")
    panel = page.locator("#achievement-said")
    expect(panel).to_contain_text("已修改")
    expect(panel).to_contain_text("同事写的")
    accessible(page)
    page.get_by_label("达成情况").fill("我写的，补一句")
    expect(panel).to_contain_text("补一句")
    page.get_by_role("button", name="用我写的").click()
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(panel).to_be_empty()
    assert text_of(scene, submission) == "我写的，补一句"
    other.get_by_label("达成情况").fill("同事又写")
    other.get_by_role("button", name="用对方的").click()
    expect(other.get_by_label("达成情况")).to_have_value("我写的，补一句")
    other.close()


def test_files_go_one_by_one_and_a_refused_one_stands_beside_the_field(
    page: Page, scene: Scene, submission: Submission, writer: User, tmp_path: Path
) -> None:
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}/criteria/1.2")
    page.get_by_label("达成情况").fill("写到一半")
    chosen = []
    for name, data in (files.pdf(name="会议纪要（三月）.pdf"), ("改名.pdf", b"<html></html>")):
        (tmp_path / name).write_bytes(data)
        chosen.append(tmp_path / name)
    page.locator("#evidence-file").set_input_files(chosen)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator("#evidence")).to_contain_text("1.2-01 会议纪要（三月）")
    expect(page.locator("#evidence [data-uploads]")).to_contain_text("改名.pdf")
    expect(page.get_by_label("达成情况")).to_have_value("写到一半")
    expect(page.locator("#saved")).to_contain_text("已保存")
    accessible(page)
    shoot(page, "self-evaluation")
    page.get_by_role("link", name="1.2-01 会议纪要（三月）").click()
    expect(page.locator("h1")).to_contain_text("1.2-01")
    expect(page.locator(".viewer img")).to_have_js_property("complete", True)
    accessible(page)
    shoot(page, "evidence")


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/criteria/1.1",
        "/preconditions",
        "/bonus",
        "/left",
        "/report",
        "/evidence",
        "/evidence/new?place=1.1",
    ],
)
def test_each_page_fits_a_phone_and_large_print_and_speaks_english(
    page: Page, scene: Scene, submission: Submission, writer: User, rest: str
) -> None:
    enter(page, writer)
    page.goto(f"/submissions/{submission.id}{rest}")
    name = rest.strip("/").replace("/", "-").partition("?")[0] or "overview"
    accessible(page)
    shoot(page, name)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    wear(page, size="24")
    fits_sideways(page)
    wear(page, language="en")
    fits_sideways(page)
    accessible(page)


def test_the_signatory_signs_on_a_phone(
    page: Page, scene: Scene, submission: Submission, writer: User
) -> None:
    campaign = scene.campaign(title="2026年度")
    made = scene.submission(campaign, scene.colleges[0], SubmissionStage.AWAITING_SIGN_OFF, answered=True)
    signatory = scene.signatory(scene.colleges[0])
    scene.session.commit()
    page.set_viewport_size(PHONE)
    enter(page, signatory)
    page.goto(f"/submissions/{made.id}/sign-off")
    fits_sideways(page)
    accessible(page)
    shoot(page, "sign-off")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="同意并提交").click()
    expect(page.locator("main")).to_contain_text("请阅读承诺并打勾")
    page.get_by_label("我确认以上承诺").check()
    page.get_by_role("button", name="同意并提交").click()
    expect(page.locator("main")).to_contain_text("已审签并提交")
    assert scene.session.scalars(select(SignOff.approved)).all() == [True]
    scene.session.commit()
