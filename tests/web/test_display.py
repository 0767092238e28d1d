"""Language, letter size and contrast: on every page, without a script, back to the same page."""

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_babel import gettext, ngettext

from app.web import display
from app.web.display import Display, parse

HERE = {"Referer": "http://localhost/components/review?page=2"}


def test_the_cookie_says_what_was_chosen_and_nonsense_changes_nothing():
    chosen = Display("en", "24", "more")
    assert parse(str(chosen), Display()) == chosen
    assert parse("fr.999.neon", chosen) == chosen
    assert parse("", Display()) == Display("zh", "standard", "standard")


def test_chinese_in_standard_print_comes_first(client: FlaskClient):
    page = client.get("/components", headers={"Accept-Language": "en"}).text
    assert '<html lang="zh-CN"' in page
    assert "data-print" not in page


def test_large_print_is_one_press_and_brings_back_to_the_same_page(client: FlaskClient):
    answer = client.post("/display", data={"print": "22"}, headers=HERE)
    assert (answer.status_code, answer.location) == (303, "/components/review?page=2")
    assert 'data-print="large" data-size="22"' in client.get("/components").text
    client.post("/display", data={"print": "standard"}, headers=HERE)
    assert "data-print" not in client.get("/components").text


def test_one_choice_leaves_the_others_alone(client: FlaskClient):
    client.post("/display", data={"contrast": "more"})
    client.post("/display", data={"language": "en"})
    page = client.get("/components").text
    assert '<html lang="en"' in page
    assert 'data-contrast="more"' in page
    assert "<h1>Components</h1>" in page


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        "https://elsewhere.example/components",
        "http://localhost//elsewhere.example",
        "http://localhost/display",
    ],
)
def test_it_never_leads_to_another_house_or_to_an_address_for_forms(client: FlaskClient, referrer: str):
    assert client.post("/display", data={"print": "22"}, headers={"Referer": referrer}).location == "/"


def test_another_site_cannot_press_the_switch(client: FlaskClient):
    answer = client.post("/display", data={"print": "30"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_what_the_account_keeps_stands_above_the_cookie(app: Flask):
    kept = [Display("en", "30", "standard")]
    before = app.extensions["display_memory"]
    display.remember_with(app, load=lambda: kept[-1], save=kept.append)
    try:
        client = app.test_client()
        assert 'data-size="30"' in client.get("/components").text
        client.post("/display", data={"print": "24"})
        assert kept[-1] == Display("en", "24", "standard")
    finally:
        app.extensions["display_memory"] = before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_says_what_babel_says_and_escapes_what_people_typed(app: Flask, language: str):
    template = (
        "{{ _('%(left)s reviews to come', left=typed) }}|{{ ngettext('%(num)d late', '%(num)d late', 3) }}"
    )
    with app.test_request_context():
        g.display = Display(language)
        shown = app.jinja_env.from_string(template).render(typed="<b>")
        left = gettext("%(left)s reviews to come", left="&lt;b&gt;")
        assert shown == f"{left}|{ngettext('%(num)d late', '%(num)d late', 3)}"
