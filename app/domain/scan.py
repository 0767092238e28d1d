"""Checking files for viruses: the state of a file's bytes, and what each state lets be done with them.

A state belongs to a digest, so the same bytes are checked once, wherever they were given. Nothing is clean by
default: where files are to be checked, one of which nothing is known yet is being checked, and closed.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from .errors import Conflict, DomainError, Invalid, Occupied, Sentence
from .text import N_


class ScanState(StrEnum):
    """What is known of the bytes of a file."""

    UNSCANNED = "unscanned"  # this installation checks no files
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


class ScanRule(NamedTuple):
    """Whether the file opens and counts as evidence that was asked for; else how the refusal reads."""

    opens: bool
    counts: bool
    refusal: DomainError | None = None


RULES: Final[Mapping[ScanState, ScanRule]] = {
    ScanState.UNSCANNED: ScanRule(opens=True, counts=True),
    ScanState.PENDING: ScanRule(
        opens=False,
        counts=True,
        refusal=Occupied(N_("This file is being checked for viruses. It opens as soon as that is done.")),
    ),
    ScanState.CLEAN: ScanRule(opens=True, counts=True),
    ScanState.INFECTED: ScanRule(
        opens=False,
        counts=False,
        refusal=Conflict(
            N_("A virus was found in this file, so nobody can open it. The unit is asked to replace it.")
        ),
    ),
}


class ScanFailure(StrEnum):
    """Why a file could not be checked. It stays closed, and is tried again."""

    NO_ANSWER = "no_answer"
    BROKEN_OFF = "broken_off"  # it answered, and then not to the end
    GARBLED = "garbled"
    TOO_LARGE = "too_large"


TRIED_AGAIN_AFTER: Final[Mapping[ScanFailure, timedelta]] = {
    ScanFailure.NO_ANSWER: timedelta(0),
    ScanFailure.BROKEN_OFF: timedelta(minutes=1),
    ScanFailure.GARBLED: timedelta(minutes=1),
    ScanFailure.TOO_LARGE: timedelta(hours=1),  # until somebody has changed the scanner's limit
}


class Finding(NamedTuple):
    """How a check ended: clean, or infected with what was found."""

    state: ScanState
    found: str = ""


def state_of(recorded: ScanState | None, *, scanning: bool) -> ScanState:
    """What is known of a file: as it was recorded; else being checked, where files are to be checked."""
    return recorded or (ScanState.PENDING if scanning else ScanState.UNSCANNED)


def closed(state: ScanState) -> Sentence | None:
    """Why a file of this state opens to nobody, None when it opens."""
    refusal = RULES[state].refusal
    return refusal.reasons[0] if refusal else None


def require_open(state: ScanState) -> None:
    """Raises Occupied while the file is being checked, Conflict when a virus was found in it."""
    refusal = RULES[state].refusal
    if refusal is not None:
        raise type(refusal)(*refusal.reasons)


def require_sound(recorded: ScanState | None) -> None:
    """Raises Invalid (field `file`) for bytes in which a virus was found before: they are not taken again."""
    if recorded is ScanState.INFECTED:
        raise Invalid(
            file=N_("A virus was found in this file. Please check your computer and choose another.")
        )
