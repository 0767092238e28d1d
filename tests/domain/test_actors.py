"""Roles at units, and the relations between an actor and a subject."""

from uuid import UUID

import pytest

from app.domain import actors
from app.domain.actors import PUBLIC, SYSTEM, Actor, Grant, Role, Subject

HERE, ELSEWHERE, ME, OTHER = (UUID(int=number) for number in (1, 2, 8, 9))
NOBODYS = Subject(owner_path="/1/")
OURS = Subject(owner_path="/1/3/", unit_id=HERE)


def somebody(role, unit=HERE, path="/1/"):
    return Actor(ME, (Grant(role, unit, path),))


def test_a_role_is_held_at_exactly_its_unit():
    actor = somebody(Role.MEMBER)
    assert actor.holds(Role.MEMBER, HERE) is True
    assert actor.holds(Role.MEMBER, ELSEWHERE) is False
    assert actor.holds(Role.SIGNATORY, HERE) is False


def test_a_role_is_held_over_everything_below_its_unit():
    actor = somebody(Role.BOARD)
    assert actor.holds_over(Role.BOARD, "/1/") is True
    assert actor.holds_over(Role.BOARD, "/1/3/") is True
    assert actor.holds_over(Role.BOARD, "/") is False
    assert actor.holds_over(Role.BOARD, "/12/") is False
    assert actor.holds_over(Role.OBSERVER, "/1/") is False


def test_the_paths_and_units_of_a_role_leave_out_those_of_other_roles():
    actor = Actor(ME, (Grant(Role.MEMBER, HERE, "/1/"), Grant(Role.REVIEWER, ELSEWHERE, "/2/")))
    assert actor.paths(Role.MEMBER) == ("/1/",)
    assert actor.paths(Role.BOARD) == ()
    assert actor.units(Role.MEMBER, Role.REVIEWER) == (HERE, ELSEWHERE)
    assert actor.units(Role.REVIEWER) == (ELSEWHERE,)
    assert actor.units() == ()


@pytest.mark.parametrize(
    ("relation", "role"),
    [
        (actors.own_contributor, Role.CONTRIBUTOR),
        (actors.own_member, Role.MEMBER),
        (actors.own_signatory, Role.SIGNATORY),
    ],
)
def test_somebody_of_a_unit_is_one_of_that_unit_only(relation, role):
    assert relation(somebody(role), OURS) is True
    assert relation(somebody(role, ELSEWHERE), OURS) is False
    assert relation(somebody(Role.REVIEWER), OURS) is False
    assert relation(somebody(role), NOBODYS) is False


@pytest.mark.parametrize("role", Role)
def test_of_a_unit_are_those_who_fill_in_read_along_or_sign(role):
    own = role in {Role.CONTRIBUTOR, Role.MEMBER, Role.SIGNATORY}
    assert actors.of_the_unit(somebody(role), OURS) is own
    assert actors.of_the_unit(somebody(role, ELSEWHERE), OURS) is False


@pytest.mark.parametrize(
    ("relation", "field"),
    [
        (actors.assigned_reviewer, "reviewer_ids"),
        (actors.panel_chair, "chair_ids"),
        (actors.handler, "handler_ids"),
    ],
)
def test_who_is_named_reads_unless_the_unit_is_their_own(relation, field):
    named = Subject(unit_id=HERE, **{field: frozenset({ME})})
    assert relation(somebody(Role.MEMBER, ELSEWHERE), named) is True
    assert relation(somebody(Role.MEMBER, HERE), named) is False
    assert relation(Actor(OTHER), named) is False
    assert relation(PUBLIC, named) is False


def test_an_author_is_the_one_named_and_never_the_public():
    assert actors.author(Actor(ME), Subject(author_id=ME)) is True
    assert actors.author(Actor(OTHER), Subject(author_id=ME)) is False
    assert actors.author(PUBLIC, Subject()) is False


@pytest.mark.parametrize(
    ("relation", "role"),
    [
        (actors.coordinator, Role.COORDINATOR),
        (actors.board, Role.BOARD),
        (actors.observer, Role.OBSERVER),
        (actors.administrator, Role.ADMINISTRATOR),
    ],
)
def test_an_office_reaches_what_is_below_it_and_nothing_beside_it(relation, role):
    assert relation(somebody(role), OURS) is True
    assert relation(somebody(role, path="/2/"), OURS) is False
    assert relation(somebody(Role.MEMBER), OURS) is False


def test_the_public_and_the_system_are_told_apart_from_who_is_signed_in():
    everybody = (Actor(ME), PUBLIC, SYSTEM)
    assert [actors.signed_in(actor, OURS) for actor in everybody] == [True, False, False]
    assert [actors.system(actor, OURS) for actor in everybody] == [False, False, True]
    assert [actors.anyone(actor, OURS) for actor in everybody] == [True, True, True]
