"""In whose hands a unit's part lies, and how far it has come: the progress board as a table.

A board shows a relay of people, not percentages. Source: PROCESS §2 (stages and the people of each).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from .calendar import beijing_date
from .procedure import CampaignStage, SubmissionStage
from .text import N_

C, S = CampaignStage, SubmissionStage


class Hand(StrEnum):
    """Who has to do something before a unit's part goes on."""

    CONTRIBUTOR = "contributor"
    SIGNATORY = "signatory"
    COORDINATOR = "coordinator"
    REVIEWERS = "reviewers"
    CHAIR = "chair"
    NOBODY = "nobody"


HAND_NAMES: Final[Mapping[Hand, str]] = {
    Hand.CONTRIBUTOR: N_("liaison officer"),
    Hand.SIGNATORY: N_("signatory"),
    Hand.COORDINATOR: N_("secretariat"),
    Hand.REVIEWERS: N_("reviewers"),
    Hand.CHAIR: N_("panel chair"),
    Hand.NOBODY: N_("nobody"),
}

HANDS: Final[Mapping[SubmissionStage, Hand]] = {
    S.NOT_STARTED: Hand.CONTRIBUTOR,
    S.DRAFTING: Hand.CONTRIBUTOR,
    S.RETURNED_BY_SIGNATORY: Hand.CONTRIBUTOR,
    S.RETURNED_FOR_CORRECTION: Hand.CONTRIBUTOR,
    S.AWAITING_SIGN_OFF: Hand.SIGNATORY,
    S.SUBMITTED: Hand.COORDINATOR,
    S.ACCEPTED: Hand.COORDINATOR,
    S.UNDER_REVIEW: Hand.REVIEWERS,
    S.REVIEWED: Hand.CHAIR,
    S.FEEDBACK_SENT: Hand.CONTRIBUTOR,
    S.FEEDBACK_SIGNED: Hand.COORDINATOR,
    S.RECTIFYING: Hand.CONTRIBUTOR,
    S.RECTIFICATION_RETURNED: Hand.CONTRIBUTOR,
    S.RECTIFICATION_SUBMITTED: Hand.REVIEWERS,
    S.CLOSED: Hand.NOBODY,
    S.EXEMPT: Hand.NOBODY,
    S.WITHDRAWN: Hand.NOBODY,
    S.MERGED: Hand.NOBODY,
}

STAGES_OF: Final[Mapping[Hand, frozenset[SubmissionStage]]] = {
    hand: frozenset(stage for stage, holder in HANDS.items() if holder is hand) for hand in Hand
}


class Leg(StrEnum):
    """A column of the board."""

    SELF_EVALUATION = "self_evaluation"
    SIGN_OFF = "sign_off"
    FORMAT_CHECK = "format_check"
    PEER_REVIEW = "peer_review"
    FEEDBACK = "feedback"
    RECTIFICATION = "rectification"


@dataclass(frozen=True, slots=True)
class LegRule:
    """What a leg is called, the stages in which a unit is on it, and the window whose end it keeps to.

    `left_by` names the moves that end the leg; the day of the last of them is what the board shows.
    """

    title: str
    stages: frozenset[SubmissionStage]
    window: CampaignStage
    left_by: tuple[str, ...]


LEGS: Final[Mapping[Leg, LegRule]] = {
    Leg.SELF_EVALUATION: LegRule(
        N_("Self-evaluation"),
        frozenset({S.NOT_STARTED, S.DRAFTING, S.RETURNED_BY_SIGNATORY}),
        C.SELF_EVALUATION,
        ("send_for_sign_off",),
    ),
    Leg.SIGN_OFF: LegRule(N_("Sign-off"), frozenset({S.AWAITING_SIGN_OFF}), C.SELF_EVALUATION, ("submit",)),
    Leg.FORMAT_CHECK: LegRule(
        N_("Format check"),
        frozenset({S.SUBMITTED, S.RETURNED_FOR_CORRECTION}),
        C.FORMAT_CHECK,
        ("accept",),
    ),
    Leg.PEER_REVIEW: LegRule(
        N_("Peer review"),
        frozenset({S.ACCEPTED, S.UNDER_REVIEW, S.REVIEWED}),
        C.PEER_REVIEW,
        ("finish_review", "send_feedback"),
    ),
    Leg.FEEDBACK: LegRule(
        N_("Feedback of results"),
        frozenset({S.FEEDBACK_SENT, S.FEEDBACK_SIGNED}),
        C.FEEDBACK,
        ("sign_feedback", "begin_rectification"),
    ),
    Leg.RECTIFICATION: LegRule(
        N_("Rectification and summary"),
        frozenset({S.RECTIFYING, S.RECTIFICATION_SUBMITTED, S.RECTIFICATION_RETURNED}),
        C.RECTIFICATION,
        ("close",),
    ),
}
SIDE_STAGES: Final = frozenset({S.EXEMPT, S.WITHDRAWN, S.MERGED})
WAITS_FOR_OTHERS: Final = frozenset({S.ACCEPTED, S.REVIEWED, S.FEEDBACK_SIGNED})
"""Here the unit has done its part of the leg and cannot be late with it."""


class CellState(StrEnum):
    DONE = "done"
    NOW = "now"
    LATE = "late"
    EXTENDED = "extended"
    AHEAD = "ahead"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit on one leg: its state, the end it keeps to, and by how many days that is over."""

    leg: Leg
    state: CellState
    ends_at: datetime | None = None
    days_late: int = 0


def leg_of(stage: SubmissionStage) -> Leg | None:
    """The leg a unit in this stage is on; None when it is through, or set aside."""
    return next((leg for leg, rule in LEGS.items() if stage in rule.stages), None)


def cells(
    stage: SubmissionStage,
    windows: Mapping[CampaignStage, datetime],
    extensions: Mapping[CampaignStage, datetime],
    now: datetime,
    *,
    correction_due: datetime | None = None,
) -> list[Cell]:
    """The line of one unit. `windows` and `extensions` hold hard ends by stage; moments are aware.

    A named correction keeps to its own date where it has one. Everything before the present leg is done.
    """
    if stage in SIDE_STAGES:
        return [Cell(leg, CellState.VOID) for leg in Leg]
    here = leg_of(stage)
    row: list[Cell] = []
    for leg, rule in LEGS.items():
        if here is None or list(Leg).index(leg) < list(Leg).index(here):
            row.append(Cell(leg, CellState.DONE))
        elif leg is here:
            row.append(_present(leg, rule, stage, windows, extensions, now, correction_due))
        else:
            row.append(Cell(leg, CellState.AHEAD))
    return row


def _present(
    leg: Leg,
    rule: LegRule,
    stage: SubmissionStage,
    windows: Mapping[CampaignStage, datetime],
    extensions: Mapping[CampaignStage, datetime],
    now: datetime,
    correction_due: datetime | None,
) -> Cell:
    end = windows.get(rule.window)
    later = extensions.get(rule.window)
    if stage is S.RETURNED_FOR_CORRECTION and correction_due is not None:
        end, later = correction_due, None
    if later is not None and (end is None or later > end):
        if now < later:
            return Cell(leg, CellState.EXTENDED, later)
        end = later
    if end is None or now < end or stage in WAITS_FOR_OTHERS:
        return Cell(leg, CellState.NOW, end)
    return Cell(leg, CellState.LATE, end, (beijing_date(now) - beijing_date(end)).days + 1)


def days_waiting(since: datetime, now: datetime) -> int:
    """Whole Beijing days since something came into the hands it is in; 0 on the same day."""
    return max(0, (beijing_date(now) - beijing_date(since)).days)
