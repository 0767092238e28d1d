"""The places of the menu, by role."""

from uuid import UUID

import pytest

from app.domain.actors import PUBLIC, Actor, Grant, Role
from app.domain.menu import places

OF_A_UNIT = ["My tasks", "Campaigns", "My unit", "Our box", "Criteria frameworks"]
OF_THE_OFFICE = ["My tasks", "Campaigns", "Units and people", "Criteria frameworks"]


def names(*roles):
    grants = tuple(Grant(role, UUID(int=1), "/1/") for role in roles)
    return [place.name for place in places(Actor(UUID(int=9), grants))]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.CONTRIBUTOR, OF_A_UNIT),
        (Role.MEMBER, OF_A_UNIT),
        (Role.SIGNATORY, OF_A_UNIT),
        (Role.REVIEWER, ["My tasks", "My reviews", "Criteria frameworks"]),
        (Role.COORDINATOR, OF_THE_OFFICE),
        (Role.BOARD, OF_THE_OFFICE),
        (Role.OBSERVER, OF_THE_OFFICE),
        (Role.ADMINISTRATOR, ["My tasks", "Units and people", "Criteria frameworks"]),
    ],
)
def test_every_role_is_offered_its_places(role, offered):
    assert names(role) == offered


def test_two_roles_are_offered_the_places_of_both_in_order():
    both = ["My tasks", "My reviews", "Campaigns", "My unit", "Our box", "Criteria frameworks"]
    assert names(Role.REVIEWER, Role.CONTRIBUTOR) == both


def test_nobody_signed_in_is_offered_nothing():
    assert places(PUBLIC) == ()
