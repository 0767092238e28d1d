"""交接单: who writes and who confirms one, and what becomes of the roles on the day."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor, Role
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.models.account import Handover, RoleGrant, User
from app.models.unit import Unit
from app.queries import clock
from app.services import handovers
from tests.refusals import refused, traced
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def college(scene: Scene) -> Unit:
    return scene.colleges[0]


@pytest.fixture
def giver(scene: Scene, college: Unit) -> User:
    return scene.contributor(college)


@pytest.fixture
def taker(scene: Scene, college: Unit) -> User:
    return scene.person("新联络员", home=college)


@pytest.fixture
def office(scene: Scene) -> Actor:
    return scene.actor(scene.coordinator())


def write(session: Session, actor: Actor, unit: UUID, giver: User, taker: User, **more: object) -> Handover:
    words = {"role": Role.CONTRIBUTOR, "from_id": giver.id, "to_id": taker.id, "open_tasks": " 照片未传 "}
    return handovers.record_handover(session, actor, unit, **words | {"on": clock.today(session)} | more)


def roles(session: Session, user: User) -> list[tuple[object, ...]]:
    rows = select(RoleGrant.role, RoleGrant.starts_on, RoleGrant.ends_on).where(RoleGrant.user_id == user.id)
    return [tuple(row) for row in session.execute(rows.order_by(RoleGrant.starts_on))]


def test_a_form_names_a_role_that_is_handed_over_its_holder_and_somebody_else(
    session: Session, scene: Scene, college: Unit, giver: User, taker: User, office: Actor
) -> None:
    own = scene.actor(giver)
    signatory = scene.signatory(college)
    other = {"to_id": "Please choose another person."}
    given = {"role": "This role is given and ended by the secretariat, not handed over."}
    with refused(session, Invalid, **given):
        write(session, office, college.id, giver, taker, role=Role.COORDINATOR)
    with refused(session, Invalid, role="A contributor hands over only the role of contributor."):
        write(session, own, college.id, signatory, taker, role=Role.SIGNATORY)
    with refused(session, Invalid, from_id="Please choose somebody who holds this role here."):
        write(session, office, college.id, taker, giver)
    with refused(session, Invalid, **other):
        write(session, own, college.id, giver, giver)
    taker.disabled_at = clock.now(session)
    with refused(session, Invalid, **other):
        write(session, own, college.id, giver, taker)
    taker.disabled_at = None
    for person, unit in ((office, uuid4()), (own, uuid4())):
        with refused(session, NotFound):
            write(session, person, unit, giver, taker)
    with refused(session, NotPermitted, "Your role does not include this."):
        write(session, scene.actor(signatory), college.id, giver, taker)
    made, today = write(session, own, college.id, giver, taker), clock.today(session)
    assert (made.number, made.open_tasks) == (f"交接〔{today.year}〕01号", "照片未传")
    assert traced(session)[3] == {
        "role": "contributor",
        "giver": str(giver.id),
        "taker": str(taker.id),
        "on": today.isoformat(),
        "number": made.number,
    }


def test_the_role_passes_when_the_second_of_the_two_has_confirmed_and_then_for_good(
    session: Session, scene: Scene, college: Unit, giver: User, taker: User
) -> None:
    made, today = write(session, scene.actor(giver), college.id, giver, taker), clock.today(session)
    handovers.confirm_handover(session, scene.actor(giver), made.id)
    assert (traced(session)[3], roles(session, taker)) == ({"complete": False}, [])
    handovers.confirm_handover(session, scene.actor(taker), made.id)
    assert traced(session) == ("handover.confirm", made.id, {}, {"complete": True})
    assert roles(session, taker) == [(Role.CONTRIBUTOR, today, None)]
    assert roles(session, giver)[0][2] == today - timedelta(days=1)
    with refused(session, Conflict, "This hand-over has been confirmed already."):
        handovers.confirm_handover(session, scene.actor(taker), made.id)


def test_another_contributor_reads_the_form_but_does_not_confirm_it_and_a_stranger_finds_nothing(
    session: Session, scene: Scene, college: Unit, giver: User, taker: User, office: Actor
) -> None:
    made = write(session, office, college.id, giver, taker)
    colleague = scene.actor(scene.person("另一联络员", (Role.CONTRIBUTOR, college)))
    words = "Only the two people concerned or the secretariat confirm a hand-over."
    with refused(session, NotPermitted, words):
        handovers.confirm_handover(session, colleague, made.id)
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    for person, form in ((stranger, made.id), (office, uuid4())):
        with refused(session, NotFound):
            handovers.confirm_handover(session, person, form)


def test_the_office_confirms_for_both_and_who_holds_the_role_already_gets_it_no_second_time(
    session: Session, college: Unit, giver: User, taker: User, office: Actor, scene: Scene
) -> None:
    expert = scene.person("专家甲", (Role.REVIEWER, scene.university))
    session.add(
        RoleGrant(user_id=taker.id, role=Role.CONTRIBUTOR, unit_id=college.id, starts_on=college.valid_from)
    )
    made = write(session, office, college.id, giver, taker)
    handovers.confirm_handover(session, office, made.id)
    assert made.office_confirmed_by_id == office.user_id
    assert roles(session, taker) == [(Role.CONTRIBUTOR, college.valid_from, None)]
    made = write(session, office, scene.university.id, expert, taker, role=Role.REVIEWER)
    handovers.confirm_handover(session, office, made.id)
    assert [role for role, _, ends in roles(session, taker) if ends is None] == ["contributor", "reviewer"]
