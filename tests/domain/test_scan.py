"""The four states of a file's bytes: what opens, what counts, and that nothing is clean by default."""

import pytest

from app.domain.errors import Conflict, Invalid, Occupied
from app.domain.scan import (
    RULES,
    TRIED_AGAIN_AFTER,
    ScanFailure,
    ScanState,
    closed,
    require_open,
    require_sound,
    state_of,
)

OPEN = {ScanState.UNSCANNED, ScanState.CLEAN}


def test_only_what_is_clean_or_never_checked_here_opens_and_only_a_virus_does_not_count() -> None:
    assert {state for state in ScanState if RULES[state].opens} == OPEN
    assert {state for state in ScanState if RULES[state].counts} == set(ScanState) - {ScanState.INFECTED}
    assert {state for state in ScanState if closed(state) is None} == OPEN
    for state in OPEN:
        require_open(state)


@pytest.mark.parametrize(("state", "kind"), [(ScanState.PENDING, Occupied), (ScanState.INFECTED, Conflict)])
def test_what_is_closed_is_refused_with_its_sentence(state: ScanState, kind: type[Exception]) -> None:
    with pytest.raises(kind) as refusal:
        require_open(state)
    assert refusal.value.reasons == (closed(state),)


def test_where_files_are_checked_a_file_of_which_nothing_is_known_waits() -> None:
    assert state_of(None, scanning=True) is ScanState.PENDING
    assert state_of(None, scanning=False) is ScanState.UNSCANNED
    for scanning in (True, False):  # what was found stands, also when the setting is taken away
        assert [state_of(each, scanning=scanning) for each in ScanState] == list(ScanState)


def test_bytes_with_a_virus_are_not_taken_again() -> None:
    for state in (None, ScanState.PENDING, ScanState.CLEAN):
        require_sound(state)
    with pytest.raises(Invalid):
        require_sound(ScanState.INFECTED)


def test_every_failure_is_tried_again() -> None:
    assert set(TRIED_AGAIN_AFTER) == set(ScanFailure)
