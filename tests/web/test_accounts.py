"""The entrance: who comes in, who waits, and what ends a session."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.database import db
from app.domain.actors import Role
from app.domain.unit import UnitKind
from app.models.account import RoleGrant, SignInAttempt, SignInSession, SignInSlip, User
from app.models.audit import AuditEntry
from app.models.unit import Unit
from app.queries import accounts as readings
from app.services.credentials import HASHER
from tests.people import LONG_AGO, PASSWORD, person, sign_in, unit

WAIT = "尝试次数太多了。请等1分钟再试"


@pytest.fixture
def root(session: Session) -> Unit:
    return unit(session, "明德大学", UnitKind.UNIVERSITY)


@pytest.fixture
def office(session: Session, root: Unit) -> User:
    return person(session, "mishuchu", (Role.COORDINATOR, root))


def enter(client: FlaskClient, name: str = "mishuchu", password: str = PASSWORD, next_: str = ""):
    return client.post(
        "/sign-in", query_string={"next": next_}, data={"sign_in_name": name, "password": password}
    )


def may_enter(client: FlaskClient) -> bool:
    return client.get("/password").status_code == 200


def test_name_and_password_open_a_session(client: FlaskClient, office: User):
    answer = enter(client, " ＭiShuChu ")
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert may_enter(client)


@pytest.mark.parametrize(("name", "password"), [("mishuchu", "wrong-password"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(
    client: FlaskClient, office: User, name: str, password: str
):
    answer = enter(client, name, password)
    assert answer.status_code == 422
    assert answer.text.count("登录名或密码不对") == 2  # in the summary and at the field
    assert f'value="{name}"' in answer.text
    assert password not in answer.text
    assert not may_enter(client)


def test_after_five_failures_even_the_right_password_waits(
    client: FlaskClient, office: User, session: Session
):
    assert [enter(client, password=f"wrong-{n}").status_code for n in range(5)] == [422] * 5
    answer = enter(client)
    assert answer.status_code == 429
    assert WAIT in answer.text
    assert answer.headers["Retry-After"] == "60"
    assert not may_enter(client)
    # the failures outlived the refusals, once per name and once per address
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 10
    for attempt in session.scalars(select(SignInAttempt)):
        attempt.at -= timedelta(minutes=16)
    session.commit()
    assert enter(client).status_code == 303
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 5  # the name's are forgotten


def test_the_log_keeps_failures_without_what_was_typed(client: FlaskClient, office: User, session: Session):
    enter(client, "my-secret-typed-as-name", "x")
    entry = session.scalar(select(AuditEntry))
    assert (entry.action, entry.subject_id, entry.details) == ("account.sign_in", None, {"failed": True})


def test_a_disabled_account_stays_outside(client: FlaskClient, office: User, session: Session):
    enter(client)
    office.disabled_at = datetime.now(UTC)
    session.commit()
    assert not may_enter(client)
    assert enter(client).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/password?x=1", "/password?x=1"),
        ("https://example.org/", "/"),
        ("//example.org/password", "/"),
        ("/\\example.org", "/"),
        ("/no-such-page", "/"),
        ("/sign-out", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_signing_in_one_goes_only_to_pages_of_ours(
    client: FlaskClient, office: User, wanted: str, given: str
):
    assert enter(client, next_=wanted).location == given


def test_who_is_not_signed_in_is_led_to_the_entrance_and_back(client: FlaskClient, office: User):
    answer = client.get("/password?a=b")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/password?a%3Db"
    assert client.get(answer.location).status_code == 200


def test_signing_in_makes_a_new_token_and_signing_out_ends_it(client: FlaskClient, office: User, app: Flask):
    first = sign_in(client, office)
    enter(client)
    second = client.get_cookie("sign-in").value
    assert first != second
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get_cookie("sign-in") is None
    thief = app.test_client()
    thief.set_cookie("sign-in", second)
    assert not may_enter(thief)


@pytest.mark.parametrize(
    ("print_size", "idle", "welcome"), [("", 29, True), ("", 31, False), ("22", 59, True), ("22", 61, False)]
)
def test_a_session_rests_thirty_minutes_and_sixty_in_large_print(
    client: FlaskClient, office: User, session: Session, print_size: str, idle: int, welcome: bool
):
    sign_in(client, office)
    office.print_size = print_size
    opened = session.scalar(select(SignInSession))
    opened.seen_at -= timedelta(minutes=idle)
    session.commit()
    assert may_enter(client) is welcome


def test_each_minute_of_use_keeps_a_session_awake(client: FlaskClient, office: User, session: Session):
    sign_in(client, office)
    opened = session.scalar(select(SignInSession))
    opened.seen_at -= timedelta(minutes=20)
    session.commit()
    may_enter(client)
    session.refresh(opened)
    assert datetime.now(UTC) - opened.seen_at < timedelta(minutes=1)


def test_a_session_ends_after_twelve_hours_and_on_a_remembered_device_after_thirty_days(
    client: FlaskClient, office: User, session: Session
):
    enter(client)
    client.post("/sign-in", data={"sign_in_name": "mishuchu", "password": PASSWORD, "remember": "y"})
    short, long = session.scalars(select(SignInSession).order_by(SignInSession.expires_at))
    assert short.expires_at - short.created_at == timedelta(hours=12)
    assert long.expires_at - long.created_at == timedelta(days=30)
    long.seen_at -= timedelta(days=29)
    session.commit()
    assert may_enter(client)
    long.expires_at = datetime.now(UTC)
    session.commit()
    assert not may_enter(client)


def test_a_new_password_ends_every_other_session(
    client: FlaskClient, office: User, app: Flask, session: Session
):
    elsewhere = app.test_client()
    sign_in(elsewhere, office)
    sign_in(client, office)
    new = "海上明月共潮生-1"
    answer = client.post("/password", data={"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 303
    assert may_enter(client)
    assert not may_enter(elsewhere)
    session.refresh(office)
    assert HASHER.verify(office.password, new)


def test_the_present_password_is_asked_for(client: FlaskClient, office: User):
    sign_in(client, office)
    new = "海上明月共潮生-1"
    answer = client.post("/password", data={"old": "guess", "new": new, "again": new})
    assert answer.status_code == 422
    assert "现在的密码不对" in answer.text


def test_two_different_new_passwords_and_a_short_one_are_refused(client: FlaskClient, office: User):
    sign_in(client, office)
    answer = client.post("/password", data={"old": PASSWORD, "new": "海上明月共潮生-1", "again": "海上明月"})
    assert (answer.status_code, "两次输入的密码不一样" in answer.text) == (422, True)
    answer = client.post("/password", data={"old": PASSWORD, "new": "短", "again": "短"})
    assert (answer.status_code, "密码请至少用8个字符" in answer.text) == (422, True)


# slips and invitations


def slip(session: Session, user: User, code: str = "ABCD2345", hours: int = 72) -> SignInSlip:
    made = SignInSlip(
        user_id=user.id,
        code_digest=HASHER.hash(code),
        channel="printed",
        expires_at=datetime.now(UTC) + timedelta(hours=hours),
    )
    session.add(made)
    session.commit()
    return made


def redeem(
    client: FlaskClient, name: str = "mishuchu", code: str = "abcd-2345", new: str = "何处春江无月明-1"
):
    return client.post("/sign-in/slip", data={"sign_in_name": name, "code": code, "new": new, "again": new})


def test_a_printed_slip_opens_its_account_once(
    client: FlaskClient, office: User, session: Session, app: Flask
):
    slip(session, office)
    assert redeem(client).status_code == 303
    assert may_enter(client)
    again = app.test_client()
    answer = redeem(again)
    assert answer.status_code == 422
    assert "这个登录码打不开这个账号" in answer.text
    assert enter(again, password="何处春江无月明-1").status_code == 303


def test_a_slip_of_another_a_wrong_one_and_an_old_one_stay_shut(
    client: FlaskClient, office: User, session: Session
):
    other = person(session, "wenxueyuan")
    slip(session, other)
    assert redeem(client).status_code == 422
    assert redeem(client, name="wenxueyuan", code="ABCD2346").status_code == 422
    slip(session, office, "WXYZ6789", hours=-1)
    assert redeem(client, code="WXYZ6789").status_code == 422


def test_a_slip_is_not_used_up_by_a_password_that_is_refused(
    client: FlaskClient, office: User, session: Session
):
    made = slip(session, office)
    answer = redeem(client, new="12345678")
    assert answer.status_code == 422
    assert 'value="abcd-2345"' in answer.text
    session.refresh(made)
    assert made.used_at is None


def test_guessing_codes_is_slowed_down_as_guessing_passwords_is(
    client: FlaskClient, office: User, session: Session
):
    slip(session, office)
    assert [redeem(client, code=f"XXXX222{n}").status_code for n in range(2, 7)] == [422] * 5
    assert redeem(client).status_code == 429


def test_a_mailed_invitation_works_once_and_only_by_sending_the_form(
    client: FlaskClient, office: User, session: Session, app: Flask
):
    session.add(
        SignInSlip(
            user_id=office.id,
            code_digest=readings.digest("token-of-the-mail"),
            channel="invitation",
            expires_at=datetime.now(UTC) + timedelta(days=7),
        )
    )
    session.commit()
    for _ in range(2):  # a mail scanner opens the link as well
        assert client.get("/invitations/token-of-the-mail").status_code == 200
    new = "江流宛转绕芳甸-1"
    assert client.post("/invitations/token-of-the-mail", data={"new": new, "again": new}).status_code == 303
    assert may_enter(client)
    assert app.test_client().get("/invitations/token-of-the-mail").status_code == 404
    assert app.test_client().get("/invitations/another").status_code == 404


# the demonstration


def test_the_demonstration_offers_its_roles(
    make_app: Callable[..., Flask], session: Session, root: Unit, office: User, tmp_path: Path
):
    shown = person(session, "第三学院联络员", sign_in_name="demo-liaison")
    client = make_app(DEMONSTRATION=True, INSTANCE_PATH=str(tmp_path)).test_client()
    assert "第三学院联络员" in client.get("/sign-in").text
    assert "演示内容还在陆续放入" in client.get("/sign-in").text
    (tmp_path / "complete").touch()
    assert "演示内容还在陆续放入" not in client.get("/sign-in").text
    assert client.post(f"/sign-in/roles/{office.id}").status_code == 404
    assert client.post(f"/sign-in/roles/{shown.id}").status_code == 303
    assert may_enter(client)


def test_outside_the_demonstration_there_are_no_such_roles(
    client: FlaskClient, session: Session, office: User
):
    hidden = person(session, "第三学院联络员", sign_in_name="demo-liaison")
    assert "第三学院联络员" not in client.get("/sign-in").text
    assert client.post(f"/sign-in/roles/{hidden.id}").status_code == 404
    assert not may_enter(client)


# what a request knows


def test_a_request_knows_the_roles_in_force_today_with_one_statement(
    session: Session, root: Unit, app: Flask, client: FlaskClient
):
    college = unit(session, "文学院", below=root)
    user = person(session, "wenxue", (Role.CONTRIBUTOR, college), (Role.REVIEWER, root))
    session.add(
        RoleGrant(
            user_id=user.id, role=Role.SIGNATORY, unit_id=college.id, starts_on=LONG_AGO,
            ends_on=LONG_AGO + timedelta(days=9),
        )
    )  # fmt: skip
    session.commit()
    token = sign_in(client, user)
    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        found = readings.signed_in(db.session, token)
        db.session.rollback()
    assert [each for each in statements if not each.startswith("BEGIN")] == statements[-1:]
    assert {(grant.role, grant.unit_path) for grant in found.actor.grants} == {
        (Role.CONTRIBUTOR, college.path),
        (Role.REVIEWER, root.path),
    }


def test_language_and_letters_are_kept_in_the_account(
    client: FlaskClient, office: User, app: Flask, session: Session
):
    sign_in(client, office)
    client.post("/display", data={"print": "24", "language": "en"})
    elsewhere = app.test_client()
    sign_in(elsewhere, office)
    page = elsewhere.get("/password").text
    assert 'data-size="24"' in page
    assert "Change password" in page


def test_a_forgotten_password_is_answered_alike_for_everybody(
    client: FlaskClient, office: User, session: Session
):
    office.email = "office@example.edu.cn"
    session.commit()
    known = client.post("/sign-in/forgotten", data={"sign_in_name": "mishuchu"})
    unknown = client.post("/sign-in/forgotten", data={"sign_in_name": "nobody"})
    assert (known.status_code, unknown.status_code, known.data == unknown.data) == (200, 200, True)
    slips = session.scalars(select(SignInSlip)).all()
    assert [(each.user_id, each.channel, each.expires_at - each.created_at) for each in slips] == [
        (office.id, "reset", timedelta(minutes=30))
    ]
    session.commit()
    answers = [client.post("/sign-in/forgotten", data={"sign_in_name": "mishuchu"}) for _ in range(5)]
    assert answers[-1].status_code == 429  # nobody's letter box is flooded
