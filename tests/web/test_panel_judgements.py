"""The pages of agreed levels: the chair comes from the own reviews; what was typed stays when refused."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.people import sign_in
from tests.services.test_panel_judgements import CODE, Panel
from tests.visitor import Visitor


def visit(app: Flask, panel: Panel, who: str) -> Visitor:
    people = {"chair": panel.chair, "reader": panel.readers[1]}
    visitor = Visitor(app)
    sign_in(visitor.client, people[who])
    return visitor


def test_the_chair_finds_the_criterion_and_records_the_level(app: Flask, session: Session) -> None:
    panel = Panel(session)
    chair = visit(app, panel, "chair").open("/reviews").follow("需要合议的等级")
    chair.follow(panel.unit.unit_name)
    assert chair.words("//caption/following-sibling::tbody//td[1]") == ["F", "F", "P"]
    chair.fill(**{f"c{CODE}-level": "S", f"c{CODE}-reason": "职责写得不全。"}).press("登记合议等级")
    assert "合议等级已登记" in chair.text
    assert "合议为：S" in chair.text


def test_a_reason_is_asked_for_at_its_field_and_the_chosen_level_stays(app: Flask, session: Session) -> None:
    panel = Panel(session)
    chair = visit(app, panel, "chair").open(f"/submissions/{panel.unit.id}/agreed-levels")
    chair.fill(**{f"c{CODE}-level": "S"}).press("登记合议等级", status=422)
    assert chair.words(f"//p[@id='c{CODE}-reason-error']") != []
    assert chair.words("//input[@checked]/following-sibling::span/strong") == ["S 基本达成"]


def test_a_page_that_is_behind_is_told_and_a_criterion_without_difference_is_not_there(
    app: Flask, session: Session
) -> None:
    panel = Panel(session)
    place = f"/submissions/{panel.unit.id}/agreed-levels"
    first, second = visit(app, panel, "chair").open(place), visit(app, panel, "chair").open(place)
    first.fill(**{f"c{CODE}-level": "S", f"c{CODE}-reason": "先记的。"}).press("登记合议等级")
    second.fill(**{f"c{CODE}-level": "P", f"c{CODE}-reason": "后记的。"}).press("登记合议等级", status=409)
    client: FlaskClient = first.client
    assert client.post(f"{place}/1.1.2", data={"c1.1.2-level": "S"}).status_code == 404


def test_who_does_not_chair_finds_nothing(app: Flask, session: Session) -> None:
    panel = Panel(session)
    reader = visit(app, panel, "reader").open("/reviews")
    assert reader.words("//a[contains(., '需要合议的等级')]") == []
    reader.open(f"/submissions/{panel.unit.id}/agreed-levels", status=404)
    reader.open(f"/campaigns/{panel.campaign.id}/agreed-levels", status=404)
