"""The first start: one coordinator is created, once."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.models.account import RoleGrant, User
from app.models.unit import Unit
from tests.people import PASSWORD, person

FIRST = {
    "institution": "明德大学",
    "institution_en": "Mingde University",
    "kind": "university",
    "name": "校关工委秘书处",
    "sign_in_name": "MiShuChu",
    "password": PASSWORD,
    "again": PASSWORD,
}


def test_an_empty_house_leads_to_its_first_coordinator(client: FlaskClient, session: Session):
    assert client.get("/sign-in").location == "/first-start"
    assert client.get("/first-start").status_code == 200
    assert client.post("/first-start", data=FIRST).status_code == 303
    assert client.get("/password").status_code == 200
    root, user = session.scalar(select(Unit)), session.scalar(select(User))
    assert (root.name, root.path, user.sign_in_name) == ("明德大学", f"/{root.id}/", "mishuchu")
    assert root.name_en == "Mingde University"
    roles = set(session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == user.id)))
    assert roles == {Role.COORDINATOR, Role.ADMINISTRATOR}


def test_the_first_steps_are_units_criteria_and_then_a_campaign(client: FlaskClient, session: Session):
    client.post("/first-start", data=FIRST)
    root_id = session.scalar(select(Unit.id))
    session.commit()
    assert 'href="/units"' in client.get("/").text.split("现在要做的一件事")[1]
    assert "有了参评单位才能开展评议。" in client.get("/campaigns/new").text

    older_than_the_house = "2024-09-01"
    college = {"name": "文学院关工委", "code": "02", "kind": "college", "on": older_than_the_house}
    assert client.post(f"/units/{root_id}/new", data=college).status_code == 303
    assert "选定指标体系" in client.get("/").text
    assert "还没有可用的指标体系。" in client.get("/campaigns/new").text

    taken = client.post("/frameworks/starting-set/college-committee-quality")
    assert "可以直接采用" not in client.get("/").text
    assert "二级学院关工委优质化建设评议指标体系" in client.get(taken.location).text
    assert "建立第一个评议批次" in client.get("/").text
    page = client.get("/campaigns/new").text
    assert ("有了参评单位" in page, "还没有可用的指标体系" in page) == (False, False)


def test_afterwards_the_page_is_gone(client: FlaskClient, session: Session):
    person(session, "mishuchu")
    assert client.get("/first-start").status_code == 404
    assert client.post("/first-start", data=FIRST).status_code == 404
    assert client.get("/sign-in").status_code == 200


def test_what_is_missing_is_said_and_what_was_typed_stays(client: FlaskClient, session: Session):
    answer = client.post("/first-start", data=FIRST | {"kind": "", "again": "different"})
    assert answer.status_code == 422
    assert 'value="明德大学"' in answer.text
    assert "两次输入的密码不一样" in answer.text
    answer = client.post("/first-start", data=FIRST | {"password": "12345678", "again": "12345678"})
    assert answer.status_code == 422
    assert "这个密码太容易被猜到" in answer.text
    assert session.scalar(select(func.count()).select_from(User)) == 0


def test_of_eight_who_try_at_once_one_is_heard(app: Flask, session: Session):
    def attempt(number: int) -> int:
        return (
            app.test_client()
            .post("/first-start", data=FIRST | {"sign_in_name": f"first{number}"})
            .status_code
        )

    with ThreadPoolExecutor(8) as people:
        answers = sorted(people.map(attempt, range(8)))
    assert answers == [303] + [404] * 7
    assert session.scalar(select(func.count()).select_from(Unit)) == 1
