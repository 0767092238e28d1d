"""The list a person sees and the policy must never disagree."""

from collections.abc import Iterator
from itertools import chain, combinations
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.domain.actions import Action
from app.domain.actors import PUBLIC, SYSTEM, Actor, Grant, Role
from app.domain.policy import permits
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.all import Base
from app.models.assignment import Panel
from app.models.campaign import Campaign
from app.models.feedback import Appeal
from app.models.submission import Submission
from app.queries import subjects
from app.queries.visibility import submissions
from tests import scene
from tests.scene import Scene

ROLE_SETS = list(chain.from_iterable(combinations(Role, n) for n in range(len(Role) + 1)))


@pytest.fixture(scope="module")
def world() -> Iterator[Scene]:
    """Two universities; in one somebody who is drawn, invited, recused, chair, re-examiner or nothing."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        world = scene.university(session, colleges=9)
        me = world.reviewer("me")
        other = world.unit("另一大学", code="other")
        far = world.unit("另一学院", other, code="far")
        campaign = world.campaign(CampaignStage.PEER_REVIEW)
        elsewhere = world.campaign(CampaignStage.PEER_REVIEW, owner=other, title="另一次")
        panel = world.panel(campaign, "expert", me)
        chaired = world.panel(campaign, "peer", chair=me)
        somebody = world.reviewer("somebody")
        stages = [*(AssignmentStage(each) for each in ("invited", "recused", "in_progress", "submitted"))]
        for unit, stage in zip(world.colleges, stages, strict=False):
            found = world.submission(campaign, unit, SubmissionStage.UNDER_REVIEW)
            world.assignment(found, me, panel, stage)
        found = world.submission(campaign, world.colleges[4], SubmissionStage.UNDER_REVIEW)
        world.assignment(found, somebody, chaired)
        world.submission(campaign, world.colleges[5], SubmissionStage.DRAFTING)
        world.submission(elsewhere, far, SubmissionStage.DRAFTING)
        for number, (unit, pair) in enumerate(
            zip(world.colleges[6:9], [(me, somebody), (somebody, me), (None, somebody)], strict=True)
        ):
            appeal = Appeal(
                submission_id=world.submission(campaign, unit, SubmissionStage.FEEDBACK_SENT).id,
                number=f"申诉{number}",
                criterion="1.1",
                reason="请再看。",
                lodged_by_id=somebody.id,
                first_handler_id=pair[0] and pair[0].id,
                second_handler_id=pair[1].id,
            )
            session.add(appeal)
        session.commit()
        yield world
    engine.dispose()


def listed(world: Scene, actor: Actor) -> set[str]:
    statement = select(Submission.unit_name).join(Campaign).where(submissions(actor))
    return set(world.session.scalars(statement))


def permitted(world: Scene, actor: Actor) -> set[str]:
    rows = world.session.execute(select(Submission, Campaign).join(Campaign)).all()
    return {
        submission.unit_name
        for submission, campaign in rows
        if permits(actor, Action.VIEW_SUBMISSION, subjects.of_submission(world.session, submission, campaign))
    }


@pytest.mark.parametrize("place", ["university", "first", "third", "fifth", "elsewhere"])
@pytest.mark.parametrize("roles", ROLE_SETS, ids=lambda roles: "+".join(roles) or "none")
def test_lists_show_exactly_what_the_policy_permits(
    world: Scene, roles: tuple[Role, ...], place: str
) -> None:
    places = {
        "university": world.university,
        "first": world.colleges[0],
        "third": world.colleges[2],
        "fifth": world.colleges[4],
    }
    unit = places.get(place)
    unit_id, path = (unit.id, unit.path) if unit else (uuid4(), "/nowhere/")
    me = world.session.scalars(select(Panel.chair_id).where(Panel.chair_id.is_not(None))).one()
    actor = Actor(me, tuple(Grant(role, unit_id, path) for role in roles))
    assert listed(world, actor) == permitted(world, actor)


@pytest.mark.parametrize("actor", [PUBLIC, SYSTEM], ids=["public", "system"])
def test_who_is_nobody_sees_nothing(world: Scene, actor: Actor) -> None:
    assert listed(world, actor) == permitted(world, actor) == set()
