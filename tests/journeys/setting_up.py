"""From an empty house to a campaign that everybody knows of: people, criteria, dates, the notice."""

from pathlib import Path

from app.reporting.people_sheets import COLUMNS
from app.reporting.spreadsheets import Sheet, xlsx_bytes
from tests.journeys import cast
from tests.journeys.house import House
from tests.people import PASSWORD, today
from tests.visitor import Visitor

FRAMEWORKS = Path(__file__).parents[2] / "app/frameworks"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def open_the_house(house: House, institution: str = cast.UNIVERSITY, kind: str = "university") -> None:
    """The first start leads to the first coordinator, who stands on the home page afterwards."""
    office = house.people[cast.OFFICE] = house.stranger().open("/")
    assert office.path == "/first-start"
    office.fill(institution=institution, kind=kind, name=cast.OFFICE, sign_in_name="mishuchu")
    office.fill(password=PASSWORD, again=PASSWORD).press("启用系统")
    assert office.path == "/"
    house.places["units"] = office.open("/units").path


def filled(kind: str, rows: list[tuple[str, ...]]) -> tuple[str, bytes]:
    """The Excel template of units or people with these rows in it."""
    header = [column.header for column in COLUMNS[kind]]
    padded = [(*row, *[""] * (len(header) - len(row))) for row in rows]
    return f"{kind}.xlsx", xlsx_bytes(Sheet("名单", header, padded))


def bring_in(office: Visitor, place: str, kind: str, rows: list[tuple[str, ...]]) -> str:
    """Excel in, a look at the preview, then yes. Says what the preview counted."""
    office.open(f"{place}/import").fill(kind=kind, table=filled(kind, rows)).press("检查表格")
    counted = office.text
    office.press("全部导入")
    return counted


def send_wrong_table(office: Visitor, place: str, rows: list[tuple[str, ...]]) -> str:
    """A table with a fault: what the page says of it."""
    table = filled("people", rows)
    return office.open(f"{place}/import").fill(kind="people", table=table).press("检查表格", status=422).text


def hand_out_slips(house: House) -> None:
    """Printed slips for everybody; each signs in with the own one and chooses a password."""
    office, place = house[cast.OFFICE], house.places["units"]
    office.open(f"{place}/people")
    everybody = office.choices("people")
    office.fill(people=everybody).press("给勾选的人打印登录条")
    slips = list(zip(*(office.words(f"//li[@class='slip']//{part}") for part in SLIP), strict=True))
    for name, sign_in_name, code in slips:
        visitor = house.people[name] = house.stranger().open("/sign-in/slip")
        visitor.fill(sign_in_name=sign_in_name, code=code, new=PASSWORD, again=PASSWORD)
        visitor.press("保存密码并登录")
        assert visitor.path == "/", (name, visitor.text)


SLIP = ("h2", "div[2]/dd", "div[3]/dd")


def bring_in_criteria(house: House, code: str) -> str:
    """A framework by file, read through, then offered to campaigns. Its address."""
    office = house[cast.OFFICE].open("/frameworks")
    content = (FRAMEWORKS / f"{code}.yaml").read_bytes()
    office.fill(file=(f"{code}.yaml", content)).press("检查并导入")
    return office.path


def make_campaign(house: House, title: str) -> None:
    """A campaign with dates as proposed, its settings, and all its units."""
    create_campaign(house, title)
    set_up_campaign(house)


def create_campaign(house: House, title: str) -> None:
    """A campaign with dates as proposed."""
    office = house[cast.OFFICE].open("/campaigns/new")
    year = today().year
    office.fill(title=title, period_label=str(year), number_prefix="关评", leading_group=cast.BOARD)
    office.fill(period_starts_on=f"{year}-01-01", period_ends_on=f"{year}-12-31").press("建立，再定日期")
    house.places["campaign"] = office.path.removesuffix("/schedule")
    office.fill(announced_on=today().isoformat()).press("推算").press("保存日期")
    assert office.path == house.places["campaign"]


def set_up_campaign(house: House) -> None:
    """Its settings, and every unit below the organiser."""
    office = house[cast.OFFICE].open(house.places["campaign"])
    office.follow("设置").fill(appeal_days="5", take_back_hours="24", load_limit="6").press("保存")
    office.follow("选单位").press("全部选入")


def publish_notice(house: House, number: str, units: tuple[str, ...] = cast.COLLEGES) -> None:
    """The notice goes out; every unit signs for it."""
    office = house[cast.OFFICE].open(house.places["campaign"])
    office.follow("拟写通知").fill(number=number, title="关于开展年度评议工作的通知")
    office.fill(body="请各学院关工委对照指标自评，材料真实，按期提交。").press("发布通知")
    house.places["notice"] = office.path
    for college in units:
        house[cast.liaison(college)].open(office.path).press("签收")
