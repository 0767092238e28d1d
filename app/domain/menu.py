"""The few places somebody can always go to, by role: one table. What is to be done is the home page's."""

from dataclasses import dataclass
from typing import Final

from .actors import Actor, Role
from .text import N_

R = Role
EVERYBODY: Final = frozenset(Role)
OFFICE: Final = frozenset({R.COORDINATOR, R.ADMINISTRATOR, R.BOARD, R.OBSERVER})


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the menu: its name, the page, and who is offered it."""

    name: str
    page: str
    roles: frozenset[Role]


MENU: Final = (
    Place(N_("My tasks"), "home.show", EVERYBODY),
    Place(N_("My reviews"), "reviews.mine", frozenset({R.REVIEWER})),
    Place(N_("Campaigns"), "campaigns.index", EVERYBODY - {R.REVIEWER, R.ADMINISTRATOR}),
    Place(N_("Units and people"), "units.index", OFFICE),
    Place(N_("My unit"), "units.index", frozenset({R.CONTRIBUTOR, R.MEMBER, R.SIGNATORY})),
    Place(N_("Our box"), "boxes.own", frozenset({R.CONTRIBUTOR, R.MEMBER, R.SIGNATORY})),
    Place(N_("Criteria frameworks"), "frameworks.index", EVERYBODY),
)


def places(actor: Actor) -> tuple[Place, ...]:
    """The places offered to the actor, in order; none to who is not signed in."""
    roles = {grant.role for grant in actor.grants}
    return tuple(place for place in MENU if place.roles & roles)
