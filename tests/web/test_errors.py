"""Refusals: their status, their page, their fragment."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask, abort
from sqlalchemy.exc import NoResultFound, OperationalError

from app.domain import errors

SAID = "This is not open to you."
REFUSALS = {
    "forbidden": (errors.NotPermitted(SAID), 403),
    "hidden": (errors.NotFound(), 404),
    "conflict": (errors.Conflict(SAID), 409),
    "blocked": (errors.TransitionRefused(SAID, "Please fill this in."), 409),
    "stale": (
        errors.StaleVersion(
            who="文学院联络员",
            at=datetime(2025, 11, 5, 2, 32, tzinfo=UTC),
            version=4,
            differences=[errors.Theirs("achieved", "三月一次", "三月、九月各一次")],
        ),
        409,
    ),
    "closed": (errors.WindowClosed(SAID), 409),
    "large": (errors.TooLarge(file=SAID), 413),
    "invalid": (errors.Invalid(name=SAID), 422),
    "often": (errors.TooManyAttempts(SAID), 429),
    "full": (errors.StorageFull(SAID), 507),
    "norow": (NoResultFound(), 404),
    "crowded": (OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked")), 503),
    "broken": (OperationalError("SELECT", {}, Exception("disk I/O error")), 500),
}


@pytest.fixture
def house(make_app: Callable[..., Flask]) -> Flask:
    """The program as in production, with an address for each refusal."""
    app = make_app(TESTING=False, WTF_CSRF_ENABLED=True)

    @app.post("/refusal/send")
    def send() -> str:
        return ""

    @app.route("/refusal/<name>")
    def refusal(name: str) -> str:
        if name == "fault":
            raise ZeroDivisionError
        if name.isdigit():
            abort(int(name))
        raise REFUSALS[name][0]

    return app


def test_what_was_typed_stands_on_the_page_of_the_refusal_but_for_what_is_secret(house: Flask):
    client, words = house.test_client(), "下半年的三次会议都有记录，见附件。"
    sent = {"text": words, "password": "correct horse battery", "seen": "3f2b6c5e-aaaa-bbbb", "short": "五次"}
    page = client.post("/refusal/send", data=sent).text  # 400: the token is lacking
    shown = [each in page for each in sent.values()]
    assert (shown, words in client.post("/no/such/page", data=sent).text) == (
        [True, False, False, False],
        False,
    )


@pytest.mark.parametrize("name", REFUSALS)
def test_each_refusal_has_its_status(house: Flask, name: str):
    assert house.test_client().get(f"/refusal/{name}").status_code == REFUSALS[name][1]


def test_every_blocker_is_told_in_the_readers_language(house: Flask):
    page = house.test_client().get("/refusal/blocked").text
    assert "<li>这一页没有对您开放。</li><li>请填写这一项。</li>" in page
    assert "校内 8012" in page


def test_a_stale_version_shows_both_texts(house: Flask):
    page = house.test_client().get("/refusal/stale").text
    assert "文学院联络员" in page
    assert "2025年11月5日 10:32" in page
    assert [words in page for words in ("三月一次", "三月、九月各一次")] == [True, True]


def test_hidden_and_missing_are_the_same_bytes(house: Flask):
    client = house.test_client()
    pages = {
        client.get(path).data
        for path in ("/refusal/hidden", "/refusal/norow", "/no/such/page", "/refusal/404")
    }
    assert len(pages) == 1


def test_htmx_gets_only_the_message_and_the_form_stays(house: Flask):
    answer = house.test_client().get("/refusal/closed", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#messages")
    assert "<html" not in answer.text
    assert "这一页没有对您开放。" in answer.text


def test_a_fault_of_ours_is_told_without_details(house: Flask):
    answer = house.test_client().get("/refusal/fault")
    assert answer.status_code == 500
    assert "不是您的操作有误" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_a_form_without_its_token_is_refused_in_plain_words(house: Flask):
    answer = house.test_client().post("/refusal/send")
    assert answer.status_code == 400
    assert "请返回上一页，刷新后再送一次" in answer.text


@pytest.mark.parametrize("status", [400, 403, 405, 413, 418, 429])
def test_what_flask_refuses_looks_the_same(house: Flask, status: int):
    answer = house.test_client().get(f"/refusal/{status}")
    assert answer.status_code == status
    assert "没有办成" in answer.text


def test_every_answer_carries_the_headers(house: Flask):
    headers = house.test_client().get("/nothing").headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(self), microphone=(), geolocation=()"
    assert "Strict-Transport-Security" not in headers
    secure = house.test_client().get("/nothing", base_url="https://localhost").headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_the_gallery_is_not_in_the_real_house(house: Flask):
    assert house.test_client().get("/components").status_code == 404
