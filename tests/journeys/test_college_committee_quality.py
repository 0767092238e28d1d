"""One campaign from an empty house to six certificates, through the pages people use."""

from flask import Flask

from tests.journeys import cast, setting_up
from tests.journeys.house import House

TITLE = "2026年度二级学院关工委优质化建设评议"


def test_one_campaign_from_an_empty_house_to_six_certificates(app: Flask) -> None:
    house = House(app)
    prepare(house)


def prepare(house: House) -> None:
    setting_up.open_the_house(house)
    office, place = house[cast.OFFICE], house.places["units"]
    assert "6" in setting_up.bring_in(office, place, "units", cast.UNIT_ROWS)
    wrong = setting_up.send_wrong_table(office, place, [*cast.PEOPLE_ROWS, ("x1", "错行", "77")])
    print(wrong)
    setting_up.bring_in(office, place, "people", cast.PEOPLE_ROWS)
    setting_up.hand_out_slips(house)
    assert len(house.people) == 1 + len(cast.PEOPLE_ROWS)
    setting_up.bring_in_criteria(house, "college-committee-quality")
    setting_up.make_campaign(house, TITLE)
    setting_up.publish_notice(house, "校关工委〔2026〕1号")
