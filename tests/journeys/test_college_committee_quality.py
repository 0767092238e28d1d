"""One campaign from an empty house to six certificates, through the pages people use."""

import io
import zipfile

from flask import Flask

from tests.journeys import cast, concluding, filling, reviewing, setting_up
from tests.journeys import quality_figures as figures
from tests.journeys.filling import Claim, Told
from tests.journeys.house import House
from tests.journeys.quality_sheets import SHEETS
from tests.scene import QUALITY, framework_file

TITLE = "2026年度二级学院关工委优质化建设评议"


FRAMEWORK = framework_file(QUALITY).framework
LOWERED, REJECTED = ("lowered", "2"), ("rejected", "")
TOLD = dict.fromkeys(cast.COLLEGES, Told()) | {
    # B1 省级3分 lowered to 2; B4 rejected; B5 1 → 3 points
    cast.FIRST: Told(
        claims=(
            Claim("B1", "provincial", *LOWERED),
            Claim("B4", "university", *REJECTED),
            Claim("B5", "lead"),
        )
    ),
    # 4 + 3 + 2 + 2 = 11, cut at the cap of 10
    cast.SECOND: Told(
        claims=(
            Claim("B1", "national"),
            Claim("B2", "provincial"),
            Claim("B3", "national"),
            Claim("B4", "provincial"),
        )
    ),
    cast.THIRD: Told(not_applicable={"7.3": "本年度没有单列的研究任务。"}),
    cast.FIFTH: Told(unmet={"P5": "经费由学院统筹，没有单列渠道。"}),
}


def test_one_campaign_from_an_empty_house_to_six_certificates(app: Flask) -> None:
    house = House(app)
    prepare(house)
    evaluate(house)
    check(house)
    review(house)
    compute(house)
    hear(house)
    show(house)
    honour(house)
    put_right(house)


def prepare(house: House) -> None:
    """First start, people, slips, criteria, campaign, notice."""
    setting_up.open_the_house(house)
    office, place = house[cast.OFFICE], house.places["units"]
    assert "6新增" in setting_up.bring_in(office, place, "units", cast.UNIT_ROWS).replace(" ", "")
    wrong = setting_up.send_wrong_table(office, place, [*cast.PEOPLE_ROWS, ("x1", "错行", "77")])
    assert "第24行单位编号这里没有这个编号的单位，请核对。" in wrong
    setting_up.bring_in(office, place, "people", cast.PEOPLE_ROWS)
    setting_up.hand_out_slips(house)
    assert len(house.people) == 1 + len(cast.PEOPLE_ROWS)
    setting_up.bring_in_criteria(house, QUALITY)
    setting_up.make_campaign(house, TITLE)
    setting_up.publish_notice(house, "校关工委〔2026〕1号")


def evaluate(house: House) -> None:
    """Six colleges fill in, one signatory sends it back first, all hand in."""
    house.move("发布本批次")
    house.move("开始自评自纠")
    filling.answer_page_by_page(house, cast.FIRST, FRAMEWORK)
    for college in cast.COLLEGES[1:]:
        filling.answer_quickly(house, college, FRAMEWORK, TOLD[college])
    for college in cast.COLLEGES:
        filling.state_preconditions(house, college, FRAMEWORK, TOLD[college])
        filling.claim_bonus(house, college, TOLD[college])
        filling.send_for_sign_off(house, college)
    filling.return_to_writer(house, cast.SECOND, "请补充第二学期的数据。")
    filling.send_for_sign_off(house, cast.SECOND)
    for college in cast.COLLEGES:
        filling.sign(house, college)


def check(house: House) -> None:
    """The format check: one college mends one criterion; the secretariat decides on every claim."""
    house.move("结束自评，进入形式审查")
    filling.return_for_correction(house, cast.FOURTH, "4.2", "年度总结缺第二学期的内容。")
    filling.correct(house, cast.FOURTH, "4.2", "已补充第二学期的工作总结。")
    for college in cast.COLLEGES:
        filling.accept(house, college)
        filling.decide_bonus(house, college, TOLD[college].claims)


def review(house: House) -> None:
    """Five experts read all six by lot, two peers three colleges by hand; one steps aside; all hand in."""
    house.move("开始同行评议")
    reviewing.form_panel(house, "expert", "评审专家组", cast.EXPERTS, chair=cast.EXPERTS[0])
    reviewing.form_panel(house, "peer", "学院互评组", cast.PEERS)
    drawn = reviewing.draw(house, "2026年度评议抽签", {"评审专家组": 5, "学院互评组": 0})
    assert "将发出 30 份邀请" in drawn
    first, second, third = cast.PEERS
    for college, peers in (
        (cast.FOURTH, (first, second)),
        (cast.FIFTH, (second, first)),
        (cast.SIXTH, (first, third)),
    ):
        for peer in peers:
            reviewing.ask_by_hand(house, college, peer)
    for reviewer in cast.EXPERTS:
        reviewing.declare(house, reviewer)
    reviewing.declare(house, first, {cast.FIFTH: "两院正在结对共建。"})
    reviewing.ask_by_hand(house, cast.FIFTH, third)
    for reviewer in (second, third):
        reviewing.declare(house, reviewer)
    for college, sheets in SHEETS.items():
        for reviewer, sheet in sheets.items():
            reviewing.judge(house, reviewer, college, FRAMEWORK, sheet)


