"""A district delegates “five haves, five goods” to a sub-district, which runs it to certificates."""

from flask import Flask

from tests.journeys import cast, concluding, district, filling, reviewing, setting_up
from tests.journeys.filling import Claim, Told
from tests.journeys.house import House
from tests.scene import framework_file

FIVE_GOOD = "five-good"
FRAMEWORK = framework_file(FIVE_GOOD).framework
TOLD = dict.fromkeys(district.COMMUNITIES, Told()) | {
    district.FIRST: Told(claims=(Claim("B1", "municipal"),)),
    district.SECOND: Told(
        claims=(Claim("B1", "provincial"), Claim("B1", "municipal"), Claim("B2", "municipal"))
    ),
    district.THIRD: Told(unmet={"H5": "没有专项经费。"}),
    district.FIFTH: Told(claims=(Claim("B2", "district", "rejected"),)),
}


def test_a_sub_district_runs_for_its_communities_what_the_district_has_delegated(app: Flask) -> None:
    house = House(app)
    found(house)
    delegate(house)
    evaluate(house)
    review(house)
    compute(house)
    conclude(house)


def found(house: House) -> None:
    """The district opens the house; the tree of two sub-districts and six communities comes by Excel."""
    setting_up.open_the_house(house, district.DISTRICT, "district")
    office, place = house[cast.OFFICE], house.places["units"]
    setting_up.bring_in(office, place, "units", district.UNIT_ROWS)
    setting_up.bring_in(office, place, "people", district.PEOPLE_ROWS)
    setting_up.hand_out_slips(house)
    setting_up.bring_in_criteria(house, FIVE_GOOD)


def delegate(house: House) -> None:
    """The district sets criteria and dates; the sub-district gets a campaign of its own and goes on alone."""
    setting_up.create_campaign(house, "2026年“五有五好”关工委创建评议")
    above, office = house[cast.OFFICE], house[district.STREET_OFFICE]
    above.open(house.places["campaign"]).follow("委托下级组织承办")
    above.fill(unit=above.option("unit", district.STREET)).press("委托")
    house.places["of the district"] = house.places["campaign"]
    house.places["campaign"] = above.open(house.places["campaign"]).link(district.STREET)
    house.people[district.DISTRICT], house.people[cast.OFFICE] = above, office
    office.open(house.places["of the district"], status=404)
    setting_up.set_up_campaign(house)
    enrolled = office.open(f"{house.places['campaign']}/units").rows("已选入")[1:]
    assert [row[0] for row in enrolled] == list(district.COMMUNITIES)  # by their codes
    setting_up.publish_notice(house, "东湖关工委〔2026〕1号", district.COMMUNITIES)


def evaluate(house: House) -> None:
    """Five communities fill in, sign, and are accepted; the claims are decided."""
    house.move("发布本批次")
    house.move("开始自评自纠")
    for community in district.COMMUNITIES:
        told = TOLD[community]
        filling.answer_quickly(house, community, FRAMEWORK, told)
        filling.state_preconditions(house, community, FRAMEWORK, told)
        filling.claim_bonus(house, community, told)
        filling.send_for_sign_off(house, community)
        filling.sign(house, community)
    house.move("结束自评，进入形式审查")
    for community in district.COMMUNITIES:
        filling.accept(house, community)
        filling.decide_bonus(house, community, TOLD[community].claims)


def review(house: House) -> None:
    """Three experts of the district read all five."""
    house.move("开始同行评议")
    reviewing.form_panel(house, "expert", "考评组", district.EXPERTS, chair=district.EXPERTS[0])
    assert "将发出 15 份邀请" in reviewing.draw(house, "东湖街道抽签", {"考评组": 3})
    for reviewer in district.EXPERTS:
        reviewing.declare(house, reviewer)
    for community, sheets in district.SHEETS.items():
        for reviewer, sheet in sheets.items():
            reviewing.judge(house, reviewer, community, FRAMEWORK, sheet)


def compute(house: House) -> None:
    """Every figure is the one worked out by hand; the district, above, reads the same sheet."""
    house.move("结束评议，进入结果反馈")
    house[cast.OFFICE].follow("评议结果").press("计算结果")
    assert concluding.sheet(house) == district.SHEET
    for community in district.COMMUNITIES:
        explains(house, community)
    above = house[district.DISTRICT].open(f"{house.places['campaign']}/results")
    assert district.SECOND in above.text
    concluding.board_approves(house, "东湖街道关工委领导小组会议")
    house.keeps_its_rules()


def explains(house: House, community: str) -> None:
    """The account of a community, its totals, and its sections beside the middle and the best."""
    page = house[cast.OFFICE].open(f"{house.places['campaign']}/results").follow(community)
    account = concluding.ACCOUNT
    titles, sums = page.words(f"{account}/li//h3"), page.words(f"{account}/li/span")
    assert dict(zip(titles, sums, strict=True)) == district.STEPS[community]
    totals = page.words(f"{account}//ul/li[not(@class)]/text()[normalize-space()]")
    assert sorted(totals, key=float) == district.TOTALS[community].split()
    rows = [row[2:-1] for row in page.rows("分项得分表")[1:]]
    columns = (district.SECTIONS[community], district.MEDIANS, district.HIGHEST)
    assert rows == [list(row) for row in zip(*(each.split() for each in columns), strict=True)]


def conclude(house: House) -> None:
    """Letters, public notice, decision, certificates: one model community, one that meets the standard."""
    office, place = house[cast.OFFICE], house.places["campaign"]
    office.open(f"{place}/letters").press("起草").press("发出")
    said = {each: concluding.sign_letter(house, each, accepts=True) for each in district.COMMUNITIES}
    assert ["未达标" in words for words in said.values()] == [False, False, True, True, False]
    house.time_passes(15)
    house.move("进入公示")
    public = concluding.show_in_public(house)
    assert [name in public.text for name in district.COMMUNITIES] == [True, True, False, False, False]
    house.time_passes(10)
    house.move("结束公示")
    concluding.board_approves(house, "东湖街道党工委会议")
    concluding.decide_awards(house, "五有齐全，五好突出。")
    given = concluding.issue_certificates(house)
    assert {title: holder for _, holder, title in given} == district.HOLDERS
    for number, holder, title in given:
        page = concluding.public_page(house, number)
        assert page.words("//h1") == ["证书有效"]
        assert all(words in page.text for words in (number, holder, title))
