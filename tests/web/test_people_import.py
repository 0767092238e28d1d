"""Units and people from Excel: faults by row and column, a preview, and one transaction."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.unit import UnitKind
from app.models.account import PeopleDraft, RoleGrant, User
from app.models.unit import Member, Post, Unit
from app.reporting.people_sheets import COLUMNS
from app.reporting.spreadsheets import Sheet, xlsx_bytes
from tests.people import person, sign_in, unit


@pytest.fixture
def root(session: Session) -> Unit:
    return unit(session, "明德大学", UnitKind.UNIVERSITY, code="0")


@pytest.fixture
def office(session: Session, root: Unit, client: FlaskClient) -> User:
    user = person(session, "mishuchu", (Role.COORDINATOR, root), home_unit_id=root.id)
    sign_in(client, user)
    return user


def send(client: FlaskClient, root: Unit, kind: str, *rows: tuple[str, ...]):
    header = tuple(column.header for column in COLUMNS[kind])
    padded = [(*row, *[""] * (len(header) - len(row))) for row in rows]
    table = (io.BytesIO(xlsx_bytes(Sheet("表", header, padded))), "名单.xlsx")
    return client.post(f"/units/{root.id}/import", data={"kind": kind, "table": table})


def count(session: Session, model: type) -> int:
    found = session.scalar(select(func.count()).select_from(model))
    session.commit()
    return found or 0


STREETS = (("32", "某社区", "社区", "31"), ("31", "某街道", "街道", "3"), ("3", "某区", "区", "9"))


def test_units_are_shown_first_and_written_after_a_yes(
    client: FlaskClient, session: Session, root: Unit, office: User
):
    unit(session, "第一学院", below=root, code="01")
    rows = (
        ("02", "第二学院", "学院", "0", "", "2020-09-01", "１２００"),
        ("01", "第一学院", "学院", "0", "College 1"),
    )
    answer = send(client, root, "units", *rows)
    assert answer.status_code == 303
    assert count(session, Unit) == 2  # nothing is written yet
    page = client.get(answer.location).text
    assert all(words in page for words in ("02 第二学院", "01 第一学院", "英文名称", "College 1"))
    assert client.post(answer.location).location == f"/units/{root.id}"
    made = session.scalar(select(Unit).where(Unit.code == "02"))
    changed = session.scalar(select(Unit).where(Unit.code == "01"))
    assert (made.name, made.student_count, changed.name_en) == ("第二学院", 1200, "College 1")
    session.commit()
    assert client.post(answer.location).status_code == 404  # a preview is good for one yes
    again = send(client, root, "units", *rows)
    assert "没有变化" in client.get(again.location).text


def test_a_unit_may_stand_above_another_of_the_same_table(
    client: FlaskClient, session: Session, office: User, root: Unit
):
    district = unit(session, "某市", UnitKind.REGION, code="9")
    session.add(
        RoleGrant(
            user_id=office.id, role=Role.COORDINATOR, unit_id=district.id, starts_on=district.valid_from
        )
    )
    session.commit()
    answer = send(client, district, "units", *STREETS)
    assert client.post(answer.location).status_code == 303
    paths = dict(session.execute(select(Unit.code, Unit.path)).all())
    assert paths["32"].startswith(paths["31"])
    assert paths["31"].startswith(paths["3"])


def test_faults_name_row_and_column_and_nothing_is_written(
    client: FlaskClient, session: Session, office: User, root: Unit
):
    answer = send(
        client, root, "units",
        ("01", "第一学院", "学院", "0"), ("01", "重复学院", "学院", "0"), ("03", "某某", "车间", "0"),
        ("04", "第四学院", "学院", "77"), ("05", "第五学院", "社区", "0"),
        ("06", "第六学院", "学院", "0", "", "去年"),
        ("0", "改名大学", "大学", ""),
    )  # fmt: skip
    assert answer.status_code == 422
    text = answer.text
    for row, column, words in (
        (3, "编号", "与第2行重复了"), (4, "类型", "不认识“车间”"), (5, "上级编号", "这里没有这个编号的单位"),
        (6, "类型", "不能直接放在该单位之下"), (7, "启用日期", ""), (8, "名称", "请在单位页面办理“更名”"),
    ):  # fmt: skip
        assert f'第{row}行</th><td data-label="列">{column}</td>' in text
        assert words in text
    assert (count(session, Unit), count(session, PeopleDraft)) == (1, 0)


def test_people_come_with_their_roles(client: FlaskClient, session: Session, office: User, root: Unit):
    college = unit(session, "第一学院", below=root, code="01")
    known = person(session, "old", (Role.CONTRIBUTOR, college), home_unit_id=college.id)
    answer = send(
        client, root, "people",
        ("New01", "第一学院审签人", "01", "审签人、评审专家", "党委书记", "13800000000", "", "2025-09-01"),
        ("old", "old", "01", "联络员"),
        ("OLD2", "第二位", "01"),
    )  # fmt: skip
    assert client.post(answer.location).status_code == 303
    user = session.scalar(select(User).where(User.sign_in_name == "new01"))
    grants = session.execute(select(RoleGrant.role, RoleGrant.unit_id).where(RoleGrant.user_id == user.id))
    assert {tuple(row) for row in grants} == {(Role.SIGNATORY, college.id), (Role.REVIEWER, root.id)}
    assert (user.phone, user.home_unit_id) == ("13800000000", college.id)
    assert session.scalar(select(func.count()).where(RoleGrant.user_id == known.id)) == 1


def test_faults_of_people_are_said_in_plain_words(
    client: FlaskClient, session: Session, office: User, root: Unit
):
    person(session, "elsewhere", home_unit_id=unit(session, "别的大学", UnitKind.UNIVERSITY).id)
    answer = send(
        client, root, "people",
        ("a1", "甲", "99"), ("a2", "乙", "0", "校长"), ("a2", "丙", "0"), ("elsewhere", "丁", "0"),
        ("a5", "戊", "0", "", "", "", "not-an-address"), ("a6", "", "0"),
    )  # fmt: skip
    assert answer.status_code == 422
    for words in ("这里没有这个编号", "不认识“校长”", "与第3行重复", "已属于其他单位的人", "完整的邮箱"):
        assert words in answer.text
    assert count(session, PeopleDraft) == 0


def test_a_preview_is_good_for_an_hour_for_its_own_maker_and_while_nothing_changed(
    app: Flask, client: FlaskClient, session: Session, office: User, root: Unit
):
    where = send(client, root, "units", ("01", "第一学院", "学院", "0")).location
    colleague = person(session, "tongshi", (Role.COORDINATOR, root), home_unit_id=root.id)
    other = app.test_client()
    sign_in(other, colleague)
    assert (other.get(where).status_code, other.post(where).status_code) == (404, 404)
    unit(session, "抢先学院", below=root, code="01")
    assert client.post(where).status_code == 409
    where = send(client, root, "units", ("02", "第二学院", "学院", "0")).location
    for draft in session.scalars(select(PeopleDraft)):
        draft.created_at = datetime.now(UTC) - timedelta(minutes=61)
    session.commit()
    answer = client.post(where)
    assert (answer.status_code, "预览已超过一小时" in answer.text) == (409, True)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_with_a_sentence(
    client: FlaskClient, office: User, root: Unit, content: bytes
):
    table = (io.BytesIO(content), "名单.xlsx")
    answer = client.post(f"/units/{root.id}/import", data={"kind": "people", "table": table})
    assert answer.status_code == 422
    assert client.post(f"/units/{root.id}/import", data={"kind": "people"}).status_code == 422


def test_a_stranger_imports_nothing(app: Flask, session: Session, root: Unit):
    college = unit(session, "第一学院", below=root, code="01")
    client = app.test_client()
    sign_in(client, person(session, "lianluo", (Role.CONTRIBUTOR, college), home_unit_id=college.id))
    assert client.get(f"/units/{root.id}/import").status_code == 403
    assert send(client, root, "units", ("02", "第二学院", "学院", "0")).status_code == 403
    assert client.get(f"/units/{root.id}/import/units.xlsx").status_code == 403


@pytest.mark.parametrize("kind", ["units", "people"])
def test_the_template_has_the_columns_that_are_read(client: FlaskClient, office: User, root: Unit, kind: str):
    answer = client.get(f"/units/{root.id}/import/{kind}.xlsx")
    header = [
        cell.value.split("（")[0] for cell in next(load_workbook(io.BytesIO(answer.data)).active.iter_rows())
    ]
    assert header == [column.header for column in COLUMNS[kind]]
    assert client.get(f"/units/{root.id}/import/other.xlsx").status_code == 404


def test_posts_and_members_are_shown_first_and_written_after_a_yes(
    client: FlaskClient, session: Session, root: Unit, office: User
):
    unit(session, "第一学院", below=root, code="01")
    rows = (
        ("01", "主任", "第一学院关工委主任", "2024-09-01", "", "学院党委书记", "6021", "院党发〔2024〕5号"),
        ("01", "老同志", "第一学院老同志", "2024-09-01"),
    )
    answer = send(client, root, "committees", *rows)
    assert (answer.status_code, count(session, Post), count(session, Member)) == (303, 0, 0)
    assert "01 主任 第一学院关工委主任" in client.get(answer.location).text
    assert client.post(answer.location).status_code == 303
    assert (count(session, Post), count(session, Member)) == (1, 1)
    later = (rows[0], (*rows[1][:4], "2025-08-31", "", "", "院党发〔2024〕6号"))
    again = send(client, root, "committees", *later)
    assert client.post(again.location).status_code == 303
    session.expire_all()
    member = session.scalars(select(Member)).one()
    assert (member.ends_on, member.appointment) == (date(2025, 8, 31), "院党发〔2024〕6号")
    assert count(session, Post) == 1


def test_faults_of_posts_are_told_by_row_and_nothing_is_written(
    client: FlaskClient, session: Session, root: Unit, office: User
):
    unit(session, "第一学院", below=root, code="01")
    bad = send(
        client, root, "committees",
        ("09", "主任", "甲", "2024-09-01"), ("01", "会长", "乙", "2024-09-01"),
        ("01", "秘书长", "丙", "2024-09-01", "2023-09-01"), ("01", "联络员", "丁", "去年"),
        ("01", "主任", "戊", "2024-09-01"), ("01", "主任", "戊", "2024-09-01"),
    )  # fmt: skip
    assert bad.status_code == 422
    wanted = ("这里没有这个编号的单位", "“会长”", "任期止", "任期起", "与第6行重复了")
    assert [word for word in wanted if word not in bad.text] == []
    assert (count(session, Post), count(session, PeopleDraft)) == (0, 0)


def test_an_administrator_does_not_write_the_profiles(app: Flask, session: Session, root: Unit):
    technician = person(session, "jishu", (Role.ADMINISTRATOR, root), home_unit_id=root.id)
    client = app.test_client()
    sign_in(client, technician)
    assert send(client, root, "committees", ("0", "主任", "甲", "2024-09-01")).status_code == 403
