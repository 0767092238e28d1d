"""Every value of the records has a name that a person can read."""

from enum import StrEnum
from inspect import ismodule

import pytest

from app.domain import actors, procedure
from app.domain.vocabulary import MOVES, NAMES, move_name, name_of
from app.models import all as records

KINDS = sorted(
    {
        kind
        for module in (actors, procedure, *filter(ismodule, vars(records).values()))
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_has_a_name(kind: type[StrEnum]) -> None:
    assert all(name_of(value) for value in kind)


def test_every_move_has_the_word_on_its_button_and_none_is_left_over() -> None:
    moves = {f"{table}:{move}" for table, rows in procedure.TABLES.items() for move in rows}
    assert set(MOVES) == moves
    assert all(move_name(*key.split(":")) for key in moves)


def test_no_two_values_of_a_kind_share_a_name() -> None:
    for kind in KINDS:
        names = [NAMES[f"{kind.__name__}.{value}"] for value in kind]
        assert len(set(names)) == len(names)
