"""Results and what follows from them, as the office, the board and the colleges see and do it."""

import re
from decimal import Decimal

from tests.journeys import cast
from tests.journeys.house import House
from tests.journeys.quality_figures import FULL, HIGHEST, MEDIANS, Explained
from tests.people import today
from tests.visitor import Visitor

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
    assert not board.can_press("审定")


def send_letters(house: House) -> None:
    """A first wording of each letter from the findings; then all are sent, and the clocks start."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/letters")
    office.press("起草 6 份意见书").press("发出 6 份意见书")


def sign_letter(house: House, college: str, *, accepts: bool) -> str:
    """The college reads its letter and signs for it. What the letter says."""
    reader = house[cast.signatory(college)].open(f"{house.places[college]}/letter")
    words = reader.text
    reader.fill(accepts="yes" if accepts else "no").press("签收")
    return words


def check_fact(house: House, college: str, stance: str, text: str) -> None:
    """The college says of the first part of its letter whether the facts are right."""
    reader = house[cast.liaison(college)].open(f"{house.places[college]}/hearing")
    prefix = next(name for name in reader.fields() if name.endswith("-stance")).removesuffix("stance")
    reader.fill(**{f"{prefix}stance": stance, f"{prefix}text": text}).press("提交这一条")


def answer_fact(house: House, college: str, *, upheld: bool, reason: str) -> None:
    """The secretariat, which read nobody, answers the one item that waits."""
    office = house[cast.OFFICE].open(f"{house.places[college]}/hearing")
    prefix = next(name for name in office.fields() if name.endswith("-upheld")).removesuffix("upheld")
    office.fill(**{f"{prefix}upheld": "yes" if upheld else "no", f"{prefix}answer": reason}).press("答复")


def appeal(house: House, college: str, criterion: str, reason: str) -> None:
    """The college appeals against the score of one criterion."""
    reader = house[cast.liaison(college)].open(f"{house.places[college]}/hearing")
    reader.fill(criterion=criterion, reason=reason).press("提交申诉")
    house.places["appeal"] = reader.link(criterion)


def look_again(house: House, score: str) -> None:
    """Two who read nobody look again, each alone, and find the same; the secretariat decides."""
    office = house[cast.OFFICE].open(house.places["appeal"])
    names = zip(("admit-first", "admit-second"), cast.EXAMINERS, strict=True)
    office.fill(**{field: office.option(field, name) for field, name in names}).press("受理")
    for name in cast.EXAMINERS:
        examiner = house[name].open(house.places["appeal"])
        examiner.fill(**{"opinion-keep": "correct", "opinion-score": score})
        examiner.fill(**{"opinion-reason": "台账第二页可以证明。"}).press("提交我的意见")
    office.open(house.places["appeal"])
    office.fill(**{"decide-outcome": "correct", "decide-conclusion": "佐证充分，予以更正。"}).press(
        "登记决定"
    )


def show_in_public(house: House) -> Visitor:
    """The proposed list goes up; somebody without an account reads it."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/public-notice")
    office.fill(contact="校关工委秘书处，电话 8012").press("开始公示")
    house.places["public"] = office.path
    return house.stranger().open(office.path)


def objection_by_phone(house: House, about: str, text: str, reply: str) -> None:
    """An objection comes by phone, is entered and answered."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/public-notice")
    office.fill(**{"entry-channel": "phone", "entry-about": about, "entry-text": text})
    office.fill(**{"entry-name": "一位退休教师", "entry-contact": "8123"}).press("登记")
    office.fill(answer=reply).press("记录答复")


def decide_awards(house: House, citation: str) -> list[str]:
    """The decision of the meeting is recorded; each award gets its citation. Who holds an award, in order."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/decision")
    office.fill(number="关工委〔2026〕12号", on=today().isoformat(), meeting="校党委常委会")
    office.fill(legal_basis="《二级关工委优质化建设评议办法》", issuers="明德大学关心下一代工作委员会")
    office.fill(name_ending="关心下一代工作委员会").press("登记表彰决定")
    holders = [link.removeprefix("事迹与名称 ") for link in office.words("//td//a")]
    for holder in holders:
        office.follow(f"事迹与名称 {holder}").fill(citation=citation).press("保存")
    return holders


def issue_certificates(house: House) -> list[tuple[str, str, str]]:
    """One person drafts, another issues, the worker makes the papers. Number, holder and title of each."""
    place = f"{house.places['campaign']}/certificates"
    office = house[cast.OFFICE].open(place).fill(series="优字").press("拟制证书")
    assert not office.open(place).can_press("全部签发")
    house[cast.COLLEAGUE].open(place).press("全部签发")
    house.work_is_done()
    return [(row[0], row[1], row[2]) for row in office.open(place).rows("证书")[1:]]


def public_page(house: House, number: str) -> Visitor:
    """What anybody sees who scans the code of a certificate."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/certificates").follow(number)
    return house.stranger().open(office.link("查看公开查询页"))


def certificate_file(house: House, number: str) -> bytes:
    """The paper itself, as its holder loads it down."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/certificates").follow(number)
    answer = office.follow("证书 PDF").answer
    assert answer is not None
    return answer.data


def reissue(house: House, number: str, recipient: str) -> None:
    """A name was printed wrongly: one drafts the correction, the other issues it."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/certificates").follow(number)
    office.fill(recipient=recipient, reason="名称漏印。").press("拟制更正证书")
    house[cast.COLLEAGUE].open(office.path).press("颁发")
    house.work_is_done()


def revoke(house: House, number: str) -> None:
    """A certificate is taken back by a further decision."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/certificates").follow(number)
    office.fill(because=office.choices("because")[0], decision="关工委〔2026〕15号", reason="材料失实。")
    office.press("撤销")


def all_certificates(house: House) -> bytes:
    """The ZIP of every valid certificate."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/certificates").press("打包下载全部有效证书")
    place = office.path
    house.work_is_done()
    answer = office.open(place).follow("下载").answer
    assert answer is not None
    return answer.data


def put_right(house: House, college: str) -> int:
    """Every item of a college is planned, done and reported. How many there were."""
    place = f"{house.places[college]}/rectification"
    writer = house[cast.liaison(college)].open(place)
    items = [link for link in writer.links() if link.startswith("/rectification/")]
    for item in items:
        plan = {"cause": "台账没有专人管。", "aim": "每条记录都有落实人。", "measure": "指定专人，每月核对。"}
        writer.open(item).fill(**plan, owner="联络员", term="dated", due_on=today().isoformat())
        writer.press("保存方案").fill(text="已补写全部记录。").press("已整改完成，请专家核验")
    return len(items)


def verify(house: House, reviewer: str) -> int:
    """The reader who raised them looks at every item and closes it. How many there were."""
    reader, count = house[reviewer].open("/rectification"), 0
    while items := [link for link in reader.links() if link.startswith("/rectification/")]:
        reader.open(items[0]).fill(verdict="verified", text="已核验。").press("提交核验意见")
        reader.open("/rectification")
        count += 1
    return count


def close_rectification(house: House, college: str) -> None:
    """The college sums up and signs; the secretariat closes."""
    place = f"{house.places[college]}/rectification"
    writer = house[cast.liaison(college)].open(f"{place}/summary")
    writer.fill(overview="全部问题已按方案整改到位。", lasting="建立了台账月核制度。").press("保存")
    house[cast.signatory(college)].open(f"{place}/summary").press("签署并提交")
    house[cast.OFFICE].open(place).press("办结整改")
