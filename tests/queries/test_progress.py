"""The board costs the same for ten units and for a thousand; lines, figures and lateness agree."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.domain.relay import Hand, Leg
from app.models.base import utc_now
from app.models.campaign import Campaign, Extension
from app.models.submission import Correction, Submission
from app.models.unit import Unit, UnitKind
from app.queries import campaigns, home, lateness, progress, situation
from app.queries.progress import Filter
from tests.scene import LONG_AGO, Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def fill(scene: Scene, campaign: Campaign, count: int) -> None:
    """So many more units in every stage, made in bulk."""
    stages = list(S)
    units = [
        {
            "id": (made := uuid4()),
            "parent_id": scene.university.id,
            "path": f"{scene.university.path}{made}/",
            "kind": UnitKind.COLLEGE,
            "code": f"U{made}",
            "name": f"单位{number:04}",
            "valid_from": LONG_AGO,
        }
        for number in range(count)
    ]
    scene.session.execute(insert(Unit), units)
    scene.session.execute(
        insert(Submission),
        [
            {
                "id": uuid4(),
                "campaign_id": campaign.id,
                "unit_id": unit["id"],
                "unit_name": unit["name"],
                "unit_code": unit["code"],
                "stage": stages[number % len(stages)],
            }
            for number, unit in enumerate(units)
        ],
    )
    scene.session.commit()


def statements(session: Session, read: Callable[[], object]) -> int:
    """How many statements a reading sends."""
    seen: list[str] = []
    engine = session.get_bind()

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    read()
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_board_asks_as_much_at_ten_units_as_at_a_thousand(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    office = scene.actor(scene.coordinator())
    fill(scene, campaign, 10)
    desk = home.desks(scene.session, office)[0]
    rules = scene.rules(campaign)

    def asked() -> list[int]:
        scene.session.refresh(campaign)
        return [
            statements(scene.session, read)
            for read in (
                lambda: progress.page(scene.session, campaign, rows=9),
                lambda: progress.overview(scene.session, campaign.id),
                lambda: situation.of_office(scene.session, office, desk, campaign, rules, late=0),
                lambda: home.desks(scene.session, office),
                lambda: campaigns.moves(scene.session, office, campaign),
            )
        ]

    asked()  # the framework is read once in a process
    few = asked()
    fill(scene, campaign, 990)
    assert asked() == few
    assert len(progress.page(scene.session, campaign, rows=9).lines) == 9


def test_pages_follow_each_other_and_hold_every_unit_once(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    fill(scene, campaign, 37)
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=5)
    seen, after = [], None
    while True:
        page = progress.page(scene.session, campaign, after=after, rows=10)
        seen += [line.submission_id for line in page.lines]
        after = page.following
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 37


def test_units_stand_in_the_order_of_their_codes(scene: Scene) -> None:
    """By code point of the name the third college would stand before the second."""
    campaign = scene.campaign(C.SELF_EVALUATION)
    for code, name in (("13", "第三学院分院"), ("12", "第二学院分院"), ("11", "第一学院分院")):
        scene.submission(campaign, scene.unit(name, scene.university, code=code))
    seen, after = [], None
    while page := progress.page(scene.session, campaign, after=after, rows=2):
        seen += [line.unit_name for line in page.lines]
        if (after := page.following) is None:
            break
    assert seen == ["第一学院分院", "第二学院分院", "第三学院分院"]


def test_the_line_of_a_unit_says_late_exactly_when_the_count_does(scene: Scene) -> None:
    campaign = scene.campaign(C.PEER_REVIEW)
    fill(scene, campaign, 36)
    page = progress.page(scene.session, campaign, rows=100)
    late = {line.submission_id for line in page.lines if any(cell.state == "late" for cell in line.cells)}
    assert late == {line.submission_id for line in page.lines if line.late}
    assert len(late) == progress.overview(scene.session, campaign.id).late
    assert late == {row.id for row in lateness.behind(scene.session, campaign.id)}
    assert len(late) == progress.overview(scene.session, campaign.id).late
    only = progress.page(scene.session, campaign, Filter(late=True), rows=100)
    assert late == {line.submission_id for line in only.lines}


def test_a_correction_with_a_date_of_its_own_is_late_after_that_date(scene: Scene) -> None:
    campaign = scene.campaign(C.FORMAT_CHECK)
    office = scene.coordinator()
    scene.close_window(campaign, C.FORMAT_CHECK, minutes_ago=60)
    rows = [scene.submission(campaign, unit, S.RETURNED_FOR_CORRECTION) for unit in scene.colleges]
    for row, days in zip(rows, (-1, 1), strict=False):
        scene.session.add(
            Correction(
                submission_id=row.id,
                criterion="1.1",
                remark="请补一份纪要",
                due_at=utc_now() + timedelta(days=days),
                requested_by_id=office.id,
            )
        )
    scene.session.flush()
    page = progress.page(scene.session, campaign)
    assert {line.submission_id: line.late for line in page.lines} == {
        rows[0].id: True,
        rows[1].id: False,
        rows[2].id: True,
    }


def test_filters_narrow_to_a_leg_or_to_a_pair_of_hands(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    fill(scene, campaign, 18)
    figures = progress.overview(scene.session, campaign.id)
    for leg in Leg:
        assert len(progress.page(scene.session, campaign, Filter(leg=leg)).lines) == figures.legs[leg]
    for each in figures.hands:
        assert len(progress.page(scene.session, campaign, Filter(hand=each.hand)).lines) == each.units
    assert sum(each.units for each in figures.hands) + figures.through + figures.aside == figures.units
    assert len(progress.page(scene.session, campaign, Filter(hand=Hand.NOBODY)).lines) == 4


def test_an_extension_counts_on_its_own_leg_only(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    office = scene.coordinator()
    writing = scene.submission(campaign, scene.colleges[0])
    accepted = scene.submission(campaign, scene.colleges[1], S.ACCEPTED)
    for row in (writing, accepted):
        scene.session.add(
            Extension(
                submission_id=row.id,
                stage=C.SELF_EVALUATION,
                ends_at=utc_now() + timedelta(days=30),
                reason="停电",
                granted_by_id=office.id,
            )
        )
    scene.session.flush()
    figures = progress.overview(scene.session, campaign.id)
    assert {each.hand: each.extended for each in figures.hands if each.extended} == {Hand.CONTRIBUTOR: 1}
