"""Results and what follows from them, as the office, the board and the colleges see and do it."""

import re
from decimal import Decimal

from tests.journeys import cast
from tests.journeys.house import House
from tests.journeys.quality_figures import FULL, HIGHEST, MEDIANS, Explained
from tests.people import today

ACCOUNT = "//ol[@class='account']"


def sheet(house: House) -> list[str]:
    """The rows of the board's sheet, each as one line; pseudonyms go by lot and are left out."""
    page = house[cast.OFFICE].open(f"{house.places['campaign']}/results")
    rows = [" ".join("".join(cell.split()) for cell in row) for row in page.rows("评议结果汇总表")[1:]]
    return [re.sub(r"专家\d", "专家{}", row) for row in rows]


def explains(house: House, college: str, wanted: Explained) -> None:
    """Every figure on the page of a college's result is the one worked out by hand."""
    page = house[cast.OFFICE].open(f"{house.places['campaign']}/results").follow(college)
    titles, sums = page.words(f"{ACCOUNT}/li//h3"), page.words(f"{ACCOUNT}/li/span")
    assert dict(zip(titles, sums, strict=True)) == wanted.steps
    counted = page.words(f"{ACCOUNT}//ul/li[not(@class)]/text()[normalize-space()]")
    assert sorted(counted, key=_number) == wanted.counted.split()
    assert sorted(page.words(f"{ACCOUNT}//ul/li/del"), key=_number) == wanted.dropped.split()
    formulas = page.words(f"{ACCOUNT}//p[contains(@class, 'formula')]")
    assert [re.sub(r"^\(.*\) ", "", each) for each in formulas] == list(wanted.formulas)
    columns = [FULL, wanted.experts, wanted.peers, wanted.sections, MEDIANS, HIGHEST]
    rows = [row[1:-1] for row in page.rows("分项得分表")[1:]]
    assert rows == [list(row) for row in zip(*(each.split() for each in columns if each), strict=True)]
    differences = [row[-1] for row in page.rows("分项得分表")[1:]]
    pairs = zip(wanted.sections.split(), MEDIANS.split(), strict=True)
    assert differences == [_difference(Decimal(own) - Decimal(median)) for own, median in pairs]


def _number(text: str) -> Decimal:
    return Decimal(text.rstrip("…"))


def _difference(points: Decimal) -> str:
    return "相同" if points == 0 else f"{'高' if points > 0 else '低'} {abs(points)}"


def board_approves(house: House, meeting: str) -> None:
    """The leading group looks at the sheet and approves it, naming its meeting."""
    board = house[cast.BOARD].open(f"{house.places['campaign']}/results")
    board.fill(meeting=meeting, on=today().isoformat(), attendees="领导小组全体成员", text="同意。").press(
        "审定"
    )
    assert "领导小组已审定" in board.text
