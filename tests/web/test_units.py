"""The organisation tree and the profiles through their pages."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.database import db
from app.domain.actors import Role
from app.domain.unit import MemberCategory, PostKind, UnitKind
from app.models.account import RoleGrant, User
from app.models.audit import AuditEntry
from app.models.unit import Member, Post, Unit, UnitEvent
from tests.people import LONG_AGO, person, sign_in, today, unit
from tests.scene import Scene

TODAY = today()


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
    return person(session, "wenxue", (Role.CONTRIBUTOR, college), home_unit_id=college.id)


def new(**more: str) -> dict[str, str]:
    return {"kind": "college", "code": "02", "name": "数学学院", "on": "2024-09-01"} | more


def test_a_unit_is_entered_below_another_with_its_date(
    client: FlaskClient, session: Session, office: User, root: Unit
):
    assert client.post(f"/units/{root.id}/new", data=new()).location == f"/units/{root.id}"
    made = session.scalar(select(Unit).where(Unit.code == "02"))
    assert (made.name, made.path, made.valid_from) == ("数学学院", f"{root.path}{made.id}/", date(2024, 9, 1))
    assert "数学学院" in client.get(f"/units/{root.id}").text
    assert session.scalar(select(AuditEntry.action)) == "unit.change"


def test_my_unit_opens_at_the_own_one_and_the_office_at_the_top(
    app: Flask, client: FlaskClient, office: User, root: Unit, college: Unit, liaison: User
):
    assert client.get("/units").location == f"/units/{root.id}"
    own = app.test_client()
    sign_in(own, liaison)
    assert own.get("/units").location == f"/units/{college.id}"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (new(code="01"), "这个编号已属于别的单位"),
        (new(kind="community"), "field-msg"),
        (new(name=""), "请填写"),
        (new(on="２０２４年１３月１日"), "日期"),
        (new(name="长" * 121), ""),
    ],
)
def test_what_cannot_be_a_unit_is_refused_beside_its_field(
    client: FlaskClient, office: User, root: Unit, college: Unit, typed: dict[str, str], sentence: str
):
    answer = client.post(f"/units/{root.id}/new", data=typed)
    assert answer.status_code == 422
    assert "field-bad" in answer.text
    assert sentence in answer.text
    assert f'value="{typed["code"]}"' in answer.text  # nothing typed is lost


def test_who_does_not_run_the_tree_changes_nothing_of_it(
    client: FlaskClient, session: Session, root: Unit, college: Unit, liaison: User
):
    sign_in(client, liaison)
    assert client.get(f"/units/{root.id}").status_code == 200  # names are no secret
    for path in ("new", "name", "merger", "superior", "split", "end", "description", "committees", "people"):
        assert client.get(f"/units/{root.id}/{path}").status_code == 403
    assert client.post(f"/units/{root.id}/new", data=new()).status_code == 403
    assert session.scalar(select(Unit).where(Unit.code == "02")) is None
    assert client.get(f"/units/{root.id}/profile").status_code == 403
    assert client.get(f"/units/{college.id}/profile").status_code == 200
    assert client.get("/units/00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_new_name_keeps_the_old_one_in_the_history(
    client: FlaskClient, session: Session, office: User, college: Unit
):
    typed = {"seen": "1", "name": "人文学院", "on": TODAY.isoformat(), "remark": "校发〔2025〕3号"}
    assert client.post(f"/units/{college.id}/name", data=typed).status_code == 303
    session.refresh(college)
    session.commit()
    assert (college.name, college.version) == ("人文学院", 2)
    page = client.get(f"/units/{college.id}").text
    assert "由“文学院”改为“人文学院”" in page
    session.commit()
    stale = client.post(f"/units/{college.id}/name", data=typed | {"name": "文史学院"})
    assert stale.status_code == 409
    assert "mishuchu" in stale.text


def test_a_merged_unit_ends_with_the_roles_held_at_it(
    client: FlaskClient, session: Session, office: User, root: Unit, college: Unit, liaison: User
):
    other = unit(session, "历史学院", below=root, code="02")
    typed = {"seen": "1", "into_id": str(other.id), "on": TODAY.isoformat(), "remark": ""}
    assert client.post(f"/units/{college.id}/merger", data=typed).status_code == 303
    session.refresh(college)
    session.commit()
    yesterday = TODAY - timedelta(days=1)
    assert (college.valid_until, college.merged_into_id) == (yesterday, other.id)
    assert session.scalar(select(RoleGrant.ends_on).where(RoleGrant.user_id == liaison.id)) == yesterday
    session.commit()
    page = client.get(f"/units/{root.id}").text
    assert ("文学院" in page, "历史学院" in page) == (False, True)
    assert "文学院" in client.get(f"/units/{root.id}?ended=1").text
    assert client.post(f"/units/{college.id}/merger", data=typed | {"seen": "2"}).status_code == 409


def test_a_moved_unit_takes_along_all_below_it_and_its_campaigns(client: FlaskClient, session: Session):
    region = unit(session, "某市", UnitKind.REGION, code="90")
    here = unit(session, "东区", UnitKind.DISTRICT, below=region, code="91")
    there = unit(session, "西区", UnitKind.DISTRICT, below=region, code="92")
    street = unit(session, "一街道", UnitKind.SUBDISTRICT, below=here, code="93")
    home = unit(session, "一社区", UnitKind.COMMUNITY, below=street, code="94")
    campaign = Scene(session, street).campaign()
    both = person(session, "shi", (Role.COORDINATOR, region), home_unit_id=region.id)
    one = person(session, "dongqu", (Role.COORDINATOR, here), home_unit_id=here.id)
    session.commit()
    typed = {"seen": "1", "to_id": str(there.id), "on": TODAY.isoformat(), "remark": "市编办〔2025〕3号"}
    address = f"/units/{street.id}/superior"
    sign_in(client, one)
    assert client.post(address, data=typed).status_code == 422  # the new superior is not this office's
    sign_in(client, both)
    for wrong in ({"to_id": str(here.id)}, {"to_id": str(home.id)}, {"on": "2999-01-01"}):
        assert client.post(address, data=typed | wrong).status_code == 422
    assert client.post(address, data=typed | {"seen": "0"}).status_code == 409
    assert client.post(address, data=typed).status_code == 303
    session.expire_all()
    path = f"/{region.id}/{there.id}/{street.id}/"
    assert (street.path, home.path, campaign.owner_path) == (path, f"{path}{home.id}/", path)
    assert "由“东区”改为“西区”" in client.get(f"/units/{street.id}").text
    sign_in(client, one)
    assert client.get(f"/units/{street.id}/name").status_code == 403


def test_a_split_founds_new_units_beside(client: FlaskClient, session: Session, office: User, college: Unit):
    typed = {"seen": "1", "parts": "15 人工智能学院\n16  软件学院", "on": TODAY.isoformat()}
    assert client.post(f"/units/{college.id}/split", data=typed).status_code == 303
    made = session.execute(
        select(Unit.code, Unit.name).where(Unit.code.in_(("15", "16"))).order_by(Unit.code)
    )
    assert [tuple(row) for row in made] == [("15", "人工智能学院"), ("16", "软件学院")]
    session.commit()
    bad = client.post(f"/units/{college.id}/split", data=typed | {"seen": "2", "parts": "只有名称"})
    assert (bad.status_code, "每行请先写编号" in bad.text) == (422, True)


def test_a_unit_with_units_below_cannot_be_dissolved(
    client: FlaskClient, session: Session, office: User, root: Unit
):
    region = unit(session, "某区", UnitKind.DISTRICT)
    street = unit(session, "某街道", UnitKind.SUBDISTRICT, below=region)
    unit(session, "某社区", UnitKind.COMMUNITY, below=street)
    session.add(RoleGrant(user_id=office.id, role=Role.COORDINATOR, unit_id=region.id, starts_on=LONG_AGO))
    session.commit()
    typed = {"seen": "1", "on": TODAY.isoformat(), "remark": "撤销"}
    answer = client.post(f"/units/{street.id}/end", data=typed)
    assert (answer.status_code, "下面还有单位" in answer.text) == (409, True)


# profiles


def holder(**more: str) -> dict[str, str]:
    return {"person": "学院党委副书记", "starts_on": "2024-09-01", "appointment": "校关委〔2024〕2号"} | more


def test_a_liaison_fills_in_the_profile_of_the_own_unit(
    client: FlaskClient, session: Session, college: Unit, liaison: User, root: Unit
):
    sign_in(client, liaison)
    where = f"/units/{college.id}"
    assert client.post(f"{where}/posts/new", data=holder(kind="director")).status_code == 303
    assert client.post(f"{where}/members/new", data=holder(category="veteran")).status_code == 303
    assert (
        client.post(
            f"{where}/profile/edit",
            data={"seen": "1", "student_count": "１２００", "phone": "6021", "help_hours": ""},
        ).status_code
        == 303
    )
    session.refresh(college)
    session.commit()
    assert college.student_count == 1200
    page = client.get(f"{where}/profile").text
    assert "5 / 8" in page
    assert "常务副主任" in page
    assert client.post(f"/units/{root.id}/posts/new", data=holder(kind="director")).status_code == 403


def test_a_post_is_ended_not_deleted_and_a_stale_form_is_told(
    client: FlaskClient, session: Session, college: Unit, office: User
):
    post = Post(unit_id=college.id, kind=PostKind.DIRECTOR, person="前任主任", starts_on=LONG_AGO)
    session.add(post)
    session.commit()
    where = f"/units/{college.id}/posts/{post.id}"
    answer = client.post(where, data=holder(seen="1", ends_on="2019-01-01"))
    assert (answer.status_code, "结束日期早于开始日期" in answer.text) == (422, True)
    assert client.post(where, data=holder(seen="1", ends_on="2024-12-31")).status_code == 303
    assert client.post(where, data=holder(seen="1")).status_code == 409
    session.refresh(post)
    session.commit()
    assert (post.ends_on, post.version) == (date(2024, 12, 31), 2)
    assert "曾任" in client.get(f"/units/{college.id}/profile").text


def test_vacant_and_outdated_posts_are_shown_to_the_parent(
    client: FlaskClient, session: Session, root: Unit, college: Unit, office: User
):
    full = unit(session, "数学学院", below=root, code="02")
    for kind in PostKind:
        session.add(Post(unit_id=full.id, kind=kind, person="某同志", starts_on=TODAY, appointment="文件"))
    session.add(Post(unit_id=college.id, kind=PostKind.DIRECTOR, person="某同志", starts_on=LONG_AGO))
    session.commit()
    everything = client.get(f"/units/{root.id}/committees").text
    assert (everything.count("空缺"), everything.count("任职过久"), everything.count("在任")) == (4, 1, 4)
    gaps = client.get(f"/units/{root.id}/committees?gaps=1").text
    assert ("文学院" in gaps, "数学学院" in gaps) == (True, False)
    assert "任职过久" not in client.get(f"/units/{root.id}/committees?years=20").text


def test_the_contact_list_says_who_phone_and_role(
    client: FlaskClient, session: Session, root: Unit, college: Unit, office: User, liaison: User
):
    liaison.phone = "13800000000"
    session.add(
        Post(unit_id=college.id, kind=PostKind.DIRECTOR, person="某主任", phone="6001", starts_on=LONG_AGO)
    )
    session.commit()
    page = client.get(f"/units/{root.id}/contacts").text
    assert all(words in page for words in ("13800000000", "6001", "某主任", "联络员", "主任"))
    assert "某主任" not in client.get(f"/units/{root.id}/contacts?q=wenxue").text
    sign_in(client, liaison)
    assert client.get(f"/units/{root.id}/contacts").status_code == 403
    assert client.get(f"/units/{college.id}/contacts").status_code == 200


# growth


def fill(session: Session, root: Unit, count: int) -> None:
    for number in range(count):
        made = Unit(kind=UnitKind.COLLEGE, code=f"c{number:05}", name=f"学院{number}", valid_from=LONG_AGO,
                    parent_id=root.id, path=f"{root.path}{number:05}/")  # fmt: skip
        session.add(made)
        session.flush()
        user = User(sign_in_name=f"u{number:05}", name=f"联络员{number:05}", home_unit_id=made.id)
        session.add_all(
            [user, Post(unit_id=made.id, kind=PostKind.DIRECTOR, person="主任", starts_on=LONG_AGO)]
        )
        session.add(
            Member(unit_id=made.id, category=MemberCategory.VETERAN, person="委员", starts_on=LONG_AGO)
        )
        session.flush()
        session.add(RoleGrant(user_id=user.id, role=Role.CONTRIBUTOR, unit_id=made.id, starts_on=LONG_AGO))
    session.commit()


def asked(app: Flask, ask: Callable[[], object]) -> list[int]:
    """How many statements a request needs."""
    said: list[str] = []

    def listen(*args: object) -> None:
        said.append(str(args[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    ask()
    event.remove(engine, "before_cursor_execute", listen)
    return len([one for one in said if one.startswith("SELECT")])


@pytest.mark.parametrize("path", ["", "/people", "/contacts", "/committees", "/committees?gaps=1"])
def test_lists_cost_the_same_at_ten_and_at_a_thousand(
    app: Flask, client: FlaskClient, session: Session, root: Unit, office: User, path: str
):
    fill(session, root, 60)
    few = asked(app, lambda: client.get(f"/units/{root.id}{path}"))
    for made in session.scalars(select(Unit).where(Unit.parent_id == root.id, Unit.code > "c00009")):
        made.valid_until = LONG_AGO  # all but ten are no more
    session.commit()
    assert asked(app, lambda: client.get(f"/units/{root.id}{path}")) == few
    assert few <= 7


def test_a_long_list_is_paged_by_key_without_gap_or_repetition(
    client: FlaskClient, session: Session, root: Unit, office: User
):
    import re

    fill(session, root, 120)
    for path, pattern in (
        ("", r">学院(\d+)</a>"),
        ("/people", r">联络员(\d+)</a>"),
        ("/committees", r">学院(\d+)</a>"),
    ):
        found: list[str] = []
        where = f"/units/{root.id}{path}"
        while where:
            page = client.get(where).text
            found += re.findall(pattern, page)
            further = re.search(r'href="([^"]+)" rel="next"', page)
            where = further.group(1).replace("&amp;", "&") if further else ""
        assert [int(each) for each in found] == list(range(120))


def test_the_history_of_units_is_kept(client: FlaskClient, session: Session, office: User, root: Unit):
    client.post(f"/units/{root.id}/new", data=new())
    kinds = session.scalars(select(UnitEvent.kind)).all()
    assert [kind.value for kind in kinds] == ["founded"]
