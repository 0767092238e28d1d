"""Whom a message reaches: those who hold the role on this day in Beijing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.models.account import RoleGrant
from app.queries import clock
from app.services import notifications
from tests.scene import university


def test_a_role_begins_and_ends_with_the_day_in_beijing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = university(session, colleges=1)
    (college,) = scene.colleges
    leaver, comer = scene.contributor(college), scene.person("新联络员")
    session.query(RoleGrant).filter_by(user_id=leaver.id).one().ends_on = date(2025, 11, 5)
    session.add(
        RoleGrant(user_id=comer.id, role=Role.CONTRIBUTOR, unit_id=college.id, starts_on=date(2025, 11, 6))
    )
    reached = {}
    for hour in (15, 16):  # 23:00 and 24:00 in Beijing
        monkeypatch.setattr(clock, "now", lambda _, hour=hour: datetime(2025, 11, 5, hour, tzinfo=UTC))
        reached[hour] = notifications.holders(session, college.id, Role.CONTRIBUTOR)
    assert reached == {15: [leaver.id], 16: [comer.id]}
