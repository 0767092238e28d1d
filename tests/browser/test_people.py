"""Units, people and the entrance as people meet them: every page in every size, without a finding of axe."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.unit import MemberCategory, PostKind, UnitKind
from app.models.account import User
from app.models.unit import Member, Post, Unit, UnitEvent, UnitEventKind
from app.reporting.people_sheets import COLUMNS
from app.reporting.spreadsheets import Sheet, xlsx_bytes
from tests.people import LONG_AGO, PASSWORD, person, unit

from .conftest import PHONE, accessible, fits_sideways, shoot, wear

NUMBERS = "一二三四五六七八九"


@pytest.fixture
def root(session: Session) -> Unit:
    """A university with nine colleges, their posts and people."""
    root = unit(session, "明德大学", UnitKind.UNIVERSITY, code="0")
    for place, number in enumerate(NUMBERS, 1):
        college = unit(session, f"第{number}学院", below=root, code=f"{place:02}")
        college.student_count, college.phone = (1200 + place, "6021") if place % 3 else (None, "")
        for kind in list(PostKind)[: 5 - place % 4]:
            since = LONG_AGO if place == 2 else date(2024, 9, 1)
            session.add(
                Post(unit_id=college.id, kind=kind, person="某某同志", starts_on=since, phone="6022",
                     duty="学院党委副书记", appointment="校关委〔2024〕2号" if place != 4 else "")
            )  # fmt: skip
        for category in MemberCategory:
            session.add(Member(unit_id=college.id, category=category, person="某某同志", starts_on=LONG_AGO))
        person(
            session, f"lianluo{place:02}", (Role.CONTRIBUTOR, college), home_unit_id=college.id,
            phone="13800000000",
        )  # fmt: skip
        if place == 1:
            session.add(
                UnitEvent(unit_id=college.id, kind=UnitEventKind.RENAMED, on=date(2023, 7, 1),
                          old_name="原第一学院", new_name=college.name, remark="校发〔2023〕8号")
            )  # fmt: skip
    session.commit()
    return root


@pytest.fixture
def office(session: Session, root: Unit) -> User:
    return person(session, "mishuchu", (Role.COORDINATOR, root), home_unit_id=root.id)


def sign_in(page: Page, name: str = "mishuchu") -> None:
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def look(page: Page, path: str, name: str) -> None:
    """A page without findings in the largest print on a phone, and its pictures."""
    page.goto(path)
    fits_sideways(page)
    shoot(page, name)
    page.set_viewport_size(PHONE)
    wear(page, size="30", contrast="more", language="en")
    accessible(page)
    fits_sideways(page)
    wear(page)
    page.set_viewport_size({"width": 1366, "height": 768})


def test_the_first_start(page: Page) -> None:
    look(page, "/first-start", "first-start")


def test_the_entrance(page: Page, office: User) -> None:
    for path, name in (
        ("/sign-in", "sign-in"),
        ("/sign-in/slip", "slip-entry"),
        ("/sign-in/forgotten", "forgotten"),
    ):
        look(page, path, name)
    page.goto("/sign-in")
    page.get_by_label("登录名").fill("mishuchu")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".error-summary")).to_be_focused()
    accessible(page)
    shoot(page, "sign-in-refused")


def test_every_page_of_units_and_people(page: Page, session: Session, root: Unit, office: User) -> None:
    sign_in(page)
    first = session.query(Unit).filter_by(code="01").one()
    user = session.query(User).filter_by(sign_in_name="lianluo01").one()
    session.commit()
    for path, name in (
        (f"/units/{root.id}", "tree"), (f"/units/{first.id}", "unit"), (f"/units/{root.id}/new", "unit-new"),
        (f"/units/{first.id}/name", "unit-rename"), (f"/units/{first.id}/merger", "unit-merge"),
        (f"/units/{first.id}/split", "unit-split"), (f"/units/{first.id}/profile", "profile"),
        (f"/units/{first.id}/posts/new", "post-new"), (f"/units/{root.id}/committees", "committees"),
        (f"/units/{root.id}/contacts", "contacts"), (f"/units/{root.id}/people", "people"),
        (f"/units/{root.id}/people/new", "person-new"), (f"/people/{user.id}", "person"),
        (f"/units/{first.id}/deputy", "deputy"), (f"/units/{first.id}/handovers", "handover-form"),
        (f"/units/{root.id}/import", "import"), ("/password", "password"),
        (f"/units/{first.id}/superior", "unit-move"), (f"/units/{root.id}/calendar?year=2026", "calendar"),
        (f"/units/{root.id}/calendar?year=2028", "calendar-empty"),
    ):  # fmt: skip
        look(page, path, name)


def test_slips_are_large_on_paper(page: Page, root: Unit, office: User) -> None:
    sign_in(page)
    page.goto(f"/units/{root.id}/people")
    for box in page.get_by_role("checkbox").all()[:4]:
        box.check()
    page.get_by_role("button", name="给勾选的人打印登录条").click()
    expect(page.locator(".slip")).to_have_count(4)
    accessible(page)
    page.emulate_media(media="print")
    size = page.locator(".slip-code").first.evaluate(
        "element => parseFloat(getComputedStyle(element).fontSize)"
    )
    assert size >= 32  # 24 pt
    page.emulate_media(media="screen")
    page.set_viewport_size(PHONE)
    fits_sideways(page)


def test_an_import_from_faults_to_a_preview(page: Page, root: Unit, office: User) -> None:
    sign_in(page)
    header = tuple(column.header for column in COLUMNS["people"])

    def send(*rows: tuple[str, ...]) -> None:
        page.goto(f"/units/{root.id}/import")
        page.get_by_label("人员名单").check()
        table = xlsx_bytes(Sheet("表", header, [(*row, *[""] * (9 - len(row))) for row in rows]))
        page.locator("#table").set_input_files({"name": "名单.xlsx", "mimeType": "", "buffer": table})
        page.get_by_role("button", name="检查表格").click()

    send(("a1", "甲", "99"), ("a2", "乙", "01", "校长"))
    expect(page.get_by_text("还没有写入任何内容")).to_be_visible()
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    send(("shen01", "第一学院审签人", "01", "审签人"), ("lianluo01", "第一学院联络员", "01", "联络员"))
    expect(page.get_by_role("heading", name="导入预览")).to_be_visible()
    look(page, page.url, "import-preview")
    page.get_by_role("button", name="全部导入").click()
    expect(page.get_by_text("已导入2行")).to_be_visible()
