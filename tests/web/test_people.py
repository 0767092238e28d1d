"""Accounts, roles, slips and invitations through their pages."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import SYSTEM, Role
from app.domain.unit import UnitKind
from app.models.account import RoleGrant, SignInSlip, User
from app.models.notification import Notification
from app.models.unit import Unit
from app.services import slips
from tests.people import PASSWORD, person, sign_in, today, unit

TODAY = today().isoformat()


@pytest.fixture
def root(session: Session) -> Unit:
    return unit(session, "明德大学", UnitKind.UNIVERSITY, code="0")


@pytest.fixture
def college(session: Session, root: Unit) -> Unit:
    return unit(session, "文学院", below=root, code="01")


@pytest.fixture
def office(session: Session, root: Unit, client: FlaskClient) -> User:
    """The coordinator, signed in."""
    user = person(session, "mishuchu", (Role.COORDINATOR, root), home_unit_id=root.id)
    sign_in(client, user)
    return user


@pytest.fixture
def liaison(session: Session, college: Unit) -> User:
    return person(session, "wenxue", (Role.CONTRIBUTOR, college), home_unit_id=college.id, password="")


def test_an_account_is_created_with_its_first_role(
    client: FlaskClient, session: Session, office: User, college: Unit
):
    typed = {"name": "文学院审签人", "sign_in_name": "WenXueShuJi", "role": "signatory"}
    answer = client.post(f"/units/{college.id}/people/new", data=typed)
    assert answer.status_code == 303
    user = session.scalar(select(User).where(User.sign_in_name == "wenxueshuji"))
    grant = session.scalar(select(RoleGrant).where(RoleGrant.user_id == user.id))
    assert (user.home_unit_id, grant.role, grant.unit_id) == (college.id, Role.SIGNATORY, college.id)
    session.commit()
    again = client.post(f"/units/{college.id}/people/new", data=typed)
    assert (again.status_code, "这个登录名已有人使用" in again.text) == (422, True)


def test_people_of_other_units_and_their_pages_stay_unknown(
    app: Flask, session: Session, root: Unit, college: Unit, liaison: User, office: User
):
    other = unit(session, "数学学院", below=root, code="02")
    head = person(session, "shuxue", (Role.COORDINATOR, other), home_unit_id=other.id)
    stranger = app.test_client()
    sign_in(stranger, head)
    assert stranger.get(f"/people/{liaison.id}").status_code == 404
    assert stranger.post(f"/people/{liaison.id}/disabling").status_code == 404
    assert stranger.get(f"/units/{college.id}/people").status_code == 403
    assert stranger.get(f"/people/{head.id}").status_code == 200


def test_a_college_office_cannot_let_itself_in_as_the_university(
    app: Flask, session: Session, root: Unit, college: Unit
):
    """A coordinator of the university who belongs to a college is not the college's to print slips for."""
    head = person(session, "wenxuetou", (Role.COORDINATOR, college), home_unit_id=college.id)
    great = person(session, "dalingdao", (Role.COORDINATOR, root), home_unit_id=college.id)
    client = app.test_client()
    sign_in(client, head)
    answer = client.post(f"/units/{college.id}/people/slips", data={"people": str(great.id)})
    assert answer.status_code == 403
    assert session.scalar(select(SignInSlip)) is None


def test_roles_start_and_end(
    client: FlaskClient, session: Session, office: User, college: Unit, liaison: User
):
    typed = {"role": "reviewer", "unit_id": str(college.id), "starts_on": TODAY, "ends_on": ""}
    where = f"/people/{liaison.id}/roles"
    assert client.post(where, data=typed).status_code == 303
    twice = client.post(where, data=typed)
    assert (twice.status_code, "已经有这个角色" in twice.text) == (422, True)
    backwards = client.post(where, data=typed | {"role": "signatory", "ends_on": "2020-01-01"})
    assert (backwards.status_code, "结束日期早于开始日期" in backwards.text) == (422, True)
    grant = session.scalar(select(RoleGrant).where(RoleGrant.role == Role.REVIEWER))
    session.commit()
    assert client.post(f"{where}/{grant.id}/end").status_code == 303
    session.refresh(grant)
    assert grant.ends_on == today()


def test_an_administrator_cannot_give_roles_to_himself(app: Flask, session: Session, root: Unit):
    admin = person(session, "wangguan", (Role.ADMINISTRATOR, root), home_unit_id=root.id)
    client = app.test_client()
    sign_in(client, admin)
    typed = {"role": "coordinator", "unit_id": str(root.id), "starts_on": TODAY}
    assert client.post(f"/people/{admin.id}/roles", data=typed).status_code == 403


