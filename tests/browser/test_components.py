"""The components as people meet them: every size, contrast and language, by keyboard, without a script."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import PHONE, accessible, fits_sideways, shoot, wear

PAGES = ("/components", "/components/review", "/components/question", "/nothing-here")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_any_display(page: Page, path: str):
    page.goto(path)
    shoot(page, path.strip("/").replace("/", "-"))
    accessible(page)
    for size, contrast, language in (("22", "standard", "zh"), ("30", "more", "en")):
        wear(page, size=size, contrast=contrast, language=language)
        accessible(page)


@pytest.mark.parametrize("size", ["standard", "30"])
@pytest.mark.parametrize("path", PAGES)
def test_a_phone_never_scrolls_sideways(page: Page, path: str, size: str):
    page.set_viewport_size(PHONE)
    page.goto(path)
    wear(page, size=size)
    fits_sideways(page)
    accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_at_twice_the_size_nothing_is_lost(page: Page, path: str):
    page.set_viewport_size({"width": 683, "height": 384})
    page.goto(path)
    fits_sideways(page)


def test_the_levels_stand_above_the_fold_beside_a_document(page: Page):
    page.goto("/components/review")
    bar = page.locator(".foot-bar").bounding_box()
    for level in page.locator(".levels .choice").all():
        box = level.bounding_box()
        assert box["y"] + box["height"] <= bar["y"]


def test_the_viewer_opens_at_the_passage_cited(page: Page):
    page.goto("/components/review", wait_until="load")
    page.wait_for_function("document.querySelector('.viewer-page').scrollTop > 0")
    view = page.locator(".viewer-page").bounding_box()
    mark = page.locator("#mark-1").bounding_box()
    assert view["y"] <= mark["y"] <= view["y"] + view["height"] / 2


def test_large_print_changes_at_once_and_keeps_what_was_typed(page: Page):
    page.goto("/components")
    page.fill("#answer", "写了一半")
    with page.expect_response("**/display"):
        page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_attribute("data-print", "large")
    assert page.input_value("#answer") == "写了一半"
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-print", "large")


def test_the_counter_counts_down_and_says_what_is_too_many(page: Page):
    page.goto("/components")
    page.fill("#answer", "字" * 3)
    expect(page.locator("#answer-count")).to_have_text("已写 3 字，还可写 497 字")
    page.fill("#answer", "字" * 502)
    expect(page.locator("#answer-count")).to_have_text("已写 502 字，超出 2 字")


def test_a_level_brings_its_usual_score_and_the_steps_stay_in_its_range(page: Page):
    page.goto("/components/review")
    page.locator(".levels .choice").nth(0).click()
    assert page.input_value("#score") == "3.8"
    for _ in range(5):
        page.get_by_role("button", name="加 0.1 分").click()
    assert page.input_value("#score") == "4.0"
    expect(page.locator("#score-range")).to_have_text("3.6—4.0 分")


def test_a_question_is_a_dialog_and_gives_the_focus_back(page: Page):
    page.goto("/components")
    opener = page.locator("summary", has_text="撤销证书")
    opener.click()
    expect(page.get_by_role("dialog", name="撤销这张证书？")).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_refused_form_moves_the_focus_to_what_to_mend(page: Page):
    page.goto("/components")
    page.fill("#phone", "")
    page.fill("#points", "999")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#points-error")).to_have_text("请填 0 到 4 之间的数。")
    assert page.input_value("#points") == "999"
    accessible(page)
    shoot(page, "components-refused")


def test_without_a_script_the_switch_and_the_question_still_work(browser: Browser, server: str):
    plain = browser.new_context(base_url=server, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/components/review")
    page.get_by_role("button", name="大字版").click()
    assert page.url == f"{server}/components/review"
    expect(page.locator("html")).to_have_attribute("data-print", "large")
    page.goto("/components")
    page.locator("summary", has_text="撤销证书").click()
    expect(page.get_by_text("撤销后公开查询页立即显示")).to_be_visible()
    plain.close()


def test_a_form_saves_by_itself_and_says_so(page: Page):
    page.goto("/components/review")
    page.fill("#answer", "写了一句")
    expect(page.locator("#saved")).to_have_text(re.compile("^已保存 [0-9]{2}:[0-9]{2}$"))
    expect(page.locator("#saved")).to_have_class(re.compile("saved-saved"))
    assert page.input_value("#answer") == "写了一句"


def test_what_somebody_else_saved_is_shown_above_the_form_which_stays_as_typed(page: Page):
    page.goto("/components/review")
    page.fill("#answer", "旧")
    expect(page.locator("#messages .both-texts")).to_be_visible()
    expect(page.locator("#messages")).to_contain_text("文学院联络员")
    expect(page.locator("#saved")).to_have_text("还没存上，正在重试…")
    assert page.input_value("#answer") == "旧"
    accessible(page)


def test_a_lost_connection_is_tried_again_until_it_is_saved(context: BrowserContext):
    page = context.new_page()  # the browser itself writes about the lost connection to its console
    page.goto("/components/review")
    page.context.set_offline(True)
    page.fill("#answer", "断线时写的")
    expect(page.locator("#saved")).to_have_class(re.compile("saved-unsaved"))
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_class(re.compile("saved-saved"), timeout=9000)
    assert page.input_value("#answer") == "断线时写的"
