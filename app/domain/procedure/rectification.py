"""The stages of a rectification item, closed by the reviewer who raised the shortcoming."""

from dataclasses import dataclass
from enum import StrEnum

from ..text import N_
from ..workflow import REASON_GIVEN, Guard, Table, move, table


class ItemStage(StrEnum):
    """A rectification item's."""

    OPEN = "open"
    PLANNED = "planned"
    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"
    CARRIED_OVER = "carried_over"
    WITHDRAWN = "withdrawn"  # the shortcoming was not one: the unit's fact check was upheld


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """All that a guard of a rectification item may know."""

    has_plan: bool = False
    has_progress: bool = False
    reason_given: bool = False


HAS_PLAN = Guard(lambda f: f.has_plan, N_("Write cause, aim, measure, owner and date first."))
HAS_PROGRESS = Guard(lambda f: f.has_progress, N_("Report what was done first."))

R = ItemStage
RECTIFICATION_ITEM: Table = table(
    move("plan", {R.OPEN, R.PLANNED, R.RETURNED}, R.PLANNED, HAS_PLAN),
    move("report", {R.PLANNED, R.RETURNED}, R.REPORTED, HAS_PROGRESS),
    move("verify", R.REPORTED, R.VERIFIED),
    move("return", R.REPORTED, R.RETURNED, REASON_GIVEN),
    move("carry_over", {R.OPEN, R.PLANNED, R.REPORTED, R.RETURNED}, R.CARRIED_OVER, REASON_GIVEN),
    move("withdraw", {R.OPEN, R.PLANNED, R.REPORTED, R.RETURNED}, R.WITHDRAWN, REASON_GIVEN),
)