def test_disabling_ends_the_sessions_and_enabling_lets_in_again(
    app: Flask, client: FlaskClient, session: Session, office: User, college: Unit
):
    other = person(session, "lianluo", (Role.CONTRIBUTOR, college), home_unit_id=college.id)
    theirs = app.test_client()
    sign_in(theirs, other)
    assert client.post(f"/people/{other.id}/disabling").status_code == 303
    assert theirs.get("/password").status_code == 302
    assert client.post(f"/people/{other.id}/enabling").status_code == 303
    assert theirs.post("/sign-in", data={"sign_in_name": "lianluo", "password": PASSWORD}).status_code == 303
    assert client.post(f"/people/{office.id}/disabling").status_code == 409


def test_printed_slips_show_their_codes_once_and_let_in(
    app: Flask, client: FlaskClient, session: Session, office: User, root: Unit, liaison: User
):
    page = client.post(f"/units/{root.id}/people/slips", data={"people": [str(liaison.id), str(office.id)]})
    assert page.status_code == 200
    codes = re.findall(r"slip-code\">(\w{4}) (\w{4})<", page.text)
    assert len(codes) == 2
    kept = session.scalars(select(SignInSlip.code_digest)).all()
    assert all("".join(code) not in digest for code in codes for digest in kept)
    session.commit()
    new = "春江花月夜-2025"
    theirs = app.test_client()
    typed = {"sign_in_name": "wenxue", "new": new, "again": new}
    own = [theirs.post("/sign-in/slip", data=typed | {"code": "".join(code)}).status_code for code in codes]
    assert sorted(own) == [303, 422]


def test_a_new_slip_makes_the_earlier_one_void(
    app: Flask, client: FlaskClient, session: Session, office: User, root: Unit, liaison: User
):
    pages = [
        client.post(f"/units/{root.id}/people/slips", data={"people": str(liaison.id)}).text for _ in "12"
    ]
    first, second = ("".join(re.search(r"slip-code\">(\w{4}) (\w{4})<", page).groups()) for page in pages)
    typed = {"sign_in_name": "wenxue", "new": "春江花月夜-2025", "again": "春江花月夜-2025"}
    assert app.test_client().post("/sign-in/slip", data=typed | {"code": first}).status_code == 422
    assert app.test_client().post("/sign-in/slip", data=typed | {"code": second}).status_code == 303


def test_nobody_ticked_is_said(client: FlaskClient, office: User, root: Unit):
    answer = client.post(f"/units/{root.id}/people/slips")
    assert (answer.status_code, "请勾选1至100人" in answer.text) == (422, True)


def test_an_invitation_goes_through_the_outbox_and_needs_an_address(
    app: Flask, client: FlaskClient, session: Session, office: User, liaison: User
):
    refused = client.post(f"/people/{liaison.id}/invitation")
    assert (refused.status_code, "没有登记邮箱" in refused.text) == (422, True)
    liaison.email = "wenxue@example.edu.cn"
    session.commit()
    assert client.post(f"/people/{liaison.id}/invitation").status_code == 303
    told = session.scalars(select(Notification)).one()
    link = slips.new_link(session, SYSTEM, UUID(told.params["slip"]))  # as the worker does when it mails
    assert told.link == ""
    session.commit()
    new = "春江花月夜-2025"
    assert app.test_client().post(link, data={"new": new, "again": new}).status_code == 303


def test_a_signatory_appoints_a_deputy_for_some_days(app: Flask, session: Session, college: Unit, root: Unit):
    signs = person(session, "shuji", (Role.SIGNATORY, college), home_unit_id=college.id)
    deputy = person(session, "fushuji", home_unit_id=college.id)
    stranger = person(session, "waidan", home_unit_id=root.id)
    client = app.test_client()
    sign_in(client, signs)
    until = (today() + timedelta(days=7)).isoformat()
    typed = {"for_id": str(signs.id), "user_id": str(deputy.id), "starts_on": TODAY, "ends_on": until}
    where = f"/units/{college.id}/deputy"
    assert client.get(where).text.count(str(signs.id)) == 1  # nobody is offered as deputy of themselves
    assert client.post(where, data=typed | {"user_id": str(stranger.id)}).status_code == 422
    assert client.post(where, data=typed).status_code == 303
    grant = session.scalar(select(RoleGrant).where(RoleGrant.user_id == deputy.id))
    assert (grant.role, grant.deputy_for_id) == (Role.SIGNATORY, signs.id)
    session.commit()
    sign_in(client, stranger)
    assert client.get(where).status_code == 403


def test_people_are_found_by_name(client: FlaskClient, office: User, root: Unit, liaison: User):
    page = client.get(f"/units/{root.id}/people?q=wenx").text
    assert ("wenxue" in page, ">mishuchu</a>" in page) == (True, False)
    assert client.get(f"/units/{root.id}/people?q=%25").text.count("people/") < 4
