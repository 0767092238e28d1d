"""The holiday calendar as the secretariat keeps it; what was announced does not move."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.calendar import beijing_date
from app.models.calendar import CalendarYear
from app.queries import calendars
from tests.people import sign_in, today
from tests.scene import Scene, university


@pytest.fixture
def world(session: Session) -> Scene:
    made = university(session, colleges=1)
    session.commit()
    return made


def lines(session: Session) -> int:
    found = session.scalar(select(func.count()).select_from(CalendarYear)) or 0
    session.commit()
    return found


def test_days_are_put_in_pasted_and_taken_out_with_a_trace(
    app: Flask, session: Session, world: Scene
) -> None:
    office = world.coordinator()
    session.commit()
    client, address = app.test_client(), f"/units/{world.university.id}/calendar"
    sign_in(client, office)
    assert "这一年尚未录入" in client.get(f"{address}?year=2027").text
    day = {"year": "2027", "seen": "0", "day": "2027-01-01", "kind": "off", "name": "元旦"}
    assert client.post(address, data=day | {"name": ""}).status_code == 422
    assert client.post(address, data=day | {"day": "2026-01-01"}).status_code == 422
    assert client.post(address, data=day).status_code == 303
    assert client.post(address, data=day).status_code == 409  # seen before the change
    pasted = {"year": "2027", "seen": "1", "days": "2027-02-06至2027-02-12 休 春节\n2027-02-14 班\n坏的一行"}
    bad = client.post(f"{address}/days", data=pasted)
    assert (bad.status_code, "第 3 行" in bad.text, "坏的一行" in bad.text) == (422, True, True)
    good = pasted | {"days": "2027-02-06至2027-02-12 休 春节\n2027-02-14 班"}
    assert client.post(f"{address}/days", data=good).status_code == 303
    taken = {"year": "2027", "seen": "2", "day": "2027-01-01"}
    assert client.post(f"{address}/removal", data=taken).status_code == 303
    assert lines(session) == 3
    history = client.get(f"/units/{world.university.id}/history").text
    assert [word for word in ("修改节假日历", "2027-02-14 班") if word not in history] == []


def test_only_the_offices_of_the_house_keep_it(app: Flask, session: Session, world: Scene) -> None:
    college = world.colleges[0]
    people = (world.contributor(college), world.board(), world.observer())
    technician = world.person("技术员", (Role.ADMINISTRATOR, world.university))
    below = world.person("学院秘书", (Role.COORDINATOR, college))
    session.commit()
    address = f"/units/{world.university.id}/calendar"
    day = {"year": "2027", "seen": "0", "day": "2027-01-01", "kind": "off", "name": "元旦"}
    for person in (*people, below):
        client = app.test_client()
        sign_in(client, person)
        assert (client.get(address).status_code, client.post(address, data=day).status_code) == (403, 403)
    client = app.test_client()
    sign_in(client, technician)
    assert client.get(f"/units/{college.id}/calendar").status_code == 404
    assert client.post(address, data=day).status_code == 303


def test_a_change_counts_from_now_on_and_not_before(app: Flask, session: Session, world: Scene) -> None:
    office, path = world.coordinator(), world.university.path
    session.commit()
    start = today()
    before = calendars.working(session, path)
    nextday = before.on_or_after(start + timedelta(days=1))
    client = app.test_client()
    session.commit()
    sign_in(client, office)
    data = {"year": str(nextday.year), "seen": "0", "day": nextday.isoformat(), "kind": "off", "name": "校庆"}
    assert client.post(f"/units/{world.university.id}/calendar", data=data).status_code == 303
    line = session.scalars(select(CalendarYear)).one()
    earlier = calendars.working(session, path, at=line.recorded_at - timedelta(seconds=1))
    now = calendars.working(session, path)
    assert earlier.add_working_days(start, 1) == nextday
    assert now.add_working_days(start, 1) > nextday
    assert beijing_date(line.recorded_at) == start
