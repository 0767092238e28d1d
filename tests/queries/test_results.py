"""The board's sheet: equal cost at ten units and at a thousand, paged by key without a gap."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.campaign import Campaign
from app.models.result import Computation, Result
from app.models.submission import Submission
from app.models.unit import Unit, UnitKind
from app.queries import results
from app.queries.results import PAGE
from tests import scene
from tests.scene import LONG_AGO, Scene


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=0)


def computed(world: Scene, count: int) -> Campaign:
    """A campaign with `count` units in one computation; every second unit shares its rank with the next."""
    campaign = world.campaign(CampaignStage.FEEDBACK, title=f"{count}个单位")
    computation = Computation(campaign_id=campaign.id, ordinal=1, standing={"needs_vote": []})
    world.session.add(computation)
    units = [
        Unit(
            kind=UnitKind.COLLEGE,
            code=f"{count}-{n}",
            name=f"单位{n:04}",
            path=f"/{count}/{n}/",
            valid_from=LONG_AGO,
        )
        for n in range(count)
    ]
    world.session.add_all(units)
    world.session.flush()
    rows = [
        Submission(
            campaign_id=campaign.id,
            unit_id=u.id,
            unit_name=u.name,
            unit_code=u.code,
            stage=SubmissionStage.REVIEWED,
        )
        for u in units
    ]
    world.session.add_all(rows)
    world.session.flush()
    for place, row in enumerate(rows):
        world.session.add(
            Result(
                computation_id=computation.id, submission_id=row.id, base=Decimal(80), bonus=Decimal(0),
                total=Decimal(80), band="good", candidate_band="good", rank=place // 2 * 2 + 1,
                figures={"panels": [], "effects": [], "outliers": [], "sections": []},
            )
        )  # fmt: skip
    world.session.commit()
    return campaign


def cost(engine: Engine, world: Scene, actor: Actor, campaign: Campaign) -> tuple[int, int]:
    """Statements and units of one page of the sheet, in a session that knows nothing yet."""
    statements: list[str] = []

    def note(*told: Any) -> None:
        statements.append(told[2])

    event.listen(engine, "after_cursor_execute", note)
    with Session(engine) as session:
        found = results.sheet(session, actor, campaign.id)
    event.remove(engine, "after_cursor_execute", note)
    return len(statements), len(found.lines)


def test_the_sheet_costs_the_same_for_ten_units_and_for_a_thousand(engine: Engine, world: Scene) -> None:
    few, many = computed(world, 10), computed(world, 1000)
    board = world.actor(world.board())
    world.session.commit()
    cost(engine, world, board, few)  # the framework is read once per process
    for_few, for_many = cost(engine, world, board, few), cost(engine, world, board, many)
    assert for_few[0] == for_many[0] <= 6  # on PostgreSQL one less
    assert (for_few[1], for_many[1]) == (10, PAGE)


def test_every_unit_stands_on_exactly_one_page(world: Scene) -> None:
    campaign = computed(world, 121)
    board = world.actor(world.board())
    names, after = [], None
    while True:
        page = results.sheet(world.session, board, campaign.id, after=after)
        names += [line.unit_name for line in page.lines]
        after = page.following
        if after is None:
            break
    assert names == [f"单位{n:04}" for n in range(121)]
    assert len(results.sheet(world.session, board, campaign.id, rows=None).lines) == 121


def test_a_computation_that_is_not_there_is_not_found(world: Scene) -> None:
    campaign = computed(world, 1)
    with pytest.raises(NotFound):
        results.sheet(world.session, world.actor(world.board()), campaign.id, ordinal=7)
