"""The stages of an assignment, from the invitation of a reviewer to the submitted review."""

from dataclasses import dataclass
from enum import StrEnum

from ..text import N_
from ..workflow import REASON_GIVEN, Guard, Table, move, table


class AssignmentStage(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECUSED = "recused"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    REOPENED = "reopened"
    REPLACED = "replaced"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """All that a guard of an assignment may know."""

    declared: bool = False  # the reviewer's declaration of this campaign is signed
    gaps: tuple[str, ...] = ()  # what the review still lacks, one sentence each
    withdrawable: bool = False
    reason_given: bool = False


DECLARED = Guard(lambda f: f.declared, N_("Please sign the reviewer's declaration first."))
REVIEW_COMPLETE = Guard(lambda f: not f.gaps, N_("The review is not complete yet."))
STILL_WITHDRAWABLE = Guard(
    lambda f: f.withdrawable,
    N_("A submitted review can be taken back within 24 hours while the stage is open."),
)

A = AssignmentStage
ACTIVE_ASSIGNMENT = frozenset({A.INVITED, A.ACCEPTED, A.IN_PROGRESS, A.SUBMITTED, A.REOPENED})
WRITABLE_ASSIGNMENT = frozenset({A.ACCEPTED, A.IN_PROGRESS, A.REOPENED})
READABLE_ASSIGNMENT = frozenset({A.ACCEPTED, A.IN_PROGRESS, A.SUBMITTED, A.REOPENED})

ASSIGNMENT: Table = table(
    move("accept", A.INVITED, A.ACCEPTED, DECLARED),
    move("decline", A.INVITED, A.DECLINED, REASON_GIVEN),
    move("recuse", {A.INVITED, A.ACCEPTED, A.IN_PROGRESS, A.REOPENED}, A.RECUSED, REASON_GIVEN),
    move("begin", A.ACCEPTED, A.IN_PROGRESS),
    move("submit", {A.ACCEPTED, A.IN_PROGRESS, A.REOPENED}, A.SUBMITTED, REVIEW_COMPLETE),
    move("take_back", A.SUBMITTED, A.REOPENED, STILL_WITHDRAWABLE),
    move("reopen", A.SUBMITTED, A.REOPENED, REASON_GIVEN),
    move("replace", {A.INVITED, A.ACCEPTED, A.IN_PROGRESS, A.REOPENED}, A.REPLACED, REASON_GIVEN),
    move("lapse", {A.INVITED, A.ACCEPTED, A.IN_PROGRESS, A.REOPENED}, A.LAPSED),
)