def compute(house: House) -> None:
    """The figures are those worked out by hand; the leading group approves the draft."""
    house.move("结束评议，进入结果反馈")
    house[cast.OFFICE].follow("评议结果").press("计算结果")
    assert concluding.sheet(house) == figures.SHEET
    assert figures.QUOTA in house[cast.OFFICE].text
    for college, explained in figures.EXPLAINED.items():
        concluding.explains(house, college, explained)
    concluding.board_approves(house, "校关工委领导小组第一次会议")
    house.keeps_its_rules()


def hear(house: House) -> None:
    """Letters signed for; a fact mended; an appeal upheld by two turns 合格 into 良好, approved once more."""
    concluding.send_letters(house)
    for college in cast.COLLEGES:
        letter = concluding.sign_letter(house, college, accepts=college != cast.FOURTH)
        total = figures.EXPLAINED[college].sections.split()[-1]
        assert f"基础分 {total} 分" in letter
    concluding.check_fact(house, cast.SIXTH, "wrong", "记录第三页写明了落实人。")
    concluding.answer_fact(house, cast.SIXTH, upheld=True, reason="经核对，记录第三页确有落实人。")
    concluding.appeal(house, cast.FOURTH, "6.4", "台账第二页记录了全年关爱帮扶，请复核。")
    concluding.look_again(house, "4")
    assert concluding.sheet(house) == figures.SHEET_AFTER
    concluding.explains(house, cast.FOURTH, figures.FOURTH_AFTER)
    for college in (each for each in cast.COLLEGES if each != cast.FOURTH):
        concluding.explains(house, college, figures.EXPLAINED[college])
    concluding.board_approves(house, "校关工委领导小组第二次会议")


def show(house: House) -> None:
    """The time to appeal passes; the list is shown in public; an objection by phone; the page goes down."""
    house.time_passes(15)
    house.move("进入公示")
    shown = concluding.show_in_public(house)
    assert "拟定二级关工委优质化建设示范单位（1）" in shown.text
    assert "97.20" not in shown.text
    concluding.objection_by_phone(house, cast.FIRST, "第一学院的活动次数是否属实？", "经核对台账，属实。")
    house.time_passes(10)
    house.stranger().open(house.places["public"], status=404)
    house.move("结束公示")
    concluding.board_approves(house, "校关工委领导小组第三次会议")


def honour(house: House) -> None:
    """Six awards, six certificates: all valid; then one is printed anew and one taken back; the ZIP."""
    concluding.decide_awards(house, "老同志进课堂形成常态，关爱帮扶到人。")
    certificates = concluding.issue_certificates(house)
    named = [f"明德大学{college.removesuffix('关工委')}关心下一代工作委员会" for college in cast.COLLEGES]
    titles = dict.fromkeys(named, "二级关工委优质化建设合格单位")
    titles[named[0]] = "二级关工委优质化建设示范单位"  # the one 优秀; a grade award goes to the highest only
    assert {holder: title for _, holder, title in certificates} == titles
    for number, holder, title in certificates:
        page = concluding.public_page(house, number)
        assert page.words("//h1") == ["证书有效"]
        assert all(words in page.text for words in (number, holder, title))
        assert concluding.certificate_file(house, number).startswith(b"%PDF-")
    second, last = certificates[1][0], certificates[5][0]
    concluding.reissue(house, second, f"{certificates[1][1]}（更正）")
    concluding.revoke(house, last)
    assert concluding.public_page(house, second).words("//h1") == ["此证书已换发"]
    assert concluding.public_page(house, last).words("//h1") == ["此证书已撤销"]
    assert concluding.public_page(house, f"{second}-R1").words("//h1") == ["证书有效"]
    packed = zipfile.ZipFile(io.BytesIO(concluding.all_certificates(house))).namelist()
    numbers = sorted(name.rpartition(" ")[2].removesuffix(".pdf") for name in packed if name.endswith("pdf"))
    valid = [row[0] for row in certificates if row[0] not in (second, last)]
    assert numbers == sorted([*valid, f"{second}-R1"])


def put_right(house: House) -> None:
    """29 shortcomings are put right and verified by those who raised them; six summaries; the archive.

    The sixth college has none: what its seven readers found, its fact check refuted.
    """
    house.move("进入整改总结")
    assert [concluding.put_right(house, college) for college in cast.COLLEGES] == [5, 5, 5, 7, 7, 0]
    readers = (*cast.EXPERTS, *cast.PEERS)
    assert [concluding.verify(house, reader) for reader in readers] == [5, 5, 5, 5, 5, 1, 2, 1]
    for college in cast.COLLEGES:
        concluding.close_rectification(house, college)
    house.move("归档")
    assert "现在是归档" in house[cast.OFFICE].text
