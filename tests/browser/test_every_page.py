"""Every page of the house on a phone, also in the largest print, opened in a role that may.

What a page needs beyond a seeded campaign (a letter, an appeal, a certificate) is looked at in its own file.
"""

import threading
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app.web.entering import COOKIE
from tests.databases import Databases
from tests.growth import OTHERS, ROLES, SMALL, STAGES, Grown, grow
from tests.test_growth import NOT_MEASURED

from .conftest import PHONE, findings

Page = tuple[str, str, str]  # role, endpoint, address
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGEST = f"(Object.assign(document.documentElement.dataset, {{print: 'large', size: '30'}}), {WIDE})"


@pytest.fixture
def grown(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    url = databases.fresh()
    yield from grow(url, tmp_path_factory.mktemp("house"), (SMALL,))
    databases.drop(url)


@pytest.fixture
def at(grown: Grown) -> Iterator[str]:
    """Where this house is served."""
    listening = make_server("127.0.0.1", 0, grown.app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


def pages(grown: Grown) -> list[Page]:
    """Each page once, in the first role and stage where it opens; files to be downloaded are no pages."""
    found = {}
    rules = [rule for rule in grown.pages() if rule.endpoint not in NOT_MEASURED]
    for role in (*ROLES, *OTHERS):
        client = grown.client(SMALL, role)
        for rule in rules:
            for stage in STAGES if rule.endpoint not in found else ():
                address = grown.address(rule, SMALL, stage)
                answer = client.get(address) if address else None
                if answer and answer.status_code == HTTPStatus.OK and b"<main" in answer.data:
                    found[rule.endpoint] = (role, rule.endpoint, address)
                    break
    return sorted(found.values())


def test_every_page_fits_a_phone_and_says_nothing_axe_or_the_console_minds(
    browser: Browser, grown: Grown, at: str
) -> None:
    wrong, seen = [], pages(grown)
    for role in (*ROLES, *OTHERS):
        context = browser.new_context(base_url=at, viewport=PHONE, locale="zh-CN")
        context.add_cookies([{"name": COOKIE, "value": grown.seeded[SMALL].tokens[role], "url": at}])
        page, said = context.new_page(), []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        for _, endpoint, address in (each for each in seen if each[0] == role):
            page.goto(address)
            minded = [*findings(page), *said]
            minded += [
                f"{wide} px too wide" for wide in (page.evaluate(WIDE), page.evaluate(LARGEST)) if wide > 0
            ]
            wrong += [(endpoint, address, each) for each in minded]
            said.clear()
        context.close()
    assert wrong == []
    assert len(seen) > 70
