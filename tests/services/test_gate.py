"""What every write passes first: what does not exist is not found, whoever asks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.services import gate, stages, transitions
from tests.scene import Scene, university


@pytest.mark.parametrize("enter", [gate.enter, gate.enter_campaign, gate.enter_review, gate.enter_item])
def test_what_does_not_exist_is_not_found(session: Session, enter: Callable[[Session, UUID], Any]) -> None:
    with pytest.raises(NotFound):
        enter(session, uuid4())


@pytest.mark.parametrize("move", [stages.move, transitions.move_campaign, transitions.perform])
def test_a_move_of_no_known_name_is_not_found(session: Session, move: Callable[..., Any]) -> None:
    world: Scene = university(session)
    campaign = world.campaign()
    found = world.submission(campaign, world.colleges[0])
    which = found.id if move is transitions.perform else campaign.id
    with pytest.raises(NotFound):
        move(session, world.actor(world.coordinator()), which, "no_such_move")
