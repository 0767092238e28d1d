"""What browser tests share: a server of our own, Chromium, and checks every page must pass."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from app.models.account import User
from app.web.entering import COOKIE
from tests.people import open_session

CHROMIUM = "/usr/bin/chromium"
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The address of this test's application, served on a free port by several threads."""
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=root)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    one = browser.new_context(base_url=server, viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield one
    one.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test when the browser's console said anything."""
    one = context.new_page()
    one.set_default_timeout(5000)
    said: list[str] = []
    one.on("console", lambda message: said.append(_told(message)))
    one.on("pageerror", lambda error: said.append(str(error)))
    yield one
    # A refused form answers 4xx on purpose, and Chromium writes that to the console as well.
    assert [words for words in said if "the server responded with a status of 4" not in words] == []


def _told(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"


def enter(page: Page, user: User) -> None:
    """Let the page go on as `user`, signed in without the form."""
    page.goto("/sign-in")
    page.context.add_cookies([{"name": COOKIE, "value": open_session(user), "url": page.url}])


def findings(page: Page) -> list[tuple[str, str, str]]:
    """What axe minds: rule, element and why. WCAG A and AA, best practice."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]


def accessible(page: Page) -> None:
    """axe finds nothing."""
    assert findings(page) == []


def fits_sideways(page: Page) -> None:
    """Nothing sticks out to the right of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def wear(page: Page, *, size: str = "standard", contrast: str = "standard", language: str = "zh") -> None:
    """Choose letter size (standard, 20, 22, 24, 30), contrast (standard, more) and language; load again."""
    page.context.add_cookies([{"name": "display", "value": f"{language}.{size}.{contrast}", "url": page.url}])
    page.reload()


def shoot(page: Page, name: str) -> None:
    """Picture the page: desktop first view and whole, phone, large print; to PINGYI_SHOTS if set."""
    folder = os.environ.get("PINGYI_SHOTS")
    if not folder:
        return
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size(DESKTOP)
    page.screenshot(path=into / f"{name}-first.png")
    page.screenshot(path=into / f"{name}.png", full_page=True)
    page.set_viewport_size(PHONE)
    page.screenshot(path=into / f"{name}-phone.png", full_page=True)
    page.set_viewport_size(DESKTOP)
    wear(page, size="22")
    page.screenshot(path=into / f"{name}-large.png", full_page=True)
    wear(page)
